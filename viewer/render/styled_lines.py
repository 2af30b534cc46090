"""Lines in the style that somebody asked for: thickness, dashes, shadow (PS3.3 C.10.5.1.3.13)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viewer.model.presentation import LineStyle, Shadow
from viewer.render.drawing import Ink, Polyline

_BITS: Final = 32
_MOST_REPEATS: Final = 1_000  # of a pattern along one line
_ALL_ON: Final = 0xFFFFFFFF


def styled_lines(line: Polyline, style: LineStyle, scale: float, ratio: float) -> list[Polyline]:
    """The line as its shadow, its gaps and its dashes, from the lowest up.

    `scale` is how many device pixels a unit of the style has, `ratio` how many a logical one.
    A bit of the pattern is as long as the line is thick, and a logical pixel at least.
    """
    width = max(style.thickness * scale, ratio)
    line = replace(line, width=width, is_filled=False, has_edge=False)
    drawn = [] if style.shadow is None else [_shadow(line, style.shadow, scale)]
    if style.pattern == _ALL_ON:
        return [*drawn, replace(line, colour=style.colour or line.colour)]
    if style.gap_colour:
        drawn.append(replace(line, colour=style.gap_colour))
    dash = replace(line, is_closed=False, colour=style.colour or line.colour)
    return drawn + [replace(dash, points=points) for points in _dashes(line, style.pattern)]


def _shadow(line: Polyline, shadow: Shadow, scale: float) -> Polyline:
    x, y = (part * scale for part in shadow.offset)
    line = replace(line, colour=shadow.colour, ink=Ink.OTHERS)
    if shadow.is_outline:
        return replace(line, width=line.width + 2 * float(np.hypot(x, y)))
    return replace(line, points=tuple((px + x, py + y) for px, py in line.points))


def _dashes(line: Polyline, pattern: int) -> Iterator[tuple[tuple[float, float], ...]]:
    """The parts of a line where bits are set, shorter by its round ends."""
    points = np.asarray((*line.points, line.points[0]) if line.is_closed else line.points)
    reach = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))))
    bit = max(line.width, reach[-1] / (_BITS * _MOST_REPEATS))
    for start in np.arange(0.0, reach[-1], _BITS * bit):
        for first, last in _runs(pattern):
            begin, end = start + first * bit, min(start + last * bit, reach[-1])
            if begin < end:
                middle, half = (begin + end) / 2, max((end - begin - line.width) / 2, 0.0)
                yield _part(points, reach, middle - half, middle + half)


def _runs(pattern: int) -> Iterator[tuple[int, int]]:
    """Where bits that are set begin and end, the highest bit first."""
    bits = np.array([0, *(int(each) for each in f"{pattern:032b}"), 0])
    edges = np.flatnonzero(np.diff(bits))
    yield from ((int(a), int(b)) for a, b in edges.reshape(-1, 2))


def _part(
    points: NDArray[np.float64], reach: NDArray[np.float64], begin: float, end: float
) -> tuple[tuple[float, float], ...]:
    """What of a line lies between two distances from its beginning."""
    within = reach[(reach > begin) & (reach < end)]
    places = np.concatenate(([begin], within, [end]))
    columns = (np.interp(places, reach, points[:, axis]).tolist() for axis in (0, 1))
    return tuple(zip(*columns, strict=True))
