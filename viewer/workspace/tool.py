"""Tool: what a drag in a viewport does. Tools have no state; a gesture has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from viewer.model.shape import ShapeKind
from viewer.model.view import Appearance, ViewState
from viewer.workspace.input import PointerEvent
from viewer.workspace.viewport import Viewport


class Gesture(Protocol):
    """One use of a tool, from press to release."""

    def move(self, event: PointerEvent) -> None:
        """Follow the pointer."""
        ...

    def release(self, event: PointerEvent) -> None:
        """End it and keep what it did."""
        ...

    def click(self) -> None:
        """End it where it began: the pointer did not move further than a hand trembles."""
        ...

    def cancel(self) -> None:
        """End it and undo what it did."""
        ...


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool by name, and how it begins; None where there is nothing to use it on.

    `draws` is what a drawing tool leaves on the image. One that `grabs` moves what is drawn
    already where it begins on that.
    """

    id: str
    cursor: str  # the name of an icon
    begin: Callable[[Viewport, PointerEvent], Gesture | None]
    draws: ShapeKind | None = None
    grabs: bool = True


@dataclass(frozen=True, slots=True)
class Drag:
    """Where a drag began, and what the viewport was like then."""

    viewport: Viewport
    start: PointerEvent
    view: ViewState
    appearance: Appearance


DragStep = Callable[[Drag, float, float], None]


class DragGesture:
    """A gesture whose effect follows from where it began and how far the pointer is from there.

    As each step starts from the first state, nothing drifts and cancelling is exact.
    """

    def __init__(self, viewport: Viewport, start: PointerEvent, step: DragStep) -> None:
        self._drag = Drag(viewport, start, viewport.view, viewport.appearance)
        self._step = step

    def move(self, event: PointerEvent) -> None:
        """Take the step for the whole way from the start."""
        start = self._drag.start
        self._step(self._drag, event.x - start.x, event.y - start.y)

    def release(self, event: PointerEvent) -> None:
        """Take the last step."""
        self.move(event)

    def click(self) -> None:
        """A click drags nothing."""

    def cancel(self) -> None:
        """Put the viewport back as it was."""
        self._drag.viewport.set_view(self._drag.view)
        self._drag.viewport.set_appearance(self._drag.appearance)


def drag_tool(tool_id: str, cursor: str, step: DragStep) -> Tool:
    """A tool that does `step` while it is dragged."""
    return Tool(tool_id, cursor, lambda viewport, event: DragGesture(viewport, event, step))
