"""Colour samples to 8-bit RGB: palettes and deep colour (PS3.3 C.7.6.3.1.5; DC-043)."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.model.lut import LutData, PaletteLut


def palette_to_rgb(indices: NDArray[Any], palette: PaletteLut) -> NDArray[np.uint8]:
    """Look palette indices up; an index beyond a table takes its end entry. Shape (h, w, 3)."""
    unsigned = np.ascontiguousarray(indices).view(f"u{indices.dtype.itemsize}")
    channels = [
        cv2.LUT(unsigned, _channel_table(indices.dtype, channel))
        for channel in (palette.red, palette.green, palette.blue)
    ]
    return np.asarray(cv2.merge(channels), dtype=np.uint8)


def _channel_table(dtype: np.dtype[np.generic], channel: LutData) -> NDArray[np.uint8]:
    """The 8-bit entry of every index of the type, arranged by its bits."""
    size = 1 << (8 * dtype.itemsize)
    index = np.arange(size, dtype=f"u{dtype.itemsize}").view(dtype).astype(np.int64)
    position = np.clip(index - channel.first_mapped, 0, len(channel.entries) - 1)
    return np.asarray(channel.entries[position] >> max(channel.bits - 8, 0), dtype=np.uint8)


def rgb_to_uint8(rgb: NDArray[Any], *, bits_stored: int) -> NDArray[np.uint8]:
    """The upper eight of the stored bits of each channel."""
    if rgb.dtype == np.uint8:
        return np.asarray(rgb, dtype=np.uint8)
    wide = np.asarray(rgb, dtype=np.uint32)
    return np.asarray(np.minimum(wide >> max(bits_stored - 8, 0), 255), dtype=np.uint8)
