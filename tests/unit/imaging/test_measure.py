"""Measurements on frames with known answers (DC-070 to DC-074, DC-031; user wishes 18, 25)."""

import numpy as np
import pytest

from tests.support.images import make_frame
from viewer.imaging.measure import measure
from viewer.model.frame import Frame
from viewer.model.geometry import PixelSpacing, Plane, SpacingSource
from viewer.model.image import FrameHeader, UltrasoundRegion
from viewer.model.lut import LutData, ModalityLut, PixelPadding, Rescale
from viewer.model.measurement import Measurement
from viewer.model.shape import Shape, ShapeKind

HU = Rescale(2.0, -1000.0, "HU")
RAMP = np.arange(400, dtype=np.int16).reshape(20, 20)
LINE = Shape(ShapeKind.LENGTH, ((0, 0), (4, 3)))
SQUARE = Shape(ShapeKind.RECTANGLE, ((4.5, 4.5), (7.5, 6.5)))


def _by_name(shape: Shape, frame: Frame) -> dict[str, Measurement]:
    return {number.quantity.value: number for number in measure(shape, frame)}


def _region(**changes: object) -> UltrasoundRegion:
    values: dict[str, object] = {
        "min_x": 0, "min_y": 0, "max_x": 9, "max_y": 19, "units_x": 3, "units_y": 3,
        "delta_x": 0.05, "delta_y": 0.1, "reference_x": None, "reference_y": None,
        "is_low_priority": False,
    } | changes  # fmt: skip
    return UltrasoundRegion(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "label"),
    [
        (SpacingSource.PATIENT, "mm"),
        (SpacingSource.CALIBRATED, "mm (calibrated)"),
        (SpacingSource.DETECTOR, "mm at detector"),
        (SpacingSource.NOMINAL, "mm on film"),
        (SpacingSource.UNKNOWN_CALIBRATION, "mm (calibration unknown)"),
    ],
)
def test_a_length_says_what_its_millimetres_are(source: SpacingSource, label: str) -> None:
    """DC-070, DC-071."""
    frame = make_frame(RAMP, spacing=PixelSpacing(0.30, 0.25, source))
    length = _by_name(LINE, frame)["length"]
    assert (round(length.value, 4), length.unit, length.label) == (1.3454, "mm", label)
    assert "Spacing (" in length.provenance


def test_without_a_spacing_there_are_only_pixels() -> None:
    """DC-070, DC-072."""
    length = _by_name(LINE, make_frame(RAMP))["length"]
    assert (length.value, length.unit, length.label) == (5.0, "{pixels}", "px")


def test_the_spacing_of_the_frame_counts_where_it_has_one() -> None:
    """DC-074: spacing is that of the instance and the frame, never inherited."""
    plane = Plane((0, 0, 0), (1, 0, 0), (0, 1, 0), 3.0, 2.0)
    frame = make_frame(
        RAMP,
        spacing=PixelSpacing(1.0, 1.0, SpacingSource.PATIENT),
        frames=(FrameHeader(plane, HU, ()),),
    )
    assert _by_name(LINE, frame)["length"].value == pytest.approx(np.hypot(8, 9))


def test_statistics_are_of_modality_values_with_their_unit() -> None:
    frame = make_frame(RAMP, rescale=HU, spacing=PixelSpacing(0.5, 0.5, SpacingSource.PATIENT))
    numbers = _by_name(SQUARE, frame)
    expected = RAMP[5:7, 5:8] * 2.0 - 1000
    assert numbers["count"].value == 6
    assert numbers["mean"].value == pytest.approx(expected.mean())
    assert numbers["standard_deviation"].value == pytest.approx(expected.std())
    assert (numbers["mean"].unit, numbers["mean"].label) == ("[hnsf'U]", "HU")
    assert numbers["area"].value == pytest.approx(1.5)
    assert (numbers["area"].unit, numbers["area"].label) == ("mm2", "mm²")


def test_padding_is_no_part_of_the_numbers() -> None:
    """DC-031."""
    pixels = np.full((10, 10), 50, dtype=np.int16)
    pixels[:, :5] = -2000
    whole = Shape(ShapeKind.RECTANGLE, ((-0.5, -0.5), (9.5, 9.5)))
    numbers = _by_name(whole, make_frame(pixels, padding=PixelPadding(-2000, -2000)))
    assert (numbers["count"].value, numbers["mean"].value) == (50, 50)


