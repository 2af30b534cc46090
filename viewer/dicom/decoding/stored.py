"""Stored values from pixel cells: which bits count, and what the sign is (DC-001, PS3.5 8.1.1)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.model.image import PixelFormat, SampleKind


def sample_dtype(pixel_format: PixelFormat) -> np.dtype[np.generic]:
    """The type of stored values in memory, native byte order; 1-bit samples take a byte."""
    if pixel_format.sample_kind is SampleKind.FLOAT:
        return np.dtype(np.float32)
    if pixel_format.sample_kind is SampleKind.DOUBLE:
        return np.dtype(np.float64)
    kind = "i" if pixel_format.is_signed else "u"
    return np.dtype(f"{kind}{max(1, pixel_format.bits_allocated // 8)}")


def stored_values(cells: NDArray[Any], pixel_format: PixelFormat) -> NDArray[Any]:
    """Mask what lies outside Bits Stored and extend the sign from its highest bit.

    A view of `cells` where there is nothing to mend. High Bit is not used: it must be Bits
    Stored - 1, and where it is not, the numbers are right all the same.
    """
    target = sample_dtype(pixel_format)
    if target.kind == "f":
        return cells.astype(target, copy=False)
    values = cells.view(target) if cells.dtype.itemsize == target.itemsize else cells.astype(target)
    bits = pixel_format.bits_stored
    spare = target.itemsize * 8 - bits
    if spare <= 0 or values.size == 0:
        return values
    lowest, highest = (
        (-(1 << bits - 1), (1 << bits - 1) - 1) if target.kind == "i" else (0, (1 << bits) - 1)
    )
    if values.max() <= highest and (target.kind == "u" or values.min() >= lowest):
        return values
    # Arithmetic shift on signed, logical on unsigned types: both are what is wanted here.
    return (values << spare) >> spare
