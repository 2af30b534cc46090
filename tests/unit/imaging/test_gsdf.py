"""The Grayscale Standard Display Function against the numbers of PS3.14 (DC-023, DC-024)."""

import numpy as np
import pytest

from viewer.imaging.gsdf import (
    MeasuredDisplay,
    fault_of,
    gsdf_levels,
    jnd_of,
    luminance_of,
    read_measurement,
    to_display,
)

# PS3.14 Annex B, table B-1: JND index and luminance in cd/m2.
PUBLISHED = {
    1: 0.0500, 2: 0.0547, 3: 0.0594, 100: 1.8508, 255: 15.083, 512: 130.065, 1023: 3993.40,
}  # fmt: skip
GAMMA = MeasuredDisplay(
    tuple(float(level) for level in range(0, 256, 15)),
    tuple(0.4 + 399.6 * (level / 255) ** 2.2 for level in range(0, 256, 15)),
    ambient=0.3,
)


@pytest.mark.parametrize(("jnd", "luminance"), PUBLISHED.items())
def test_it_gives_the_published_table(jnd: int, luminance: float) -> None:
    assert luminance_of(jnd) == pytest.approx(luminance, rel=1e-3 if jnd < 60 else 1e-4)


def test_the_way_back_ends_where_it_began() -> None:
    jnd = np.arange(1, 1024)
    assert np.abs(jnd_of(luminance_of(jnd)) - jnd).max() < 0.1


def test_a_display_that_follows_the_function_is_left_as_it_is() -> None:
    jnd = np.linspace(60, 600, 256)
    exact = MeasuredDisplay(tuple(np.arange(256.0)), tuple(luminance_of(jnd)))
    assert np.abs(gsdf_levels(exact) - np.arange(256)).max() < 0.15


def test_equal_steps_of_p_values_are_equal_steps_to_the_eye() -> None:
    fine = np.interp(gsdf_levels(GAMMA), GAMMA.levels, GAMMA.luminances) + GAMMA.ambient
    steps = np.diff(jnd_of(fine))
    assert steps.min() == pytest.approx(steps.max(), rel=0.02)


def test_ends_stay_and_nothing_turns_back() -> None:
    levels = gsdf_levels(GAMMA)
    assert (levels[0], levels[-1]) == (0, 255)
    assert (np.diff(levels) > 0).all()
    assert to_display(np.array([0.0, 255.0]), GAMMA).tolist() == [0, 255]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"levels": GAMMA.levels[:17], "luminances": GAMMA.luminances[:17]}, "At least 18"),
        ({"levels": (1.0, *GAMMA.levels[1:])}, "Levels must rise"),
        ({"levels": (*GAMMA.levels[:-1], 254.0)}, "Levels must rise"),
        ({"luminances": (GAMMA.luminances[1], *GAMMA.luminances[1:])}, "must rise with"),
        ({"luminances": (*GAMMA.luminances[:-1], float("nan"))}, "no number"),
        ({"luminances": (*GAMMA.luminances[:-1], 9000.0)}, "between 0.05 and 3993"),
        ({"luminances": (0.01, *GAMMA.luminances[1:]), "ambient": 0.0}, "between 0.05"),
        ({"ambient": -1.0}, "light of the room"),
    ],
)
def test_a_measurement_that_cannot_be_is_refused(changes: dict, fault: str) -> None:
    values = {"levels": GAMMA.levels, "luminances": GAMMA.luminances, "ambient": 0.3}
    assert fault in fault_of(MeasuredDisplay(**(values | changes)))
    assert not fault_of(GAMMA)


def test_a_measurement_is_read_from_text() -> None:
    lines = [f"{level:g};{luminance:.17g}" for level, luminance
             in zip(GAMMA.levels, GAMMA.luminances, strict=True)]  # fmt: skip
    read = read_measurement("level;cd/m2\n" + "\n".join(reversed(lines)), ambient=0.3)
    assert read == GAMMA
    one = "\n".join(f"{luminance:.17g}" for luminance in GAMMA.luminances)
    assert read_measurement(one, ambient=0.3) == GAMMA


@pytest.mark.parametrize("text", ["", "nothing", "1 2 3\n4 5 6", "1\n2 3", "1\n2\n3"])
def test_text_that_is_no_measurement_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Write one|At least"):
        read_measurement(text)
