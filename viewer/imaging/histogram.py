"""How often each value occurs in a frame, padding left out (DC-031)."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from viewer.imaging.modality import to_modality
from viewer.imaging.occurrence import occurrences
from viewer.imaging.padding import picture_mask
from viewer.imaging.pipeline import has_table
from viewer.model.lut import Modality, PixelPadding

_BINS: Final = 256
_MOST_SAMPLES: Final = 250_000  # of values that cannot be counted one by one


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """`counts[k]` values lie between `edges[k]` and `edges[k + 1]`, in modality units or `unit`."""

    edges: NDArray[np.float64]
    counts: NDArray[np.float64]
    unit: str = ""


def histogram(
    stored: NDArray[Any], modality: Modality, padding: PixelPadding | None = None
) -> Histogram | None:
    """The histogram of gray values; None where there are none.

    Integers of up to 16 bits are all counted, of others a random sample that is always the same.
    """
    mask = picture_mask(stored, padding)
    if has_table(stored.dtype):
        values, counts = occurrences(stored, mask)
    else:
        picture = stored.ravel() if mask is None else stored[mask > 0]
        if picture.size > _MOST_SAMPLES:  # at random: even steps would meet the same columns
            picture = picture[np.random.default_rng(0).integers(0, picture.size, _MOST_SAMPLES)]
        values = picture.astype(np.float64)
        values = values[np.isfinite(values)]
        counts = np.ones(values.size)
    if not values.size:
        return None
    shown, edges = np.histogram(to_modality(values, modality), _BINS, weights=counts)
    return Histogram(edges, shown)
