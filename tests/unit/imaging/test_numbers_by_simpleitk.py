"""Numbers of random regions and lines, against SimpleITK's labels and physical points."""

from typing import Any

import numpy as np
import pytest
import SimpleITK
from numpy.typing import NDArray
from skimage.draw import polygon2mask

from tests.support.images import make_frame
from viewer.imaging.measure import measure
from viewer.model.frame import Frame
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.lut import Rescale
from viewer.model.measurement import Quantity
from viewer.model.shape import Point, Shape, ShapeKind

ROWS, COLUMNS = 61, 83
BETWEEN_ROWS, BETWEEN_COLUMNS = 0.7, 0.45


def _frame(random: np.random.Generator) -> Frame:
    stored = random.integers(-1000, 3000, (ROWS, COLUMNS)).astype(np.int16)
    spacing = PixelSpacing(BETWEEN_ROWS, BETWEEN_COLUMNS, SpacingSource.PATIENT)
    return make_frame(stored, rescale=Rescale(0.75, -3.5, "HU"), spacing=spacing)


def _theirs(values: NDArray[Any]) -> Any:
    image = SimpleITK.GetImageFromArray(values)
    image.SetSpacing((BETWEEN_COLUMNS, BETWEEN_ROWS))
    return image


def _points(random: np.random.Generator, count: int) -> tuple[Point, ...]:
    x, y = random.uniform(1, COLUMNS - 1, count), random.uniform(1, ROWS - 1, count)
    return tuple(zip(x.tolist(), y.tolist(), strict=True))


def _physical(image: Any, points: tuple[Point, ...]) -> NDArray[np.float64]:
    """Points in mm; pixels have whole numbers at their centres, here and there."""
    return np.array([image.TransformContinuousIndexToPhysicalPoint(point) for point in points])


def _numbers(kind: ShapeKind, points: tuple[Point, ...], frame: Frame) -> dict[Quantity, float]:
    return {each.quantity: each.value for each in measure(Shape(kind, points), frame)}


@pytest.mark.parametrize("seed", range(20))
def test_statistics_are_those_of_a_label_of_simpleitk(seed: int) -> None:
    random = np.random.default_rng(500 + seed)
    frame, points = _frame(random), _points(random, 3)
    inside = polygon2mask((ROWS, COLUMNS), [(y, x) for x, y in points])
    label = SimpleITK.LabelIntensityStatisticsImageFilter()
    label.Execute(_theirs(inside.astype(np.uint8)), _theirs(frame.pixels * 0.75 - 3.5))
    count = label.GetNumberOfPixels(1)
    found = _numbers(ShapeKind.POLYGON, points, frame)
    assert found[Quantity.COUNT] == count
    assert found[Quantity.MEAN] == pytest.approx(label.GetMean(1), rel=1e-9)
    assert found[Quantity.MINIMUM] == label.GetMinimum(1)
    assert found[Quantity.MAXIMUM] == label.GetMaximum(1)
    # Theirs takes the region for a sample of more, with one pixel less in the divisor.
    share = (count - 1) / count
    spread = label.GetStandardDeviation(1) * share**0.5
    assert found[Quantity.STANDARD_DEVIATION] == pytest.approx(spread, rel=1e-9)
    assert found[Quantity.SKEWNESS] == pytest.approx(label.GetSkewness(1) / share**1.5, abs=1e-9)
    assert label.GetPhysicalSize(1) == pytest.approx(count * BETWEEN_ROWS * BETWEEN_COLUMNS)


@pytest.mark.parametrize("seed", range(20))
def test_lengths_and_angles_are_those_between_simpleitks_physical_points(seed: int) -> None:
    random = np.random.default_rng(600 + seed)
    frame, points = _frame(random), _points(random, 3)
    first, corner, last = _physical(_theirs(frame.pixels), points)
    length = _numbers(ShapeKind.LENGTH, points[:2], frame)[Quantity.LENGTH]
    assert length == pytest.approx(np.linalg.norm(first - corner), rel=1e-12)
    one, other = first - corner, last - corner
    cosine = one @ other / (np.linalg.norm(one) * np.linalg.norm(other))
    angle = _numbers(ShapeKind.ANGLE, points, frame)[Quantity.ANGLE]
    assert angle == pytest.approx(np.degrees(np.arccos(cosine)), rel=1e-9)
