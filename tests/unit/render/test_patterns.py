"""Test patterns hold the grays that are to be told apart, at every size (DC-024)."""

import numpy as np
import pytest

from viewer.render.patterns import (
    PATTERNS,
    percent,
    quality_control_pattern,
    ramp_pattern,
    steps_pattern,
)

SIZES = ((1920, 1080), (1080, 1920), (800, 600), (3840, 2160), (120, 90))


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.title)
@pytest.mark.parametrize("size", SIZES)
def test_a_pattern_fills_a_screen_of_any_size(pattern, size: tuple[int, int]) -> None:  # type: ignore[no-untyped-def]
    width, height = size
    picture = pattern.draw(width, height)
    assert picture.shape == (height, width)
    assert picture.dtype == np.uint8


def test_the_steps_are_those_of_ten_percent_with_five_beside_the_ends() -> None:
    picture = steps_pattern(1600, 1200)
    for part in (*range(0, 101, 10), 5, 95):
        assert (picture == percent(part)).sum() > 1000, part


def test_each_patch_has_corners_that_barely_differ() -> None:
    picture = quality_control_pattern(1600, 1200)
    for number in range(16):
        level = 8 + 16 * number
        for beside in (level - 4, level, level + 4):
            assert (picture == beside).sum() > 500, (level, beside)


@pytest.mark.parametrize("draw", [steps_pattern, quality_control_pattern])
def test_lines_of_one_pixel_are_in_every_corner(draw) -> None:  # type: ignore[no-untyped-def]
    picture = draw(1600, 1200)
    part = 200
    for corner in (picture[:part, :part], picture[:part, -part:],
                   picture[-part:, :part], picture[-part:, -part:]):  # fmt: skip
        assert (np.abs(np.diff(corner.astype(int), axis=1)) == 255).sum() > 500
        assert (np.abs(np.diff(corner.astype(int), axis=0)) == 255).sum() > 500


def test_the_ramp_has_every_gray_and_the_wedge_eighteen() -> None:
    picture = ramp_pattern(1024, 300)
    assert len(np.unique(picture[0])) == 256
    assert np.unique(picture[150]).tolist() == list(range(0, 256, 15))
    assert (picture[-1] == picture[0][::-1]).all()
