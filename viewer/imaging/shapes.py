"""Lengths, angles and areas of shapes (DC-071); pixels need not be square.

Points are (n, 2) arrays of column and row; `scale` is the size of a pixel along a row and down
a column, in one unit. Everything is computed in that unit, never in pixels.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Scale = tuple[float, float]
_PAIRS_AT_ONCE: Final = 1_000_000
_ELLIPSE_STEPS: Final = 4096  # a perimeter within 1e-6


def path_length(points: ArrayLike, scale: Scale, *, is_closed: bool = False) -> float:
    """Length of the lines from point to point, and back to the first if closed."""
    scaled = _scaled(points, scale)
    if is_closed:
        scaled = np.vstack((scaled, scaled[:1]))
    return float(np.hypot(*np.diff(scaled, axis=0).T).sum())


def polygon_area(points: ArrayLike, scale: Scale) -> float:
    """Area of a polygon that does not cross itself."""
    x, y = _scaled(points, scale).T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def crosses_itself(points: ArrayLike) -> bool:
    """Whether two edges of a closed polygon cross that are not neighbours.

    Only edges are compared that share a column, so outlines of thousands of corners take no time.
    """
    starts = np.asarray(points, dtype=np.float64)
    ends = np.roll(starts, -1, axis=0)
    left = np.minimum(starts[:, 0], ends[:, 0])
    order = np.argsort(left, kind="stable")
    starts, ends, left = starts[order], ends[order], left[order]
    right = np.maximum(starts[:, 0], ends[:, 0])
    behind = np.searchsorted(left, right, side="right")  # the first edge that begins further on
    counts = np.maximum(behind - np.arange(len(left)) - 1, 0)
    for part in _parts_of(counts):
        first = np.repeat(np.arange(part.start, part.stop), counts[part])
        within = np.arange(len(first)) - np.repeat(
            np.cumsum(counts[part]) - counts[part], counts[part]
        )
        second = first + 1 + within
        apart = np.abs(order[first] - order[second])
        first, second = (each[(apart > 1) & (apart < len(left) - 1)] for each in (first, second))
        a, b, c, d = starts[first], ends[first], starts[second], ends[second]
        crossed = (_side(a, b, c) * _side(a, b, d) < 0) & (_side(c, d, a) * _side(c, d, b) < 0)
        if crossed.any():
            return True
    return False


def _parts_of(counts: NDArray[np.intp]) -> list[slice]:
    """Cut edges into runs that are compared with no more than a million others at once."""
    parts, start, sum_of_run = [], 0, 0
    for place, count in enumerate(counts.tolist()):
        sum_of_run += count
        if sum_of_run > _PAIRS_AT_ONCE:
            parts.append(slice(start, place + 1))
            start, sum_of_run = place + 1, 0
    return [*parts, slice(start, len(counts))]


def angle_deg(first: ArrayLike, vertex: ArrayLike, second: ArrayLike, scale: Scale) -> float:
    """Angle at the vertex, 0 to 180 degrees; NaN where a side has no length."""
    a = _scaled(first, scale) - _scaled(vertex, scale)
    b = _scaled(second, scale) - _scaled(vertex, scale)
    if not a.any() or not b.any():
        return math.nan
    return math.degrees(math.atan2(abs(_cross(a, b)), float(a @ b)))


def line_angle_deg(first: ArrayLike, second: ArrayLike, scale: Scale) -> float:
    """Smaller angle between two lines of two points each, 0 to 90 degrees, as Cobb's."""
    a, b = np.diff(_scaled(first, scale), axis=0)[0], np.diff(_scaled(second, scale), axis=0)[0]
    angle = angle_deg(a, (0.0, 0.0), b, (1.0, 1.0))
    return min(angle, 180 - angle) if math.isfinite(angle) else angle


def ellipse_area(points: ArrayLike, scale: Scale) -> float:
    """Area inside the ellipse with these two diameters."""
    first, second = _half_axes(points, scale)
    return math.pi * abs(_cross(first, second))


def ellipse_perimeter(points: ArrayLike, scale: Scale) -> float:
    """Length of the ellipse with these two diameters, within one millionth."""
    first, second = _half_axes(points, scale)
    turn = np.linspace(0, 2 * np.pi, _ELLIPSE_STEPS, endpoint=False)[:, None]
    return path_length(np.cos(turn) * first + np.sin(turn) * second, (1.0, 1.0), is_closed=True)


def circle_through(
    first: ArrayLike, second: ArrayLike, third: ArrayLike, scale: Scale
) -> tuple[float, float, float] | None:
    """Centre and radius of the circle through three points; None where they lie in a line.

    The centre is in pixels, the radius in the unit of `scale`.
    """
    start = _scaled(first, scale)
    a, b = _scaled(second, scale) - start, _scaled(third, scale) - start
    cross = 2 * _cross(a, b)
    if abs(cross) <= 1e-6 * float(a @ a + b @ b):
        return None
    square_a, square_b = float(a @ a), float(b @ b)
    x = (b[1] * square_a - a[1] * square_b) / cross
    y = (a[0] * square_b - b[0] * square_a) / cross
    column, row = (start + np.array((x, y))) / scale
    return float(column), float(row), math.hypot(x, y)


def simplified(points: ArrayLike, slack: float) -> tuple[tuple[float, float], ...]:
    """A line through fewer of its points, nowhere further from it than `slack` (Douglas, Peucker).

    Ends stay.
    """
    line = np.asarray(points, dtype=np.float64)
    kept, open_parts = {0, len(line) - 1}, [(0, len(line) - 1)]
    while open_parts:
        start, end = open_parts.pop()
        if end - start < 2:
            continue
        chord, to = line[end] - line[start], line[start + 1 : end] - line[start]
        square = float(chord @ chord)
        along = np.clip(to @ chord / square, 0, 1) if square else np.zeros(len(to))
        ways = np.hypot(*(to - along[:, None] * chord).T)
        furthest = int(ways.argmax())
        if ways[furthest] > slack:
            middle = start + 1 + furthest
            kept.add(middle)
            open_parts += [(start, middle), (middle, end)]
    return tuple((float(x), float(y)) for x, y in line[sorted(kept)])


def _half_axes(points: ArrayLike, scale: Scale) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    scaled = _scaled(points, scale)
    return (scaled[1] - scaled[0]) / 2, (scaled[3] - scaled[2]) / 2


def _scaled(points: ArrayLike, scale: Scale) -> NDArray[np.float64]:
    return np.asarray(points, dtype=np.float64) * scale


def _cross(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(a[0] * b[1] - a[1] * b[0])


def _side(
    a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]
) -> NDArray[np.float64]:
    """On which side of the line from a to b the point c lies; arrays of points go together."""
    along, to = b - a, c - a
    return np.asarray(along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0])
