"""Pixels in the layout of screens: what a window system takes without converting them again."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.imaging.layer import gray_table
from viewer.imaging.pipeline import look_up
from viewer.render.raster import Picture

Pixels = NDArray[np.uint8]
_GRAYS: Final = (np.arange(256, dtype=np.uint32) * 0x010101 | 0xFF000000).view(np.int32)


def picture_on_screen(picture: Picture, *, reuse: Pixels | None = None) -> Pixels:
    """The pixels of a picture as `screen_pixels` has them.

    Plain gray goes from stored values to the screen in one look-up, without gray in between
    (P4, P5). `reuse` as there.
    """
    table = _plain_gray_table(picture)
    if table is None:
        return screen_pixels(picture.pixels, reuse=reuse)
    scene, place = picture.scene, picture.patch.place
    if reuse is None or reuse.shape[:2] != (scene.height, scene.width):
        reuse = np.empty((scene.height, scene.width, 4), np.uint8)
    canvas = reuse.view(np.int32)[..., 0]
    part = canvas[place.top : place.bottom, place.left : place.right]
    if part.shape != canvas.shape:
        canvas.fill(_GRAYS[0])
    look_up(picture.patch.layer.pixels, look_up(table, _GRAYS).ravel(), into=part)
    return reuse


def _plain_gray_table(picture: Picture) -> NDArray[np.uint8] | None:
    """The table of a picture that is nothing but values looked up; None for any other."""
    scene, layer, voi = picture.scene, picture.patch.layer, picture.voi
    is_covered = layer.shutter is not None and scene.appearance.shows_shutters
    if voi is None or not layer.is_gray or layer.mask is not None or is_covered:
        return None
    if scene.appearance.colour_map or picture.patch.place.is_empty:
        return None
    return gray_table(
        layer, voi, is_inverted=scene.appearance.is_inverted, display=scene.screen.display
    )


def screen_pixels(pixels: Pixels, *, reuse: Pixels | None = None) -> Pixels:
    """Gray (rows, columns) or RGB (rows, columns, 3) as blue, green, red and 255.

    `reuse` is an earlier result that is no longer needed: fresh memory costs as much as the
    conversion (P4).
    """
    code = cv2.COLOR_GRAY2BGRA if pixels.ndim == 2 else cv2.COLOR_RGB2BGRA
    if reuse is not None and reuse.shape[:2] == pixels.shape[:2]:
        return np.asarray(cv2.cvtColor(pixels, code, dst=reuse), dtype=np.uint8)
    return np.asarray(cv2.cvtColor(pixels, code), dtype=np.uint8)
