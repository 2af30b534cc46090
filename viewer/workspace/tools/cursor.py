"""The 3D cursor: point at a place of the patient, and see it in every cell (DC-092)."""

from dataclasses import replace
from typing import Final

from viewer.workspace.input import PointerEvent
from viewer.workspace.linked_view import point_lps
from viewer.workspace.tool import Tool
from viewer.workspace.viewport import Viewport


def point_at(viewport: Viewport, event: PointerEvent) -> None:
    """Put the cursor at the place of the patient under the pointer."""
    point = point_lps(viewport, event.x, event.y)
    viewport.set_guides(replace(viewport.guides, cursor_lps=point))


def stop_pointing(viewport: Viewport) -> None:
    """Take the cursor away."""
    viewport.set_guides(replace(viewport.guides, cursor_lps=None))


class _Pointing:
    """Follows the pointer from the press on; the cursor stays where it was left."""

    def __init__(self, viewport: Viewport, start: PointerEvent) -> None:
        self._viewport = viewport
        point_at(viewport, start)

    def move(self, event: PointerEvent) -> None:
        """Follow the pointer."""
        point_at(self._viewport, event)

    def release(self, event: PointerEvent) -> None:
        """Stay at the last point."""
        point_at(self._viewport, event)

    def click(self) -> None:
        """Stay at the point of the press."""

    def cancel(self) -> None:
        """Take the cursor away."""
        stop_pointing(self._viewport)


CURSOR: Final = Tool("cursor", "crosshair", _Pointing)
