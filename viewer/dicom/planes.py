"""Image Plane values -> Plane, in LPS millimetres (PS3.3 C.7.6.2, 10.7.1.3)."""

import math
from collections.abc import Sequence

from viewer.model.geometry import Plane, Vector

_LENGTH_TOLERANCE = 0.01  # of a direction's length; files round cosines to a few digits
_ORTHOGONALITY_TOLERANCE = 0.01  # cosine between the directions


def plane_from_values(
    *,
    position: Sequence[float],
    orientation: Sequence[float],
    spacing: Sequence[float],
    is_in_patient: bool = True,
) -> Plane | None:
    """Build a plane from Image Position, Image Orientation (Patient) and Pixel Spacing.

    None where a value is missing, no number, or impossible: directions that are no right-angled
    pair of unit vectors, or a spacing that is not positive (DC-072).
    """
    if not is_orientation(orientation) or not is_spacing(spacing):
        return None
    if len(position) != 3 or not all(map(math.isfinite, position)):
        return None
    row, column = _unit(orientation[:3]), _unit(orientation[3:])
    x, y, z = position
    return Plane((x, y, z), row, column, spacing[0], spacing[1], is_in_patient)


def is_spacing(spacing: Sequence[float]) -> bool:
    """Whether two positive, finite numbers are given."""
    return len(spacing) == 2 and all(math.isfinite(mm) and mm > 0 for mm in spacing)


def is_orientation(orientation: Sequence[float]) -> bool:
    """Whether six numbers make two unit vectors at right angles."""
    if len(orientation) != 6 or not all(map(math.isfinite, orientation)):
        return False
    ax, ay, az, bx, by, bz = orientation
    return (
        abs(math.hypot(ax, ay, az) - 1) <= _LENGTH_TOLERANCE
        and abs(math.hypot(bx, by, bz) - 1) <= _LENGTH_TOLERANCE
        and abs(ax * bx + ay * by + az * bz) <= _ORTHOGONALITY_TOLERANCE
    )


def _unit(vector: Sequence[float]) -> Vector:
    x, y, z = vector
    length = math.hypot(x, y, z)
    return (x / length, y / length, z / length)