def test_a_region_of_nothing_but_padding_has_a_count_and_no_mean() -> None:
    frame = make_frame(np.zeros((10, 10), np.int16), padding=PixelPadding(0, 0))
    numbers = _by_name(SQUARE, frame)
    assert numbers["count"].value == 0
    assert "mean" not in numbers


def test_a_value_without_a_unit_gets_none() -> None:
    """User wish 18: an MR has no HU."""
    numbers = _by_name(SQUARE, make_frame(RAMP, modality="MR", rescale=Rescale(1.0, 0.0, "")))
    assert (numbers["mean"].unit, numbers["mean"].label) == ("", "")


def test_a_tiny_slope_keeps_its_digits() -> None:
    """User wish 18: an ADC map has 1e-6 mm²/s to a stored one."""
    numbers = _by_name(SQUARE, make_frame(RAMP, rescale=Rescale(1e-6, 0.0, "mm2/s")))
    assert numbers["mean"].value == pytest.approx(RAMP[5:7, 5:8].mean() * 1e-6, rel=1e-12)
    assert numbers["maximum"].value == pytest.approx(127e-6, rel=1e-12)


def test_values_that_are_no_numbers_are_left_out() -> None:
    """User wish 18: neither NaN nor infinity becomes a mean."""
    pixels = np.full((10, 10), 2.5, np.float32)
    pixels[5, 5], pixels[5, 6] = np.nan, np.inf
    numbers = _by_name(SQUARE, make_frame(pixels, rescale=Rescale(1.0, 0.0, "")))
    assert (numbers["count"].value, numbers["mean"].value) == (4, 2.5)
    assert numbers["maximum"].value == 2.5


def test_a_modality_table_is_looked_up() -> None:
    table = ModalityLut(LutData(0, np.array([7, 9], np.uint16), 16), "OD")
    frame = make_frame(np.array([[0, 1], [1, 1]], np.uint8), rescale=table)
    whole = Shape(ShapeKind.RECTANGLE, ((-0.5, -0.5), (1.5, 1.5)))
    mean = _by_name(whole, frame)["mean"]
    assert (mean.value, mean.unit) == (8.5, "OD")
    assert "Modality LUT" in mean.provenance


def test_colour_has_an_area_and_no_mean() -> None:
    numbers = _by_name(SQUARE, make_frame(np.zeros((10, 10, 3), np.uint8)))
    assert "area" in numbers
    assert "mean" not in numbers


def test_a_polygon_that_crosses_itself_has_no_area() -> None:
    shape = Shape(ShapeKind.POLYGON, ((2, 2), (8, 8), (8, 2), (2, 8)))
    numbers = _by_name(shape, make_frame(RAMP))
    assert "area" not in numbers
    assert "perimeter" in numbers


def test_the_longer_axis_is_the_long_one() -> None:
    shape = Shape(ShapeKind.BIDIRECTIONAL, ((5, 2), (5, 6), (1, 4), (9, 4)))
    numbers = _by_name(shape, make_frame(RAMP))
    assert (numbers["long_axis"].value, numbers["short_axis"].value) == (8, 4)


def test_a_point_tells_its_value() -> None:
    value = _by_name(Shape(ShapeKind.POINT, ((3.4, 2.6),)), make_frame(RAMP, rescale=HU))["value"]
    assert (value.value, value.label) == (RAMP[3, 3] * 2 - 1000, "HU")


def test_what_an_image_was_calibrated_by_is_told() -> None:
    """DC-070: in the words of the file, with each number."""
    told = "FIDUCIAL: Steel ball 25 mm"
    spacing = PixelSpacing(0.24, 0.24, SpacingSource.CALIBRATED, told)
    length = _by_name(LINE, make_frame(RAMP, spacing=spacing))["length"]
    assert length.value == pytest.approx(5 * 0.24)
    assert told in length.provenance
    assert "Pixel Spacing (0028,0030)" in length.provenance


@pytest.mark.parametrize(
    ("rescale", "told"), [(Rescale(), "Stored values"), (HU, "Rescale Slope (0028,1053)")]
)
def test_values_rest_on_a_rescale_only_where_there_is_one(rescale: Rescale, told: str) -> None:
    mean = _by_name(SQUARE, make_frame(RAMP, rescale=rescale))["mean"]
    assert mean.provenance.startswith(told)


def test_a_point_beside_the_image_has_no_value() -> None:
    assert not _by_name(Shape(ShapeKind.POINT, ((30, 2),)), make_frame(RAMP))


