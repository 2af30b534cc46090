"""Orientation letters at the edges and the scale bar (DC-080 to DC-082, 1.8)."""

from typing import Final

import numpy as np

from viewer.base.i18n import tr
from viewer.model.geometry import (
    PatientOrientation,
    PixelSpacing,
    SpacingSource,
    Vector,
    opposite_letters,
    orientation_letters,
)
from viewer.model.image import Image, UltrasoundRegion
from viewer.render.drawing import Anchor, Drawing, Ink, Line, Text
from viewer.render.scene import Scene
from viewer.render.transform import image_from_canvas, map_point

LETTER_SIZE: Final = 15.0  # logical pixels
MARGIN: Final = 8.0
_SCALE_TEXT_SIZE: Final = 11.0
_SCALE_RAISE: Final = 40.0  # of the scale bar above the lower edge
_LOWEST_SCALED: Final = 200.0  # in a lower cell the bar would lie in the middle of the image
_LARGEST_PART: Final = 0.3  # of the canvas that the scale bar may take
_LENGTHS_MM: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
_CM: Final = 3  # Physical Units (0018,6024) of an ultrasound region

# Said behind a length, for it to be taken for what it is (PS3.3 10.7.1; DC-070).
SOURCE_LABELS: Final = {
    SpacingSource.PATIENT: "",
    SpacingSource.CALIBRATED: "calibrated",
    SpacingSource.DETECTOR: "at detector",
    SpacingSource.NOMINAL: "on film",
    SpacingSource.UNKNOWN_CALIBRATION: "calibration unknown",
    SpacingSource.REGION: "",
    SpacingSource.USER: "user-calibrated",
    SpacingSource.NONE: "",
}


def furniture(scene: Scene) -> Drawing:
    """The letters and the bar of a scene."""
    return edge_letters(scene) + scale_bar(scene)


def has_same_furniture(scene: Scene, other: Scene) -> bool:
    """Whether two scenes of the same geometry have the same letters and the same bar."""
    return scene.device_pixel_ratio == other.device_pixel_ratio and (
        scene.frame is other.frame or _bearings(scene) == _bearings(other)
    )


def _bearings(scene: Scene) -> tuple[object, ...]:
    """What letters and bar tell, besides where the image lies on the canvas."""
    image, plane = scene.frame.image, scene.frame.header.plane
    seen = (image.spacing, image.orientation, image.is_quadruped, image.regions)
    if plane is None:
        return seen
    spacing = (plane.row_spacing_mm, plane.column_spacing_mm)
    return (*seen, *spacing, plane.row_direction, plane.column_direction)


def letters_at_edges(scene: Scene) -> dict[Anchor, str]:
    """Letters for the left, right, top and bottom edge; empty where the image tells none."""
    back = image_from_canvas(scene.frame.image, scene.view, scene.width, scene.height)
    right = _letters_towards(scene, float(back[0, 0]), float(back[1, 0]))
    bottom = _letters_towards(scene, float(back[0, 1]), float(back[1, 1]))
    quadruped = scene.frame.image.is_quadruped
    return {
        Anchor.LEFT: opposite_letters(right, quadruped=quadruped),
        Anchor.RIGHT: right,
        Anchor.TOP: opposite_letters(bottom, quadruped=quadruped),
        Anchor.BOTTOM: bottom,
    }


def _letters_towards(scene: Scene, columns: float, rows: float) -> str:
    """Name the direction that goes `columns` along a row and `rows` down a column."""
    image = scene.frame.image
    if (plane := scene.frame.header.plane) and plane.is_in_patient:
        step = np.multiply(plane.row_direction, columns * plane.column_spacing_mm)
        step += np.multiply(plane.column_direction, rows * plane.row_spacing_mm)
        x, y, z = (float(part) for part in step / np.linalg.norm(step))
        direction: Vector = (x, y, z)
        return orientation_letters(direction, quadruped=image.is_quadruped)
    if image.orientation is not None:
        return _turned(image.orientation, columns, rows, quadruped=image.is_quadruped)
    return ""


