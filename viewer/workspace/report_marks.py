"""Where the shapes of reports lie among the open images: by instance and frame, or in space."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from viewer.model.annotation import ALL_FRAMES, Annotation
from viewer.model.display_set import DisplaySet
from viewer.model.geometry import Plane, Vector
from viewer.model.identity import InstanceUid
from viewer.model.report import Report
from viewer.model.shape import Point, Shape
from viewer.workspace.open_sets import OpenSets
from viewer.workspace.places import distance_mm, is_of_same_patient, nearest_image

Homes = dict[InstanceUid, list[tuple[DisplaySet, int]]]
_NEAR_MM: Final = 0.5  # a plane as thin as none still takes in so much on either side


def placed(
    reports: Sequence[tuple[Report, DisplaySet]], display_sets: Sequence[DisplaySet]
) -> Iterator[Annotation]:
    """The shapes of reports that lie on open images; each comes with the set it is in itself."""
    wanted = {mark.sop_instance_uid for report, _ in reports for mark in report.annotations}
    homes = _homes(wanted, display_sets)
    for report, own in reports:
        yield from _of_one(report, own, homes, display_sets)


def _of_one(
    report: Report, own: DisplaySet, homes: Homes, display_sets: Sequence[DisplaySet]
) -> Iterator[Annotation]:
    for annotation in report.annotations:
        if annotation.patient_points:
            if (found := _in_space(annotation, own, display_sets)) is not None:
                yield found
            continue
        for shown, index in homes.get(annotation.sop_instance_uid, ()):
            if annotation.frame_index in (shown.frames[index].frame_index, ALL_FRAMES):
                yield _on(annotation, shown, index)


def _homes(wanted: set[InstanceUid], display_sets: Sequence[DisplaySet]) -> Homes:
    """Where the frames of some instances are: display sets with indices."""
    homes: Homes = {}
    for shown in display_sets:
        if shown.is_document:
            continue
        for index, ref in enumerate(shown.frames):
            if ref.sop_instance_uid in wanted:
                homes.setdefault(ref.sop_instance_uid, []).append((shown, index))
    return homes


def _on(annotation: Annotation, shown: DisplaySet, index: int) -> Annotation:
    """The annotation on one frame of a display set, and in the patient where that is known."""
    uid, frame_index = annotation.uid, shown.frames[index].frame_index
    made = replace(
        annotation,
        uid=f"{uid}-{frame_index}" if annotation.frame_index == ALL_FRAMES else uid,
        study_uid=shown.study_uid,
        series_uid=shown.series_uid,
        sop_instance_uid=shown.frames[index].sop_instance_uid,
        sop_class_uid=shown.sop_class_uid,
        frame_index=frame_index,
    )
    plane = shown.planes[index] if shown.planes else None
    space = str(shown.frame_of_reference_uid or "")
    if made.patient_points or plane is None or not plane.is_in_patient or not space:
        return made
    affine = plane.lps_from_pixel
    flat = np.array([(x, y, 0.0, 1.0) for x, y in made.shape.corners]) @ affine[:3].T
    points = tuple((float(x), float(y), float(z)) for x, y, z in flat)
    return replace(made, frame_of_reference_uid=space, patient_points=points)


def _in_space(
    annotation: Annotation, own: DisplaySet, display_sets: Sequence[DisplaySet]
) -> Annotation | None:
    """The shape on the nearest image that all its points lie in; None where none is near."""
    best: tuple[float, DisplaySet, int] | None = None
    cut: DisplaySet | None = None
    points = annotation.patient_points
    for shown in display_sets:
        is_of_space = shown.frame_of_reference_uid == annotation.frame_of_reference_uid
        if not (is_of_space and shown.planes and is_of_same_patient(own, shown)):
            continue
        cut = cut or shown
        nearest = None if annotation.is_ellipsoid else nearest_image(shown, points[0])
        if nearest is None:
            continue
        reach = max(_NEAR_MM, (shown.spacing_mm or 0.0) / 2) + 1e-3
        plane = shown.planes[nearest.index]
        farthest = max(abs(distance_mm(plane, point)) for point in points)
        if farthest <= reach and (best is None or farthest < best[0]):
            best = (farthest, shown, nearest.index)
    if best is None:
        # No image holds all of it: those that cut it show their part (`crossings`).
        return replace(annotation, study_uid=cut.study_uid) if cut else None
    _, shown, index = best
    kind, plane = annotation.shape.kind, shown.planes[index]
    return _on(replace(annotation, shape=Shape(kind, _flat(plane, points))), shown, index)


def _flat(plane: Plane, points: Sequence[Vector]) -> tuple[Point, ...]:
    """Columns and rows of the feet of points on the plane of an image."""
    ways = np.asarray(points) - np.asarray(plane.position_lps)
    columns = ways @ np.asarray(plane.row_direction) / plane.column_spacing_mm
    rows = ways @ np.asarray(plane.column_direction) / plane.row_spacing_mm
    return tuple((float(x), float(y)) for x, y in zip(columns, rows, strict=True))


def first_place(
    report: Report, drawn: Sequence[Annotation], open_sets: OpenSets
) -> tuple[DisplaySet, int] | None:
    """The first open image that a report says something of: its display set and the index."""
    if drawn and (place := place_of(drawn[0], open_sets)) is not None:
        return place
    wanted = [
        (image.sop_instance_uid, image.frames[0] - 1 if image.frames else 0)
        for image in report.images
    ]
    found = (open_sets.find(uid, frame_index) for uid, frame_index in wanted)
    return next(filter(None, found), None)


def place_of(annotation: Annotation, open_sets: OpenSets) -> tuple[DisplaySet, int] | None:
    """The open image that an annotation is on, or the one nearest to its middle in the patient."""
    if annotation.sop_instance_uid:
        return open_sets.find(annotation.sop_instance_uid, annotation.frame_index)
    if not annotation.patient_points:
        return None
    x, y, z = np.mean(annotation.patient_points, axis=0).tolist()
    near = [
        (shown, nearest.index)
        for shown in open_sets.listed
        if shown.study_uid == annotation.study_uid
        and shown.frame_of_reference_uid == annotation.frame_of_reference_uid
        and (nearest := nearest_image(shown, (x, y, z))) is not None
    ]
    return near[0] if near else None
