"""Which pixels a shape encloses, against scikit-image and by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from skimage.measure import points_in_poly

from viewer.imaging.mask import region_mask
from viewer.model.shape import Shape, ShapeKind

_ROWS, _COLUMNS = 24, 30
# No edge goes through the centre of a pixel: there the two rules may differ.
_X = st.integers(-5, 35).map(lambda whole: whole + 0.3710131)
_Y = st.integers(-5, 35).map(lambda whole: whole + 0.2137717)


def _whole(shape: Shape) -> NDArray[np.bool_]:
    mask = region_mask(shape, _ROWS, _COLUMNS)
    whole = np.zeros((_ROWS, _COLUMNS), dtype=bool)
    whole[mask.area] = mask.inside
    return whole


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(_X, _Y), min_size=3, max_size=12, unique=True))
def test_a_polygon_encloses_the_centres_that_scikit_image_finds(
    corners: list[tuple[float, float]],
) -> None:
    y, x = np.mgrid[:_ROWS, :_COLUMNS]
    centres = np.column_stack((x.ravel(), y.ravel()))
    expected = points_in_poly(centres, corners).reshape(_ROWS, _COLUMNS)
    assert np.array_equal(_whole(Shape(ShapeKind.POLYGON, tuple(corners))), expected)


@pytest.mark.parametrize(("x", "y", "half_x", "half_y"), [(12, 11, 6, 3), (2, 2, 5, 7)])
def test_an_ellipse_encloses_what_its_equation_says(
    x: float, y: float, half_x: float, half_y: float
) -> None:
    points = ((x - half_x, y), (x + half_x, y), (x, y - half_y), (x, y + half_y))
    row, column = np.mgrid[:_ROWS, :_COLUMNS]
    expected = ((column - x) / half_x) ** 2 + ((row - y) / half_y) ** 2 < 1
    assert np.array_equal(_whole(Shape(ShapeKind.ELLIPSE, points)), expected)


def test_rectangles_side_by_side_share_no_pixel() -> None:
    left = _whole(Shape(ShapeKind.RECTANGLE, ((2, 2), (10, 8))))
    right = _whole(Shape(ShapeKind.RECTANGLE, ((10, 2), (20, 8))))
    assert not (left & right).any()
    assert left.sum() + right.sum() == 18 * 6


def test_a_rectangle_may_be_drawn_from_any_corner() -> None:
    there = _whole(Shape(ShapeKind.RECTANGLE, ((2.5, 3.5), (9.5, 7.5))))
    back = _whole(Shape(ShapeKind.RECTANGLE, ((9.5, 7.5), (2.5, 3.5))))
    assert np.array_equal(there, back)
    assert there.sum() == 7 * 4


@pytest.mark.parametrize("kind", [ShapeKind.RECTANGLE, ShapeKind.ELLIPSE])
def test_a_shape_beside_the_image_encloses_nothing(kind: ShapeKind) -> None:
    points = {
        ShapeKind.RECTANGLE: ((100.0, 100.0), (120.0, 120.0)),
        ShapeKind.ELLIPSE: ((-20.0, 5.0), (-10.0, 5.0), (-15.0, 0.0), (-15.0, 10.0)),
    }[kind]
    assert not _whole(Shape(kind, points)).any()


def test_a_flat_ellipse_encloses_nothing() -> None:
    points = ((2.0, 5.0), (12.0, 5.0), (7.0, 5.0), (7.0, 5.0))
    assert not _whole(Shape(ShapeKind.ELLIPSE, points)).any()


def test_the_cost_follows_the_shape() -> None:
    mask = region_mask(Shape(ShapeKind.RECTANGLE, ((10, 10), (20, 15))), 5000, 5000)
    assert mask.inside.size < 100
