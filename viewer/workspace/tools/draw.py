"""Draw a shape by dragging: a length from end to end, a region from corner to corner.

A shape of two lines takes a second drag, which goes on where the first ended.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import hypot
from typing import Final

from viewer.imaging.shapes import simplified
from viewer.model.annotation import Annotation
from viewer.model.frame import Frame
from viewer.model.shape import Point, Shape, ShapeKind
from viewer.workspace.input import PointerEvent
from viewer.workspace.tool import Gesture, Tool
from viewer.workspace.tools.annotate import (
    WITH_TEXT,
    image_point,
    measured,
    measured_on_the_way,
    new_annotation,
    pointer_place,
)
from viewer.workspace.viewport import Viewport

_BY_CLICK: Final = (ShapeKind.POINT, ShapeKind.TEXT)  # are there as soon as the button is down
_STEP: Final = 1.0  # image pixels between the points of a line drawn by hand
_SLACK: Final = 0.25  # image pixels that it may stray from the hand: a quarter of what it shows
Number = Callable[[Annotation, Frame], Annotation]
Grow = Callable[[Sequence[Point], Shape | None, float], Shape | None]


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a tool draws.

    `grow` makes a shape of the way of the pointer, of what an earlier drag left to go on with,
    and of the aspect of a pixel; None while there is too little of it.
    """

    kind: ShapeKind
    grow: Grow


class DrawGesture:
    """One drag of a drawing tool."""

    def __init__(self, viewport: Viewport, frame: Frame, event: PointerEvent, how: Drawn) -> None:
        self._viewport = viewport
        self._frame = frame
        self._how = how
        self._way = [image_point(viewport, frame, event)]
        self._before = _waiting(viewport, frame, how.kind)
        self._drawn = self._before

    def move(self, event: PointerEvent) -> None:
        """Draw as far as the pointer."""
        self._draw(event, measured_on_the_way)

    def release(self, event: PointerEvent) -> None:
        """Keep what is drawn, unless all of it lies in one place, as of a drag beside the image."""
        self._draw(event, measured)
        drawn = self._drawn
        if drawn and self._how.kind not in _BY_CLICK and len(set(drawn.shape.points)) == 1:
            self.cancel()
            return
        self.click()

    def click(self) -> None:
        """Keep what is there; ask for its text where it is nothing without one."""
        if self._drawn is not None and self._how.kind in WITH_TEXT:
            self._viewport.annotations.text_wanted.emit(self._drawn)

    @property
    def goes_on(self) -> bool:
        """Whether it draws the second line of what an earlier drag began."""
        return self._before is not None

    @property
    def waits(self) -> bool:
        """Whether what it drew is there still and lacks its second line."""
        drawn = self._drawn and self._viewport.annotations.get(self._drawn.uid)
        return drawn is not None and drawn.shape.waits

    def give_up(self) -> bool:
        """Take away what lacks its second line still; False where nothing does."""
        if self._drawn is None or not self.waits:
            return False
        self._viewport.annotations.remove(self._drawn.uid)
        return True

    def cancel(self) -> None:
        """Take it away, or leave it as it was before this drag."""
        if self._before is not None:
            self._viewport.annotations.put(self._before)
        elif self._drawn is not None:
            self._viewport.annotations.remove(self._drawn.uid)

    def _draw(self, event: PointerEvent, number: Number) -> None:
        x, y = image_point(self._viewport, self._frame, event)
        last_x, last_y = self._way[-1]
        if hypot(x - last_x, y - last_y) >= _STEP:
            self._way.append((x, y))
        first = self._before.shape if self._before else None
        aspect = self._frame.image.pixel_aspect
        shape = self._how.grow([*self._way, (x, y)], first, aspect)
        if shape is None:
            return
        annotation = self._drawn or new_annotation(self._frame, shape)
        self._drawn = number(replace(annotation, shape=shape), self._frame)
        self._viewport.annotations.put(self._drawn)
        self._viewport.annotations.select(self._drawn.uid)


def _waiting(viewport: Viewport, frame: Frame, kind: ShapeKind) -> Annotation | None:
    """The last annotation of a kind that lacks its second line on a frame."""
    waiting = (
        each
        for each in reversed(viewport.annotations.on_frame(frame.ref))
        if each.shape.kind is kind and each.shape.waits and not each.is_locked
    )
    return next(waiting, None)


def circle(x: float, y: float, radius: float, aspect: float) -> Shape:
    """A circle about a point, round in millimetres; `radius` in columns."""
    down = radius / aspect
    return Shape(
        ShapeKind.ELLIPSE, ((x - radius, y), (x + radius, y), (x, y - down), (x, y + down))
    )


