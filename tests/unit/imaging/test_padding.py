"""Which stored values are padding."""

import numpy as np

from viewer.imaging.padding import is_padding, picture_mask
from viewer.model.lut import PixelPadding


def test_the_range_may_be_given_in_either_order_and_holds_its_ends() -> None:
    stored = np.array([-2001, -2000, -1500, -1000, -999], dtype=np.int16)
    expected = [False, True, True, True, False]
    assert is_padding(stored, PixelPadding(-2000, -1000)).tolist() == expected
    assert is_padding(stored, PixelPadding(-1000, -2000)).tolist() == expected


def test_a_frame_without_padded_pixels_needs_no_mask() -> None:
    assert picture_mask(np.zeros((2, 2), np.int16), PixelPadding(-2000, -2000)) is None
    assert picture_mask(np.zeros((2, 2), np.int16), None) is None


def test_mask_is_zero_at_padding() -> None:
    stored = np.array([[-2000, 7]], dtype=np.int16)
    mask = picture_mask(stored, PixelPadding(-2000, -2000))
    assert mask is not None
    assert mask.tolist() == [[0, 255]]


def test_numbers_that_are_none_are_background() -> None:
    stored = np.array([[np.nan, np.inf, 1.0]], dtype=np.float32)
    mask = picture_mask(stored, None)
    assert mask is not None
    assert mask.tolist() == [[0, 0, 255]]
