"""The outline of painted pixels encloses just these, against scipy's labels and filled holes."""

import numpy as np
import pytest
from scipy import ndimage

from viewer.imaging.mask import region_mask
from viewer.imaging.outline import connected_part, largest_part, outline
from viewer.imaging.shapes import crosses_itself, polygon_area
from viewer.model.shape import Shape, ShapeKind


@pytest.mark.parametrize("seed", range(12))
def test_it_encloses_the_pixels_that_hang_together_and_their_holes(seed: int) -> None:
    random = np.random.default_rng(seed)
    mask = random.random((20, 25)) < 0.6
    row, column = random.choice(np.argwhere(mask))
    part = connected_part(mask, int(row), int(column))
    assert part is not None
    labels, _ = ndimage.label(mask)
    wanted = ndimage.binary_fill_holes(labels == labels[row, column], structure=np.ones((3, 3)))
    corners = outline(part)
    found = region_mask(Shape(ShapeKind.POLYGON, corners), 20, 25)
    filled = np.zeros_like(mask)
    filled[found.area] = found.inside
    np.testing.assert_array_equal(filled, wanted)
    assert polygon_area(corners, (1.0, 1.0)) == wanted.sum()
    assert not crosses_itself(corners)


def test_one_pixel_is_a_square() -> None:
    mask = np.zeros((3, 3), dtype=np.bool_)
    mask[1, 2] = True
    part = connected_part(mask, 1, 2)
    assert part is not None
    assert set(outline(part)) == {(1.5, 0.5), (2.5, 0.5), (2.5, 1.5), (1.5, 1.5)}


def test_beside_the_mask_nothing_hangs_together() -> None:
    mask = np.zeros((3, 3), dtype=np.bool_)
    assert connected_part(mask, 0, 0) is None
    assert largest_part(mask) is None


def test_the_largest_part_is_the_one_of_most_pixels() -> None:
    mask = np.array([[1, 0, 1, 1], [1, 0, 0, 1], [0, 0, 0, 1]], dtype=np.bool_)
    part = largest_part(mask)
    assert part is not None
    assert int(part.inside.sum()) == 4
