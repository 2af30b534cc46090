"""Take hold of what is drawn: a point of a shape, all of it, or the corners of an outline."""

from dataclasses import replace
from math import hypot

from viewer.model.annotation import Annotation
from viewer.model.frame import Frame
from viewer.model.shape import Point, Shape, ShapeKind
from viewer.render.annotations import handle_at
from viewer.workspace.input import Modifier, PointerEvent
from viewer.workspace.tool import Gesture, Tool
from viewer.workspace.tools.annotate import (
    WITH_TEXT,
    image_point,
    measured,
    measured_on_the_way,
    pointer_place,
    shifted_within,
)
from viewer.workspace.viewport import Viewport

_OF_CORNERS = {ShapeKind.POLYLINE: 2, ShapeKind.POLYGON: 3, ShapeKind.SPLINE: 3}  # at least


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
        self._start = pointer_place(viewport, frame, event)

    def move(self, event: PointerEvent) -> None:
        """Follow the pointer."""
        self._viewport.annotations.put(measured_on_the_way(self._at(event), self._frame))

    def release(self, event: PointerEvent) -> None:
        """Leave it there."""
        self._viewport.annotations.put(measured(self._at(event), self._frame))

    def click(self) -> None:
        """It is selected, no more."""

    def cancel(self) -> None:
        """Put it back."""
        self._viewport.annotations.put(self._held)

    def _at(self, event: PointerEvent) -> Annotation:
        x, y = pointer_place(self._viewport, self._frame, event)
        dx, dy = x - self._start[0], y - self._start[1]
        shape, place = self._held.shape, self._place
        if place is None:
            return replace(self._held, shape=shifted_within(shape, self._frame, dx, dy))
        end = Shape(ShapeKind.POINT, (shape.points[place],))
        ((to_x, to_y),) = shifted_within(end, self._frame, dx, dy).points
        (from_x, from_y) = shape.points[place]
        return replace(self._held, shape=moved(shape, place, to_x - from_x, to_y - from_y))


def grab(viewport: Viewport, event: PointerEvent, tool: Tool | None = None) -> Gesture | None:
    """Select what lies under the pointer and take hold of it; with Alt, change its corners.

    None where there is nothing, and where `tool` goes on with a shape that waits there for its
    second line.
    """
    frame, scene = viewport.frame, viewport.scene()
    if frame is None or scene is None:
        return None
    found = handle_at(scene, event.x, event.y)
    if found is None:
        viewport.annotations.select("")
        return None
    annotation, _ = found
    if tool is not None and annotation.shape.kind is tool.draws and annotation.shape.waits:
        return None
    viewport.annotations.select(annotation.uid)
    if annotation.is_locked:
        return None
    if Modifier.ALT in event.modifiers:
        change_corner(viewport, event)
        return None
    return GrabGesture(viewport, frame, event, found)


def change_corner(viewport: Viewport, event: PointerEvent) -> bool:
    """Take away the corner under the pointer, or set one on the line there.

    False where there is no outline of corners, or one that has no corner to spare.
    """
    frame, scene = viewport.frame, viewport.scene()
    found = handle_at(scene, event.x, event.y) if scene is not None else None
    if frame is None or found is None or found[0].is_locked:
        return False
    annotation, place = found
    shape, least = annotation.shape, _OF_CORNERS.get(annotation.shape.kind)
    if least is None:
        return False
    points = list(shape.points)
    if place is None:
        point = image_point(viewport, frame, event)
        points.insert(_edge_at(shape, point) + 1, point)
    elif len(points) > least:
        del points[place]
    else:
        return False
    changed = replace(annotation, shape=replace(shape, points=tuple(points)))
    viewport.annotations.put(measured(changed, frame))
    viewport.annotations.select(annotation.uid)
    return True


def ask_for_text(viewport: Viewport, event: PointerEvent) -> bool:
    """Ask for the text of the arrow or text under the pointer; False where there is none."""
    scene = viewport.scene()
    found = handle_at(scene, event.x, event.y) if scene is not None else None
    if found is None or found[0].is_locked or found[0].shape.kind not in WITH_TEXT:
        return False
    viewport.annotations.select(found[0].uid)
    viewport.annotations.text_wanted.emit(found[0])
    return True


def moved(shape: Shape, place: int, dx: float, dy: float) -> Shape:
    """The shape with one of its points elsewhere.

    An ellipse keeps its centre and stays one: its other axis turns along. What waits for its
    second line goes on waiting.
    """
    points = list(shape.points)
    if shape.waits:
        x, y = points[place]
        points = [(x + dx, y + dy) if point == (x, y) else point for point in points]
        return replace(shape, points=tuple(points))
    points[place] = (points[place][0] + dx, points[place][1] + dy)
    if shape.kind is not ShapeKind.ELLIPSE:
        return replace(shape, points=tuple(points))
    return _turned(shape, place, points[place])


def _turned(shape: Shape, place: int, end: Point) -> Shape:
    """The ellipse with one end of an axis elsewhere."""
    middle_x = sum(x for x, _ in shape.points) / 4
    middle_y = sum(y for _, y in shape.points) / 4
    half_x, half_y = end[0] - middle_x, end[1] - middle_y
    (x1, y1), (x2, y2) = shape.points[2:] if place < 2 else shape.points[:2]
    length, other = hypot(half_x, half_y), hypot(x2 - x1, y2 - y1) / 2
    if not length:
        return shape
    across_x, across_y = -half_y / length * other, half_x / length * other
    if place % 2 == 0:
        half_x, half_y = -half_x, -half_y
    axis = (middle_x - half_x, middle_y - half_y), (middle_x + half_x, middle_y + half_y)
    across = (middle_x - across_x, middle_y - across_y), (middle_x + across_x, middle_y + across_y)
    return replace(shape, points=axis + across if place < 2 else across + axis)


def _edge_at(shape: Shape, point: Point) -> int:
    """The corner after which the edge begins that a point lies nearest to."""
    points = shape.points
    ends = points[1:] if shape.kind is ShapeKind.POLYLINE else (*points[1:], points[0])
    ways = [_way_to(start, end, point) for start, end in zip(points, ends, strict=False)]
    return min(range(len(ways)), key=ways.__getitem__)


def _way_to(start: Point, end: Point, point: Point) -> float:
    """From a point to the nearest place of an edge."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    to_x, to_y = point[0] - start[0], point[1] - start[1]
    along = min(1.0, max(0.0, (to_x * dx + to_y * dy) / ((dx * dx + dy * dy) or 1.0)))
    return hypot(to_x - along * dx, to_y - along * dy)