def _turned(
    orientation: PatientOrientation, columns: float, rows: float, *, quadruped: bool
) -> str:
    """Patient Orientation after quarter turns and flips (DC-081)."""
    along_row = abs(columns) > abs(rows)
    letters = orientation.right if along_row else orientation.bottom
    forward = (columns if along_row else rows) > 0
    return letters if forward else opposite_letters(letters, quadruped=quadruped)


def edge_letters(scene: Scene) -> Drawing:
    """The orientation letters in the middle of each edge."""
    margin = MARGIN * scene.device_pixel_ratio
    size = LETTER_SIZE * scene.device_pixel_ratio
    drawing = []
    for anchor, letters in letters_at_edges(scene).items():
        x = margin + anchor.value[0] * (scene.width - 2 * margin)
        y = margin + anchor.value[1] * (scene.height - 2 * margin)
        if letters:
            drawing.append(Text(x, y, letters, size, anchor, Ink.ORIENTATION))
    return tuple(drawing)


def known_spacing(scene: Scene) -> PixelSpacing | None:
    """The pixel size that the scale bar and lengths may use, with its source; None: only px."""
    image = scene.frame.image
    if image.regions:
        return _region_spacing(scene)
    if image.spacing.is_known:
        return image.spacing
    if plane := scene.frame.header.plane:
        return PixelSpacing(plane.row_spacing_mm, plane.column_spacing_mm, SpacingSource.PATIENT)
    return None


def _region_spacing(scene: Scene) -> PixelSpacing | None:
    """The calibration of the ultrasound region in the middle of the canvas (DC-073)."""
    image = scene.frame.image
    back = image_from_canvas(image, scene.view, scene.width, scene.height)
    region = region_at(image, *map_point(back, scene.width / 2, scene.height / 2))
    if region is None or (region.units_x, region.units_y) != (_CM, _CM):
        return None
    return PixelSpacing(abs(region.delta_y) * 10, abs(region.delta_x) * 10, SpacingSource.REGION)


def region_at(image: Image, x: float, y: float) -> UltrasoundRegion | None:
    """The ultrasound region that holds an image point; one of high priority wins (DC-073)."""
    holding = [
        region
        for region in image.regions
        if region.min_x - 0.5 <= x < region.max_x + 0.5
        and region.min_y - 0.5 <= y < region.max_y + 0.5
    ]
    return min(holding, key=lambda region: region.is_low_priority, default=None)


def scale_bar(scene: Scene) -> Drawing:
    """A bar of a round length at the lower edge, only where the pixel size is known."""
    spacing = known_spacing(scene)
    if spacing is None or not (spacing.column_mm and spacing.row_mm):
        return ()
    if scene.height < _LOWEST_SCALED * scene.device_pixel_ratio:
        return ()
    back = image_from_canvas(scene.frame.image, scene.view, scene.width, scene.height)
    mm_per_pixel = float(np.hypot(back[0, 0] * spacing.column_mm, back[1, 0] * spacing.row_mm))
    longest_mm = scene.width * _LARGEST_PART * mm_per_pixel
    length_mm = max((mm for mm in _LENGTHS_MM if mm <= longest_mm), default=None)
    if length_mm is None:
        return ()
    label = f"{_length_text(length_mm)} {tr(SOURCE_LABELS[spacing.source])}".strip()
    return _bar(scene, length_mm / mm_per_pixel, label)


def _bar(scene: Scene, length: float, label: str) -> Drawing:
    ratio = scene.device_pixel_ratio
    left, right = (scene.width - length) / 2, (scene.width + length) / 2
    y, tick, width = scene.height - _SCALE_RAISE * ratio, 4 * ratio, 1.5 * ratio
    return (
        Line(left, y, right, y, width, Ink.SCALE),
        Line(left, y - tick, left, y + tick, width, Ink.SCALE),
        Line(right, y - tick, right, y + tick, width, Ink.SCALE),
        Text(scene.width / 2, y - tick, label, _SCALE_TEXT_SIZE * ratio, Anchor.BOTTOM, Ink.SCALE),
    )


def _length_text(length_mm: float) -> str:
    return f"{length_mm / 10:g} cm" if length_mm >= 10 else f"{length_mm:g} mm"
