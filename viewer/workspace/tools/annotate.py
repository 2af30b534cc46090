"""Draw shapes on an image, and take hold of those that are there.

Each shape is drawn by dragging: a length from end to end, a region from corner to corner or
around its edge. A shape of two lines takes a second drag, which goes on where the first ended.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import hypot
from typing import Final
from uuid import uuid4

from viewer.imaging.measure import measure
from viewer.model.annotation import Annotation
from viewer.model.frame import Frame
from viewer.model.shape import Point, Shape, ShapeKind
from viewer.render.annotations import handle_at
from viewer.render.transform import image_from_canvas, map_point
from viewer.workspace.annotations import is_any_on
from viewer.workspace.input import PointerEvent
from viewer.workspace.tool import Gesture, Tool
from viewer.workspace.viewport import Viewport

_BY_CLICK: Final = (ShapeKind.POINT, ShapeKind.TEXT)  # are there as soon as the button is down
_WITH_TEXT: Final = (ShapeKind.ARROW, ShapeKind.TEXT)
_OF_TWO_LINES: Final = (ShapeKind.COBB, ShapeKind.OPEN_ANGLE, ShapeKind.CARDIOTHORACIC)
_STEP: Final = 1.0  # image pixels between the points of a line drawn by hand
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
        self._way = [_image_point(viewport, frame, event)]
        waiting = _waiting(viewport, frame)
        self._before = waiting if waiting and waiting.shape.kind is how.kind else None
        self._uid = self._before.uid if self._before else _new_uid()

    def move(self, event: PointerEvent) -> None:
        """Draw as far as the pointer."""
        x, y = _image_point(self._viewport, self._frame, event)
        last_x, last_y = self._way[-1]
        if hypot(x - last_x, y - last_y) >= _STEP:
            self._way.append((x, y))
        first = self._before.shape if self._before else None
        aspect = self._frame.image.pixel_aspect
        shape = self._how.grow([*self._way, (x, y)], first, aspect)
        if shape is None:
            return
        annotation = self._before or _new_annotation(self._uid, self._frame, shape)
        annotations = self._viewport.annotations
        annotations.put(measured(replace(annotation, shape=shape), self._frame))
        annotations.select(self._uid)

    def release(self, event: PointerEvent) -> None:
        """Keep what is drawn."""
        self.move(event)
        self.click()

    def click(self) -> None:
        """Keep what is there; ask for its text where it is nothing without one."""
        drawn = self._viewport.annotations.get(self._uid)
        if drawn is not None and self._how.kind in _WITH_TEXT:
            self._viewport.annotations.text_wanted.emit(drawn)

    def cancel(self) -> None:
        """Take it away, or leave it as it was before this drag."""
        if self._before is not None:
            self._viewport.annotations.put(self._before)
        else:
            self._viewport.annotations.remove(self._uid)


class GrabGesture:
    """Move one point of a shape, or all of it."""

    def __init__(
        self,
        viewport: Viewport,
        frame: Frame,
        event: PointerEvent,
        held: tuple[Annotation, int | None],
    ) -> None:
        self._viewport = viewport
        self._frame = frame
        self._held, self._place = held
        self._start = _image_point(viewport, frame, event)

    def move(self, event: PointerEvent) -> None:
        """Follow the pointer."""
        x, y = _image_point(self._viewport, self._frame, event)
        dx, dy = x - self._start[0], y - self._start[1]
        shape = moved(self._held.shape, self._place, dx, dy)
        self._viewport.annotations.put(measured(replace(self._held, shape=shape), self._frame))

    def release(self, event: PointerEvent) -> None:
        """Leave it there."""
        self.move(event)

    def click(self) -> None:
        """It is selected, no more."""

    def cancel(self) -> None:
        """Put it back."""
        self._viewport.annotations.put(self._held)


def grab(viewport: Viewport, event: PointerEvent) -> Gesture | None:
    """Select what lies under the pointer and take hold of it.

    None where there is nothing, and where a shape waits to be gone on with.
    """
    frame, scene = viewport.frame, viewport.scene()
    if frame is None or scene is None or _waiting(viewport, frame):
        return None
    found = handle_at(scene, event.x, event.y)
    if found is None:
        viewport.annotations.select("")
        return None
    annotation, _ = found
    viewport.annotations.select(annotation.uid)
    if annotation.is_locked:
        return None
    return GrabGesture(viewport, frame, event, found)


def measured(annotation: Annotation, frame: Frame) -> Annotation:
    """The annotation with its numbers on the frame that it belongs to."""
    return replace(annotation, measurements=measure(annotation.shape, frame))


def moved(shape: Shape, place: int | None, dx: float, dy: float) -> Shape:
    """The shape with one of its points elsewhere, or all of them.

    An ellipse keeps its centre and stays one: its other axis turns along.
    """
    points = list(shape.points)
    if place is None:
        return replace(shape, points=tuple((x + dx, y + dy) for x, y in points))
    points[place] = (points[place][0] + dx, points[place][1] + dy)
    if shape.kind is not ShapeKind.ELLIPSE:
        return replace(shape, points=tuple(points))
    middle_x = sum(x for x, _ in shape.points) / 4
    middle_y = sum(y for _, y in shape.points) / 4
    half_x, half_y = points[place][0] - middle_x, points[place][1] - middle_y
    (x1, y1), (x2, y2) = shape.points[2:] if place < 2 else shape.points[:2]
    length, other = hypot(half_x, half_y), hypot(x2 - x1, y2 - y1) / 2
    if not length:
        return shape
    across_x, across_y = -half_y / length * other, half_x / length * other
    axis = _around(middle_x, middle_y, half_x, half_y)
    across = _around(middle_x, middle_y, across_x, across_y)
    return replace(shape, points=axis + across if place < 2 else across + axis)


def _around(x: float, y: float, dx: float, dy: float) -> tuple[Point, Point]:
    return (x - dx, y - dy), (x + dx, y + dy)


def _new_annotation(uid: str, frame: Frame, shape: Shape) -> Annotation:
    image = frame.image
    return Annotation(
        uid,
        image.study_uid,
        image.series_uid,
        image.sop_instance_uid,
        image.sop_class_uid,
        frame.ref.frame_index,
        shape,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _new_uid() -> str:
    return f"2.25.{uuid4().int}"  # PS3.5 B.2


def _waiting(viewport: Viewport, frame: Frame) -> Annotation | None:
    """The selected annotation, if it is on this frame and lacks its second line."""
    selected = viewport.annotations.selected
    if selected is None or not _waits(selected.shape):
        return None
    return selected if is_any_on(frame.ref, (selected,)) else None


def _image_point(viewport: Viewport, frame: Frame, event: PointerEvent) -> Point:
    """Where the pointer is on the image; at its edge where it has left it."""
    canvas, image = viewport.canvas, frame.image
    affine = image_from_canvas(image, viewport.view, canvas.width, canvas.height)
    x, y = map_point(affine, event.x, event.y)
    columns, rows = image.pixel_format.columns, image.pixel_format.rows
    return min(max(x, -0.5), columns - 0.5), min(max(y, -0.5), rows - 0.5)


def _two_points(kind: ShapeKind) -> Grow:
    return lambda way, first, aspect: Shape(kind, (way[0], way[-1]))


def _ellipse(way: Sequence[Point], first: Shape | None, aspect: float) -> Shape:
    """From corner to corner of the box around it."""
    (x1, y1), (x2, y2) = way[0], way[-1]
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    return Shape(ShapeKind.ELLIPSE, ((x1, y), (x2, y), (x, y1), (x, y2)))


def _circle(way: Sequence[Point], first: Shape | None, aspect: float) -> Shape:
    """From the centre to the edge; round in millimetres."""
    (x, y), (edge_x, edge_y) = way[0], way[-1]
    radius = hypot(edge_x - x, (edge_y - y) * aspect)
    axes = _around(x, y, radius, 0.0) + _around(x, y, 0.0, radius / aspect)
    return Shape(ShapeKind.ELLIPSE, axes)


def _bidirectional(way: Sequence[Point], first: Shape | None, aspect: float) -> Shape:
    """The long axis is drawn; half as long, at right angles, the short one is proposed."""
    (x1, y1), (x2, y2) = way[0], way[-1]
    across = -(y2 - y1) * aspect / 4, (x2 - x1) / aspect / 4
    short = _around((x1 + x2) / 2, (y1 + y2) / 2, *across)
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


def _waits(shape: Shape) -> bool:
    """Whether a shape is there but for its second line."""
    if shape.kind is ShapeKind.ANGLE:
        return shape.points[1] == shape.points[2]
    return shape.kind in _OF_TWO_LINES and shape.points[:2] == shape.points[2:]


def _freehand(way: Sequence[Point], first: Shape | None, aspect: float) -> Shape | None:
    """Around the edge; it closes by itself."""
    return Shape(ShapeKind.POLYGON, tuple(way)) if len(way) > 2 else None


def _one_point(kind: ShapeKind) -> Grow:
    return lambda way, first, aspect: Shape(kind, (way[-1],))


def _tool(tool_id: str, how: Drawn) -> Tool:
    def begin(viewport: Viewport, event: PointerEvent) -> Gesture | None:
        if viewport.frame is None:
            return None
        gesture = DrawGesture(viewport, viewport.frame, event, how)
        if how.kind in _BY_CLICK:
            gesture.move(event)
        return gesture

    return Tool(tool_id, tool_id, begin)


DRAWING_TOOLS: Final = tuple(
    _tool(tool_id, Drawn(kind, grow))
    for tool_id, kind, grow in (
        ("length", ShapeKind.LENGTH, _two_points(ShapeKind.LENGTH)),
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
