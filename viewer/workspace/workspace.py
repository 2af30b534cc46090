"""Workspace: the display sets that are open and the viewports that show them."""

from collections.abc import Iterable, Mapping, Sequence

from viewer.base.jobs import InlineRunner, JobRunner
from viewer.base.owner import OwnerThread
from viewer.base.signal import Signal
from viewer.frames.store import FrameStore
from viewer.model.annotation import Annotation
from viewer.model.display_set import DisplaySet
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.layout import Grid, Layout
from viewer.model.study import InstanceRecord
from viewer.workspace.annotations import Annotations, concerns
from viewer.workspace.automatic_windows import AutomaticWindows
from viewer.workspace.cell_states import keep_places
from viewer.workspace.display import Display
from viewer.workspace.documents import Documents
from viewer.workspace.key_images import KeyImages
from viewer.workspace.linked_maps import LinkedMaps
from viewer.workspace.links import Links
from viewer.workspace.open_sets import OpenSets
from viewer.workspace.references import References
from viewer.workspace.reports import Reports
from viewer.workspace.screen import Screen
from viewer.workspace.tiling import Tiling
from viewer.workspace.toolset import Toolset
from viewer.workspace.viewport import Viewport


class Workspace:
    """Owns everything on screen.

    `display_sets_changed` sends the open display sets, `screens_changed` the windows,
    `layout_changed` a window whose cells are others now, `active_changed` the active viewport,
    `viewport_changed` a viewport to paint anew.
    """

    def __init__(self, frames: FrameStore, runner: JobRunner | None = None) -> None:
        self.display_sets_changed: Signal[tuple[DisplaySet, ...]] = Signal()
        self.screens_changed: Signal[tuple[Screen, ...]] = Signal()
        self.layout_changed: Signal[Screen] = Signal()
        self.active_changed: Signal[Viewport] = Signal()
        self.viewport_changed: Signal[Viewport] = Signal()
        self.frames, self.toolset = frames, Toolset()
        self.shows_text = self.shows_patient = True
        runner = runner or InlineRunner()
        self.open_sets = OpenSets(runner)
        self.open_sets.changed.connect(self.display_sets_changed.emit)
        self.open_sets.cut.connect(self._follow)
        self._documents = Documents(runner)
        self._linked_maps = LinkedMaps(runner, self.open_sets)
        self._linked_maps.arrived.connect(self._paint_all)
        self._owner, self._automatic_windows = OwnerThread(), AutomaticWindows()
        self.display = Display()
        self.display.changed.connect(self._paint_all)
        self.annotations = Annotations()
        self.annotations.changed.connect(self._annotations_changed)
        self.annotations.selection_changed.connect(self._annotations_changed)
        self.reports = Reports(runner, self.open_sets, self.annotations)
        self.reports.changed.connect(self._paint_all)
        self._tiling = Tiling(self.open_sets.successor)
        self.screens: tuple[Screen, ...] = (self._new_screen(),)
        self.active = self.viewports[0]
        self.links = Links(self)
        self.references = References(self, self.links)
        self.key_images = KeyImages(self, self.reports)

    # Display sets

    @property
    def display_sets(self) -> tuple[DisplaySet, ...]:
        """All that is open: studies in the order they were opened, series by number."""
        return self.open_sets.listed

    def add_records(self, records: Iterable[InstanceRecord]) -> tuple[DisplaySet, ...]:
        """Open instances, or more of what is open; returns the display sets they are in by now.

        Viewports stay at their image while its stack grows, those that nobody touched at the first.
        """
        self._owner.check()
        return self.open_sets.add(records)

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
        self.open_sets.close(study_uid)

    def close_all(self) -> None:
        """Close every study."""
        for study_uid in dict.fromkeys(s.study_uid for s in self.display_sets):
            self.close_study(study_uid)

    def show(
        self,
        display_set: DisplaySet,
        cell: int | None = None,
        *,
        index: int | None = None,
        is_choice: bool = True,
    ) -> None:
        """Show a display set in a cell, else in the active one; see `Viewport.show`."""
        self._owner.check()
        viewport = self.active if cell is None else self.viewports[cell]
        viewport.show(display_set, index=index, is_choice=is_choice)
        self.activate(viewport)

    def next_cell(self) -> int:
        """The cell after the active one, for what belongs beside it; the same if alone."""
        visible = self.visible_viewports
        place = visible.index(self.active) + 1 if self.active in visible else 0
        return self.viewports.index(visible[place % len(visible)])

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
    def viewports(self) -> tuple[Viewport, ...]:
        """The viewports of all windows."""
        return tuple(viewport for screen in self.screens for viewport in screen.viewports)

    @property
    def visible_viewports(self) -> tuple[Viewport, ...]:
        """Those that are not behind a maximised one."""
        return tuple(viewport for screen in self.screens for viewport in screen.visible_viewports)

    @property
    def screen(self) -> Screen:
        """The window that the active viewport is in."""
        return self.screen_of(self.active)

    def screen_of(self, viewport: Viewport) -> Screen:
        """The window that a viewport is in."""
        return next(screen for screen in self.screens if viewport in screen.viewports)

    def set_grid(self, grid: Grid) -> None:
        """Divide the active window into equal cells."""
        self.set_layout(grid.layout)

    def set_layout(self, layout: Layout) -> None:
        """Divide the active window; empty cells take the display sets that are not shown yet."""
        self._owner.check()
        self.screen.set_layout(layout)
        self.fill(self.screen.viewports)

    def fill(self, viewports: Iterable[Viewport]) -> None:
        """Show what is not shown yet in those that are empty."""
        shown = {v.display_set.key for v in self.viewports if v.display_set is not None}
        waiting = [s for s in self.display_sets if s.is_showable and s.key not in shown]
        empty = [viewport for viewport in viewports if viewport.display_set is None]
        for viewport, display_set in zip(empty, waiting, strict=False):
            if not self.screen_of(viewport).is_tiled:
                viewport.show(display_set)

    def toggle_maximised(self, viewport: Viewport) -> None:
        """Give the whole window to one viewport, or back to all."""
        self._owner.check()
        screen = self.screen_of(viewport)
        screen.maximise(viewport if screen.maximised is None else None)
        self.activate(viewport)

    def set_tiled(self, *, is_tiled: bool) -> None:
        """Fill the active window with the active stack, image after image; or back as before."""
        self._owner.check()
        screen = self.screen
        if is_tiled and not screen.is_tiled:
            self._tiling.begin(screen, self.active)
            self.activate(screen.viewports[0])
        elif screen.is_tiled and not is_tiled:
            self._tiling.end(screen)

    def exchange(self, one: Viewport, other: Viewport) -> None:
        """Let two cells change places, also those of two windows."""
        self._owner.check()
        screen, others = self.screen_of(one), self.screen_of(other)
        screen.exchange(one, other)
        if others is not screen:
            others.exchange(other, one)

    def open_screen(self) -> Screen:
        """Open another window, of one cell; it shows what is not shown yet."""
        self._owner.check()
        screen = self._new_screen()
        self.screens = (*self.screens, screen)
        self.screens_changed.emit(self.screens)
        self.fill(screen.viewports)
        return screen

    def close_screen(self, screen: Screen) -> None:
        """Close a window other than the first."""
        self._owner.check()
        if screen in self.screens[1:]:
            self.screens = tuple(each for each in self.screens if each is not screen)
            if self.active not in self.viewports:
                self.activate(self.viewports[0])
            self.screens_changed.emit(self.screens)
            screen.close()

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
        for screen in self.screens:
            screen.close()

    # Inside

    def _annotations_changed(self, changed: tuple[Annotation, ...]) -> None:
        for viewport in self.viewports:
            if viewport.frame is not None and concerns(viewport.frame, changed):
                self.viewport_changed.emit(viewport)

    def _new_screen(self) -> Screen:
        screen = Screen(self._new_viewport)
        screen.layout_changed.connect(self._layout_changed)
        return screen

    def _layout_changed(self, screen: Screen) -> None:
        if screen not in self.screens:
            return  # about to be opened
        is_gone = self.active not in self.viewports
        if is_gone:
            self.active = screen.viewports[0]
        self._tiling.follow(screen, screen.viewports[0])
        self.layout_changed.emit(screen)
        if is_gone:
            self.active_changed.emit(self.active)

    def _viewport_changed(self, viewport: Viewport) -> None:
        for screen in self.screens:
            if screen.is_tiled and viewport in screen.viewports:
                self._tiling.follow(screen, viewport)
        self.viewport_changed.emit(viewport)

    def _paint_all(self, _: object) -> None:
        for viewport in self.viewports:
            self.viewport_changed.emit(viewport)

    def _new_viewport(self) -> Viewport:
        viewport = Viewport(
            self.frames,
            documents=self._documents,
            automatic_windows=self._automatic_windows,
            annotations=self.annotations,
            linked_maps=self._linked_maps,
            reports=self.reports,
            display=self.display,
        )
        viewport.show_texts(text=self.shows_text, patient=self.shows_patient)
        viewport.changed.connect(self._viewport_changed)
        return viewport

    def _follow(self, cut: Mapping[SeriesUid, Sequence[DisplaySet]]) -> None:
        keep_places(self.viewports, cut)
