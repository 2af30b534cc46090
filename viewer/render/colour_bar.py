"""The bar that tells which colour stands for which value, beside a picture in false colours."""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viewer.base.i18n import tr
from viewer.imaging.colour_maps import TITLES, colour_map
from viewer.imaging.voi import window_ends
from viewer.model.lut import Voi, VoiWindow
from viewer.render.drawing import Anchor, Drawing, Ink, Line, Swatch, Text
from viewer.render.scene import Scene

_WIDTH: Final = 12.0  # logical pixels
_PART: Final = 0.4  # of the height of the canvas
_INSET: Final = 40.0  # from the right edge, where letters stand
_GAP: Final = 6.0
_TEXT_SIZE: Final = 11.0


def colour_bar(scene: Scene, voi: Voi | None) -> Drawing:
    """The bar with the values at its ends and middle; nothing without a colour map."""
    name = scene.appearance.colour_map
    if not name or voi is None:
        return ()
    ratio = scene.device_pixel_ratio
    height = round(scene.height * _PART)
    top = (scene.height - height) // 2
    left = round(scene.width - (_INSET + _WIDTH) * ratio)
    if left <= 0 or height <= 0:
        return ()
    is_inverse = scene.frame.image.is_inverse != scene.appearance.is_inverted
    rgb = _colours(name, height, round(_WIDTH * ratio), is_inverse)
    size, gap = _TEXT_SIZE * ratio, _GAP * ratio
    title = Text(
        left + _WIDTH * ratio, top - gap, tr(TITLES[name]), size, Anchor.BOTTOM_RIGHT, Ink.SCALE
    )
    return (*_frame(left, top, rgb, ratio), title, *_values(voi, scene, left - gap, top, height))


def _frame(left: int, top: int, rgb: NDArray[np.uint8], ratio: float) -> Drawing:
    height, width = rgb.shape[:2]
    sides = (left, left + width)
    edges = (Line(x, top, x, top + height, ratio, Ink.SCALE) for x in sides)
    return (*edges, Swatch(left, top, rgb))


def _values(voi: Voi, scene: Scene, x: float, top: int, height: int) -> Drawing:
    """Modality values beside the bar; a table of the file has no even scale to tell."""
    if not isinstance(voi, VoiWindow):
        return ()
    low, high = window_ends(voi)
    size = _TEXT_SIZE * scene.device_pixel_ratio
    units = scene.frame.header.modality.units
    places = ((high, top, Anchor.TOP_RIGHT), ((low + high) / 2, top + height / 2, Anchor.RIGHT),
              (low, top + height, Anchor.BOTTOM_RIGHT))  # fmt: skip
    return tuple(
        Text(x, y, f"{value:.4g} {units}".rstrip(), size, anchor, Ink.SCALE)
        for value, y, anchor in places
    )


@lru_cache(maxsize=32)
def _colours(name: str, height: int, width: int, is_inverse: bool) -> NDArray[np.uint8]:
    """The map from its highest colour down, (height, width, 3)."""
    grays = np.linspace(255, 0, height).round().astype(np.intp)
    colours = colour_map(name)[255 - grays if is_inverse else grays]
    return np.ascontiguousarray(np.repeat(colours[:, None, :], width, axis=1))
