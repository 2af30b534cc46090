"""Window width and centre by dragging (PS3.3 C.11.2).

Right widens, left narrows; up brightens (the centre goes down), down darkens.
"""

from dataclasses import replace
from typing import Final

from viewer.model.lut import Voi, VoiFunction, VoiLut, VoiSource, VoiWindow
from viewer.workspace.tool import Drag, drag_tool

_PIXELS_FOR_A_WIDTH: Final = 256  # this far doubles the width, or moves the centre by a width


def dragged_window(voi: Voi, *, dx: float, dy: float) -> VoiWindow:
    """The window after a drag of (dx, dy) pixels from `voi`; a table counts as its input range.

    Steps follow the width, so that narrow windows move finely. Values are rounded to what
    a step can tell apart.
    """
    window = _as_window(voi)
    step = window.width / _PIXELS_FOR_A_WIDTH
    smallest = 1.0 if window.function is VoiFunction.LINEAR else step
    width = max(smallest, window.width + dx * step)
    center = window.center + dy * step
    if step >= 1:
        width, center = float(round(width)), float(round(center))
    return replace(window, width=width, center=center, source=VoiSource.USER, explanation="")


def _as_window(voi: Voi) -> VoiWindow:
    if isinstance(voi, VoiLut):
        count = len(voi.data.entries)
        return VoiWindow(center=voi.data.first_mapped + count / 2, width=float(count))
    return voi


def _window(drag: Drag, dx: float, dy: float) -> None:
    viewport = drag.viewport
    voi = viewport.voi(drag.appearance)
    if voi is not None:
        window = dragged_window(voi, dx=dx, dy=dy)
        viewport.set_appearance(replace(drag.appearance, voi=window))


WINDOW: Final = drag_tool("window", "window-level", _window)
