"""A brush that paints what looks alike: the pixels under it within a range of values.

What is painted and hangs together with where the drag began becomes an outline, holes filled;
the largest part where a fixed range leaves that pixel out.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import hypot, isfinite
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viewer.imaging.mask import RegionMask, region_mask
from viewer.imaging.modality import to_modality
from viewer.imaging.outline import connected_part, largest_part, outline
from viewer.imaging.shapes import simplified
from viewer.model.aid import BrushRing, Sketched
from viewer.model.annotation import Annotation
from viewer.model.frame import Frame
from viewer.model.lut import VoiWindow
from viewer.model.shape import Point, Shape, ShapeKind
from viewer.render.transform import image_from_canvas, map_point
from viewer.workspace.input import Modifier, PointerEvent
from viewer.workspace.options import MouseOptions
from viewer.workspace.tool import Gesture, Tool
from viewer.workspace.tools.annotate import image_point, measured, new_annotation
from viewer.workspace.viewport import Viewport

BRUSH: Final = "brush"
Range = tuple[float, float]
_MOST_CORNERS: Final = 8000
_SMALLEST: Final = 2.0  # logical pixels, as the radius
_LARGEST: Final = 200.0


@dataclass
class Brush:
    """How large the brush is, in logical pixels of the screen: to paint finer, zoom in.

    `fixed` are the lowest and the highest value it takes, None for what is near the first pixel.
    """

    radius: float = 16.0
    fixed: Range | None = None

    def resize(self, factor: float) -> None:
        """Make it larger or smaller."""
        self.set_radius(self.radius * factor)

    def set_radius(self, radius: float) -> None:
        """Make it so large, within bounds."""
        self.radius = min(max(radius, _SMALLEST), _LARGEST)

    def hover(self, viewport: Viewport, event: PointerEvent) -> None:
        """Show how large it is where the pointer is."""
        ring = BrushRing(event.x, event.y, self.radius * viewport.canvas.device_pixel_ratio)
        viewport.set_aid(ring)


class BrushGesture:
    """One stroke. It adds to the selected outline where it begins inside, with Ctrl takes away."""

    def __init__(
        self, viewport: Viewport, frame: Frame, event: PointerEvent, brush: Brush, spread: float
    ) -> None:
        self._viewport = viewport
        self._frame = frame
        self._brush = brush
        self._last = image_point(viewport, frame, event)
        column, row = self._seed = _pixel(self._last, frame)
        self._before = _painted_before(viewport, frame, self._last)
        self._takes_away = self._before is not None and Modifier.CONTROL in event.modifiers
        self._range = None if self._takes_away else brush.fixed
        if self._range is None and not self._takes_away:
            self._range = value_range_at(viewport, row, column, spread)
        rows, columns = frame.pixels.shape[:2]
        self._mask = np.zeros((rows, columns), dtype=np.bool_)
        if self._before is not None:
            before = region_mask(self._before.shape, rows, columns)
            self._mask[before.area] = before.inside
        self._paint(self._last)

    def move(self, event: PointerEvent) -> None:
        """Paint as far as the pointer."""
        self._paint(image_point(self._viewport, self._frame, event))
        drawn = self._drawn(self._coarseness())
        self._viewport.set_aid(Sketched(drawn) if drawn is not None else None)

    def release(self, event: PointerEvent) -> None:
        """Keep the outline of what is painted."""
        self._paint(image_point(self._viewport, self._frame, event))
        self.click()

    def click(self) -> None:
        """Keep the outline of what is under the brush."""
        self.cancel()
        annotations, drawn = self._viewport.annotations, self._drawn()
        if drawn is not None:
            shape = Shape(ShapeKind.POLYGON, _writable(drawn.shape.points))
            annotations.put(measured(replace(drawn, shape=shape), self._frame))
            annotations.select(drawn.uid)
        elif self._before is not None:
            annotations.remove(self._before.uid)

    def cancel(self) -> None:
        """Leave all as it was."""
        self._viewport.set_aid(None)

    def _drawn(self, step: int = 1) -> Annotation | None:
        """The annotation of what is painted, as every `step`-th pixel shows it; None of nothing."""
        region = self._region(step)
        if region is None:
            return None
        corners = tuple((x * step, y * step) for x, y in outline(region))
        shape = Shape(ShapeKind.POLYGON, corners)
        if self._before is not None:
            return replace(self._before, shape=shape, measurements=())
        return replace(new_annotation(self._frame, shape), label=self._range_text())

    def _region(self, step: int) -> RegionMask | None:
        mask = self._mask[::step, ::step]
        if self._takes_away:
            return largest_part(mask)
        column, row = (each // step for each in self._seed)
        if step > 1:
            mask = mask.copy()
            mask[row, column] = True  # the seed itself may be none of the pixels looked at
        return connected_part(mask, row, column) or largest_part(mask)

    def _coarseness(self) -> int:
        """How many pixels of the image share one of the screen: to show more takes time only."""
        ratio = self._viewport.canvas.device_pixel_ratio
        return max(1, int(self._radius() / (self._brush.radius * ratio)))

    def _range_text(self) -> str:
        if self._range is None:
            return ""
        low, high = self._range
        return f"{low:.0f} … {high:.0f} {self._frame.header.modality.units}".strip()

    def _paint(self, end: Point) -> None:
        """Paint all that the brush passes from the last point to this one."""
        start, self._last = self._last, end
        radius, aspect = self._radius(), self._frame.image.pixel_aspect
        rows = _span(start[1], end[1], radius / aspect, self._mask.shape[0])
        columns = _span(start[0], end[0], radius, self._mask.shape[1])
        y = (np.arange(rows.start, rows.stop) - start[1])[:, None] * aspect
        x = (np.arange(columns.start, columns.stop) - start[0])[None, :]
        dx, dy = end[0] - start[0], (end[1] - start[1]) * aspect
        along = np.clip((x * dx + y * dy) / ((dx * dx + dy * dy) or 1.0), 0.0, 1.0)
        under = np.hypot(x - along * dx, y - along * dy) <= radius
        if self._takes_away:
            self._mask[rows, columns] &= ~under
        else:
            self._mask[rows, columns] |= under & self._in_range(rows, columns)

    def _in_range(self, rows: slice, columns: slice) -> NDArray[np.bool_] | bool:
        if self._range is None:
            return True
        values = to_modality(self._frame.pixels[rows, columns], self._frame.header.modality)
        low, high = self._range
        return np.asarray((values >= low) & (values <= high))

    def _radius(self) -> float:
        """In columns of the image; half a pixel at least, so that one is always met."""
        canvas, image = self._viewport.canvas, self._frame.image
        back = image_from_canvas(image, self._viewport.view, canvas.width, canvas.height)
        radius = self._brush.radius * canvas.device_pixel_ratio
        (x0, y0), (x1, y1) = map_point(back, 0.0, 0.0), map_point(back, radius, 0.0)
        return max(hypot(x1 - x0, (y1 - y0) * image.pixel_aspect), 0.5)


def value_range_at(viewport: Viewport, row: int, column: int, spread: float) -> Range | None:
    """What counts as alike around a pixel: its value, give or take a part of the window's width.

    The value is the median of the pixel and those beside it; the pixel itself always counts.
    None where there are no values, as in colours, or where `spread` is 0: then everything is
    painted.
    """
    frame, window = viewport.frame, viewport.voi()
    if frame is None or not frame.has_window or not spread:
        return None
    if not isinstance(window, VoiWindow):
        window = viewport.automatic_window
    if window is None:
        return None
    near = frame.pixels[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2]
    value = float(np.median(to_modality(near, frame.header.modality)))
    own = to_modality(frame.pixels[row : row + 1, column : column + 1], frame.header.modality)
    reach = spread * window.width
    return min(value - reach, own.item()), max(value + reach, own.item())


def parse_range(text: str) -> Range | None:
    """Two numbers in any order; None for no text. Raises `ValueError` for anything else."""
    if not text.strip():
        return None
    low, high = sorted(float(part) for part in text.split())
    if not (isfinite(low) and isfinite(high)):
        raise ValueError(text)
    return low, high


def brush_tool(brush: Brush, options: Callable[[], MouseOptions]) -> Tool:
    """The tool that paints with a brush; it asks for `options` as they are at each stroke."""

    def begin(viewport: Viewport, event: PointerEvent) -> Gesture | None:
        if viewport.frame is None:
            return None
        spread = options().brush_spread / 100
        return BrushGesture(viewport, viewport.frame, event, brush, spread)

    return Tool(BRUSH, BRUSH, begin, draws=ShapeKind.POLYGON, grabs=False)


def _painted_before(viewport: Viewport, frame: Frame, point: Point) -> Annotation | None:
    """The selected outline, if the point lies inside and it may be changed."""
    selected, ref = viewport.annotations.selected, frame.ref
    if selected is None or selected.is_locked or selected.shape.kind is not ShapeKind.POLYGON:
        return None
    if not selected.is_on(ref.sop_instance_uid, ref.frame_index):
        return None
    column, row = _pixel(point, frame)
    region = region_mask(selected.shape, *frame.pixels.shape[:2])
    down, across = row - region.area[0].start, column - region.area[1].start
    height, width = region.inside.shape
    is_near = 0 <= down < height and 0 <= across < width
    return selected if is_near and region.inside[down, across] else None


def _writable(corners: tuple[Point, ...]) -> tuple[Point, ...]:
    """An outline of no more corners than a report can hold: its lists have 64 kB (PS3.5 7.1.2)."""
    slack = 0.5
    while len(corners) > _MOST_CORNERS:
        corners, slack = simplified(corners, slack), slack * 1.5
    return corners


def _pixel(point: Point, frame: Frame) -> tuple[int, int]:
    """The pixel under a point of the image: column, row; the last one on its outer edge."""
    rows, columns = frame.pixels.shape[:2]
    return min(int(point[0] + 0.5), columns - 1), min(int(point[1] + 0.5), rows - 1)


def _span(start: float, end: float, radius: float, size: int) -> slice:
    low, high = int(min(start, end) - radius), int(max(start, end) + radius) + 2
    return slice(min(max(low, 0), size), min(max(high, 0), size))
