"""Shapes drawn on one frame, in image coordinates (PS3.3 C.10.5, C.18.6)."""

from dataclasses import dataclass
from enum import Enum

Point = tuple[float, float]  # column, row; (0, 0) is the centre of the first pixel


class ShapeKind(Enum):
    """What is drawn; the comment tells its points."""

    POINT = "point"  # the point
    LENGTH = "length"  # both ends
    RULER = "ruler"  # both ends; drawn with marks
    POLYLINE = "polyline"  # its corners
    BIDIRECTIONAL = "bidirectional"  # ends of the long axis, ends of the short one
    ANGLE = "angle"  # end, vertex, end
    COBB = "cobb"  # ends of one line, ends of the other
    OPEN_ANGLE = "open_angle"  # ends of one line, ends of the other
    CARDIOTHORACIC = "cardiothoracic"  # ends of the heart's width, ends of the thorax's
    RECTANGLE = "rectangle"  # two opposite corners
    ELLIPSE = "ellipse"  # ends of one axis, ends of the other, as in SCOORD
    POLYGON = "polygon"  # its corners; the last is joined to the first
    SPLINE = "spline"  # where a closed curve passes
    ARROW = "arrow"  # its tip, its tail
    TEXT = "text"  # where the text begins

    @property
    def is_region(self) -> bool:
        """Whether it encloses pixels."""
        return self in _REGIONS


_REGIONS = frozenset({ShapeKind.RECTANGLE, ShapeKind.ELLIPSE, ShapeKind.POLYGON, ShapeKind.SPLINE})
_OF_TWO_LINES = frozenset({ShapeKind.COBB, ShapeKind.OPEN_ANGLE, ShapeKind.CARDIOTHORACIC})
_SPLINE_STEPS = 16  # from point to point
_COUNTS = {
    ShapeKind.POINT: (1, 1),
    ShapeKind.LENGTH: (2, 2),
    ShapeKind.RULER: (2, 2),
    ShapeKind.POLYLINE: (2, None),
    ShapeKind.BIDIRECTIONAL: (4, 4),
    ShapeKind.ANGLE: (3, 3),
    ShapeKind.COBB: (4, 4),
    ShapeKind.OPEN_ANGLE: (4, 4),
    ShapeKind.CARDIOTHORACIC: (4, 4),
    ShapeKind.RECTANGLE: (2, 2),
    ShapeKind.ELLIPSE: (4, 4),
    ShapeKind.POLYGON: (3, None),
    ShapeKind.SPLINE: (3, None),
    ShapeKind.ARROW: (2, 2),
    ShapeKind.TEXT: (1, 1),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape; raises `ValueError` for a number of points that its kind cannot have."""

    kind: ShapeKind
    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        least, most = _COUNTS[self.kind]
        if len(self.points) < least or (most is not None and len(self.points) > most):
            wanted = f"{least}" if most == least else f"{least} or more"
            raise ValueError(f"{self.kind.value}: {wanted} points, not {len(self.points)}")

    @property
    def waits(self) -> bool:
        """Whether it is there but for its second line: nothing that counts as drawn yet."""
        if self.kind is ShapeKind.ANGLE:
            return self.points[1] == self.points[2]
        return self.kind in _OF_TWO_LINES and self.points[:2] == self.points[2:]

    @property
    def corners(self) -> tuple[Point, ...]:
        """The corners of a rectangle or a polygon; of a spline the polygon that it is drawn as."""
        if self.kind is ShapeKind.SPLINE:
            return _curve(self.points)
        if self.kind is not ShapeKind.RECTANGLE:
            return self.points
        (left, top), (right, bottom) = self.points
        return (left, top), (right, top), (right, bottom), (left, bottom)


def _curve(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """A closed Catmull-Rom curve through points; it passes each along its neighbours' line."""
    count, curve = len(points), list[Point]()
    for place in range(count):
        before, start = points[place - 1], points[place]
        end, after = points[(place + 1) % count], points[(place + 2) % count]
        for step in range(_SPLINE_STEPS):
            t = step / _SPLINE_STEPS
            weights = (
                (-t + 2 * t**2 - t**3) / 2,
                (2 - 5 * t**2 + 3 * t**3) / 2,
                (t + 4 * t**2 - 3 * t**3) / 2,
                (t**3 - t**2) / 2,
            )
            near = (before, start, end, after)
            x = sum(weight * each[0] for weight, each in zip(weights, near, strict=True))
            y = sum(weight * each[1] for weight, each in zip(weights, near, strict=True))
            curve.append((x, y))
    return tuple(curve)
