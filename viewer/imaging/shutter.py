"""A shutter to a mask, and the colour of its cover (PS3.3 C.7.6.11; DC-065)."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.imaging.overlay import place_plane, unpack_plane
from viewer.model.shutter import Shutter


@lru_cache(maxsize=4)
def shutter_mask(shutter: Shutter, rows: int, columns: int) -> NDArray[np.uint8]:
    """255 where an image is seen: within every shape, edges included. Read-only."""
    mask = np.full((rows, columns), 255, np.uint8)
    if shutter.rectangle is not None:
        left, top, right, bottom = shutter.rectangle
        within = np.zeros_like(mask)
        within[max(0, top) : max(0, bottom + 1), max(0, left) : max(0, right + 1)] = 255
        mask &= within
    if shutter.circle is not None:
        column, row, radius = shutter.circle
        y, x = np.ogrid[:rows, :columns]
        mask[(x - column) ** 2 + (y - row) ** 2 > radius**2] = 0
    if shutter.polygon:
        within = np.zeros_like(mask)
        cv2.fillPoly(within, [np.array(shutter.polygon, np.int32)], 255)
        mask &= within
    if shutter.bitmap is not None:
        covered = place_plane(
            unpack_plane(shutter.bitmap, 0), shutter.bitmap, rows=rows, columns=columns
        )
        mask &= ~covered
    mask.flags.writeable = False
    return mask


def cover_colour(shutter: Shutter) -> tuple[int, int, int]:
    """The colour of what is covered: CIELab where given, else the gray of the P-Value."""
    if shutter.lab is None:
        gray = shutter.p_value >> 8
        return gray, gray, gray
    pixel = np.array([[shutter.lab]], np.float32)
    red, green, blue = np.rint(cv2.cvtColor(pixel, cv2.COLOR_Lab2RGB)[0, 0] * 255).tolist()
    return int(red), int(green), int(blue)
