"""Numbers over a frame, padding left out (DC-012, DC-031)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.imaging.modality import to_modality
from viewer.imaging.padding import picture_mask
from viewer.model.lut import (
    Modality,
    PixelPadding,
    Rescale,
    VoiFunction,
    VoiSource,
    VoiWindow,
)


def value_range(
    stored: NDArray[Any], modality: Modality, padding: PixelPadding | None = None
) -> tuple[float, float] | None:
    """Smallest and largest modality value; None where padding covers the whole frame."""
    mask = picture_mask(stored, padding)
    picture = stored if mask is None else stored[mask > 0]
    if picture.size == 0:
        return None
    if isinstance(modality, Rescale):
        picture = np.array([picture.min(), picture.max()])
    values = to_modality(picture, modality)
    return float(values.min()), float(values.max())


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
    stored: NDArray[Any], modality: Modality, padding: PixelPadding | None = None
) -> VoiWindow:
    """The full-range window of a frame; of the value 0 where there is only padding."""
    low, high = value_range(stored, modality, padding) or (0.0, 0.0)
    is_whole = stored.dtype.kind in "iu" and (
        not isinstance(modality, Rescale)
        or (modality.slope.is_integer() and modality.intercept.is_integer())
    )
    return window_over(low, high, is_whole=is_whole)
