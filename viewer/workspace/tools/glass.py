"""The magnifying glass: there while the button is down, three times larger, six with Shift."""

from typing import Final

from viewer.model.aid import Glass
from viewer.workspace.input import Modifier, PointerEvent
from viewer.workspace.tool import Gesture, Tool
from viewer.workspace.viewport import Viewport

_FACTOR: Final = 3.0
_STRONG_FACTOR: Final = 6.0


class GlassGesture:
    """Holds the glass where the pointer is."""

    def __init__(self, viewport: Viewport, start: PointerEvent) -> None:
        self._viewport = viewport
        self.move(start)

    def move(self, event: PointerEvent) -> None:
        """Follow the pointer."""
        factor = _STRONG_FACTOR if Modifier.SHIFT in event.modifiers else _FACTOR
        self._viewport.set_aid(Glass(event.x, event.y, factor))

    def release(self, event: PointerEvent) -> None:
        """Put the glass away."""
        self._viewport.set_aid(None)

    def click(self) -> None:
        """Put the glass away."""
        self._viewport.set_aid(None)

    def cancel(self) -> None:
        """Put the glass away."""
        self._viewport.set_aid(None)


def _begin(viewport: Viewport, event: PointerEvent) -> Gesture | None:
    return GlassGesture(viewport, event) if viewport.frame is not None else None


GLASS: Final = Tool("glass", "glass", _begin)
