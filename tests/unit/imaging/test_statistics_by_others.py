"""Numbers of random regions, against scikit-image and SciPy: masks, areas, statistics."""

from typing import Any

import numpy as np
import pytest
from scipy import stats
from skimage.draw import polygon2mask
from skimage.measure import moments_coords_central

from tests.support.images import make_frame
from viewer.imaging.mask import region_mask
from viewer.imaging.measure import measure
from viewer.model.frame import Frame
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.lut import PixelPadding, Rescale
from viewer.model.measurement import Quantity
from viewer.model.shape import Point, Shape, ShapeKind

ROWS, COLUMNS = 61, 83


def _star(random: np.random.Generator, corners: int) -> tuple[Point, ...]:
    """A polygon that does not cross itself, around a random middle."""
    x, y = random.uniform(20, 60), random.uniform(18, 42)
    turns = np.sort(random.uniform(0, 2 * np.pi, corners))
    reach = random.uniform(3, 17, corners)
    return tuple(
        (float(x + r * np.cos(t)), float(y + r * np.sin(t)))
        for r, t in zip(reach, turns, strict=True)
    )


def _frame(random: np.random.Generator, **image: Any) -> Frame:
    stored = random.integers(-1000, 3000, (ROWS, COLUMNS)).astype(np.int16)
    values: dict[str, Any] = {
        "rescale": Rescale(0.75, -3.5, "HU"),
        "spacing": PixelSpacing(0.7, 0.45, SpacingSource.PATIENT),
    }
    return make_frame(stored, **(values | image))


def _numbers(shape: Shape, frame: Frame) -> dict[Quantity, float]:
    return {each.quantity: each.value for each in measure(shape, frame)}


@pytest.mark.parametrize("seed", range(25))
def test_a_region_holds_the_pixels_that_scikit_image_finds(seed: int) -> None:
    random = np.random.default_rng(seed)
    points = _star(random, int(random.integers(3, 24)))
    ours = np.zeros((ROWS, COLUMNS), dtype=bool)
    region = region_mask(Shape(ShapeKind.POLYGON, points), ROWS, COLUMNS)
    ours[region.area] = region.inside
    theirs = polygon2mask((ROWS, COLUMNS), [(y, x) for x, y in points])
    assert (ours == theirs).all()


@pytest.mark.parametrize("seed", range(25))
def test_statistics_are_those_of_numpy_and_scipy(seed: int) -> None:
    random = np.random.default_rng(100 + seed)
    frame, points = _frame(random), _star(random, 9)
    inside = polygon2mask((ROWS, COLUMNS), [(y, x) for x, y in points])
    values = frame.pixels[inside] * 0.75 - 3.5
    found = _numbers(Shape(ShapeKind.POLYGON, points), frame)
    assert found[Quantity.COUNT] == values.size
    expected = {
        Quantity.MEAN: np.mean(values),
        Quantity.STANDARD_DEVIATION: np.std(values),  # of the region itself: all of it is known
        Quantity.MINIMUM: np.min(values),
        Quantity.MAXIMUM: np.max(values),
        Quantity.MEDIAN: np.median(values),
        Quantity.SKEWNESS: stats.skew(values),
        Quantity.KURTOSIS: stats.kurtosis(values),
    }
    for quantity, value in expected.items():
        assert found[quantity] == pytest.approx(value, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("seed", range(10))
def test_padding_is_left_out_as_a_mask_would(seed: int) -> None:
    random = np.random.default_rng(200 + seed)
    frame, points = _frame(random, padding=PixelPadding(-1000, -200)), _star(random, 12)
    inside = polygon2mask((ROWS, COLUMNS), [(y, x) for x, y in points])
    kept = frame.pixels[inside & (frame.pixels > -200)]
    found = _numbers(Shape(ShapeKind.POLYGON, points), frame)
    assert found[Quantity.COUNT] == kept.size
    assert found[Quantity.MEAN] == pytest.approx(np.mean(kept * 0.75 - 3.5))


@pytest.mark.parametrize("seed", range(10))
def test_areas_grow_into_those_of_scikit_images_pixels(seed: int) -> None:
    """Forty times enlarged, the count of pixels is the area to three parts in a thousand."""
    random = np.random.default_rng(300 + seed)
    frame, points = _frame(random), _star(random, 7)
    scale = 40
    large = polygon2mask(
        (ROWS * scale, COLUMNS * scale), [(y * scale, x * scale) for x, y in points]
    )
    count = moments_coords_central(np.argwhere(large), order=0)[0, 0]
    found = _numbers(Shape(ShapeKind.POLYGON, points), frame)
    assert found[Quantity.AREA] == pytest.approx(count / scale**2 * 0.7 * 0.45, rel=3e-3)
