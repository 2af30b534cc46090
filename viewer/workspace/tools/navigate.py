"""Scroll, pan and zoom by dragging, and zoom at a point."""

from dataclasses import replace
from typing import Final

from viewer.model.view import ViewState
from viewer.render.transform import zoom_at
from viewer.workspace.tool import Drag, drag_tool
from viewer.workspace.viewport import Viewport

_ZOOM_PER_PIXEL: Final = 1.005  # 139 pixels double the size
_SLOWEST_SCROLL_PX: Final = 12.0
_FASTEST_SCROLL_PX: Final = 1.0


def zoomed(viewport: Viewport, view: ViewState, factor: float, x: float, y: float) -> ViewState:
    """`view` enlarged by `factor` about a canvas point in device pixels, which stays in place."""
    frame = viewport.frame
    if frame is None:
        return view
    canvas = viewport.canvas
    return zoom_at(frame.image, view, canvas.width, canvas.height, x=x, y=y, factor=factor)


def _scroll(drag: Drag, dx: float, dy: float) -> None:
    """The height of the canvas runs through the stack, within bounds a hand can follow."""
    viewport = drag.viewport
    pixels = viewport.canvas.height / max(1, viewport.length)
    pixels = min(max(pixels, _FASTEST_SCROLL_PX), _SLOWEST_SCROLL_PX)
    index = drag.view.index + round(dy / pixels)
    if viewport.stops:
        index = min(viewport.stops, key=lambda stop: abs(stop - index))
    viewport.set_cine(None)
    viewport.go_to(index)


def _pan(drag: Drag, dx: float, dy: float) -> None:
    """The image sticks to the pointer."""
    view = drag.view
    moved = replace(view, pan_x=view.pan_x + dx, pan_y=view.pan_y + dy)
    drag.viewport.set_view(replace(moved, index=drag.viewport.view.index))


def _zoom(drag: Drag, dx: float, dy: float) -> None:
    """Down enlarges, up shrinks, about the point where the drag began."""
    factor = _ZOOM_PER_PIXEL**dy
    view = zoomed(drag.viewport, drag.view, factor, drag.start.x, drag.start.y)
    drag.viewport.set_view(replace(view, index=drag.viewport.view.index))


SCROLL: Final = drag_tool("scroll", "scroll", _scroll)
PAN: Final = drag_tool("pan", "pan", _pan)
ZOOM: Final = drag_tool("zoom", "zoom", _zoom)
