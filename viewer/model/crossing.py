"""Crossing: what of an annotation lies in an image that it was not drawn on."""

from dataclasses import dataclass

from viewer.model.annotation import Annotation
from viewer.model.shape import Point


@dataclass(frozen=True, slots=True)
class Crossing:
    """Lines of an annotation within the slice of another image, in that image's coordinates.

    A path of one point is where a line goes straight through. `is_whole` says that all of the
    annotation lies in the slice, or the middle of an ellipsoid.
    """

    annotation: Annotation
    paths: tuple[tuple[Point, ...], ...]
    is_whole: bool
