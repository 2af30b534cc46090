"""Aids: what a tool shows over a picture while it is used, and nothing keeps."""

from dataclasses import dataclass

from viewer.model.annotation import Annotation


@dataclass(frozen=True, slots=True)
class Marquee:
    """A rectangle being dragged, between two corners in device pixels of the canvas."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Glass:
    """A magnifying glass over a point of the canvas in device pixels."""

    x: float
    y: float
    factor: float


@dataclass(frozen=True, slots=True)
class Sketched:
    """A shape on its way, which is none of the annotations yet; on its own frame only."""

    annotation: Annotation


@dataclass(frozen=True, slots=True)
class KeyCursor:
    """A pointer that keys move, at a point of the image."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class BrushRing:
    """How large a brush is, around a point of the canvas, in device pixels."""

    x: float
    y: float
    radius: float


Aid = Marquee | Glass | Sketched | KeyCursor | BrushRing
