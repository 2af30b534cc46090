"""Where stacks lie to each other in the patient: the base of links, lines and the 3D cursor."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from viewer.model.display_set import DisplaySet
from viewer.model.geometry import Plane, Vector

_PARALLEL_COS: Final = math.cos(math.radians(30))  # as oblique to straight axial ones


class Relation(Enum):
    """How the position of one stack can tell that of another."""

    SAME_SPACE = auto()  # one frame of reference, nearly parallel: by patient position
    PARALLEL = auto()  # nearly parallel, but in spaces that do not know of each other
    CROSSING = auto()  # the position along one says nothing of that along the other
    UNKNOWN = auto()  # without geometry


@dataclass(frozen=True, slots=True)
class Nearest:
    """The image of a stack that is nearest to a point; `off_mm` where none is within a spacing."""

    index: int
    distance_mm: float
    off_mm: float | None = None


def shares_space(one: DisplaySet, other: DisplaySet) -> bool:
    """Whether patient coordinates of both mean the same places (DC-092).

    A frame of reference that two patients claim is a fault of somebody's, and is not believed.
    """
    uid = one.frame_of_reference_uid
    return (
        uid is not None and uid == other.frame_of_reference_uid and is_of_same_patient(one, other)
    )


def is_of_same_patient(one: DisplaySet, other: DisplaySet) -> bool:
    """Whether two stacks are of one patient, by what their studies say."""
    return one.study_uid == other.study_uid or one.study.patient.is_same_as(other.study.patient)


def relation(one: DisplaySet, other: DisplaySet) -> Relation:
    """How the position in `one` can tell that in `other`."""
    if not (one.planes and other.planes):
        return Relation.UNKNOWN
    if abs(float(one.planes[0].normal @ other.planes[0].normal)) < _PARALLEL_COS:
        return Relation.CROSSING
    return Relation.SAME_SPACE if shares_space(one, other) else Relation.PARALLEL


def centre_lps(display_set: DisplaySet, index: int) -> Vector:
    """The middle of an image, in LPS mm."""
    plane = display_set.planes[index]
    across = (display_set.columns - 1) / 2 * plane.column_spacing_mm
    down = (display_set.rows - 1) / 2 * plane.row_spacing_mm
    x, y, z = (
        position + across * row + down * column
        for position, row, column in zip(
            plane.position_lps, plane.row_direction, plane.column_direction, strict=True
        )
    )
    return x, y, z


def nearest_image(display_set: DisplaySet, point_lps: Vector) -> Nearest | None:
    """The image of a stack that a point lies nearest to, along the normal; None without geometry.

    `off_mm` is set where the point lies further from it than the spacing of the stack.
    """
    planes = display_set.planes
    if not planes:
        return None
    if display_set.spacing_mm is not None:
        return nearest_position(display_set, float(planes[0].normal @ point_lps))
    distances = [abs(distance_mm(plane, point_lps)) for plane in planes]
    index = min(range(len(distances)), key=distances.__getitem__)
    return _nearest(index, distances[index], 1.0)


def nearest_position(display_set: DisplaySet, position_mm: float) -> Nearest:
    """The same for a position along the normal of the stack."""
    index = _closest(display_set.positions_mm, position_mm)
    distance = abs(display_set.positions_mm[index] - position_mm)
    return _nearest(index, distance, display_set.spacing_mm or 1.0)


def distance_mm(plane: Plane, point_lps: Vector) -> float:
    """How far a point lies from a plane, negative below it."""
    x, y, z = plane.normal.tolist()
    px, py, pz = plane.position_lps
    return float((point_lps[0] - px) * x + (point_lps[1] - py) * y + (point_lps[2] - pz) * z)


def _closest(values: Sequence[float], wanted: float) -> int:
    """The place of the value nearest to `wanted` in a series that rises, or falls."""
    sense = 1 if values[0] <= values[-1] else -1
    place = bisect_left(values, sense * wanted, key=lambda value: sense * value)
    near = (max(place - 1, 0), min(place, len(values) - 1))
    return min(near, key=lambda k: abs(values[k] - wanted))


def _nearest(index: int, distance: float, spacing_mm: float) -> Nearest:
    return Nearest(index, distance, distance if distance > spacing_mm else None)
