"""Modality values to the display range: the VOI LUT module (PS3.3 C.11.2).

Values come in modality units (DC-006); `low` and `high` are the ends of the output range.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viewer.imaging.modality import look_up_entries
from viewer.model.lut import LutData, Voi, VoiFunction, VoiWindow

_STEEPEST: Final = 700.0  # exp() of more overflows


def linear(
    values: ArrayLike, *, center: float, width: float, low: float = 0.0, high: float = 255.0
) -> NDArray[np.float64]:
    """LINEAR (C.11.2.1.2.1), width >= 1; a width of 1 is a step above center - 0.5."""
    x = np.asarray(values, dtype=np.float64)
    if width == 1:
        part = (x > center - 0.5).astype(np.float64)
    else:
        part = np.clip((x - (center - 0.5)) / (width - 1) + 0.5, 0.0, 1.0)
    return part * (high - low) + low


def linear_exact(
    values: ArrayLike, *, center: float, width: float, low: float = 0.0, high: float = 255.0
) -> NDArray[np.float64]:
    """LINEAR_EXACT (C.11.2.1.3.2), width > 0."""
    x = np.asarray(values, dtype=np.float64)
    part = np.clip((x - center) / width + 0.5, 0.0, 1.0)
    return part * (high - low) + low


def sigmoid(
    values: ArrayLike, *, center: float, width: float, low: float = 0.0, high: float = 255.0
) -> NDArray[np.float64]:
    """SIGMOID (C.11.2.1.3.1), width > 0; it reaches neither end."""
    x = np.asarray(values, dtype=np.float64)
    exponent = np.clip(-4.0 * (x - center) / width, -_STEEPEST, _STEEPEST)
    return (high - low) / (1.0 + np.exp(exponent)) + low


def voi_lut(
    values: ArrayLike, *, data: LutData, low: float = 0.0, high: float = 255.0
) -> NDArray[np.float64]:
    """A VOI LUT, its 0 .. 2^bits - 1 scaled to the whole output range (DC-015)."""
    entries = look_up_entries(np.asarray(values, dtype=np.float64), data)
    return entries / (2.0**data.bits - 1) * (high - low) + low


_FUNCTIONS: Final[dict[VoiFunction, Callable[..., NDArray[np.float64]]]] = {
    VoiFunction.LINEAR: linear,
    VoiFunction.LINEAR_EXACT: linear_exact,
    VoiFunction.SIGMOID: sigmoid,
}


def apply_voi(
    values: ArrayLike, voi: Voi, *, low: float = 0.0, high: float = 255.0
) -> NDArray[np.float64]:
    """Apply a window by its own function, or a VOI LUT."""
    if isinstance(voi, VoiWindow):
        function = _FUNCTIONS[voi.function]
        return function(values, center=voi.center, width=voi.width, low=low, high=high)
    return voi_lut(values, data=voi.data, low=low, high=high)


def is_valid_window(window: VoiWindow) -> bool:
    """Whether the width is one that the window's function allows (DC-013)."""
    if not (np.isfinite(window.center) and np.isfinite(window.width)):
        return False
    return window.width >= 1 if window.function is VoiFunction.LINEAR else window.width > 0


def window_ends(window: VoiWindow) -> tuple[float, float]:
    """The values where a window begins and ends to rise; for SIGMOID, of the same width."""
    if window.function is VoiFunction.LINEAR:
        middle, width = window.center - 0.5, window.width - 1
    else:
        middle, width = window.center, window.width
    return middle - width / 2, middle + width / 2
