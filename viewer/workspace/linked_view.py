"""What zoom, pan and window of one viewport mean for another one (pure; no state).

A view is measured in millimetres of the screen where both images know their pixel size, else in
parts of the width of each image, so that equal stacks stay equal.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from viewer.model.frame import Frame
from viewer.model.geometry import Vector
from viewer.model.view import Appearance, ViewState, ZoomMode
from viewer.render.transform import (
    ZOOM_LIMITS,
    canvas_from_image,
    fit,
    image_from_canvas,
    map_point,
    zoom_of,
)
from viewer.workspace.viewport import Viewport

_WINDOW_FIELDS: Final = ("voi", "voi_index", "is_inverted")


def has_same_zoom(one: ViewState, other: ViewState) -> bool:
    """Whether two views of one image are as large."""
    return (one.zoom_mode, one.zoom) == (other.zoom_mode, other.zoom)


def has_same_pan(one: ViewState, other: ViewState) -> bool:
    """Whether two views of one image lie alike."""
    return (one.pan_x, one.pan_y) == (other.pan_x, other.pan_y)


def has_same_window(one: Appearance, other: Appearance) -> bool:
    """Whether two appearances look through the same window."""
    return all(getattr(one, name) == getattr(other, name) for name in _WINDOW_FIELDS)


def with_window_of(appearance: Appearance, other: Appearance) -> Appearance:
    """The same looks through the window of `other`."""
    return replace(appearance, **{name: getattr(other, name) for name in _WINDOW_FIELDS})


def linked_zoom(source: Viewport, target: Viewport) -> ViewState:
    """The view of `target` that is as large as that of `source`; what is in the middle stays."""
    view = target.view
    if source.frame is None or target.frame is None:
        return view
    if source.view.zoom_mode is ZoomMode.FIT:
        return fit(view)
    before = _zoom(target, view)
    ratio = _scale(source, source.view, target) / _scale(target, view, source)
    zoom = min(max(before * ratio, ZOOM_LIMITS[0]), ZOOM_LIMITS[1])
    return replace(
        view,
        zoom_mode=ZoomMode.FREE,
        zoom=zoom,
        pan_x=view.pan_x * zoom / before,
        pan_y=view.pan_y * zoom / before,
    )


def pan_by(source: Viewport, before: ViewState, target: Viewport, view: ViewState) -> ViewState:
    """`view` of `target`, moved as far as `source` has moved since `before`."""
    if source.frame is None or target.frame is None:
        return view
    former, now = _scale(source, before, target), _scale(source, source.view, target)
    scale = _scale(target, view, source)
    return replace(
        view,
        pan_x=view.pan_x + (source.view.pan_x / now - before.pan_x / former) * scale,
        pan_y=view.pan_y + (source.view.pan_y / now - before.pan_y / former) * scale,
    )


def pan_to(source: Viewport, target: Viewport, view: ViewState) -> ViewState:
    """`view` of `target`, moved so that both have the same place of the patient in the middle."""
    middle = middle_lps(source)
    if middle is None or target.frame is None:
        return view
    at = pixel_of(target.frame, middle)
    if at is None:
        return view
    canvas = target.canvas
    centred = replace(view, pan_x=0.0, pan_y=0.0)
    affine = canvas_from_image(target.frame.image, centred, canvas.width, canvas.height)
    x, y = map_point(affine, *at)
    return replace(view, pan_x=canvas.width / 2 - x, pan_y=canvas.height / 2 - y)


def middle_lps(viewport: Viewport) -> Vector | None:
    """The place of the patient in the middle of a canvas."""
    return point_lps(viewport, viewport.canvas.width / 2, viewport.canvas.height / 2)


def point_lps(viewport: Viewport, x: float, y: float) -> Vector | None:
    """The place of the patient at a point of the canvas; None where the image has no plane."""
    frame, canvas = viewport.frame, viewport.canvas
    if frame is None or frame.header.plane is None:
        return None
    back = image_from_canvas(frame.image, viewport.view, canvas.width, canvas.height)
    column, row = map_point(back, x, y)
    lps = frame.header.plane.lps_from_pixel @ (column, row, 0.0, 1.0)
    return float(lps[0]), float(lps[1]), float(lps[2])


def pixel_of(frame: Frame, point: Vector) -> tuple[float, float] | None:
    """Column and row of the foot of a point on the plane of an image."""
    plane = frame.header.plane
    if plane is None:
        return None
    way = np.subtract(point, plane.position_lps)
    column = float(way @ plane.row_direction) / plane.column_spacing_mm
    row = float(way @ plane.column_direction) / plane.row_spacing_mm
    return column, row


def _zoom(viewport: Viewport, view: ViewState) -> float:
    assert viewport.frame is not None
    return zoom_of(viewport.frame.image, view, viewport.canvas.width, viewport.canvas.height)


def _scale(viewport: Viewport, view: ViewState, other: Viewport) -> float:
    """Points of the screen for one unit: mm where both images have them, else image widths."""
    assert viewport.frame is not None
    unit = _column_mm(viewport) if _column_mm(other) else None
    points = _zoom(viewport, view) / viewport.canvas.device_pixel_ratio
    return points / unit if unit else points * viewport.frame.image.pixel_format.columns


def _column_mm(viewport: Viewport) -> float | None:
    frame = viewport.frame
    if frame is None:
        return None
    if frame.header.plane is not None:
        return frame.header.plane.column_spacing_mm
    return frame.image.spacing.column_mm
