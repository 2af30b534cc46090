"""What a pixel of an image measures, and how a length in it may be called (DC-070 to DC-074)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from viewer.base.i18n import tr
from viewer.imaging.shapes import Scale
from viewer.model.geometry import SpacingSource
from viewer.model.image import FrameHeader, Image, UltrasoundRegion
from viewer.model.shape import Point

PIXELS: Final = "{pixels}"  # UCUM
_CENTIMETRE: Final = 3  # Physical Units (0018,6024)
_UNITS: Final = {4: ("s", 1.0), 5: ("Hz", 1.0), 7: ("mm/s", 10.0)}  # UCUM, for each stored unit
_LABELS: Final = {
    SpacingSource.PATIENT: "mm",
    SpacingSource.CALIBRATED: "mm (calibrated)",
    SpacingSource.DETECTOR: "mm at detector",
    SpacingSource.NOMINAL: "mm on film",
    SpacingSource.UNKNOWN_CALIBRATION: "mm (calibration unknown)",
    SpacingSource.USER: "mm (user-calibrated)",
}
_TAGS: Final = {
    SpacingSource.DETECTOR: "Imager Pixel Spacing (0018,1164)",
    SpacingSource.NOMINAL: "Nominal Scanned Pixel Spacing (0018,2010)",
}


@dataclass(frozen=True, slots=True)
class Calibration:
    """Size of a pixel along a row and down a column, with units and origin.

    `unit_x` and `unit_y` are UCUM and differ in ultrasound traces; `label` is how a length is
    called. `magnification` is how many times too long lengths at the detector are, 0 where
    nobody says. `zero_y` is the row where a trace of ultrasound has the value 0, if it has one.
    """

    scale: Scale
    unit_x: str
    unit_y: str
    label: str
    provenance: str
    zero_y: float | None = None
    magnification: float = 0.0

    @property
    def is_spatial(self) -> bool:
        """Whether both directions have the same unit, so that lengths and angles have sense."""
        return self.unit_x == self.unit_y


def calibration(image: Image, header: FrameHeader, points: Sequence[Point]) -> Calibration:
    """Find what holds for a shape through `points`; pixels where nothing does."""
    if image.regions:
        return _ultrasound(image.regions, points)
    spacing = image.spacing
    row_mm, column_mm = spacing.row_mm, spacing.column_mm
    if header.plane is not None:
        row_mm, column_mm = header.plane.row_spacing_mm, header.plane.column_spacing_mm
    if row_mm is None or column_mm is None or spacing.source not in _LABELS:
        return _pixels(image.pixel_aspect, tr("The file gives no pixel spacing."))
    tag = _TAGS.get(spacing.source, "Pixel Spacing (0028,0030)")
    if spacing.source is SpacingSource.USER:
        tag = f"{tr('Calibrated by hand:')} {spacing.calibration}"
    elif spacing.calibration:  # by what, in the words of the file
        tag = f"{tag}, {spacing.calibration}"
    label, factor = _LABELS[spacing.source], spacing.magnification
    return Calibration((column_mm, row_mm), "mm", "mm", label, tag, magnification=factor)


def _pixels(aspect: float, why: str) -> Calibration:
    """Columns count as one; rows by the shape of a pixel, so that a circle stays one."""
    return Calibration((1.0, aspect), PIXELS, PIXELS, "px", why)


def _ultrasound(regions: Sequence[UltrasoundRegion], points: Sequence[Point]) -> Calibration:
    """The region around all points; of several the one of high priority (C.8.5.5.1.3).

    Regions that overlap and have the same scaling count as one.
    """
    around = [region for region in regions if all(_holds(region, point) for point in points)]
    around = around or _joined(regions, points)
    around.sort(key=lambda region: region.is_low_priority)
    if not around:
        why = tr("The points do not lie in one calibrated ultrasound region.")
        return _pixels(1.0, why)
    region = around[0]
    scale_x, unit_x = _unit(region.units_x, region.delta_x)
    scale_y, unit_y = _unit(region.units_y, region.delta_y)
    if not unit_x or not unit_y:
        return _pixels(1.0, tr("The ultrasound region has units that lengths cannot have."))
    zero = None
    if region.reference_y is not None and unit_x != unit_y:
        # The reference pixel is counted from the corner of its region.
        zero = region.min_y + region.reference_y - region.reference_value_y / region.delta_y
    return Calibration(
        (scale_x, scale_y),
        unit_x,
        unit_y,
        "mm" if unit_x == unit_y == "mm" else f"{unit_x}, {unit_y}",
        "Sequence of Ultrasound Regions (0018,6011)",
        zero,
    )


def _joined(regions: Sequence[UltrasoundRegion], points: Sequence[Point]) -> list[UltrasoundRegion]:
    """Regions that hold all points together, overlap one another and scale alike."""
    found = [region for region in regions if any(_holds(region, point) for point in points)]
    if any(not any(_holds(region, point) for region in found) for point in points):
        return []
    alike = all(_scaling(a) == _scaling(b) and _overlap(a, b) for a, b in combinations(found, 2))
    # A trace has a zero of its own: only what has lengths in both directions is joined.
    is_spatial = all(region.units_x == region.units_y == _CENTIMETRE for region in found)
    return found if alike and is_spatial else []


def _scaling(region: UltrasoundRegion) -> tuple[float, float]:
    return abs(region.delta_x), abs(region.delta_y)


def _overlap(a: UltrasoundRegion, b: UltrasoundRegion) -> bool:
    across = max(a.min_x, b.min_x) <= min(a.max_x, b.max_x)
    return across and max(a.min_y, b.min_y) <= min(a.max_y, b.max_y)


def _unit(code: int, delta: float) -> tuple[float, str]:
    """Size of a pixel, and its unit; "" for units that have no length."""
    if code == _CENTIMETRE:
        return abs(delta) * 10, "mm"
    unit, factor = _UNITS.get(code, ("", 1.0))
    return delta * factor, unit


def _holds(region: UltrasoundRegion, point: Point) -> bool:
    x, y = point
    return region.min_x <= x <= region.max_x and region.min_y <= y <= region.max_y
