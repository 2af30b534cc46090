"""Standardized uptake values from hand-made facts; each number worked out beside the code."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from tests.support.images import make_frame
from viewer.imaging.measure import measure
from viewer.imaging.suv import NoSuv, Suv, suv_of
from viewer.model.lut import LutData, ModalityLut, Rescale
from viewer.model.pet import Pet
from viewer.model.shape import Shape, ShapeKind
from viewer.render.annotations import number_texts
from viewer.render.readout import value_text
from viewer.workspace.tools.annotate import new_annotation

NOON = datetime(2025, 1, 1, 12)  # noqa: DTZ001 - the clock of the scanner

# 350 MBq for 70 kg: 5,000 Bq/ml at the time of the dose are an uptake of 1. The image is
# corrected to one half-life after the dose, when half of that is left: 2,500 Bq/ml.
FACTS = Pet(
    is_classic=True,
    units="BQML",
    decay_correction="START",
    corrected=("NORM", "ATTN", "DECY"),
    injections=1,
    dose=350e6,
    half_life_s=3600.0,
    started=datetime(2025, 1, 1, 11),  # noqa: DTZ001
    series_time=NOON,
    acquired=NOON,
    weight_kg=70.0,
    height_m=1.75,
    sex="M",
)


BECQUEREL = Rescale(2.0, 0.0, "Bq/ml")


def suv(modality: Any = BECQUEREL, **changes: Any) -> Suv | NoSuv | None:
    pet = replace(FACTS, **changes)
    return suv_of(make_frame(np.ones((1, 1), np.uint16), modality="PT", rescale=modality, pet=pet))


def factor(**changes: Any) -> float:
    found = suv(**changes)
    assert isinstance(found, Suv), found
    return found.factor


def reason(**changes: Any) -> str:
    found = suv(**changes)
    assert isinstance(found, NoSuv), found
    return found.reason


def test_activity_at_the_series_time_counts_against_what_is_left_of_the_dose() -> None:
    assert factor() == pytest.approx(1 / 2500)


def test_activity_corrected_to_the_dose_counts_against_all_of_it() -> None:
    """DC-121: decaying it again makes it 2.096 instead of 1.0 (Horos #653)."""
    assert factor(decay_correction="ADMIN", started=None) == pytest.approx(1 / 5000)


def test_activity_without_correction_is_averaged_over_the_frame() -> None:
    """A frame of one half-life: the mean is 1 / (2 ln 2) of its start, half a dose before."""
    found = factor(decay_correction="NONE", corrected=("ATTN",), frame_duration_s=3600.0)
    assert found == pytest.approx(1 / 2500 * 2 * np.log(2))


def test_a_series_time_after_the_image_is_not_believed() -> None:
    """DC-121: then the scan time of GE counts, else the frame reference time."""
    late = datetime(2025, 1, 1, 15)  # noqa: DTZ001
    assert factor(series_time=late, ge_reference=NOON) == pytest.approx(1 / 2500)
    # A frame of one half-life has its mean at log2(2 ln 2) half-lives, 1,696 s after its start.
    middle_s = 3600 * np.log2(2 * np.log(2))
    timed = {"frame_duration_s": 3600.0, "frame_reference_s": middle_s}
    assert factor(series_time=late, **timed) == pytest.approx(1 / 2500, rel=1e-6)
    assert "decay was corrected" in reason(series_time=late)


def test_the_dose_may_be_in_megabecquerel_and_the_weight_in_grams() -> None:
    assert factor(dose=350.0) == pytest.approx(1 / 2500)
    assert factor(weight_kg=70000.0) == pytest.approx(1 / 2500)


def test_a_time_of_the_dose_alone_is_of_the_day_or_of_the_evening_before() -> None:
    alone = {"started": None, "start_time_of_day_s": 11 * 3600.0}
    assert factor(**alone) == pytest.approx(1 / 2500)
    past_midnight = datetime(2025, 1, 2, 0, 30)  # noqa: DTZ001
    evening = {"started": None, "start_time_of_day_s": 23.5 * 3600}
    found = factor(acquired=past_midnight, series_time=past_midnight, **evening)
    assert found == pytest.approx(1 / 2500)


def test_the_day_of_a_tracer_that_lasts_for_days_is_not_guessed() -> None:
    """DC-121: the date was ignored with yttrium 90 (Slicer-PETDICOMExtension #28)."""
    alone = {"started": None, "start_time_of_day_s": 11 * 3600.0, "half_life_s": 230_000.0}
    assert reason(**alone) == "the day of the dose is not known"
    dated = {"half_life_s": 86400.0, "started": datetime(2024, 12, 31, 12)}  # noqa: DTZ001
    assert factor(**dated) == pytest.approx(1 / 2500)


def test_counts_need_the_factors_of_philips() -> None:
    """DC-120: a factor to uptake first, then one to activity; without them there is none."""
    counts = {"units": "CNTS"}
    assert factor(philips_suv_factor=0.25, philips_activity_factor=7.0, **counts) == 0.25
    found = factor(philips_suv_factor=0.0, philips_activity_factor=10.0, **counts)
    assert found == pytest.approx(10 / 2500)
    assert "counts" in reason(**counts)


@pytest.mark.parametrize(
    ("suv_type", "sex", "kilograms"),
    [
        # Weight 70 kg, height 175 cm: (W/H)^2 = 0.16, body mass index 22.857.
        ("LBM", "M", 77.0 - 120 * 0.16),
        ("LBM", "F", 74.9 - 148 * 0.16),
        ("LBMJAMES128", "M", 77.0 - 128 * 0.16),
        ("LBMJANMA", "M", 648900 / (6680 + 216 * 70 / 1.75**2)),
        ("LBMJANMA", "F", 648900 / (8780 + 244 * 70 / 1.75**2)),
        ("IBW", "M", 72.38),
        ("IBW", "O", (72.38 + 66.43) / 2),
    ],
)
def test_uptake_by_lean_weight_is_converted(suv_type: str, sex: str, kilograms: float) -> None:
    found = factor(units="GML", suv_type=suv_type, sex=sex)
    assert found == pytest.approx(70 / kilograms)


def test_uptake_by_weight_stays_and_by_body_surface_is_converted() -> None:
    assert factor(units="GML") == factor(units="GML", suv_type="BW") == 1
    # 1.8481 m2 by Du Bois for 175 cm and 70 kg
    assert factor(units="CM2ML") == pytest.approx(70000 / 18481, rel=1e-4)


@pytest.mark.parametrize(
    "changes",
    [
        {"is_classic": False},
        {"units": "PROPCPS"},
        {"units": ""},
        {"units": "GML", "suv_type": "SOMETHING"},
        {"units": "GML", "suv_type": "LBM", "sex": ""},
        {"units": "GML", "suv_type": "LBM", "height_m": None},
        {"units": "GML", "suv_type": "LBM", "height_m": 0.3, "weight_kg": 200.0},
        {"corrected": ("DECY",)},
        {"corrected": ("ATTN",)},
        {"decay_correction": ""},
        {"decay_correction": "NONE", "frame_duration_s": None},
        {"injections": 2},
        {"dose": None},
        {"dose": -1.0},
        {"half_life_s": 0.0},
        {"weight_kg": None},
        {"weight_kg": 0.0},
        {"started": None},
        {"acquired": None, "series_time": None},
        {"started": datetime(2025, 1, 1, 13)},  # noqa: DTZ001 - after the image
        {"started": datetime(2024, 6, 1, 11)},  # noqa: DTZ001 - half a year before
        {"start_time_of_day_s": 9 * 3600.0},  # the other time says eleven
        {"has_mixed_zones": True},
    ],
)
def test_nothing_is_guessed(changes: dict[str, Any]) -> None:
    """DC-120: a reason in words, and values in the stored units."""
    assert reason(**changes)


def test_values_with_an_intercept_or_a_table_have_none() -> None:
    for modality in (Rescale(2.0, 1.0, "Bq/ml"), Rescale(is_valid=False)):
        assert isinstance(suv(modality), NoSuv)


def test_other_modalities_are_not_asked() -> None:
    assert suv_of(make_frame(np.ones((1, 1), np.uint16))) is None


def test_numbers_are_told_as_uptake_with_their_inputs_or_as_stored_with_the_reason() -> None:
    point = Shape(ShapeKind.POINT, ((0.0, 0.0),))
    pixels = np.full((1, 1), 2500, np.uint16)
    rescale = Rescale(2.0, 0.0, "Bq/ml")
    frame = make_frame(pixels, modality="PT", rescale=rescale, pet=FACTS)
    (number,) = measure(point, frame)
    assert (number.value, number.unit, number.label) == (2.0, "g/ml{SUVbw}", "SUVbw")
    assert "350 MBq" in number.provenance
    assert "60.0 min" in number.provenance
    assert value_text(frame, 0, 0) == "5000 Bq/ml · SUVbw 2"
    heavy = make_frame(pixels, modality="PT", rescale=rescale, pet=replace(FACTS, weight_kg=None))
    (number,) = measure(point, heavy)
    assert (number.value, number.unit) == (5000, "Bq/ml")
    assert "SUV unavailable: the weight of the patient is not known" in number.provenance
    assert value_text(heavy, 0, 0) == "5000 Bq/ml"


def test_a_table_of_modality_values_has_no_uptake() -> None:
    table = ModalityLut(LutData(0, np.arange(4, dtype=np.uint16), 16), "US", "")
    assert isinstance(suv(table), NoSuv)


def test_the_hottest_pixel_stands_beside_a_region_in_pet_alone() -> None:
    region = Shape(ShapeKind.RECTANGLE, ((-0.5, -0.5), (1.5, 0.5)))
    pixels = np.array([[2500, 3000]], np.uint16)
    rescale = Rescale(2.0, 0.0, "Bq/ml")
    frame = make_frame(pixels, modality="PT", rescale=rescale, pet=FACTS)
    drawn = new_annotation(frame, region)
    told = number_texts(replace(drawn, measurements=measure(region, frame)))
    assert told[1:] == ["Ø 2.2 SUVbw", "SD 0.2 SUVbw", "max 2.4 SUVbw"]
    ct = make_frame(pixels, rescale=Rescale(1.0, -1024.0, "HU"))
    told = number_texts(replace(drawn, measurements=measure(region, ct)))
    assert told[1:] == ["Ø 1726.0 HU", "SD 250.0 HU"]
