"""Which pixels are picture and which are background (PS3.3 C.7.5.1.1.2; DC-030, DC-031)."""

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.model.lut import PixelPadding


def is_padding(stored: NDArray[Any], padding: PixelPadding) -> NDArray[np.bool_]:
    """Compare stored values with the inclusive range, whose ends may stand in either order."""
    low, high = sorted((padding.first, padding.last))
    if stored.dtype.kind in "iu":  # whole numbers compare many times faster than mixed ones
        low, high = math.ceil(low), math.floor(high)
    return np.asarray((stored >= low) & (stored <= high))


def picture_mask(stored: NDArray[Any], padding: PixelPadding | None) -> NDArray[np.uint8] | None:
    """255 where a pixel is picture, 0 where it is padding, NaN or infinite; None: all picture."""
    background = np.zeros((), dtype=bool)
    if padding is not None:
        background = is_padding(stored, padding)
    if stored.dtype.kind == "f":
        background = background | ~np.isfinite(stored)
    if not background.any():
        return None
    return np.logical_not(background).view(np.uint8) * np.uint8(255)


def fill_background(pixels: NDArray[Any], mask: NDArray[np.uint8]) -> NDArray[Any]:
    """Carry the picture one pixel into its background, so that interpolation mixes none in."""
    lowest = 0 if pixels.dtype.kind == "u" else pixels[mask > 0].min(initial=0)
    picture = cv2.copyTo(pixels, mask, np.full_like(pixels, lowest))
    around = cv2.dilate(picture, np.ones((3, 3), dtype=np.uint8))
    return np.asarray(cv2.copyTo(pixels, mask, around))
