"""Scene: everything that decides what one viewport shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from viewer.model.aid import Aid
from viewer.model.annotation import Annotation
from viewer.model.crossing import Crossing
from viewer.model.display_set import DisplaySet
from viewer.model.frame import Frame
from viewer.model.guides import Guides
from viewer.model.lut import Voi
from viewer.model.real_world import RealWorldMapping
from viewer.model.report import Report
from viewer.model.view import Appearance, ViewState
from viewer.render.options import ScreenMeasure


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One frame, how it is looked at, and the canvas in device pixels.

    `selections` are key object selections that the frame is in. `series_voi` is used where
    neither the appearance nor the file has a window: it keeps the automatic window the same
    through a series. `linked_maps` are real-world maps that other objects give the frame.
    `show_text` is for all text and the scale bar, `show_patient` for whatever tells who the
    patient is. `corner_texts` are templates that the user wrote. `annotations` are those of the
    frame, `selected` the UID of the one with handles. `guides` come from other cells and from
    the user's marks.
    """

    frame: Frame
    width: int
    height: int
    view: ViewState = field(default_factory=ViewState)
    appearance: Appearance = field(default_factory=Appearance)
    device_pixel_ratio: float = 1.0
    display_set: DisplaySet | None = None
    series_voi: Voi | None = None
    linked_maps: tuple[RealWorldMapping, ...] = ()
    corner_texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    show_text: bool = True
    show_patient: bool = True
    annotations: tuple[Annotation, ...] = ()
    crossings: tuple[Crossing, ...] = ()  # parts of other images' annotations in this slice
    aid: Aid | None = None
    screen: ScreenMeasure = field(default_factory=ScreenMeasure)
    selected: str = ""
    guides: Guides = field(default_factory=Guides)
    selections: tuple[Report, ...] = ()
