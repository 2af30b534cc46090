"""How often each stored value occurs: what histograms and statistics are made from."""

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.imaging.pipeline import to_cells

_MOST_EXACT: Final = 1 << 24  # OpenCV tells counts as floats of 32 bits


def occurrences(
    stored: NDArray[Any], mask: NDArray[np.uint8] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Each value that occurs where `mask` is not 0, ascending, and how often.

    Takes integers of up to 16 bits (`pipeline.has_table`): far quicker than to pick them out.
    """
    cells = np.ascontiguousarray(to_cells(stored))
    size = 1 << (8 * cells.dtype.itemsize)
    counts = np.zeros(size)
    rows = max(1, _MOST_EXACT // max(1, cells.shape[-1]))
    for top in range(0, len(cells), rows):
        part = None if mask is None else np.ascontiguousarray(mask[top : top + rows])
        counts += cv2.calcHist([cells[top : top + rows]], [0], part, [size], [0, size]).ravel()
    [found] = np.nonzero(counts)
    return (found + np.iinfo(stored.dtype).min).astype(np.float64), counts[found]
