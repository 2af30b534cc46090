"""The window that fits a region: drag a rectangle over what matters."""

import math
from dataclasses import replace
from typing import Final

from viewer.imaging.statistics import automatic_window, value_range
from viewer.model.aid import Marquee
from viewer.model.frame import Frame
from viewer.model.lut import VoiSource, VoiWindow
from viewer.render.transform import image_from_canvas, map_point
from viewer.workspace.input import PointerEvent
from viewer.workspace.tool import Gesture, Tool
from viewer.workspace.viewport import Viewport


class RegionWindowGesture:
    """Draws the rectangle, and at its end sets the window."""

    def __init__(self, viewport: Viewport, start: PointerEvent) -> None:
        self._viewport = viewport
        self._start = start

    def move(self, event: PointerEvent) -> None:
        """Draw the rectangle to the pointer."""
        self._viewport.set_aid(Marquee(self._start.x, self._start.y, event.x, event.y))

    def release(self, event: PointerEvent) -> None:
        """Fit the window to what is in the rectangle."""
        self.cancel()
        marquee = Marquee(self._start.x, self._start.y, event.x, event.y)
        if (window := window_of_region(self._viewport, marquee)) is not None:
            self._viewport.set_appearance(replace(self._viewport.appearance, voi=window))

    def click(self) -> None:
        """A point has no range of values."""

    def cancel(self) -> None:
        """Take the rectangle away."""
        self._viewport.set_aid(None)


def window_of_region(viewport: Viewport, marquee: Marquee) -> VoiWindow | None:
    """The window from the lowest to the highest value in a part of the canvas, padding left out.

    None where that is beside the image, or holds one value only.
    """
    frame = viewport.frame
    if frame is None or viewport.voi() is None:
        return None
    rows, columns = _pixels_in(frame, viewport, marquee)
    stored = frame.pixels[rows, columns]
    modality, padding = frame.header.modality, frame.image.padding
    ends = value_range(stored, modality, padding) if stored.size else None
    if ends is None or ends[0] == ends[1]:
        return None
    return replace(automatic_window(stored, modality, padding), source=VoiSource.USER)


def _pixels_in(frame: Frame, viewport: Viewport, marquee: Marquee) -> tuple[slice, slice]:
    """The rows and columns that a rectangle of the canvas touches."""
    canvas = viewport.canvas
    back = image_from_canvas(frame.image, viewport.view, canvas.width, canvas.height)
    ends = (map_point(back, marquee.x0, marquee.y0), map_point(back, marquee.x1, marquee.y1))
    (left, right), (top, bottom) = (sorted(along) for along in zip(*ends, strict=True))
    return (
        slice(max(0, math.floor(top + 0.5)), max(0, math.floor(bottom + 0.5) + 1)),
        slice(max(0, math.floor(left + 0.5)), max(0, math.floor(right + 0.5) + 1)),
    )


def _begin(viewport: Viewport, event: PointerEvent) -> Gesture | None:
    return RegionWindowGesture(viewport, event) if viewport.voi() is not None else None


REGION_WINDOW: Final = Tool("region-window", "window-region", _begin)
