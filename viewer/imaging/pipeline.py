"""Stored values to 8-bit gray by one compiled table (DC-018; PS3.3 C.11).

Integers of up to 16 bits are looked up in a table that answers every stored value of their
type. The table is arranged for *cells*: stored values counted from the lowest of their type,
so that signed and unsigned samples share one unsigned path, which OpenCV interpolates fast.
Wider integers and floating-point samples go through the formula itself.
"""

import math
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import DTypeLike, NDArray

from viewer.imaging.gsdf import to_display
from viewer.imaging.modality import to_modality
from viewer.imaging.presentation import inverse, through_table, to_uint8
from viewer.imaging.voi import apply_voi, window_ends
from viewer.model.lut import LutData, Modality, Rescale, Voi, VoiFunction, VoiWindow
from viewer.model.measured_display import MeasuredDisplay


def has_table(dtype: DTypeLike) -> bool:
    """Whether samples of this type are shown through a table."""
    kind = np.dtype(dtype)
    return kind.kind in "iu" and kind.itemsize <= 2


def to_cells(stored: NDArray[Any]) -> NDArray[Any]:
    """Count integers of up to 16 bits from the lowest of their type; others become floats."""
    if not has_table(stored.dtype):
        return stored if stored.dtype.kind == "f" else stored.astype(np.float64)
    if stored.dtype.kind == "u":
        return stored
    unsigned = np.dtype(f"u{stored.dtype.itemsize}")
    sign = unsigned.type(1 << (8 * stored.dtype.itemsize - 1))
    return np.asarray(np.bitwise_xor(stored.view(unsigned), sign))


@lru_cache(maxsize=32)
def compile_table(
    dtype: np.dtype[np.generic],
    modality: Modality,
    voi: Voi,
    *,
    is_inverse: bool,
    bits_stored: int | None = None,
    presentation_lut: LutData | None = None,
    display: MeasuredDisplay | None = None,
) -> NDArray[np.uint8]:
    """The gray level of every stored value of an integer type, the lowest value first.

    Values that `bits_stored` cannot hold do not occur; they get the level of the nearest. So do
    those outside of a window that ends: each drag of it makes a table anew (P5).
    """
    limits = np.iinfo(dtype.name)
    beyond = 1 << max(0, limits.bits - (bits_stored or limits.bits))
    lowest, highest = _rising(modality, voi, limits.min // beyond, limits.max // beyond)
    stored = np.arange(lowest, highest + 1, dtype=np.float64)
    levels = gray_by_formula(
        stored, modality, voi,
        is_inverse=is_inverse, presentation_lut=presentation_lut, display=display,
    )  # fmt: skip
    below = np.full(lowest - limits.min, levels[0])
    above = np.full(limits.max - highest, levels[-1])
    table = np.concatenate((below, levels, above))
    table.flags.writeable = False
    return table


def _rising(modality: Modality, voi: Voi, lowest: int, highest: int) -> tuple[int, int]:
    """The stored values between which levels change, within `lowest` and `highest`."""
    if (
        not isinstance(modality, Rescale)
        or not isinstance(voi, VoiWindow)
        or voi.function is VoiFunction.SIGMOID
        or not modality.slope
    ):
        return lowest, highest
    ends = [(end - modality.intercept) / modality.slope for end in window_ends(voi)]
    if not np.isfinite(ends).all():
        return lowest, highest
    # One more on each side has the level of all beyond it, however the quotients were rounded.
    first = min(max(math.floor(min(ends)) - 1, lowest), highest)
    return first, max(min(math.ceil(max(ends)) + 1, highest), first)


def look_up(
    cells: NDArray[Any], table: NDArray[Any], *, into: NDArray[Any] | None = None
) -> NDArray[Any]:
    """Answer each cell from a compiled table, into memory of the right size where it is given."""
    return np.asarray(cv2.LUT(cells, table, dst=into))


def gray_by_formula(
    stored: NDArray[Any],
    modality: Modality,
    voi: Voi,
    *,
    is_inverse: bool,
    presentation_lut: LutData | None = None,
    display: MeasuredDisplay | None = None,
) -> NDArray[np.uint8]:
    """Modality LUT, VOI LUT, presentation LUT, its shape, GSDF, one after the other."""
    levels = apply_voi(to_modality(stored, modality), voi)
    if presentation_lut is not None:
        levels = through_table(levels, presentation_lut)
    if is_inverse:
        levels = inverse(levels)
    return to_uint8(levels if display is None else to_display(levels, display))


def to_gray(
    stored: NDArray[Any], modality: Modality, voi: Voi, *, is_inverse: bool = False
) -> NDArray[np.uint8]:
    """Stored values to 8-bit gray, by table where there is one."""
    if not has_table(stored.dtype):
        return gray_by_formula(stored, modality, voi, is_inverse=is_inverse)
    table = compile_table(stored.dtype, modality, voi, is_inverse=is_inverse)
    return look_up(to_cells(stored), table)
