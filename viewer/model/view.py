"""ViewState and Appearance: navigation and looks of one viewport, as separate values."""

from dataclasses import dataclass
from enum import Enum

from viewer.model.lut import Voi


class Interpolation(Enum):
    """How a frame is sampled on screen (DC-051)."""

    NEAREST = "nearest"
    LINEAR = "linear"
    CUBIC = "cubic"


class Filter(Enum):
    """What is done to the pixels before they are shown; anything but NONE is not original."""

    NONE = "none"
    SMOOTH = "smooth"
    SHARPEN = "sharpen"


class ZoomMode(Enum):
    """What the zoom factor follows (DC-052)."""

    FIT = "fit"  # the whole image, again after each resize
    FREE = "free"  # `zoom` device pixels for each image column


class Anchor(Enum):
    """Where a fitted picture lies in its cell."""

    MIDDLE = "middle"
    LEFT = "left"
    RIGHT = "right"


class OverlayColour(Enum):
    """Colours to choose from for overlays; the value is RGB as #RRGGBB."""

    ORANGE = "#FFB86B"
    YELLOW = "#FFE14A"
    GREEN = "#5CE08A"
    CYAN = "#5AD7F0"
    BLUE = "#6FA8FF"
    MAGENTA = "#F07BE0"
    RED = "#FF6B6B"
    WHITE = "#FFFFFF"


@dataclass(frozen=True, slots=True)
class ViewState:
    """Navigation of one viewport.

    `zoom` is device pixels per image column in FREE mode. `pan_x`, `pan_y` move the image centre
    from the canvas centre, in device pixels. `rotation_deg` is clockwise, a multiple of 90;
    flips come after the rotation. In FIT mode `anchor` is the edge at which the picture lies, and
    with `extent_mm` (width, height) it is as large as a picture of that size that fits: equal
    extents in cells of one size show pictures at one scale.
    """

    index: int = 0
    zoom_mode: ZoomMode = ZoomMode.FIT
    zoom: float = 1.0
    pan_x: float = 0.0
    pan_y: float = 0.0
    rotation_deg: int = 0
    flip_horizontal: bool = False
    flip_vertical: bool = False
    anchor: Anchor = Anchor.MIDDLE
    extent_mm: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Appearance:
    """Looks of the data set in a viewport; never pan or zoom.

    `voi` None means: what the frame's file says first, else automatic. `voi_index` chooses
    among the file's own windows and LUTs when `voi` is None. `hidden_overlays` are overlay
    groups, `overlay_colours` pairs of a group and its colour. `colour_map` is a name of
    `imaging.colour_maps` for gray images, "" for gray. `presentation_uid` is the SOP Instance
    UID of the presentation state that is applied, "" for images as they are stored.
    """

    voi: Voi | None = None
    voi_index: int = 0
    is_inverted: bool = False
    interpolation: Interpolation = Interpolation.LINEAR
    shows_overlays: bool = True
    hidden_overlays: frozenset[int] = frozenset()
    overlay_colours: frozenset[tuple[int, OverlayColour]] = frozenset()
    shows_shutters: bool = True
    colour_map: str = ""
    filter: Filter = Filter.NONE
    real_world_number: int = 0  # which of a frame's maps is told, from 1; 0: all of them
    presentation_uid: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether gray, shutters or overlays are other than file or presentation state say."""
        return (
            self.voi is not None
            or self.is_inverted
            or bool(self.colour_map)
            or not (self.shows_shutters and self.shows_overlays)
            or bool(self.hidden_overlays)
        )

    def overlay_colour(self, group: int) -> OverlayColour:
        """The colour of one overlay."""
        return dict(self.overlay_colours).get(group, OverlayColour.ORANGE)
