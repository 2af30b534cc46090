"""What a line of known length makes of the pixel size of its image."""

from collections.abc import Sequence
from dataclasses import replace
from math import hypot

from viewer.base.i18n import tr
from viewer.model.annotation import Annotation
from viewer.model.frame import Frame
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.shape import ShapeKind


def can_calibrate(annotation: Annotation, frame: Frame) -> bool:
    """Whether a line may tell the size of pixels: never where the patient's geometry does."""
    is_line = annotation.shape.kind in (ShapeKind.LENGTH, ShapeKind.RULER)
    has_own = frame.header.plane is not None or bool(frame.image.regions)
    return is_line and not has_own and not annotation.source_uid


def calibrated(frame: Frame, lines: Sequence[Annotation]) -> Frame:
    """The frame with the pixel size by the last of `lines`, those of its image that tell one.

    The shape of a pixel stays that of the file. Without such a line the frame stays as it is.
    """
    usable = [each for each in lines if can_calibrate(each, frame)]
    if not usable:
        return frame
    line = usable[-1]
    (x0, y0), (x1, y1) = line.shape.points
    aspect = frame.image.pixel_aspect
    columns = hypot(x1 - x0, (y1 - y0) * aspect)
    if not columns:
        return frame
    column_mm = line.known_mm / columns
    told = tr("A line of {length} mm was drawn: {size} mm a pixel.").format(
        length=f"{line.known_mm:g}", size=f"{column_mm:.6g}"
    )
    spacing = PixelSpacing(column_mm * aspect, column_mm, SpacingSource.USER, told)
    return replace(frame, image=replace(frame.image, spacing=spacing))
