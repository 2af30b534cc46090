"""Guides: what the other cells and the user's marks tell on the picture of one cell."""

from dataclasses import dataclass
from enum import Enum

from viewer.model.geometry import Plane, Vector


class LinkKind(Enum):
    """What linked cells do together."""

    SCROLL = "scroll"
    PAN = "pan"
    ZOOM = "zoom"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class ImagePlane:
    """Where a whole image lies: its plane with how far it reaches."""

    plane: Plane
    columns: int
    rows: int
    is_active: bool = False  # that of the active cell is drawn more strongly


@dataclass(frozen=True, slots=True)
class LinkNote:
    """How a cell is linked; `off_mm` is how far its image lies from where the others are."""

    kinds: frozenset[LinkKind]
    is_across_patients: bool = False
    off_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Guides:
    """Reference lines, the 3D cursor, whether it is a key image, and how the cell is linked."""

    references: tuple[ImagePlane, ...] = ()
    cursor_lps: Vector | None = None
    is_key: bool = False
    link: LinkNote | None = None
