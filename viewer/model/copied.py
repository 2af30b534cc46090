"""Copied: an annotation that waits to be pasted, with what its image says of where it lies."""

from dataclasses import dataclass

from viewer.model.annotation import Annotation
from viewer.model.display_set import DisplaySet
from viewer.model.geometry import Plane


@dataclass(frozen=True, slots=True)
class Copied:
    """An annotation, the stack and the plane of its image, and how large that is in pixels."""

    annotation: Annotation
    display_set: DisplaySet
    plane: Plane | None
    columns: int
    rows: int
