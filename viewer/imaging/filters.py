"""Smoothing and sharpening: pictures that are easier to look at, and no longer the original."""

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.model.view import Filter

_SIGMA: Final = 1.0  # image pixels
_STRENGTH: Final = 1.0  # how much of what smoothing takes away is put on top


def filtered(pixels: NDArray[Any], wanted: Filter) -> NDArray[Any]:
    """Cells, colour or floats after a filter, in their own type; values end where it ends."""
    if wanted is Filter.NONE or not pixels.size:
        return pixels
    smooth = cv2.GaussianBlur(pixels, (0, 0), _SIGMA, borderType=cv2.BORDER_REPLICATE)
    if wanted is Filter.SMOOTH:
        return np.asarray(smooth)
    return np.asarray(cv2.addWeighted(pixels, 1 + _STRENGTH, smooth, -_STRENGTH, 0))
