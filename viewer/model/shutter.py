"""Shutter: what of an image is covered (PS3.3 C.7.6.11)."""

from dataclasses import dataclass

from viewer.model.overlay import Overlay


@dataclass(frozen=True, slots=True)
class Shutter:
    """What lies within every shape that is given is seen, the rest is covered (DC-065).

    Shapes are in 0-based pixels, their edges are seen: `rectangle` (left, top, right, bottom),
    `circle` (column, row, radius), `polygon` its vertices (column, row). The set bits of `bitmap`
    are covered, in its first plane (PS3.3 C.7.6.15). `p_value` is the gray
    of the cover, 0 to 65,535; `lab` its CIELab colour where the file gives one.
    """

    rectangle: tuple[int, int, int, int] | None = None
    circle: tuple[int, int, int] | None = None
    polygon: tuple[tuple[int, int], ...] = ()
    bitmap: Overlay | None = None
    p_value: int = 0
    lab: tuple[float, float, float] | None = None