def _two_points(kind: ShapeKind) -> Grow:
    return lambda way, first, aspect: Shape(kind, (way[0], way[-1]))


def _ellipse(way: Sequence[Point], first: Shape | None, aspect: float) -> Shape:
    """From corner to corner of the box around it."""
    (x1, y1), (x2, y2) = way[0], way[-1]
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    return Shape(ShapeKind.ELLIPSE, ((x1, y), (x2, y), (x, y1), (x, y2)))


def _circle(way: Sequence[Point], first: Shape | None, aspect: float) -> Shape:
    """From the centre to the edge."""
    (x, y), (edge_x, edge_y) = way[0], way[-1]
    return circle(x, y, hypot(edge_x - x, (edge_y - y) * aspect), aspect)


def _bidirectional(way: Sequence[Point], first: Shape | None, aspect: float) -> Shape:
    """The long axis is drawn; half as long, at right angles, the short one is proposed."""
    (x1, y1), (x2, y2) = way[0], way[-1]
    dx, dy = -(y2 - y1) * aspect / 4, (x2 - x1) / aspect / 4
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    short = (x - dx, y - dy), (x + dx, y + dy)
    return Shape(ShapeKind.BIDIRECTIONAL, (way[0], way[-1], *short))


def _angle(way: Sequence[Point], first: Shape | None, aspect: float) -> Shape:
    """The first drag goes from an end to the vertex, the second takes the other end along."""
    if first is None:
        return Shape(ShapeKind.ANGLE, (way[0], way[-1], way[-1]))
    return Shape(ShapeKind.ANGLE, (*first.points[:2], way[-1]))


def _two_lines(kind: ShapeKind) -> Grow:
    """A line with each drag."""

    def grow(way: Sequence[Point], first: Shape | None, aspect: float) -> Shape:
        line = first.points[:2] if first else (way[0], way[-1])
        return Shape(kind, (*line, way[0], way[-1]))

    return grow


def _freehand(way: Sequence[Point], first: Shape | None, aspect: float) -> Shape | None:
    """Around the edge; it closes by itself."""
    if len(way) < 3:
        return None
    points = simplified(way, _SLACK)
    return Shape(ShapeKind.POLYGON, points if len(points) > 2 else tuple(way))


def _one_point(kind: ShapeKind) -> Grow:
    return lambda way, first, aspect: Shape(kind, (way[-1],))


def _tool(tool_id: str, how: Drawn) -> Tool:
    def begin(viewport: Viewport, event: PointerEvent) -> Gesture | None:
        frame = viewport.frame
        if frame is None:
            return None
        is_beside = pointer_place(viewport, frame, event) != image_point(viewport, frame, event)
        if is_beside and how.kind is ShapeKind.POINT:
            return None  # the pixel at the edge is not what was pointed at
        gesture = DrawGesture(viewport, frame, event, how)
        if how.kind in _BY_CLICK:
            gesture.move(event)
        return gesture

    return Tool(tool_id, tool_id, begin, draws=how.kind)


DRAGGED_TOOLS: Final = tuple(
    _tool(tool_id, Drawn(kind, grow))
    for tool_id, kind, grow in (
        ("length", ShapeKind.LENGTH, _two_points(ShapeKind.LENGTH)),
        ("ruler", ShapeKind.RULER, _two_points(ShapeKind.RULER)),
        ("bidirectional", ShapeKind.BIDIRECTIONAL, _bidirectional),
        ("angle", ShapeKind.ANGLE, _angle),
        ("cobb", ShapeKind.COBB, _two_lines(ShapeKind.COBB)),
        ("open-angle", ShapeKind.OPEN_ANGLE, _two_lines(ShapeKind.OPEN_ANGLE)),
        ("cardiothoracic", ShapeKind.CARDIOTHORACIC, _two_lines(ShapeKind.CARDIOTHORACIC)),
        ("rectangle", ShapeKind.RECTANGLE, _two_points(ShapeKind.RECTANGLE)),
        ("ellipse", ShapeKind.ELLIPSE, _ellipse),
        ("circle", ShapeKind.ELLIPSE, _circle),
        ("freehand", ShapeKind.POLYGON, _freehand),
        ("arrow", ShapeKind.ARROW, _two_points(ShapeKind.ARROW)),
        ("probe", ShapeKind.POINT, _one_point(ShapeKind.POINT)),
        ("text", ShapeKind.TEXT, _one_point(ShapeKind.TEXT)),
    )
)
