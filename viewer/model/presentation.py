"""PresentationState: how somebody wants images to be shown (PS3.3 A.33, DC-170 to DC-175).

Points are in image coordinates as in `model.shape`, or parts of the displayed area.
"""

from dataclasses import dataclass, replace

from viewer.model.display_set import FrameRef
from viewer.model.displayed_area import DisplayedArea
from viewer.model.identity import InstanceUid, StudyUid
from viewer.model.lut import LutData, Modality, PaletteLut, Voi
from viewer.model.overlay import Overlay
from viewer.model.shape import Point, Shape
from viewer.model.shutter import Shutter


@dataclass(frozen=True, slots=True)
class ImageReference:
    """An instance, and those of its frames that are meant, from 1; () for all of them."""

    sop_instance_uid: InstanceUid
    frames: tuple[int, ...] = ()

    def holds(self, ref: FrameRef) -> bool:
        """Whether a frame is meant."""
        is_meant = not self.frames or ref.frame_index + 1 in self.frames
        return is_meant and self.sop_instance_uid == ref.sop_instance_uid


References = tuple[ImageReference, ...]


def are_meant(references: References, ref: FrameRef) -> bool:
    """Whether a frame is among `references`; where there are none, every frame is."""
    return not references or any(each.holds(ref) for each in references)


@dataclass(frozen=True, slots=True)
class Shadow:
    """A line's shadow, to the right and down by `offset`, in the units of the line's points.

    As an outline it is as far around the line as the offset is long (C.10.5.1.3.13.2).
    """

    offset: Point
    is_outline: bool
    colour: str


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a line is to be drawn (PS3.3 Table C.10.5-b); colours as in `render.drawing`.

    `thickness` is in the units of the line's points. `pattern` has 32 bits, the highest first,
    and is repeated along the line: where a bit is 0 the line is of `gap_colour`, or not there.
    """

    thickness: float
    colour: str
    pattern: int = 0xFFFFFFFF
    gap_colour: str = ""
    shadow: Shadow | None = None


@dataclass(frozen=True, slots=True)
class Graphic:
    """One drawn thing of a layer: a shape, or a text that begins at a point.

    `is_relative`: points are parts of the displayed area, 0 to 1, which do not turn with the
    image; `is_matrix`: they count from the corner of the whole picture of which the image's
    frames are tiles. `box` is where a text stands, its `alignment` LEFT, CENTER or RIGHT and
    TOP, CENTER or BOTTOM; `anchor` what it tells of, where a line is drawn to it,
    `is_anchor_relative` and `is_anchor_matrix` as for the points. `colour` is its own or what
    its layer recommends, "" for neither; `style` and `fill_colour` go before it.
    """

    shape: Shape
    text: str = ""
    is_relative: bool = False
    is_filled: bool = False
    box: tuple[Point, Point] | None = None
    alignment: str = "LEFT"
    anchor: Point | None = None
    is_anchor_relative: bool = False
    colour: str = ""
    is_matrix: bool = False
    is_anchor_matrix: bool = False
    vertical_alignment: str = "TOP"
    style: LineStyle | None = None
    fill_colour: str = ""

    def on_tile(self, origin: tuple[int, int]) -> "Graphic":
        """The same in coordinates of the tile whose first pixel stands at `origin`."""

        def moved(points: tuple[Point, ...]) -> tuple[Point, ...]:
            return tuple((x - origin[0], y - origin[1]) for x, y in points)

        made = self
        if self.is_matrix:
            made = replace(made, shape=replace(self.shape, points=moved(self.shape.points)))
            if self.box is not None:
                first, last = moved(self.box)
                made = replace(made, box=(first, last))
        if self.is_anchor_matrix and self.anchor is not None:
            made = replace(made, anchor=moved((self.anchor,))[0])
        return made


@dataclass(frozen=True, slots=True, eq=False)
class PresentationState:
    """A softcopy presentation state; it stands for itself alone, whatever else says the same.

    Those of `vois`, `areas` and `graphics` are for the images beside them, () for all `images`.
    `modality` None leaves values as they are stored (DC-170). With `is_inverse` low
    values are bright, whatever the image says (DC-021); `presentation_lut` comes after the VOI.
    `image_overlays` are the overlay groups of the images that are shown, `overlays` its own.
    `icc_profile` is that of a state for colour images or of a `palette`, b"" else: colours that
    the grays of a pseudo-colour state are shown in. `frame_shutters` go before `shutter`.
    `unheeded` names what it asks for and cannot be had: then it is not applied at all.
    """

    sop_instance_uid: InstanceUid
    study_uid: StudyUid
    images: References
    label: str = ""
    description: str = ""
    author: str = ""
    created: str = ""
    modality: Modality | None = None
    vois: tuple[tuple[References, Voi], ...] = ()
    is_inverse: bool = False
    presentation_lut: LutData | None = None
    shutter: Shutter | None = None
    rotation_deg: int = 0
    flip_horizontal: bool = False
    areas: tuple[tuple[References, DisplayedArea], ...] = ()
    graphics: tuple[tuple[References, Graphic], ...] = ()
    overlays: tuple[Overlay, ...] = ()
    image_overlays: frozenset[int] = frozenset()
    icc_profile: bytes = b""
    palette: PaletteLut | None = None
    frame_shutters: tuple[tuple[References, Shutter], ...] = ()
    unheeded: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called where one is chosen."""
        return self.description or self.label

    def is_for(self, ref: FrameRef) -> bool:
        """Whether a frame is to be shown so."""
        return bool(self.images) and are_meant(self.images, ref)

    def voi_of(self, ref: FrameRef) -> Voi | None:
        """The window or table for a frame; None where values are shown as they are."""
        return next((voi for images, voi in self.vois if are_meant(images, ref)), None)

    def area_of(self, ref: FrameRef) -> DisplayedArea | None:
        """What of a frame is shown."""
        return next((area for images, area in self.areas if are_meant(images, ref)), None)

    def shutter_of(self, ref: FrameRef) -> Shutter | None:
        """What covers a frame."""
        own = (each for images, each in self.frame_shutters if are_meant(images, ref))
        return next(own, self.shutter)

    def graphics_on(self, ref: FrameRef) -> tuple[Graphic, ...]:
        """What is drawn on a frame, the lowest layer first."""
        return tuple(each for images, each in self.graphics if are_meant(images, ref))


@dataclass(frozen=True, slots=True, eq=False)
class Presented:
    """What a state makes of one frame.

    Gray is by `modality` in place of the image's own, with which values are still read. With
    `misses_true_size` the area is fitted, because the size of the screen's pixels is not known.
    """

    state: PresentationState
    modality: Modality
    graphics: tuple[Graphic, ...] = ()
    misses_true_size: bool = False
