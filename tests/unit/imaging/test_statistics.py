"""The automatic window (DC-012) and what it leaves out."""

import numpy as np
import pytest

from viewer.imaging.pipeline import to_gray
from viewer.imaging.statistics import automatic_window, value_range
from viewer.model.lut import (
    LutData,
    ModalityLut,
    PixelPadding,
    Rescale,
    VoiFunction,
    VoiSource,
    VoiWindow,
)


def test_full_range_window_follows_note_four_of_the_standard() -> None:
    stored = np.array([[10, 265]], dtype=np.uint16)
    window = automatic_window(stored, Rescale())
    assert window == VoiWindow(138, 256, source=VoiSource.AUTOMATIC)
    assert to_gray(np.array([[10, 137, 264, 265]], np.uint16), Rescale(), window).tolist() == [
        [0, 127, 254, 255]
    ]


def test_window_is_in_modality_units() -> None:
    stored = np.array([[0, 100]], dtype=np.int16)
    assert value_range(stored, Rescale(2, -50)) == (-50, 150)
    assert value_range(stored, Rescale(-2, 50)) == (-150, 50)


def test_padding_and_nan_are_left_out() -> None:
    padded = np.array([[-2000, 5, 9]], dtype=np.int16)
    assert value_range(padded, Rescale(), PixelPadding(-2000, -2000)) == (5, 9)
    assert value_range(np.array([[np.nan, 5, np.inf]]), Rescale()) == (5, 5)


def test_a_frame_of_padding_alone_still_has_a_window() -> None:
    padded = np.full((2, 2), -2000, dtype=np.int16)
    assert value_range(padded, Rescale(), PixelPadding(-2000, -2000)) is None
    assert automatic_window(padded, Rescale(), PixelPadding(-2000, -2000)).width == 1


def test_fractions_get_the_exact_function() -> None:
    stored = np.array([[0.0, 0.25]], dtype=np.float32)
    window = automatic_window(stored, Rescale())
    assert (window.center, window.width) == (0.125, 0.25)
    assert window.function is VoiFunction.LINEAR_EXACT
    assert to_gray(stored, Rescale(), window).tolist() == [[0, 255]]


def test_modality_lut_decides_the_range() -> None:
    lut = ModalityLut(LutData(0, np.array([7, 3, 900], dtype=np.uint16), 16))
    assert value_range(np.array([[0, 1, 2]], dtype=np.uint8), lut) == (3, 900)


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"])
def test_the_range_beside_padding_is_that_of_the_other_pixels(dtype: str) -> None:
    stored = np.random.default_rng(3).integers(5, 100, (40, 50)).astype(dtype)
    stored[:, :9] = 0
    stored.flags.writeable = False
    picture = stored[:, 9:]
    found = value_range(stored, Rescale(2, -1), PixelPadding(0, 0))
    assert found == (2 * int(picture.min()) - 1, 2 * int(picture.max()) - 1)


def test_one_value_beside_padding_is_seen() -> None:
    stored = np.array([[0, 12]], dtype=np.uint8)
    window = automatic_window(stored, Rescale(), PixelPadding(0, 0))
    assert to_gray(stored, Rescale(), window).tolist() == [[0, 255]]
    whole = automatic_window(stored[:, 1:], Rescale(), PixelPadding(0, 0))
    assert to_gray(stored[:, 1:], Rescale(), whole).tolist() == [[0]]
