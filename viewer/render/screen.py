"""Pixels in the layout of screens: what a window system takes without converting them again."""

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def screen_pixels(pixels: Pixels, *, reuse: Pixels | None = None) -> Pixels:
    """Gray (rows, columns) or RGB (rows, columns, 3) as blue, green, red and 255.

    `reuse` is an earlier result that is no longer needed: fresh memory costs as much as the
    conversion (P4).
    """
    code = cv2.COLOR_GRAY2BGRA if pixels.ndim == 2 else cv2.COLOR_RGB2BGRA
    if reuse is not None and reuse.shape[:2] == pixels.shape[:2]:
        return np.asarray(cv2.cvtColor(pixels, code, dst=reuse), dtype=np.uint8)
    return np.asarray(cv2.cvtColor(pixels, code), dtype=np.uint8)
