"""Copies of annotations on other images: at the same place of the patient, else of the picture."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.model.annotation import Annotation
from viewer.model.copied import Copied
from viewer.model.display_set import DisplaySet
from viewer.model.frame import Frame
from viewer.model.geometry import Plane
from viewer.model.shape import Shape, ShapeKind
from viewer.workspace.places import shares_space
from viewer.workspace.tools.annotate import measured, new_annotation, shifted_within

_PARALLEL_COS: Final = 0.9998  # about one degree
_ASIDE: Final = 10.0  # pixels that a copy on the same image lies beside the first


class CannotCopyError(ViewerError):
    """An annotation has no place on another image."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """A copy on another image, and whether the patient's geometry told its place."""

    annotation: Annotation
    is_by_geometry: bool


def copied_from(annotation: Annotation, display_set: DisplaySet, frame: Frame) -> Copied:
    """Take an annotation with the place of the frame that it was drawn on."""
    size = frame.image.pixel_format
    return Copied(annotation, display_set, frame.header.plane, size.columns, size.rows)


def pasted(copied: Copied, display_set: DisplaySet, frame: Frame) -> Pasted:
    """The annotation anew on a frame, with its own UID and the numbers that it has there.

    It lies at the same place of the patient where both images are known to lie in one space and
    parallel, else at the same pixels of an image of the same size. Raises `CannotCopyError` where
    neither holds, or its place lies beside the image.
    """
    shape, source = copied.annotation.shape, copied.annotation
    size, plane = frame.image.pixel_format, frame.header.plane
    by_geometry = _through_patient(copied, display_set, plane)
    if by_geometry is not None:
        shape = by_geometry
    elif (copied.columns, copied.rows) != (size.columns, size.rows):
        raise CannotCopyError(
            tr("The annotation has no place on this image."),
            hint=tr("The images are not parallel in one space, and not of the same size."),
        )
    if not _touches(shape, size.columns, size.rows):
        raise CannotCopyError(tr("Its place in the patient lies beside this image."))
    if source.is_on(frame.image.sop_instance_uid, frame.ref.frame_index):
        shape = shifted_within(shape, frame, _ASIDE, _ASIDE)
    new = replace(
        new_annotation(frame, shape),
        label=source.label,
        finding=source.finding,
        site=source.site,
        colour=source.colour,
    )
    return Pasted(measured(new, frame), by_geometry is not None)


def _through_patient(copied: Copied, display_set: DisplaySet, plane: Plane | None) -> Shape | None:
    """The shape where it lies in the patient, seen along the normal; None where nothing tells."""
    source = copied.plane
    if source is None or plane is None or not shares_space(copied.display_set, display_set):
        return None
    if not (source.is_in_patient and plane.is_in_patient):
        return None
    if abs(float(source.normal @ plane.normal)) < _PARALLEL_COS:
        return None
    shape = copied.annotation.shape
    way = np.linalg.inv(plane.lps_from_pixel) @ source.lps_from_pixel
    if shape.kind is ShapeKind.RECTANGLE and not _keeps_right_angles(way):
        shape = Shape(ShapeKind.POLYGON, shape.corners)
    points = np.array([(x, y, 0.0, 1.0) for x, y in shape.points])
    moved = (points @ way.T)[:, :2]
    return replace(shape, points=tuple((float(x), float(y)) for x, y in moved))


def _keeps_right_angles(way: NDArray[np.float64]) -> bool:
    """Whether rows stay rows or become columns."""
    across, down = np.abs(way[:2, 0]), np.abs(way[:2, 1])
    return bool(across.min() < 1e-3 * across.max() and down.min() < 1e-3 * down.max())


def _touches(shape: Shape, columns: int, rows: int) -> bool:
    """Whether the box around a shape lies on the image, at least in part."""
    xs, ys = zip(*shape.corners, strict=True)
    return bool(
        max(xs) >= -0.5 and min(xs) <= columns - 0.5 and max(ys) >= -0.5 and min(ys) <= rows - 0.5
    )
