"""Shapes that are set corner by corner: lines, outlines, curves, a circle through three points.

A click sets a corner. A double click, Enter or a click on the first corner ends an outline,
Backspace takes the last corner back, Escape all of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Final

from viewer.imaging.shapes import circle_through
from viewer.model.aid import Sketched
from viewer.model.frame import Frame
from viewer.model.shape import Point, Shape, ShapeKind
from viewer.render.transform import canvas_from_image, map_point
from viewer.workspace.input import PointerEvent
from viewer.workspace.tool import Gesture, Tool
from viewer.workspace.tools.annotate import (
    image_point,
    measured,
    measured_on_the_way,
    new_annotation,
)
from viewer.workspace.tools.draw import circle
from viewer.workspace.viewport import Viewport

_REACH: Final = 8.0  # logical pixels around a corner that mean that corner


@dataclass(frozen=True, slots=True)
class Clicked:
    """What a tool makes of corners and the aspect of a pixel: the shape, None for too few.

    It ends by itself at `most` corners; an outline `closes` at its first one.
    """

    kind: ShapeKind
    grow: Callable[[Sequence[Point], float], Shape | None]
    most: int | None = None
    closes: bool = True


class Sketch:
    """A shape on its way: an aid in its viewport until it is finished, then an annotation."""

    def __init__(self, viewport: Viewport, frame: Frame, how: Clicked) -> None:
        self._viewport = viewport
        self._frame = frame
        self._how = how
        self._corners: list[Point] = []
        self.is_done = False

    @property
    def is_shown(self) -> bool:
        """Whether its viewport shows the frame that it is drawn on."""
        shown = self._viewport.frame
        return shown is not None and shown.ref == self._frame.ref

    def is_on(self, viewport: Viewport) -> bool:
        """Whether it is shown in this very viewport."""
        return viewport is self._viewport and self.is_shown

    def set_corner(self, event: PointerEvent) -> None:
        """Set a corner at the pointer, or end the shape there."""
        corners = self._corners
        if corners and self._is_at(corners[-1], event):
            if not self._how.closes and len(corners) > 1:
                self.finish()
            return
        if self._how.closes and len(corners) > 2 and self._is_at(corners[0], event):
            self.finish()
            return
        corners.append(image_point(self._viewport, self._frame, event))
        if len(corners) == self._how.most:
            self.finish()
        else:
            self._show(corners)

    def follow(self, event: PointerEvent) -> None:
        """Show what it would be with a corner at the pointer."""
        self._show([*self._corners, image_point(self._viewport, self._frame, event)])

    def take_back(self) -> None:
        """Take the last corner back; without any the sketch ends."""
        self._corners.pop()
        if self._corners:
            self._show(self._corners)
        else:
            self.cancel()

    def finish(self) -> None:
        """Keep it, if it has corners enough."""
        shape = self._how.grow(self._corners, self._frame.image.pixel_aspect)
        self.cancel()
        if shape is not None:
            annotations = self._viewport.annotations
            annotation = measured(new_annotation(self._frame, shape), self._frame)
            annotations.put(annotation)
            annotations.select(annotation.uid)

    def cancel(self) -> None:
        """End it without a trace."""
        self.is_done = True
        self._viewport.set_aid(None)

    def _show(self, points: Sequence[Point]) -> None:
        shape = self._how.grow(points, self._frame.image.pixel_aspect) or _begun(points)
        annotation = measured_on_the_way(new_annotation(self._frame, shape), self._frame)
        self._viewport.set_aid(Sketched(annotation))

    def _is_at(self, corner: Point, event: PointerEvent) -> bool:
        canvas, view = self._viewport.canvas, self._viewport.view
        affine = canvas_from_image(self._frame.image, view, canvas.width, canvas.height)
        x, y = map_point(affine, *corner)
        return hypot(event.x - x, event.y - y) <= _REACH * canvas.device_pixel_ratio


class CornerGesture:
    """One press of a sketch: it sets a corner, and a drag from there sets one at its end too."""

    def __init__(self, sketch: Sketch, event: PointerEvent) -> None:
        self.sketch = sketch
        sketch.set_corner(event)

    def move(self, event: PointerEvent) -> None:
        """Show the shape as far as the pointer."""
        if not self.sketch.is_done:
            self.sketch.follow(event)

    def release(self, event: PointerEvent) -> None:
        """Set a corner where the drag ended."""
        if not self.sketch.is_done:
            self.sketch.set_corner(event)

    def click(self) -> None:
        """The corner is set already."""

    def cancel(self) -> None:
        """Take the corner of this press back."""
        if not self.sketch.is_done:
            self.sketch.take_back()


def _begun(points: Sequence[Point]) -> Shape:
    """What is there of a shape that has too few corners yet."""
    kind = ShapeKind.POINT if len(points) == 1 else ShapeKind.POLYLINE
    return Shape(kind, tuple(points))


def _line(corners: Sequence[Point], aspect: float) -> Shape | None:
    return Shape(ShapeKind.POLYLINE, tuple(corners)) if len(corners) > 1 else None


def _outline(kind: ShapeKind) -> Callable[[Sequence[Point], float], Shape | None]:
    return lambda corners, aspect: Shape(kind, tuple(corners)) if len(corners) > 2 else None


def _circle(corners: Sequence[Point], aspect: float) -> Shape | None:
    """The circle through three points; through two the one that they lie across."""
    if len(corners) < 2:
        return None
    if len(corners) == 2:
        (x1, y1), (x2, y2) = corners
        return circle((x1 + x2) / 2, (y1 + y2) / 2, hypot(x2 - x1, (y2 - y1) * aspect) / 2, aspect)
    first, second, third = corners[:3]
    found = circle_through(first, second, third, (1.0, aspect))
    return circle(*found, aspect) if found else None


def _tool(tool_id: str, how: Clicked) -> Tool:
    def begin(viewport: Viewport, event: PointerEvent) -> Gesture | None:
        if viewport.frame is None:
            return None
        return CornerGesture(Sketch(viewport, viewport.frame, how), event)

    return Tool(tool_id, tool_id, begin, draws=how.kind)


CLICKED_TOOLS: Final = (
    _tool("polyline", Clicked(ShapeKind.POLYLINE, _line, closes=False)),
    _tool("polygon", Clicked(ShapeKind.POLYGON, _outline(ShapeKind.POLYGON))),
    _tool("spline", Clicked(ShapeKind.SPLINE, _outline(ShapeKind.SPLINE))),
    _tool("circle-3", Clicked(ShapeKind.ELLIPSE, _circle, most=3, closes=False)),
)
