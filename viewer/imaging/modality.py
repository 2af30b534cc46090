"""Stored values to modality values (PS3.3 C.11.1; DC-003)."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viewer.model.lut import LutData, Modality, Rescale


def to_modality(stored: ArrayLike, modality: Modality) -> NDArray[np.float64]:
    """Apply the rescale or the Modality LUT to stored values."""
    values = np.asarray(stored, dtype=np.float64)
    if isinstance(modality, Rescale):
        return values * modality.slope + modality.intercept
    return look_up_entries(values, modality.data)


def look_up_entries(values: NDArray[np.float64], data: LutData) -> NDArray[np.float64]:
    """The entry of each value; inputs beyond the ends take the end entries (DC-015).

    A value between two inputs of the table goes to the nearer one.
    """
    last = len(data.entries) - 1
    position = np.clip(np.floor(values - data.first_mapped + 0.5), 0, last)
    entries = data.entries.astype(np.float64)
    return np.asarray(entries[np.nan_to_num(position).astype(np.intp)])
