"""Planes, spacing and orientation letters (PS3.3 C.7.6.2, 10.7; DC-050, DC-080 to DC-082)."""

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Vector = tuple[float, float, float]


class SpacingSource(Enum):
    """Which attribute a pixel spacing came from; decides what a length may be called."""

    PATIENT = "Pixel Spacing"
    CALIBRATED = "Pixel Spacing, calibrated"
    DETECTOR = "Imager Pixel Spacing"
    NOMINAL = "Nominal Scanned Pixel Spacing"
    UNKNOWN_CALIBRATION = "Pixel Spacing, calibration unknown"
    REGION = "Ultrasound region"
    USER = "calibrated by hand"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PixelSpacing:
    """Millimetres from row to row and from column to column; None where unknown.

    `calibration` says in the file's words how it was calibrated; `magnification` is how much
    larger than the patient the device thinks its image to be at the detector, 0 where unknown.
    """

    row_mm: float | None = None
    column_mm: float | None = None
    source: SpacingSource = SpacingSource.NONE
    calibration: str = ""
    magnification: float = 0.0

    @property
    def is_known(self) -> bool:
        """Whether a length may be given in mm at all (DC-070)."""
        return self.row_mm is not None and self.column_mm is not None


@dataclass(frozen=True, slots=True)
class PatientOrientation:
    """Patient Orientation (0020,0020): letters towards the right edge and the bottom edge."""

    right: str
    bottom: str


@dataclass(frozen=True, slots=True)
class Plane:
    """Where a frame lies in the patient, in LPS millimetres.

    Without `is_in_patient` it is known only within its own volume, whose axes point nowhere in
    particular: distances hold, directions say nothing of the patient (PS3.3 C.8.24.2).

    `row_direction` points along a row (towards higher column numbers), `column_direction` down
    a column; both unit length. `position_lps` is the centre of the first pixel.
    """

    position_lps: Vector
    row_direction: Vector
    column_direction: Vector
    row_spacing_mm: float  # between rows: along column_direction
    column_spacing_mm: float  # between columns: along row_direction
    is_in_patient: bool = True

    @property
    def normal(self) -> NDArray[np.float64]:
        """Unit normal: row direction x column direction."""
        # By hand: numpy takes ten times as long for three numbers, at every painted image (P4).
        rx, ry, rz = self.row_direction
        cx, cy, cz = self.column_direction
        x, y, z = ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx
        length = math.hypot(x, y, z)
        return np.array((x, y, z)) / length

    @property
    def distance_mm(self) -> float:
        """Position along the normal, by which slices are ordered (DC-086)."""
        return float(np.dot(self.position_lps, self.normal))

    @property
    def lps_from_pixel(self) -> NDArray[np.float64]:
        """4x4: (column, row, 0, 1) of a pixel centre to patient coordinates."""
        affine = np.eye(4)
        affine[:3, 0] = np.multiply(self.row_direction, self.column_spacing_mm)
        affine[:3, 1] = np.multiply(self.column_direction, self.row_spacing_mm)
        affine[:3, 2] = self.normal
        affine[:3, 3] = self.position_lps
        return affine


_LETTERS = (("L", "R"), ("P", "A"), ("H", "F"))
_QUADRUPED_LETTERS = (("LE", "RT"), ("D", "V"), ("CR", "CD"))
_THRESHOLD = 0.1  # components below this are not named (DC-080)


def orientation_letters(direction: Vector, *, quadruped: bool = False) -> str:
    """Name a direction in LPS by up to three letters, the largest component first."""
    pairs = _QUADRUPED_LETTERS if quadruped else _LETTERS
    components = sorted(
        zip(direction, pairs, strict=True), key=lambda item: abs(item[0]), reverse=True
    )
    return "".join(
        pair[0] if value > 0 else pair[1] for value, pair in components if abs(value) > _THRESHOLD
    )


_OPPOSITE = {
    "L": "R", "R": "L", "A": "P", "P": "A", "H": "F", "F": "H",
    "LE": "RT", "RT": "LE", "D": "V", "V": "D", "CR": "CD", "CD": "CR",
}  # fmt: skip


def opposite_letters(letters: str, *, quadruped: bool = False) -> str:
    """The letters of the opposite direction; unknown letters give no answer ("")."""
    step = 2 if quadruped else 1
    parts = [letters[i : i + step] for i in range(0, len(letters), step)]
    return "".join(_OPPOSITE[part] for part in parts) if set(parts) <= set(_OPPOSITE) else ""
