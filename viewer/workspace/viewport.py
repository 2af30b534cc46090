"""Viewport: one display set, how it is navigated and how it looks, and the frame on screen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from viewer.base.jobs import InlineRunner
from viewer.base.signal import Signal
from viewer.frames.store import FrameFailure, FrameStore
from viewer.imaging.voi_choice import effective_voi
from viewer.model.aid import Aid
from viewer.model.cine import CinePlan
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.document import Document
from viewer.model.frame import Frame
from viewer.model.guides import Guides
from viewer.model.lut import Voi, VoiWindow
from viewer.model.view import Appearance, ViewState
from viewer.render.scene import Scene
from viewer.workspace.annotations import Annotations
from viewer.workspace.automatic_windows import AutomaticWindows
from viewer.workspace.cine import Cine
from viewer.workspace.display import Display
from viewer.workspace.documents import Documents
from viewer.workspace.frame_requests import likely_next, nearest_hope, request_frames
from viewer.workspace.linked_maps import LinkedMaps
from viewer.workspace.reports import Reports
from viewer.workspace.stack import Stack, stepped

_TRIES: Final = 8  # a stack may be of one encoding that is not read at all


@dataclass(frozen=True, slots=True)
class Canvas:
    """The surface a viewport is painted on, in device pixels."""

    width: int = 1
    height: int = 1
    device_pixel_ratio: float = 1.0
    screen: str = ""  # the name of the screen it is on


class Viewport:
    """Owns what one cell shows. `changed` says that it must be painted anew.

    While the wanted frame is decoded, the one shown before stays, and `scene` tells of that
    one: text and picture always agree.
    """

    def __init__(
        self,
        frames: FrameStore,
        *,
        documents: Documents | None = None,
        automatic_windows: AutomaticWindows | None = None,
        annotations: Annotations | None = None,
        linked_maps: LinkedMaps | None = None,
        reports: Reports | None = None,
        display: Display | None = None,
    ) -> None:
        self.changed: Signal[Viewport] = Signal()
        self.display_set: DisplaySet | None = None
        self.view, self.appearance, self.canvas = ViewState(), Appearance(), Canvas()
        self.first_view = ViewState()  # as it was hung
        self.stops: tuple[int, ...] = ()  # where scrolling stops; () for every image
        self.cine: Cine | None = None
        self.guides, self.plan = Guides(), CinePlan()
        self.aid: Aid | None = None
        self.shows_text = self.shows_patient = True
        self.corner_texts: Mapping[str, Mapping[str, str]] = {}
        self.annotations, self.display = annotations or Annotations(), display or Display()
        self._frames, self._stack = frames, Stack()
        self._documents = documents or Documents(InlineRunner())
        self._linked_maps, self.reports = linked_maps or LinkedMaps(), reports or Reports()
        self._frame: Frame | None = None
        self._automatic_windows = automatic_windows or AutomaticWindows()
        self.is_at_start = False  # until it is touched, the image may give way to the first one
        self.direction = self._tries_left = 0
        frames.frame_arrived.connect(self._frame_arrived)
        frames.frame_failed.connect(self._frame_failed)
        self._documents.arrived.connect(self._document_arrived)

    # What is shown

    @property
    def length(self) -> int:
        """How many frames the stack has, or documents where it is not of images."""
        return len(self._stack)

    @property
    def wanted(self) -> FrameRef | None:
        """The frame or document that the user is at."""
        shown = self.display_set
        return shown.frames[self.view.index] if shown and self.length else None

    def place_of(self, ref: FrameRef | None) -> int | None:
        """Where a frame stands in the stack; None where it does not."""
        return self._stack.place_of(ref)

    @property
    def frame(self) -> Frame | None:
        """The frame on screen by its presentation state; maybe an earlier one than the wanted."""
        frame = None if self.failure else self.annotations.calibrated(self._frame)
        measure = self.display.measure_of(self.canvas.screen)
        return frame and self.reports.presented(frame, self.appearance, measure)

    @property
    def failure(self) -> FrameFailure | None:
        """Why the wanted frame or document is not shown, if it cannot be."""
        ref = self.wanted
        return (self._frames.failure(ref) or self._documents.failure(ref)) if ref else None

    @property
    def shows_document(self) -> bool:
        """Whether what is shown is read rather than looked at."""
        return self.display_set is not None and self.display_set.is_document

    @property
    def document(self) -> Document | None:
        """The document that the user is at, once it is read."""
        return self._documents.document(self.wanted) if self.wanted else None

    @property
    def is_loading(self) -> bool:
        """Whether the wanted frame is still on its way."""
        if self.wanted is None or self.failure is not None or self.document is not None:
            return False
        return self._frame is None or self._frame.ref != self.wanted

    def scene(self, canvas: Canvas | None = None) -> Scene | None:
        """What is to be painted, on another canvas if given; None while there is no picture."""
        frame = self.frame
        if frame is None:
            return None
        return replace(
            _scene(self, frame, canvas or self.canvas),
            view=replace(self.view, index=self._stack.exact_place_of(frame.ref) or 0),
            series_voi=self._automatic_windows.series_voi(self.display_set, frame),
            linked_maps=self._linked_maps.maps_of(frame.ref),
        )

    def voi(self, appearance: Appearance | None = None) -> Voi | None:
        """The window or table in use, or with other looks; None without, as in colour (DC-042)."""
        frame = self.frame
        if frame is None or not frame.has_window:
            return None
        automatic = self._automatic_windows.series_voi(self.display_set, frame)
        return effective_voi(frame, appearance or self.appearance, automatic)

    @property
    def automatic_window(self) -> VoiWindow | None:
        """The full range of the stack; None for colour and without a picture."""
        shown, frame = self.display_set, self._frame
        return self._automatic_windows.window_of(shown, frame) if shown and frame else None

    # What changes it

    def show(
        self, display_set: DisplaySet | None, *, index: int | None = None, is_choice: bool = True
    ) -> None:
        """Show another display set from one of its frames, seen as a fresh one.

        Where nobody chose that very frame or touched it, it gives way to the first one of a stack
        that grows, in whichever order that is read; and if it cannot be shown, one near it is.
        """
        self.is_at_start = index is None or not is_choice
        self._tries_left = 0 if is_choice else _TRIES
        self.appearance = Appearance()
        self.cine, self.guides, self.plan = None, Guides(), CinePlan()
        self._frame, self.direction = None, 0
        self.display_set, self._stack = display_set, Stack(display_set)
        self.first_view, self.view = ViewState(), ViewState(index=self._stack.within(index or 0))
        self._update_frame()
        self.changed.emit(self)

    def update_display_set(self, display_set: DisplaySet, index: int = 0) -> None:
        """Take over a display set that continues this one; see `show` for where it stands then."""
        wanted = self.wanted
        self.display_set, self._stack = display_set, Stack(display_set)
        place = 0 if self.is_at_start else self._stack.place_of(wanted)
        self.view = replace(self.view, index=self._stack.within(index if place is None else place))
        if self._frame is not None and self._stack.exact_place_of(self._frame.ref) is None:
            self._frame = None
        self._update_frame()
        self._pass_over_failure()
        self.changed.emit(self)

    def set_view(self, view: ViewState) -> None:
        """Navigate; an index beyond the ends stops there."""
        view = replace(view, index=self._stack.within(view.index))
        self.is_at_start = False
        if view == self.view:
            return
        moved = view.index - self.view.index
        self.view = view
        if moved:
            self._tries_left = 0
            self.direction = 1 if moved > 0 else -1
            self._update_frame()
        self.changed.emit(self)

    def set_appearance(self, appearance: Appearance) -> None:
        """Change the looks."""
        self._swap(appearance=appearance, is_at_start=False)

    def set_canvas(self, canvas: Canvas) -> None:
        """Tell how large the viewport is on screen."""
        self._swap(canvas=canvas)

    def set_cine(self, cine: Cine | None) -> None:
        """Play, or stop with None."""
        self._swap(cine=cine)

    def set_aid(self, aid: Aid | None) -> None:
        """Show what a tool shows while it is used."""
        self._swap(aid=aid)

    def set_guides(self, guides: Guides) -> None:
        """Tell what other cells and the user's marks say of this one."""
        self._swap(guides=guides)

    def show_texts(self, *, text: bool, patient: bool) -> None:
        """Show or hide the texts over the picture, and those that tell who it is."""
        self._swap(shows_text=text, shows_patient=patient)

    def go_to(self, index: int) -> None:
        """Go to an image; a cine goes on."""
        self.set_view(replace(self.view, index=index))

    def scroll(self, steps: int) -> None:
        """Go `steps` images on, or back if negative, as far as there are any; ends a cine."""
        self.set_cine(None)
        index = self.view.index
        self.go_to(stepped(index, steps, self.stops) if self.stops else index + steps)

    def close(self) -> None:
        """Let go of everything shown."""
        self.show(None)
        self._frames.frame_arrived.disconnect(self._frame_arrived)
        self._frames.frame_failed.disconnect(self._frame_failed)
        self._documents.arrived.disconnect(self._document_arrived)

    # How the frame comes

    def _swap(self, **values: object) -> None:
        """Put new values in place, and tell of them where they differ."""
        if any(getattr(self, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(self, name, value)
            self.changed.emit(self)

    def _update_frame(self) -> None:
        """Show the wanted frame if it is here, else ask for it; and for those likely next."""
        wanted = self.wanted
        if wanted is not None and self.shows_document:
            self._documents.request(wanted)
            wanted = None
        frame = self._frames.peek(wanted) if wanted else None
        if frame is not None:
            self._frame = frame
        likely = likely_next(self._frames, self.display_set, self.view.index, self.direction)
        request_frames(self._frames, self, wanted=wanted, shown=self._frame, likely=likely)

    def _frame_arrived(self, frame: Frame) -> None:
        """Show a frame that is nearer to the wanted one than what is on screen."""
        index = self._stack.exact_place_of(frame.ref)
        if index is None or not self.is_loading:
            return
        shown = self._stack.exact_place_of(self._frame.ref) if self._frame else None
        if shown is None or abs(index - self.view.index) < abs(shown - self.view.index):
            self._frame = frame
            self.changed.emit(self)

    def _frame_failed(self, failure: FrameFailure) -> None:
        if failure.ref == self.wanted:
            self._pass_over_failure()
            self.changed.emit(self)

    def _pass_over_failure(self) -> None:
        """Go on to the nearest frame that may be shown, while nobody has moved."""
        shown = self.display_set
        if shown is None or shown.is_document or self.failure is None:
            return
        nearest = nearest_hope(shown, self.view.index, self._frames)
        if nearest is not None and self._tries_left:
            self._tries_left, self.is_at_start = self._tries_left - 1, False
            self.view = replace(self.view, index=nearest)
            self._update_frame()

    def _document_arrived(self, ref: FrameRef) -> None:
        if ref == self.wanted:
            self.changed.emit(self)


def _scene(viewport: Viewport, frame: Frame, canvas: Canvas) -> Scene:
    """A frame with the looks and the texts of a viewport."""
    return Scene(
        frame=frame,
        appearance=viewport.appearance,
        width=canvas.width,
        height=canvas.height,
        device_pixel_ratio=canvas.device_pixel_ratio,
        screen=viewport.display.measure_of(canvas.screen),
        display_set=viewport.display_set,
        show_text=viewport.shows_text,
        show_patient=viewport.shows_patient,
        corner_texts=viewport.corner_texts,
        annotations=viewport.annotations.on_frame(frame.ref),
        crossings=viewport.annotations.crossings_at(frame, viewport.display_set),
        selected=viewport.annotations.selected_uid,
        guides=viewport.guides,
        selections=viewport.reports.selections_with(frame.ref),
        aid=viewport.aid,
    )
