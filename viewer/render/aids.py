"""What tools show over a picture while they are used: a rectangle, a glass, a cross."""

import math
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.model.aid import BrushRing, Glass, KeyCursor, Marquee
from viewer.model.guides import Guides
from viewer.model.view import ZoomMode
from viewer.render.drawing import Drawing, Ink, Polyline, Swatch, Text
from viewer.render.scene import Scene
from viewer.render.transform import canvas_from_image, image_from_canvas, map_point, zoom_of

_SIDE: Final = 260.0  # of the glass, in logical pixels
_LARGEST_PART: Final = 0.6  # of the canvas that it may take
_LINE: Final = 1.5
_FREE: Final = 4.0  # from the middle of a cross to its arms
_ARM: Final = 14.0
_RING_STEPS: Final = 48


def marquee_drawing(scene: Scene) -> Drawing:
    """The rectangle of a marquee."""
    aid = scene.aid
    if not isinstance(aid, Marquee):
        return ()
    corners = ((aid.x0, aid.y0), (aid.x1, aid.y0), (aid.x1, aid.y1), (aid.x0, aid.y1))
    return (Polyline(corners, True, _LINE * scene.device_pixel_ratio, Ink.SELECTED),)


def cursor_drawing(scene: Scene) -> Drawing:
    """The cross of a pointer that keys move; its middle is left free to see the pixel."""
    aid = scene.aid
    if not isinstance(aid, KeyCursor):
        return ()
    affine = canvas_from_image(scene.frame.image, scene.view, scene.width, scene.height)
    x, y = map_point(affine, aid.x, aid.y)
    near, far = _FREE * scene.device_pixel_ratio, _ARM * scene.device_pixel_ratio
    width = _LINE * scene.device_pixel_ratio
    arms = ((-far, 0, -near, 0), (near, 0, far, 0), (0, -far, 0, -near), (0, near, 0, far))
    return tuple(
        Polyline(((x + x0, y + y0), (x + x1, y + y1)), width=width, ink=Ink.SELECTED)
        for x0, y0, x1, y1 in arms
    )


def ring_drawing(scene: Scene) -> Drawing:
    """The ring of a brush."""
    aid = scene.aid
    if not isinstance(aid, BrushRing):
        return ()
    turns = (2 * math.pi * step / _RING_STEPS for step in range(_RING_STEPS))
    points = tuple(
        (aid.x + aid.radius * math.cos(turn), aid.y + aid.radius * math.sin(turn)) for turn in turns
    )
    return (Polyline(points, True, _LINE * scene.device_pixel_ratio, Ink.SELECTED),)


def glass_scene(scene: Scene) -> Scene | None:
    """What is seen through the glass: the point under it in the middle, never shrunk."""
    aid = scene.aid
    if not isinstance(aid, Glass):
        return None
    image, side = scene.frame.image, _side(scene)
    back = image_from_canvas(image, scene.view, scene.width, scene.height)
    zoom = max(1.0, zoom_of(image, scene.view, scene.width, scene.height) * aid.factor)
    view = replace(scene.view, zoom_mode=ZoomMode.FREE, zoom=zoom, pan_x=0.0, pan_y=0.0)
    forth = canvas_from_image(image, view, side, side)
    x, y = map_point(forth, *map_point(back, aid.x, aid.y))
    return replace(
        scene,
        width=side,
        height=side,
        view=replace(view, pan_x=side / 2 - x, pan_y=side / 2 - y),
        show_text=False,
        annotations=(),
        guides=Guides(),
        aid=None,
    )


def glass_drawing(scene: Scene, seen: NDArray[np.uint8]) -> Drawing:
    """The glass with what is `seen` through it, within the canvas, and how much it enlarges."""
    aid = scene.aid
    if not isinstance(aid, Glass):
        return ()
    side, ratio = seen.shape[0], scene.device_pixel_ratio
    left = round(min(max(0, aid.x - side / 2), max(0, scene.width - side)))
    top = round(min(max(0, aid.y - side / 2), max(0, scene.height - side)))
    rgb = seen if seen.ndim == 3 else np.asarray(cv2.cvtColor(seen, cv2.COLOR_GRAY2RGB), np.uint8)
    right, bottom = left + side, top + side
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    through = glass_scene(scene)
    zoom = through.view.zoom if through is not None else aid.factor
    now = zoom_of(scene.frame.image, scene.view, scene.width, scene.height)
    label = Text(left + 8 * ratio, top + 4 * ratio, f"\u00d7 {zoom / now:.2g}", 11 * ratio)
    return (
        Swatch(left, top, np.ascontiguousarray(rgb)),
        Polyline(corners, True, _LINE * ratio, Ink.SCALE),
        label,
    )


def _side(scene: Scene) -> int:
    smallest = min(scene.width, scene.height) * _LARGEST_PART
    return max(1, round(min(_SIDE * scene.device_pixel_ratio, smallest)))