def test_ultrasound_measures_in_the_region_around_both_ends() -> None:
    """DC-073: centimetres become millimetres, each direction by its own delta; user wish 26."""
    frame = make_frame(RAMP, modality="US", regions=(_region(),))
    length = _by_name(LINE, frame)["length"]
    assert (length.value, length.unit) == (pytest.approx(np.hypot(2, 3)), "mm")
    assert "Ultrasound Regions" in length.provenance


def test_ultrasound_points_in_different_regions_have_no_millimetres() -> None:
    """DC-073; user wish 26."""
    regions = (_region(), _region(min_x=10, max_x=19, delta_x=0.2))
    shape = Shape(ShapeKind.LENGTH, ((2, 2), (15, 2)))
    assert _by_name(shape, make_frame(RAMP, regions=regions))["length"].unit == "{pixels}"


def test_the_region_of_high_priority_wins() -> None:
    """DC-073."""
    low = _region(delta_x=1.0, is_low_priority=True)
    shape = Shape(ShapeKind.LENGTH, ((0, 0), (4, 0)))
    length = _by_name(shape, make_frame(RAMP, regions=(low, _region())))["length"]
    assert length.value == pytest.approx(2.0)


def test_a_spectral_region_gives_time_velocity_and_slope() -> None:
    """DC-073: seconds along, centimetres a second down; up is positive; user wish 26."""
    region = _region(units_x=4, units_y=7, delta_x=0.01, delta_y=-2.0, reference_y=10)
    frame = make_frame(RAMP, modality="US", regions=(region,))
    numbers = _by_name(Shape(ShapeKind.LENGTH, ((1, 10), (5, 4))), frame)
    assert numbers["time"].value == pytest.approx(0.04)
    assert (numbers["velocity"].value, numbers["velocity"].unit) == (pytest.approx(120), "mm/s")
    assert numbers["slope"].value == pytest.approx(3000)
    point = _by_name(Shape(ShapeKind.POINT, ((3, 4),)), frame)
    assert point["velocity"].value == pytest.approx(120)


def test_a_region_in_a_trace_has_no_area() -> None:
    region = _region(units_x=4, units_y=7)
    assert not _by_name(SQUARE, make_frame(RAMP, regions=(region,)))


@pytest.mark.parametrize(("kind", "count"), [(ShapeKind.LENGTH, 3), (ShapeKind.POLYGON, 2)])
def test_a_shape_has_the_points_of_its_kind(kind: ShapeKind, count: int) -> None:
    with pytest.raises(ValueError, match="points, not"):
        Shape(kind, ((0.0, 0.0),) * count)


def test_a_cardiothoracic_ratio_is_that_of_true_widths() -> None:
    """User wish 33; pixels need not be square."""
    lines = Shape(ShapeKind.CARDIOTHORACIC, ((2, 5), (10, 5), (10, 10), (10, 18)))
    frame = make_frame(RAMP, spacing=PixelSpacing(0.5, 0.25, SpacingSource.PATIENT))
    found = _by_name(lines, frame)
    assert found["heart_width"].value == pytest.approx(2.0)
    assert found["thorax_width"].value == pytest.approx(4.0)
    assert found["cardiothoracic_ratio"].value == pytest.approx(0.5)


def test_an_open_angle_may_be_obtuse() -> None:
    lines = Shape(ShapeKind.OPEN_ANGLE, ((0, 0), (4, 0), (9, 9), (5, 5)))
    assert _by_name(lines, make_frame(RAMP))["angle"].value == pytest.approx(135)


def test_a_spline_passes_its_points_and_comes_near_their_circle() -> None:
    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    points = tuple((float(10 + 8 * np.cos(t)), float(10 + 8 * np.sin(t))) for t in turn)
    spline = Shape(ShapeKind.SPLINE, points)
    assert np.asarray(spline.corners[::16]) == pytest.approx(np.asarray(points))
    frame = make_frame(RAMP, spacing=PixelSpacing(1.0, 1.0, SpacingSource.PATIENT))
    assert _by_name(spline, frame)["area"].value == pytest.approx(np.pi * 64, rel=2e-3)


@pytest.mark.parametrize(("delta", "unit"), [(0.05, "mm"), (0.06, "{pixels}")])
def test_overlapping_ultrasound_regions_count_as_one_where_they_scale_alike(
    delta: float, unit: str
) -> None:
    """DC-073."""
    regions = (_region(), _region(min_x=8, max_x=19, delta_x=delta))
    frame = make_frame(RAMP, regions=regions)
    across = Shape(ShapeKind.LENGTH, ((2, 5), (15, 5)))
    assert _by_name(across, frame)["length"].unit == unit
