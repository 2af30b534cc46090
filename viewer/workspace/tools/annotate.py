"""What drawing tools share: where the pointer is on an image, and what is drawn there."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

from viewer.imaging.crossing import anchored
from viewer.imaging.measure import measure
from viewer.model.annotation import Annotation
from viewer.model.frame import Frame
from viewer.model.shape import Point, Shape, ShapeKind
from viewer.render.transform import image_from_canvas, map_point
from viewer.workspace.input import PointerEvent
from viewer.workspace.viewport import Viewport

_QUICK_PIXELS: Final = 250_000  # their statistics take 15 ms
WITH_TEXT: Final = (ShapeKind.ARROW, ShapeKind.TEXT)  # are nothing without one


def measured(annotation: Annotation, frame: Frame) -> Annotation:
    """The annotation with its numbers on its frame; what lacks its second line has none yet."""
    numbers = () if annotation.shape.waits else measure(annotation.shape, frame)
    return anchored(replace(annotation, measurements=numbers), frame)


def measured_on_the_way(annotation: Annotation, frame: Frame) -> Annotation:
    """The annotation with the numbers that are found while a hand moves it.

    Statistics of a large region take longer than that; they come when it stays.
    """
    columns, rows = zip(*annotation.shape.corners, strict=True)
    pixels = (max(columns) - min(columns)) * (max(rows) - min(rows))
    numbers = measure(annotation.shape, frame, with_values=pixels <= _QUICK_PIXELS)
    numbers = () if annotation.shape.waits else numbers
    return anchored(replace(annotation, measurements=numbers), frame)


def new_uid() -> str:
    """A UID of its own (PS3.5 B.2)."""
    return f"2.25.{uuid4().int}"


def new_annotation(frame: Frame, shape: Shape) -> Annotation:
    """A shape that is drawn on a frame now, not yet measured."""
    image = frame.image
    return Annotation(
        new_uid(),
        image.study_uid,
        image.series_uid,
        image.sop_instance_uid,
        image.sop_class_uid,
        frame.ref.frame_index,
        shape,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def image_point(viewport: Viewport, frame: Frame, event: PointerEvent) -> Point:
    """Where the pointer is on the image; at its edge where it has left it."""
    x, y = pointer_place(viewport, frame, event)
    columns, rows = frame.image.pixel_format.columns, frame.image.pixel_format.rows
    return min(max(x, -0.5), columns - 0.5), min(max(y, -0.5), rows - 0.5)


def pointer_place(viewport: Viewport, frame: Frame, event: PointerEvent) -> Point:
    """Where the pointer is in the pixels of an image, on it or beside it."""
    canvas = viewport.canvas
    affine = image_from_canvas(frame.image, viewport.view, canvas.width, canvas.height)
    return map_point(affine, event.x, event.y)


def shifted_within(shape: Shape, frame: Frame, dx: float, dy: float) -> Shape:
    """All of a shape moved as far as it stays on the image."""
    columns, rows = frame.image.pixel_format.columns, frame.image.pixel_format.rows
    xs, ys = zip(*shape.points, strict=True)
    dx = _limited(dx, -0.5 - min(xs), columns - 0.5 - max(xs))
    dy = _limited(dy, -0.5 - min(ys), rows - 0.5 - max(ys))
    return replace(shape, points=tuple((x + dx, y + dy) for x, y in shape.points))


def _limited(way: float, low: float, high: float) -> float:
    """A way within its limits; one that begins beyond them does not grow."""
    return min(max(way, min(low, 0.0)), max(high, 0.0))
