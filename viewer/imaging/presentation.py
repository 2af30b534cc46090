"""The end of the grayscale chain: Presentation LUT Shape and 8-bit output (PS3.3 C.11.6)."""

import numpy as np
from numpy.typing import NDArray


def inverse(
    values: NDArray[np.float64], *, low: float = 0.0, high: float = 255.0
) -> NDArray[np.float64]:
    """Presentation LUT Shape INVERSE within the output range (DC-020)."""
    return low + high - values


def to_uint8(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Round half up, so that the identity window loses no level (DC-011); NaN becomes 0."""
    # fmax and fmin pass NaN over: as clip and nan_to_num do, in a third of the time (P5).
    return np.floor(np.fmin(np.fmax(values, 0.0), 255.0) + 0.5).astype(np.uint8)
