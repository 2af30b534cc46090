"""What lies under the cursor: the value with its unit and the position in the patient.

Values are modality values, never inverted (DC-003, DC-020); padding is named (DC-031).
"""

import math
from dataclasses import dataclass

import numpy as np

from viewer.base.i18n import tr
from viewer.imaging.modality import to_modality
from viewer.imaging.padding import is_padding
from viewer.model.frame import Frame
from viewer.model.geometry import Vector
from viewer.model.lut import Rescale
from viewer.render.scene import Scene
from viewer.render.transform import image_from_canvas, map_point


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
        column, row, value_text(scene.frame, column, row), _point(scene.frame, column_at, row_at)
    )


def value_text(frame: Frame, column: int, row: int) -> str:
    """The value of one pixel with its unit: "43 HU", "R 1 G 2 B 3", "padding"."""
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
    return text


def _point(frame: Frame, column: float, row: float) -> Vector | None:
    plane = frame.header.plane
    if plane is None:
        return None
    x, y, z = (plane.lps_from_pixel @ (column, row, 0.0, 1.0))[:3]
    return float(x), float(y), float(z)
