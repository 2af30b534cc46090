"""Filters keep type and flat fields; smoothing takes noise away, sharpening steepens edges."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from viewer.imaging.filters import filtered
from viewer.model.view import Filter

RANDOM = np.random.default_rng(3)
TYPES = (np.uint8, np.uint16, np.float32, np.float64)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("wanted", [Filter.SMOOTH, Filter.SHARPEN])
def test_a_flat_field_stays_as_it_is(dtype: type, wanted: Filter) -> None:
    flat = np.full((20, 30), 77, dtype=dtype)
    assert filtered(flat, wanted).dtype == dtype
    assert np.allclose(filtered(flat, wanted), 77)


@pytest.mark.parametrize("dtype", TYPES)
def test_smoothing_is_the_gaussian_of_one_pixel(dtype: type) -> None:
    noise = RANDOM.integers(0, 255, (40, 50)).astype(dtype)
    theirs = gaussian_filter(noise.astype(float), 1.0, mode="nearest")
    assert np.abs(filtered(noise, Filter.SMOOTH) - theirs).max() < 2


def test_sharpening_steepens_an_edge_and_ends_at_the_ends_of_the_type() -> None:
    edge = np.zeros((9, 20), dtype=np.uint16)
    edge[:, 10:] = 60000
    sharp = filtered(edge, Filter.SHARPEN)
    assert sharp[4, 10] == 65535
    assert sharp[4, 9] == 0
    edge[:, 10:] = 1000
    sharp = filtered(edge, Filter.SHARPEN)
    assert sharp[4, 10] > 1000
    assert sharp[4, 16] == 1000


def test_no_filter_gives_the_very_pixels() -> None:
    pixels = RANDOM.integers(0, 255, (4, 5)).astype(np.uint8)
    assert filtered(pixels, Filter.NONE) is pixels
