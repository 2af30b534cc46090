"""What lies under the cursor: the value with its unit and the position in the patient.

Values are modality values, never inverted (DC-003, DC-020); padding is named (DC-031).
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from viewer.base.i18n import tr
from viewer.imaging.modality import to_modality
from viewer.imaging.padding import is_padding
from viewer.imaging.shutter import shutter_mask
from viewer.imaging.suv import LABEL, Suv, suv_of
from viewer.model.frame import Frame
from viewer.model.geometry import Vector
from viewer.model.lut import Rescale
from viewer.model.real_world import RealWorldMapping
from viewer.model.view import Appearance
from viewer.render.scene import Scene
from viewer.render.transform import image_from_canvas, map_point

_AS_STORED: Final = Appearance()


@dataclass(frozen=True, slots=True)
class Readout:
    """One pixel: 0-based column and row, the value as text, the point in LPS millimetres."""

    column: int
    row: int
    value_text: str
    point_lps: Vector | None


def value_at(scene: Scene, x: float, y: float) -> Readout | None:
    """Read the pixel at a canvas point; None beside the image."""
    image = scene.frame.image
    column_at, row_at = map_point(
        image_from_canvas(image, scene.view, scene.width, scene.height), x, y
    )
    column, row = math.floor(column_at + 0.5), math.floor(row_at + 0.5)
    if not (0 <= column < image.pixel_format.columns and 0 <= row < image.pixel_format.rows):
        return None
    return Readout(
        column,
        row,
        value_text(scene.frame, column, row, scene.appearance, linked_maps=scene.linked_maps),
        _point(scene.frame, column_at, row_at),
    )


def value_text(
    frame: Frame,
    column: int,
    row: int,
    appearance: Appearance = _AS_STORED,
    *,
    linked_maps: tuple[RealWorldMapping, ...] = (),
) -> str:
    """The value of one pixel with its unit: "43 HU", "R 1 G 2 B 3", "padding"."""
    if _is_covered(frame, column, row, appearance):
        return tr("behind the shutter")
    stored = frame.pixels[row, column]
    if frame.is_colour:
        red, green, blue = (int(sample) for sample in np.asarray(stored))
        return f"R {red} G {green} B {blue}"
    if frame.image.palette is not None:
        return f"{tr('index')} {int(stored)}"
    if frame.image.padding is not None and is_padding(np.asarray(stored), frame.image.padding):
        return tr("padding")
    modality = frame.header.modality
    value = float(to_modality(stored, modality))
    text = f"{value:.6g} {modality.units}".rstrip()
    if isinstance(modality, Rescale) and not modality.is_valid:
        text += f" ({tr('no rescale: invalid')})"
    suv = suv_of(frame)
    if isinstance(suv, Suv):
        text += f" · {LABEL} {value * suv.factor:.4g}"
    maps = _shown_maps((*frame.header.real_world, *linked_maps), appearance)
    return " · ".join((text, *_real_world_texts(maps, float(stored))))


def maps_of(scene: Scene) -> tuple[RealWorldMapping, ...]:
    """The real-world maps of the frame, its own and those that other objects give it."""
    return (*scene.frame.header.real_world, *scene.linked_maps)


def _shown_maps(
    maps: tuple[RealWorldMapping, ...], appearance: Appearance
) -> tuple[RealWorldMapping, ...]:
    """All maps of a frame, or the one that was chosen by its number."""
    number = appearance.real_world_number
    return maps[number - 1 : number] if 0 < number <= len(maps) else maps


def _real_world_texts(maps: tuple[RealWorldMapping, ...], stored: float) -> tuple[str, ...]:
    """The real-world values of a stored value, each with its unit and its name (DC-110)."""
    texts = []
    for mapping in maps:
        value = mapping.value(stored)
        if value is not None and math.isfinite(value):
            texts.append(" ".join(filter(None, (mapping.name, f"{value:.6g}", mapping.unit))))
    return tuple(texts)


def _is_covered(frame: Frame, column: int, row: int, appearance: Appearance) -> bool:
    """Whether a pixel lies behind a shutter: what is not shown is not told (DC-065)."""
    shutter = frame.header.shutter
    if shutter is None or not appearance.shows_shutters:
        return False
    rows, columns = frame.pixels.shape[:2]
    return not shutter_mask(shutter, rows, columns)[row, column]


def _point(frame: Frame, column: float, row: float) -> Vector | None:
    plane = frame.header.plane
    if plane is None or not plane.is_in_patient:
        return None
    x, y, z = (plane.lps_from_pixel @ (column, row, 0.0, 1.0))[:3]
    return float(x), float(y), float(z)
