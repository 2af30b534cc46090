"""Bits of an overlay to a mask over the image (PS3.3 C.9.2; DC-060, DC-062)."""

import numpy as np
from numpy.typing import NDArray

from viewer.model.overlay import Overlay


def unpack_plane(overlay: Overlay, plane: int) -> NDArray[np.uint8]:
    """0 or 1 for each pixel of one plane (rows, columns); planes need not begin at a byte."""
    count = overlay.rows * overlay.columns
    first = plane * count
    packed = np.frombuffer(overlay.bits or b"", np.uint8)[first // 8 : -(-(first + count) // 8)]
    bits = np.unpackbits(packed, bitorder="little")[first % 8 : first % 8 + count]
    return bits.reshape(overlay.rows, overlay.columns)


def place_plane(
    bits: NDArray[np.uint8], overlay: Overlay, *, rows: int, columns: int
) -> NDArray[np.uint8]:
    """Put a plane at its origin over an image, cut to the image: 255 where a bit is set."""
    placed = np.zeros((rows, columns), np.uint8)
    top, left = max(0, overlay.row), max(0, overlay.column)
    bottom = min(rows, overlay.row + bits.shape[0])
    right = min(columns, overlay.column + bits.shape[1])
    if top < bottom and left < right:
        placed[top:bottom, left:right] = (
            255
            * bits[
                top - overlay.row : bottom - overlay.row,
                left - overlay.column : right - overlay.column,
            ]
        )
    return placed
