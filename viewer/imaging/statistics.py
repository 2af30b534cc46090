"""Numbers over a frame, padding left out (DC-012, DC-031)."""

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.imaging.modality import to_modality
from viewer.imaging.padding import is_padding, picture_mask
from viewer.model.lut import (
    Modality,
    PixelPadding,
    Rescale,
    VoiFunction,
    VoiSource,
    VoiWindow,
)

_COUNTED_BY_CV2: Final = ("u1", "i1", "u2", "i2", "f4", "f8")
_NOWHERE: Final = (-1, -1)


def value_range(
    stored: NDArray[Any], modality: Modality, padding: PixelPadding | None = None
) -> tuple[float, float] | None:
    """Smallest and largest modality value; None where padding covers the whole frame."""
    mask = picture_mask(stored, padding)
    if isinstance(modality, Rescale):
        picture = _ends(stored, mask)
    else:
        picture = stored if mask is None else stored[mask > 0]
    if picture.size == 0:
        return None
    values = to_modality(picture, modality)
    return float(values.min()), float(values.max())


def _ends(stored: NDArray[Any], mask: NDArray[np.uint8] | None) -> NDArray[Any]:
    """The smallest and the largest picture value; empty where there is none."""
    if mask is None:
        return np.array([stored.min(), stored.max()]) if stored.size else stored
    if stored.dtype not in _COUNTED_BY_CV2:
        picture = stored[mask > 0]
        return np.array([picture.min(), picture.max()]) if picture.size else picture
    low, high, where, _ = cv2.minMaxLoc(stored, mask)  # many times faster than picking pixels
    return np.array([low, high] if where != _NOWHERE else [])


def window_over(low: float, high: float, *, is_whole: bool) -> VoiWindow:
    """The window from the lowest to the highest value.

    Whole numbers take LINEAR by C.11.2.1.2.1 note 4 (DC-012). Fractions take LINEAR_EXACT,
    since LINEAR's width counts steps of one and a narrow range would read as a width of 1.
    """
    if is_whole or high <= low:
        return VoiWindow((low + high + 1) / 2, high - low + 1, source=VoiSource.AUTOMATIC)
    center, width = (low + high) / 2, high - low
    return VoiWindow(center, width, VoiFunction.LINEAR_EXACT, source=VoiSource.AUTOMATIC)


def automatic_window(
    stored: NDArray[Any],
    modality: Modality,
    padding: PixelPadding | None = None,
    *,
    bits_stored: int | None = None,
) -> VoiWindow:
    """The full-range window of a frame; of the value 0 where there is only padding.

    A single value beside padding is shown white: black like its background, it would vanish.
    Single bits are black and white whatever a frame holds: one full of ones is not black.
    """
    if bits_stored == 1:
        stored = np.array([0, 1], stored.dtype)
    low, high = value_range(stored, modality, padding) or (0.0, 0.0)
    if low == high and padding is not None and is_padding(stored, padding).any():
        return VoiWindow(low, 1.0, source=VoiSource.AUTOMATIC)
    is_whole = stored.dtype.kind in "iu" and (
        not isinstance(modality, Rescale)
        or (modality.slope.is_integer() and modality.intercept.is_integer())
    )
    return window_over(low, high, is_whole=is_whole)
