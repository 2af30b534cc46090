"""DisplayedArea: what of an image a presentation state shows, and where (PS3.3 C.10.4, C.10.6)."""

from dataclasses import dataclass
from enum import Enum


class SizeMode(Enum):
    """Presentation Size Mode (PS3.3 C.10.4)."""

    SCALE_TO_FIT = "SCALE TO FIT"
    TRUE_SIZE = "TRUE SIZE"
    MAGNIFY = "MAGNIFY"


@dataclass(frozen=True, slots=True)
class DisplayedArea:
    """What of an image is shown; the area may lie beyond it (DC-171).

    `area` is left, top, right, bottom, from outer edge to outer edge of its pixels.
    `pixel_aspect` is the height of a pixel over its width, `column_mm` its width, None where not
    told; `magnification` device pixels for each image pixel.
    """

    area: tuple[float, float, float, float]
    mode: SizeMode = SizeMode.SCALE_TO_FIT
    pixel_aspect: float = 1.0
    column_mm: float | None = None
    magnification: float = 1.0


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an image lies by a presentation state, before the user navigates.

    The fitted view shows `area` (as in `DisplayedArea`), or with a `zoom` its middle at so many
    device pixels a column. The image is turned clockwise, a multiple of 90, then flipped (DC-172).
    """

    area: tuple[float, float, float, float]
    zoom: float | None = None
    rotation_deg: int = 0
    flip_horizontal: bool = False

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the area: column, row."""
        left, top, right, bottom = self.area
        return (left + right) / 2, (top + bottom) / 2

    @property
    def size(self) -> tuple[float, float]:
        """Columns and rows of the area."""
        left, top, right, bottom = self.area
        return right - left, bottom - top
