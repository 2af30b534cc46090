"""Values along lines and in regions, against planes whose values are known everywhere."""

import numpy as np
import pytest

from tests.support.images import make_frame
from tests.unit.imaging.test_suv import FACTS
from viewer.imaging.profile import line_profile, region_histogram, region_mean
from viewer.model.frame import Frame
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.image import UltrasoundRegion
from viewer.model.lut import PixelPadding, Rescale
from viewer.model.shape import Shape, ShapeKind


def _plane(**image: object) -> Frame:
    """Column + 100 * row, times 2, less 10."""
    stored = (np.arange(40)[None, :] + 100 * np.arange(30)[:, None]).astype(np.int16)
    values: dict[str, object] = {
        "rescale": Rescale(2.0, -10.0, "HU"),
        "spacing": PixelSpacing(0.5, 0.25, SpacingSource.PATIENT),
    }
    return make_frame(stored, **(values | image))


def test_between_pixels_the_value_is_between() -> None:
    """A linear plane has its value at every point: no error of interpolation is allowed."""
    line = Shape(ShapeKind.LENGTH, ((1.25, 2.5), (21.25, 12.5)))
    curve = line_profile(line, _plane())
    assert curve is not None
    part = np.linspace(0, 1, len(curve.x))
    expected = 2 * ((1.25 + 20 * part) + 100 * (2.5 + 10 * part)) - 10
    assert np.allclose(curve.y, expected)
    assert (curve.x_unit, curve.y_unit) == ("mm", "HU")
    assert curve.x[-1] == pytest.approx(np.hypot(20 * 0.25, 10 * 0.5))


def test_a_bent_line_goes_around_its_corner() -> None:
    bent = Shape(ShapeKind.POLYLINE, ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0)))
    curve = line_profile(bent, _plane(spacing=PixelSpacing()))
    assert curve is not None
    assert curve.x_unit == "px"
    assert curve.x[-1] == pytest.approx(20.0)
    assert curve.y[0] == -10
    assert curve.y[-1] == 2 * 1010 - 10


def test_beside_the_image_and_in_padding_there_is_no_value() -> None:
    frame = _plane(padding=PixelPadding(5, 5))
    curve = line_profile(Shape(ShapeKind.LENGTH, ((0.0, 0.0), (45.0, 0.0))), frame)
    assert curve is not None
    places = np.linspace(0, 45, len(curve.x))
    assert np.isnan(curve.y[places > 39]).all()
    assert np.isnan(curve.y[(places > 4) & (places < 6)]).all()
    assert np.isfinite(curve.y[(places < 4) | ((places >= 6) & (places <= 39))]).all()


def test_a_region_counts_each_of_its_pixels_once() -> None:
    box = Shape(ShapeKind.RECTANGLE, ((-0.5, -0.5), (9.5, 1.5)))  # 10 columns of 2 rows
    found = region_histogram(box, _plane())
    assert found is not None
    assert found.counts.sum() == 20
    assert (found.edges[0], found.edges[-1]) == (-10.0, 2 * 109 - 10)
    assert region_mean(box, _plane()) == pytest.approx(2 * (4.5 + 50) - 10)


def test_padding_counts_nowhere() -> None:
    box = Shape(ShapeKind.RECTANGLE, ((-0.5, -0.5), (9.5, 0.5)))
    frame = _plane(padding=PixelPadding(9, 9))
    found = region_histogram(box, frame)
    assert found is not None
    assert found.counts.sum() == 9
    assert region_mean(box, frame) == pytest.approx(2 * 4 - 10)


def test_colours_have_no_values() -> None:
    frame = make_frame(np.zeros((4, 4, 3), np.uint8))
    assert line_profile(Shape(ShapeKind.LENGTH, ((0, 0), (3, 3))), frame) is None
    box = Shape(ShapeKind.RECTANGLE, ((0, 0), (3, 3)))
    assert region_histogram(box, frame) is None
    assert np.isnan(region_mean(box, frame))


def test_uptake_is_plotted_as_it_is_measured() -> None:
    """5,000 stored are 10,000 Bq/ml, of which 2,500 are an uptake of 1 (see `FACTS`)."""
    frame = make_frame(
        np.full((20, 20), 5000, np.uint16), modality="PT", pet=FACTS,
        rescale=Rescale(2.0, 0.0, "Bq/ml"),
    )  # fmt: skip
    curve = line_profile(Shape(ShapeKind.LENGTH, ((1.0, 1.0), (9.0, 1.0))), frame)
    assert curve is not None
    assert curve.y == pytest.approx(4.0)
    assert curve.y_unit == "SUVbw"
    box = Shape(ShapeKind.RECTANGLE, ((1.5, 1.5), (5.5, 5.5)))
    found = region_histogram(box, frame)
    assert found is not None
    assert found.edges[0] <= 4.0 <= found.edges[-1] < 10
    assert region_mean(box, frame) == pytest.approx(4.0)


def test_a_trace_of_ultrasound_has_no_distance_of_seconds_and_velocities() -> None:
    """DC-073: a way through time and velocity is told in pixels."""
    trace = UltrasoundRegion(
        0, 0, 39, 29, units_x=4, units_y=7, delta_x=0.01, delta_y=-2.0, reference_x=None,
        reference_y=None, is_low_priority=False,
    )  # fmt: skip
    line = Shape(ShapeKind.LENGTH, ((1.0, 1.0), (4.0, 5.0)))
    curve = line_profile(line, _plane(regions=(trace,)))
    assert curve is not None
    assert (curve.x[-1], curve.x_unit) == (5.0, "px")


def test_a_distance_says_what_it_rests_on() -> None:
    """DC-070: millimetres at the detector are not called those of the patient."""
    spacing = PixelSpacing(0.5, 0.5, SpacingSource.DETECTOR)
    curve = line_profile(Shape(ShapeKind.LENGTH, ((0.0, 0.0), (4.0, 0.0))), _plane(spacing=spacing))
    assert curve is not None
    assert (curve.x[-1], curve.x_unit) == (2.0, "mm at detector")
