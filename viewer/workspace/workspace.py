"""Workspace: the display sets that are open and the viewports that show them."""

from collections.abc import Iterable, Mapping, Sequence

from viewer.base.jobs import InlineRunner, JobRunner
from viewer.base.owner import OwnerThread
from viewer.base.signal import Signal
from viewer.frames.store import FrameStore
from viewer.model.annotation import Annotation
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.layout import Grid
from viewer.model.study import InstanceRecord
from viewer.workspace.annotations import Annotations, is_any_on
from viewer.workspace.automatic_windows import AutomaticWindows
from viewer.workspace.documents import Documents
from viewer.workspace.open_sets import OpenSets
from viewer.workspace.toolset import Toolset
from viewer.workspace.viewport import Viewport


class Workspace:
    """Owns everything on screen.

    `display_sets_changed` sends the open display sets, `layout_changed` the grid now visible,
    `active_changed` the active viewport, `viewport_changed` a viewport to paint anew.
    """

    def __init__(self, frames: FrameStore, runner: JobRunner | None = None) -> None:
        self.display_sets_changed: Signal[tuple[DisplaySet, ...]] = Signal()
        self.layout_changed: Signal[Grid] = Signal()
        self.active_changed: Signal[Viewport] = Signal()
        self.viewport_changed: Signal[Viewport] = Signal()
        self.frames = frames
        self.toolset = Toolset()
        self.grid = Grid()
        self.maximised: Viewport | None = None
        self.shows_text = True
        self.shows_patient = True
        runner = runner or InlineRunner()
        self._open_sets = OpenSets(runner)
        self._open_sets.changed.connect(self.display_sets_changed.emit)
        self._open_sets.cut.connect(self._follow)
        self._documents = Documents(runner)
        self._owner = OwnerThread()
        self._automatic_windows = AutomaticWindows()
        self.annotations = Annotations()
        self.annotations.changed.connect(self._annotations_changed)
        self.annotations.selection_changed.connect(self._annotations_changed)
        self.viewports: tuple[Viewport, ...] = (self._new_viewport(),)
        self.active = self.viewports[0]

    # Display sets

    @property
    def display_sets(self) -> tuple[DisplaySet, ...]:
        """All that is open: studies in the order they were opened, series by number."""
        return self._open_sets.listed

    def add_records(self, records: Iterable[InstanceRecord]) -> tuple[DisplaySet, ...]:
        """Open instances, or more of what is open; returns the display sets they are in by now.

        Viewports stay at the image they show while their display set grows around it.
        """
        self._owner.check()
        return self._open_sets.add(records)

    def close_study(self, study_uid: StudyUid) -> None:
        """Close the display sets of a study; the files and the archive stay as they are."""
        self._owner.check()
        closed = [s for s in self.display_sets if s.study_uid == study_uid]
        for viewport in self.viewports:
            if viewport.display_set is not None and viewport.display_set.study_uid == study_uid:
                viewport.show(None)
        for display_set in closed:
            self._automatic_windows.forget(display_set)
            self.frames.forget(display_set.frames)
            self._documents.forget(display_set.frames)
        self._open_sets.close(study_uid)

    def close_all(self) -> None:
        """Close every study."""
        for study_uid in dict.fromkeys(s.study_uid for s in self.display_sets):
            self.close_study(study_uid)

    def show(
        self,
        display_set: DisplaySet,
        cell: int | None = None,
        *,
        index: int = 0,
        is_choice: bool = True,
    ) -> None:
        """Show a display set in a cell, else in the active one; see `Viewport.show`."""
        self._owner.check()
        viewport = self.active if cell is None else self.viewports[cell]
        viewport.show(display_set, index=index, is_choice=is_choice)
        self.activate(viewport)

    def find(self, uid: InstanceUid, frame_index: int = 0) -> tuple[DisplaySet, int] | None:
        """Where an instance that is open stands: its display set and the index in that."""
        return self._open_sets.find(uid, frame_index)

    def is_open(self, uid: InstanceUid) -> bool:
        """Whether an instance is among the open ones."""
        return self._open_sets.holds(uid)

    def next_cell(self) -> int:
        """The cell after the active one, for what belongs beside it; the same if alone."""
        if self.maximised is not None:
            return self.viewports.index(self.maximised)
        return (self.viewports.index(self.active) + 1) % len(self.viewports)

    def step_display_set(self, steps: int) -> None:
        """Show the next display set of the list in the active cell, or an earlier one."""
        shown = self.active.display_set
        keys = [s.key for s in self.display_sets]
        is_listed = shown is not None and shown.key in keys
        target = keys.index(shown.key) + steps if shown is not None and is_listed else 0
        if 0 <= target < len(keys):
            self.show(self.display_sets[target])

    # Layout

    @property
    def visible_viewports(self) -> tuple[Viewport, ...]:
        """The viewports on screen, row by row: all, or the maximised one."""
        return (self.maximised,) if self.maximised else self.viewports

    @property
    def visible_grid(self) -> Grid:
        """The grid on screen."""
        return Grid() if self.maximised else self.grid

    def set_grid(self, grid: Grid) -> None:
        """Divide the screen; empty cells take the display sets that are not shown yet."""
        self._owner.check()
        kept = self.viewports[: grid.cells]
        for viewport in self.viewports[grid.cells :]:
            viewport.close()
        new = tuple(self._new_viewport() for _ in range(grid.cells - len(kept)))
        self.viewports = kept + new
        self.grid = grid
        self.maximised = None
        empty = [viewport for viewport in self.viewports if viewport.display_set is None]
        for viewport, display_set in zip(empty, self._not_shown(), strict=False):
            viewport.show(display_set)
        is_gone = self.active not in self.viewports
        if is_gone:
            self.active = self.viewports[0]
        self.layout_changed.emit(self.visible_grid)
        if is_gone:
            self.active_changed.emit(self.active)

    def toggle_maximised(self, viewport: Viewport) -> None:
        """Give the whole screen to one viewport, or back to all."""
        self._owner.check()
        self.maximised = viewport if self.maximised is None and self.grid.cells > 1 else None
        self.layout_changed.emit(self.visible_grid)
        self.activate(viewport)

    def activate(self, viewport: Viewport) -> None:
        """Make a viewport the one that commands act on."""
        if viewport is not self.active:
            self.active = viewport
            self.active_changed.emit(viewport)

    def show_texts(self, *, text: bool, patient: bool) -> None:
        """Show or hide the texts over all images, and those that tell who it is."""
        self.shows_text, self.shows_patient = text, patient
        for viewport in self.viewports:
            viewport.show_texts(text=text, patient=patient)

    def close(self) -> None:
        """Let go of everything on screen."""
        for viewport in self.viewports:
            viewport.close()

    # Inside

    def _annotations_changed(self, changed: tuple[Annotation, ...]) -> None:
        for viewport in self.viewports:
            if viewport.frame is not None and is_any_on(viewport.frame.ref, changed):
                self.viewport_changed.emit(viewport)

    def _new_viewport(self) -> Viewport:
        viewport = Viewport(
            self.frames,
            documents=self._documents,
            automatic_windows=self._automatic_windows,
            annotations=self.annotations,
        )
        viewport.show_texts(text=self.shows_text, patient=self.shows_patient)
        viewport.changed.connect(self.viewport_changed.emit)
        return viewport

    def _follow(self, cut: Mapping[SeriesUid, Sequence[DisplaySet]]) -> None:
        """Keep each viewport at its image in whichever display set that is in now."""
        for viewport in self.viewports:
            shown = viewport.display_set
            if shown is None or shown.series_uid not in cut:
                continue
            successors = cut[shown.series_uid]
            holding = [s for s in successors if _holds(s, viewport.wanted)]
            same = [s for s in successors if s.key == shown.key]
            if successor := next(iter(holding or same), None):
                viewport.update_display_set(successor)

    def _not_shown(self) -> Sequence[DisplaySet]:
        shown = {v.display_set.key for v in self.viewports if v.display_set is not None}
        return [s for s in self.display_sets if s.is_showable and s.key not in shown]


def _holds(display_set: DisplaySet, wanted: FrameRef | None) -> bool:
    if wanted is None:
        return False
    # By UID first: comparing paths is slow, and stacks hold thousands.
    uid = wanted.sop_instance_uid
    return any(ref.sop_instance_uid == uid and ref.is_at(wanted) for ref in display_set.frames)
