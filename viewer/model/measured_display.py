"""MeasuredDisplay: what was measured of a screen for the GSDF, and what may be wrong with it."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import isfinite
from typing import Final

FEWEST_POINTS: Final = 18
MOST_LEVEL: Final = 255
_DARKEST, _BRIGHTEST = 0.05, 3993.0  # cd/m2 of the JND indices 1 and 1023 (PS3.14)


@dataclass(frozen=True, slots=True)
class MeasuredDisplay:
    """What a display shows: its luminance in cd/m2 at levels from 0 to 255, lowest first.

    `ambient` is the light of the room that the display reflects, in cd/m2.
    """

    levels: tuple[float, ...]
    luminances: tuple[float, ...]
    ambient: float = 0.0


@lru_cache(maxsize=8)
def fault_of(display: MeasuredDisplay) -> str:
    """Why a measurement cannot be used, in words; "" where it can."""
    levels, luminances, ambient = display.levels, display.luminances, display.ambient
    if len(levels) != len(luminances) or len(levels) < FEWEST_POINTS:
        return f"At least {FEWEST_POINTS} levels must be measured."
    lowest, highest = luminances[0] + ambient, luminances[-1] + ambient
    faults = {
        "A value is no number.": not all(map(isfinite, (*levels, *luminances, ambient))),
        "Levels must rise from 0 to 255.": not _rises(levels)
        or (levels[0], levels[-1]) != (0, MOST_LEVEL),
        "Luminance must rise with the level.": not _rises(luminances) or luminances[0] < 0,
        "The light of the room must be 0 or more.": ambient < 0,
        "Luminance with the light of the room must lie between 0.05 and 3993 cd/m\u00b2.": (
            lowest < _DARKEST or highest > _BRIGHTEST
        ),
    }
    return next((fault for fault, is_found in faults.items() if is_found), "")


def _rises(values: tuple[float, ...]) -> bool:
    return all(before < after for before, after in pairwise(values))
