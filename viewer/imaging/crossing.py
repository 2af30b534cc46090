"""Annotations in the patient, and where they cut other images (DC-092)."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viewer.model.annotation import Annotation
from viewer.model.crossing import Crossing
from viewer.model.frame import Frame
from viewer.model.geometry import Plane
from viewer.model.shape import Point, ShapeKind

Points = NDArray[np.float64]

THINNEST_MM: Final = 1.0  # a plane as thin as none still takes in half of this on either side
_CLOSED: Final = (ShapeKind.RECTANGLE, ShapeKind.POLYGON, ShapeKind.SPLINE)
_TWO_LINES: Final = (
    ShapeKind.BIDIRECTIONAL, ShapeKind.COBB, ShapeKind.OPEN_ANGLE, ShapeKind.CARDIOTHORACIC,
)  # fmt: skip
_STEPS: Final = 64  # of an ellipse


def anchored(annotation: Annotation, frame: Frame) -> Annotation:
    """The annotation with the places of its corners in the patient, where its frame knows them."""
    plane, space = frame.header.plane, frame.image.frame_of_reference_uid
    if plane is None or not plane.is_in_patient or not space:
        return replace(annotation, frame_of_reference_uid="", patient_points=())
    flat = np.array([(x, y, 0.0, 1.0) for x, y in annotation.shape.corners])
    points = tuple((float(x), float(y), float(z)) for x, y, z in flat @ plane.lps_from_pixel[:3].T)
    return replace(annotation, frame_of_reference_uid=str(space), patient_points=points)


def crossing(annotation: Annotation, plane: Plane, slice_mm: float) -> Crossing | None:
    """What of an annotation lies within a slice of this thickness; None where nothing does.

    The annotation has places in the patient, in the frame of reference of the plane.
    """
    half = max(slice_mm, THINNEST_MM) / 2
    if annotation.is_ellipsoid:
        return _through_ellipsoid(annotation, plane, half)
    found: list[tuple[Point, ...]] = []
    is_whole = True
    for path in _paths(annotation):
        columns, rows, away = _in_plane(path, plane)
        inside = np.abs(away) <= half + 1e-6
        is_whole = is_whole and bool(inside.all())
        if len(path) == 1:
            found += [((columns[0], rows[0]),)] if inside[0] else []
        else:
            found += _clipped(np.column_stack((columns, rows)), away, half)
    return Crossing(annotation, tuple(found), is_whole) if found else None


def extent(annotation: Annotation) -> tuple[Points, float]:
    """The middle of an annotation in the patient, and how far it reaches from there, in mm."""
    points = np.asarray(annotation.patient_points)
    middle = points.mean(axis=0)
    return middle, float(np.linalg.norm(points - middle, axis=1).max())


def _through_ellipsoid(annotation: Annotation, plane: Plane, half: float) -> Crossing | None:
    """The largest ellipse of an ellipsoid in a slice: that of the plane nearest to its middle.

    The ellipsoid is the unit ball under the matrix of its half axes; in that ball a plane cuts
    a circle.
    """
    ends = np.asarray(annotation.patient_points)
    middle, axes = ends.mean(axis=0), ((ends[1::2] - ends[::2]) / 2).T
    off_mm = float(plane.normal @ (middle - np.asarray(plane.position_lps)))
    across = axes.T @ plane.normal
    reach_mm = float(np.linalg.norm(across))  # of the ellipsoid along the normal
    below_mm = off_mm - min(max(off_mm, -half), half)  # from the middle to the nearest plane
    if abs(below_mm) >= reach_mm:
        return None
    direction = across / reach_mm
    first, second = np.linalg.svd(direction[None])[2][1:]
    turn = np.linspace(0, 2 * np.pi, _STEPS + 1)[:, None]
    part = -below_mm / reach_mm
    circle = np.sqrt(1 - part**2) * (np.cos(turn) * first + np.sin(turn) * second)
    columns, rows, _ = _in_plane(middle + (direction * part + circle) @ axes.T, plane)
    path = tuple((float(x), float(y)) for x, y in zip(columns, rows, strict=True))
    return Crossing(annotation, (path,), is_whole=abs(off_mm) <= half)


def _paths(annotation: Annotation) -> list[Points]:
    """The lines of an annotation in the patient; a text has none."""
    points, kind = np.asarray(annotation.patient_points), annotation.shape.kind
    if kind is ShapeKind.TEXT:
        return []
    if kind is ShapeKind.ELLIPSE:
        turn = np.linspace(0, 2 * np.pi, _STEPS + 1)[:, None]
        first, second = (points[1] - points[0]) / 2, (points[3] - points[2]) / 2
        return [np.asarray(points.mean(axis=0) + np.cos(turn) * first + np.sin(turn) * second)]
    if kind in _TWO_LINES:
        return [points[:2], points[2:]]
    if kind in _CLOSED:
        return [np.vstack((points, points[:1]))]
    return [points]


def _in_plane(path: Points, plane: Plane) -> tuple[Points, Points, Points]:
    """Columns and rows of the feet of points, and how far the points are from the plane in mm."""
    ways = path - np.asarray(plane.position_lps)
    columns = ways @ np.asarray(plane.row_direction) / plane.column_spacing_mm
    rows = ways @ np.asarray(plane.column_direction) / plane.row_spacing_mm
    return columns, rows, ways @ plane.normal


def _clipped(points: Points, away: Points, half: float) -> list[tuple[Point, ...]]:
    """The parts of a line whose distance is at most `half`, joined where they go on."""
    parts: list[list[Point]] = []
    goes_on = False
    for start, end, from_mm, to_mm in zip(points, points[1:], away, away[1:], strict=False):
        first, last = _within(from_mm, to_mm, half)
        if first > last:
            goes_on = False
            continue
        here, there = (start + part * (end - start) for part in (first, last))
        if not goes_on or not parts:
            parts.append([(float(here[0]), float(here[1]))])
        parts[-1].append((float(there[0]), float(there[1])))
        goes_on = last >= 1.0
    return [tuple(part) for part in parts]


def _within(from_mm: float, to_mm: float, half: float) -> tuple[float, float]:
    """Which parts of a way, 0 to 1, lie between -half and half; first > last where none do."""
    change = to_mm - from_mm
    if abs(change) < 1e-9:
        return (0.0, 1.0) if abs(from_mm) <= half + 1e-6 else (1.0, 0.0)
    ends = sorted(((-half - from_mm) / change, (half - from_mm) / change))
    return max(0.0, ends[0]), min(1.0, ends[1])
