"""Where image pixels lie on the canvas, and back (DC-050, DC-052).

Image coordinates have (0, 0) at the centre of the first pixel, x along a row; canvas
coordinates are device pixels with (0, 0) at the outer corner of the top left one. All affines
are 3x3.
"""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viewer.model.image import Image
from viewer.model.view import Anchor, ViewState, ZoomMode

Affine = NDArray[np.float64]
Turn = tuple[tuple[float, float], tuple[float, float]]

_TURNS: Final = {
    0: ((1.0, 0.0), (0.0, 1.0)),
    90: ((0.0, -1.0), (1.0, 0.0)),
    180: ((-1.0, 0.0), (0.0, -1.0)),
    270: ((0.0, 1.0), (-1.0, 0.0)),
}
ZOOM_LIMITS: Final = (0.01, 100.0)


def fit_zoom(image: Image, view: ViewState, width: int, height: int) -> float:
    """Device pixels a column at which the whole image just fits the canvas.

    Of an image that a presentation state places, what the state shows, as large as it says.
    """
    placed = image.placement
    if placed is not None and placed.zoom is not None:
        return float(np.clip(placed.zoom, *ZOOM_LIMITS))
    across: float = image.pixel_format.columns
    down: float = image.pixel_format.rows
    if placed is not None:
        across, down = placed.size
    down *= image.pixel_aspect
    if not turn(image, view)[0][0]:
        across, down = down, across
    if placed is not None:
        # A small image may fill the canvas at more than the user can zoom to, placed or not.
        return max(min(width / across, height / down), ZOOM_LIMITS[0])
    column_mm = image.spacing.column_mm
    if view.extent_mm is not None and column_mm is not None:
        across, down = (mm / column_mm for mm in view.extent_mm)
    return min(width / across, height / down)


def zoom_of(image: Image, view: ViewState, width: int, height: int) -> float:
    """Device pixels for each image column, whatever the mode."""
    if view.zoom_mode is ZoomMode.FIT:
        return fit_zoom(image, view, width, height)
    return view.zoom


def turn(image: Image, view: ViewState) -> Turn:
    """How an image is turned and flipped: by its presentation state first, then by the user."""
    (xx, xy), (yx, yy) = _TURNS[view.rotation_deg % 360]
    if (placed := image.placement) is not None:
        (ax, ay), (bx, by) = _TURNS[placed.rotation_deg % 360]
        across = -1.0 if placed.flip_horizontal else 1.0
        (xx, xy), (yx, yy) = (
            (xx * across * ax + xy * bx, xx * across * ay + xy * by),
            (yx * across * ax + yy * bx, yx * across * ay + yy * by),
        )
    if view.flip_horizontal:
        xx, xy = -xx, -xy
    if view.flip_vertical:
        yx, yy = -yx, -yy
    return (xx, xy), (yx, yy)


def canvas_from_image(image: Image, view: ViewState, width: int, height: int) -> Affine:
    """Image to canvas: scale with the pixel aspect, turn clockwise, flip, move.

    At a whole-numbered zoom image pixels meet device pixels, so that nothing is interpolated
    which need not be; a whole image begins at a device pixel, so that it is sampled fast.
    """
    zoom = zoom_of(image, view, width, height)
    (xx, xy), (yx, yy) = turn(image, view)
    # By hand: many times faster than matrices of two by two, at every painted image (P4).
    xx, xy = zoom * xx, zoom * xy * image.pixel_aspect
    yx, yy = zoom * yx, zoom * yy * image.pixel_aspect
    middle_x, middle_y = (image.pixel_format.columns - 1) / 2, (image.pixel_format.rows - 1) / 2
    if image.placement is not None and view.zoom_mode is ZoomMode.FIT:
        middle_x, middle_y = image.placement.middle
    x = width / 2 + view.pan_x - (xx * middle_x + xy * middle_y)
    y = height / 2 + view.pan_y - (yx * middle_x + yy * middle_y)
    is_fitted = view.zoom_mode is ZoomMode.FIT and image.placement is None
    if view.anchor is not Anchor.MIDDLE and is_fitted:
        room = (width - abs(xx) * (2 * middle_x + 1) - abs(xy) * (2 * middle_y + 1)) / 2
        x += room if view.anchor is Anchor.RIGHT else -room
    is_whole_numbered = zoom == round(zoom) and image.pixel_aspect == 1.0
    if is_whole_numbered or view.zoom_mode is ZoomMode.FIT:
        corner_x, corner_y = x - (xx + xy) / 2, y - (yx + yy) / 2
        x, y = x + round(corner_x) - corner_x, y + round(corner_y) - corner_y
    return np.array(((xx, xy, x), (yx, yy, y), (0.0, 0.0, 1.0)))


def image_from_canvas(image: Image, view: ViewState, width: int, height: int) -> Affine:
    """Canvas to image: the inverse of `canvas_from_image`."""
    (xx, xy, x), (yx, yy, y), _ = canvas_from_image(image, view, width, height).tolist()
    area = xx * yy - xy * yx
    xx, xy, yx, yy = yy / area, -xy / area, -yx / area, xx / area
    return np.array(((xx, xy, -xx * x - xy * y), (yx, yy, -yx * x - yy * y), (0.0, 0.0, 1.0)))


def map_point(affine: Affine, x: float, y: float) -> tuple[float, float]:
    """One point through a 3x3 affine."""
    (xx, xy, dx), (yx, yy, dy), _ = affine.tolist()
    return xx * x + xy * y + dx, yx * x + yy * y + dy


def zoom_at(
    image: Image, view: ViewState, width: int, height: int, *, x: float, y: float, factor: float
) -> ViewState:
    """Zoom by a factor while the picture under canvas point (x, y) stays where it is."""
    before = zoom_of(image, view, width, height)
    after = float(np.clip(before * factor, *ZOOM_LIMITS))
    ratio = after / before
    columns, rows = image.pixel_format.columns, image.pixel_format.rows
    affine = canvas_from_image(image, view, width, height)
    middle_x, middle_y = map_point(affine, (columns - 1) / 2, (rows - 1) / 2)
    return replace(
        view,
        zoom_mode=ZoomMode.FREE,
        zoom=after,
        pan_x=x - width / 2 + (middle_x - x) * ratio,
        pan_y=y - height / 2 + (middle_y - y) * ratio,
    )


def actual_size(view: ViewState) -> ViewState:
    """One device pixel for each image column, the image in the middle."""
    return replace(view, zoom_mode=ZoomMode.FREE, zoom=1.0, pan_x=0.0, pan_y=0.0)


def true_size(view: ViewState, *, column_mm: float, pitch_mm: float) -> ViewState:
    """A millimetre of the patient as one of a screen whose device pixels are `pitch_mm` apart."""
    return replace(view, zoom_mode=ZoomMode.FREE, zoom=column_mm / pitch_mm, pan_x=0.0, pan_y=0.0)


def fit(view: ViewState) -> ViewState:
    """The whole image, in the middle."""
    return replace(view, zoom_mode=ZoomMode.FIT, pan_x=0.0, pan_y=0.0)
