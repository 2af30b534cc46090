"""The end of the grayscale chain: Presentation LUT and 8-bit output (PS3.3 C.11.6)."""

import numpy as np
from numpy.typing import NDArray

from viewer.model.lut import LutData


def inverse(
    values: NDArray[np.float64], *, low: float = 0.0, high: float = 255.0
) -> NDArray[np.float64]:
    """Presentation LUT Shape INVERSE within the output range (DC-020)."""
    return low + high - values


def through_table(
    values: NDArray[np.float64], data: LutData, *, low: float = 0.0, high: float = 255.0
) -> NDArray[np.float64]:
    """A Presentation LUT Sequence: the output range fills its inputs, P-Values fill the range.

    Values between two inputs take the entry of the lower one, as in DCMTK.
    """
    part = np.clip(np.nan_to_num((values - low) / (high - low)), 0.0, 1.0)
    place = np.floor(part * (len(data.entries) - 1) + 1e-9).astype(np.intp)
    return np.asarray(data.entries[place] / (2.0**data.bits - 1) * (high - low) + low)


def to_uint8(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Round half up, so that the identity window loses no level (DC-011); NaN becomes 0."""
    # fmax and fmin pass NaN over: as clip and nan_to_num do, in a third of the time (P5).
    return np.floor(np.fmin(np.fmax(values, 0.0), 255.0) + 0.5).astype(np.uint8)
