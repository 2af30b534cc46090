"""The Grayscale Standard Display Function (PS3.14): P-values to the levels of a measured display.

A just-noticeable difference (JND) index j from 1 to 1023 stands for a luminance. P-values are
spread evenly over the indices that a display reaches, so that equal steps look equal.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.polynomial import polynomial
from numpy.typing import ArrayLike, NDArray

from viewer.model.measured_display import MOST_LEVEL, MeasuredDisplay, fault_of

_LEVELS: Final = MOST_LEVEL + 1

# PS3.14 section 7: the coefficients of ln j, upwards, above and below the line.
_ABOVE: Final = (-1.3011877, 8.0242636e-2, 1.3646699e-1, -2.5468404e-2, 1.3635334e-3)
_BELOW: Final = (1.0, -2.5840191e-2, -1.0320229e-1, 2.8745620e-2, -3.1978977e-3, 1.2992634e-4)
# The same section: the coefficients of log10 L, upwards, for the way back.
_BACK: Final = (
    71.498068, 94.593053, 41.912053, 9.8247004, 0.28175407,
    -1.1878455, -0.18014349, 0.14710899, -0.017046845,
)  # fmt: skip


def luminance_of(jnd: ArrayLike) -> NDArray[np.float64]:
    """The luminance in cd/m2 of JND indices from 1 to 1023 (DC-023)."""
    ln = np.log(np.asarray(jnd, dtype=np.float64))
    part = polynomial.polyval(ln, _ABOVE) / polynomial.polyval(ln, _BELOW)
    return np.asarray(10.0**part)


def jnd_of(luminance: ArrayLike) -> NDArray[np.float64]:
    """The JND index of luminances from 0.05 to 4000 cd/m2."""
    return np.asarray(polynomial.polyval(np.log10(luminance), _BACK))


@lru_cache(maxsize=8)
def gsdf_levels(display: MeasuredDisplay) -> NDArray[np.float64]:
    """The level (fractions included) that shows each of the P-values 0 to 255.

    `display` has no fault.
    """
    luminances = np.array(display.luminances) + display.ambient
    first, last = jnd_of(luminances[[0, -1]])
    wanted = luminance_of(np.linspace(first, last, _LEVELS))
    levels = np.interp(wanted, luminances, display.levels)
    levels[[0, -1]] = 0, _LEVELS - 1
    levels.flags.writeable = False
    return levels


def to_display(values: NDArray[np.float64], display: MeasuredDisplay) -> NDArray[np.float64]:
    """P-values from 0 to 255, fractions included, as levels of a display (DC-024)."""
    return np.asarray(np.interp(values, np.arange(_LEVELS), gsdf_levels(display)))


def read_measurement(text: str, *, ambient: float = 0.0) -> MeasuredDisplay:
    """A measurement from text: a luminance a line, or a level and a luminance.

    Luminances alone are of evenly spaced levels. Lines that hold no number are headings.
    ValueError in words for anything else.
    """
    rows = [row for line in text.splitlines() if (row := _numbers(line))]
    widths = {len(row) for row in rows}
    if not rows or widths - {1, 2} or len(widths) > 1:
        raise ValueError("Write one luminance a line, or a level and its luminance.")
    if widths == {1}:
        levels = tuple(float(level) for level in np.linspace(0, _LEVELS - 1, len(rows)))
        display = MeasuredDisplay(levels, tuple(row[0] for row in rows), ambient)
    else:
        rows.sort()
        levels, luminances = (tuple(column) for column in zip(*rows, strict=True))
        display = MeasuredDisplay(levels, luminances, ambient)
    if fault := fault_of(display):
        raise ValueError(fault)
    return display


def _numbers(line: str) -> tuple[float, ...]:
    """The numbers of a line, between blanks, tabs, commas or semicolons; () for a heading."""
    words = line.replace(";", " ").replace("\t", " ").replace(",", " ").split()
    try:
        return tuple(float(word) for word in words)
    except ValueError:
        return ()
