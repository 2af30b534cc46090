"""Which stored values are padding (DC-030, DC-031)."""

import numpy as np
import pytest

from viewer.imaging.padding import fill_background, is_padding, picture_mask
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


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
def test_picture_is_carried_one_pixel_into_the_background(dtype: type) -> None:
    pixels = np.array([[7, 7, 99, 99]] * 3, dtype=dtype)
    mask = np.where(pixels == 7, 255, 0).astype(np.uint8)
    assert fill_background(pixels, mask)[1].tolist() == [7, 7, 7, 0]


def test_negative_numbers_are_carried_too_and_nan_is_gone() -> None:
    pixels = np.array([[-5.0, np.nan, np.nan]] * 3)
    mask = picture_mask(pixels, None)
    assert mask is not None
    assert fill_background(pixels, mask)[1].tolist() == [-5, -5, -5]


def test_a_frame_of_background_alone_can_be_filled() -> None:
    pixels = np.full((2, 2), np.nan)
    assert fill_background(pixels, np.zeros((2, 2), np.uint8)).tolist() == [[0, 0], [0, 0]]
