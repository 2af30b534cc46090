"""Names of vertebrae, one with each click: the next one below the last, or above it."""

import re
from dataclasses import replace
from typing import Final

from viewer.model.annotation import Annotation
from viewer.model.frame import Frame
from viewer.model.shape import Point, Shape, ShapeKind
from viewer.render.transform import canvas_from_image, map_point
from viewer.workspace.input import PointerEvent
from viewer.workspace.tool import Gesture, Tool
from viewer.workspace.tools.annotate import image_point, new_annotation
from viewer.workspace.viewport import Viewport

_USUAL: Final = {"C": 7, "T": 12, "L": 5, "S": 5}  # vertebrae, from the head down
_FIRST: Final = "L1"  # is proposed where none is named yet
_NAME: Final = re.compile(r"([CTLS])([1-9]\d?)")


class SpineGesture:
    """One click, or a drag to the place of the name."""

    def __init__(self, viewport: Viewport, frame: Frame, event: PointerEvent) -> None:
        self._viewport = viewport
        self._frame = frame
        last = _last_named(viewport, frame)
        self._is_first = last is None
        label = _FIRST if last is None else _name_beside(last, viewport, frame, event)
        self._named = replace(new_annotation(frame, self._shape(event)), label=label)
        self.move(event)

    def move(self, event: PointerEvent) -> None:
        """Have the name at the pointer."""
        self._named = replace(self._named, shape=self._shape(event))
        self._viewport.annotations.put(self._named)
        self._viewport.annotations.select(self._named.uid)

    def release(self, event: PointerEvent) -> None:
        """Leave it there."""
        self.move(event)
        self.click()

    def click(self) -> None:
        """Ask for the first name: nothing tells where somebody begins to count."""
        if self._is_first:
            self._viewport.annotations.text_wanted.emit(self._named)

    def cancel(self) -> None:
        """Take it away."""
        self._viewport.annotations.remove(self._named.uid)

    def _shape(self, event: PointerEvent) -> Shape:
        return Shape(ShapeKind.TEXT, (image_point(self._viewport, self._frame, event),))


def level_beside(name: str, steps: int) -> str:
    """The vertebra below another one, or above it for -1; at the ends the same one.

    What is more than usual, T13 or L6, is gone on from as if it were the last of its kind.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return name
    kinds, kind, number = list(_USUAL), found[1], int(found[2])
    place = kinds.index(kind)
    if steps > 0 and number >= _USUAL[kind]:
        return name if kind == kinds[-1] else f"{kinds[place + 1]}1"
    if steps < 0 and number == 1:
        return name if place == 0 else f"{kinds[place - 1]}{_USUAL[kinds[place - 1]]}"
    return f"{kind}{number + steps}"


def _last_named(viewport: Viewport, frame: Frame) -> Annotation | None:
    """The vertebra of this series that was named last."""
    named = (
        each
        for each in reversed(viewport.annotations.all)
        if each.series_uid == frame.image.series_uid
        and each.shape.kind is ShapeKind.TEXT
        and _NAME.fullmatch(each.label)
    )
    return next(named, None)


def _name_beside(last: Annotation, viewport: Viewport, frame: Frame, event: PointerEvent) -> str:
    """The next name downwards on the screen, or upwards where the pointer is above the last."""
    canvas = viewport.canvas
    affine = canvas_from_image(frame.image, viewport.view, canvas.width, canvas.height)
    point: Point = last.shape.points[0]
    return level_beside(last.label, 1 if event.y >= map_point(affine, *point)[1] else -1)


def _begin(viewport: Viewport, event: PointerEvent) -> Gesture | None:
    if viewport.frame is None:
        return None
    return SpineGesture(viewport, viewport.frame, event)


SPINE: Final = Tool("spine", "spine", _begin, draws=ShapeKind.TEXT)
