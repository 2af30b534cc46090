"""How the panels of the main window follow the program, and what they ask of it."""

from collections import Counter

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QMenu, QWidget

from viewer.base.lanes import JobStatus
from viewer.commands.command import call
from viewer.frames.store import FrameFailure
from viewer.frames.thumbnails import Thumbnail
from viewer.model.display_set import DisplaySet
from viewer.qt.actions import Actions
from viewer.qt.face import WindowFace
from viewer.qt.panels.inspector import Inspector
from viewer.qt.parts import Parts
from viewer.qt.screen_windows import ScreenWindows
from viewer.qt.settling import Settling
from viewer.qt.window_panels import WindowPanels

_LOADING_MS = 200  # nobody reads a bar faster
_REFRESH_MS = 60  # panels follow the images at most this often


class WindowWiring(QObject):
    """Hears the program and brings the window up to date, soon and once for many changes."""

    def __init__(
        self,
        panels: WindowPanels,
        parts: Parts,
        *,
        screens: ScreenWindows,
        verbs: Actions,
        inspector: Inspector,
        face: WindowFace,
        context_menu: QMenu,
    ) -> None:
        super().__init__(verbs)
        self._panels = panels
        self._parts = parts
        self._screens = screens
        self._verbs = verbs
        self._inspector = inspector
        self._face = face
        self._context_menu = context_menu
        self._page: QWidget = panels.empty
        self._refresh_pause = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._refresh_pause.timeout.connect(self.refresh)
        self._loading_pause = QTimer(self, singleShot=True, interval=_LOADING_MS)
        self._loading_pause.timeout.connect(self._show_loading)
        self._follow_program()
        settling = Settling(parts.workspace, parts.history, self)
        settling.save_wanted.connect(parts.kept_session.save_soon)
        self._ask_program()
        self._display_sets_changed(parts.workspace.display_sets)

    def focus_page(self) -> None:
        """Give the keys to the images, or to the page that stands in for them."""
        self._page.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh_soon(self, _: object = None) -> None:
        """Bring the panels up to date, at the next good moment."""
        if not self._refresh_pause.isActive():
            self._refresh_pause.start()

    def _show_loading_soon(self, _: object) -> None:
        if not self._loading_pause.isActive():
            self._loading_pause.start()

    def _show_loading(self) -> None:
        """Bring what is loaded up to date, which changes without anybody's doing."""
        for grid in self._screens.grids:
            grid.refresh_loading()

    def refresh(self) -> None:
        """Bring the panels up to date."""
        with self._parts.runner.right_of_way:
            self._refresh()

    def _refresh(self) -> None:
        panels, workspace = self._panels, self._parts.workspace
        strip = panels.strip
        self._verbs.refresh()
        for grid in self._screens.grids:
            grid.refresh_marks()
        marks = self._screens.active.marks
        self._inspector.reports.follow(workspace)
        self._inspector.follow(workspace.active, marks)
        keys = workspace.key_images.listed(workspace.display_sets)
        self._inspector.key_images.follow(keys)
        strip.strip.set_key_counts(Counter(shown.key for shown, _ in keys))
        panels.status.set_marks(marks)
        _hide_patients(panels, is_hidden=not workspace.shows_patient)
        self._face.set_private(not workspace.shows_patient)
        strip.follow(workspace.visible_viewports, self._parts.frames.holds)
        if workspace.active.display_set is not None:
            strip.reveal(workspace.active.display_set.key)
        active = workspace.active.display_set
        self._parts.transfers.looked_at = "" if active is None else active.series_uid
        self._show_readout()

    def _follow_program(self) -> None:
        parts, workspace = self._parts, self._parts.workspace
        workspace.display_sets_changed.connect(self._display_sets_changed)
        workspace.viewport_changed.connect(self.refresh_soon)
        workspace.active_changed.connect(self.refresh_soon)
        workspace.layout_changed.connect(self.refresh_soon)
        parts.history.changed.connect(self.refresh_soon)
        workspace.screens_changed.connect(self.refresh_soon)
        workspace.toolset.tool_changed.connect(self.refresh_soon)
        workspace.annotations.text_wanted.connect(lambda _: self._verbs.run(call("measure.label")))
        parts.kept_annotations.failed.connect(self._panels.messages.tell_error)
        parts.kept_key_images.failed.connect(self._panels.messages.tell_error)
        workspace.key_images.changed.connect(self.refresh_soon)
        parts.frames.frame_arrived.connect(self._show_loading_soon)
        parts.frames.frame_failed.connect(self._frame_failed)
        parts.thumbnails.arrived.connect(self._thumbnail_arrived)
        parts.runner.jobs_changed.connect(self._jobs_changed)

    def _ask_program(self) -> None:
        panels, run = self._panels, self._verbs.run
        panels.browser.model.failed.connect(panels.messages.tell_error)
        panels.browser.opened.connect(
            lambda study, series: run(call("study.show", study_uid=study, series_uid=series))
        )
        panels.browser.opened_on_server.connect(
            lambda name, study, series: run(
                call("study.show_on_server", node_name=name, study_uid=study, series_uid=series)
            )
        )
        for opened in (panels.browser.opened, panels.browser.opened_on_server):
            opened.connect(lambda *_: self.focus_page())
        panels.browser.fetch_wanted.connect(
            lambda name, study: run(
                call(
                    "network.retrieve",
                    node_name=name,
                    study_uid=study.study_uid,
                    study=study.title,
                )
            )
        )
        panels.browser.remove_wanted.connect(
            lambda study: run(call("archive.remove", study_uid=study))
        )
        screens = self._screens
        screens.menu_wanted.connect(self._open_context_menu)
        screens.hovered.connect(self._show_readout)
        screens.link_chosen.connect(lambda link: run(call("layout.show_instance", link=link)))
        screens.state_chosen.connect(lambda uid: run(call("presentation.choose", uid=uid)))
        panels.strip.chosen.connect(self._show_display_set)
        panels.empty.files_wanted.connect(lambda: run(call("study.open_files")))
        panels.empty.folder_wanted.connect(lambda: run(call("study.open_folder")))
        panels.empty.query_wanted.connect(lambda: run(call("network.query")))
        panels.empty.sample_wanted.connect(lambda: run(call("study.open_sample")))
        panels.problems.closed.connect(panels.problems.hide)
        panels.problems.why_wanted.connect(lambda path: run(call("study.why_file", path=path)))
        panels.grid.why_wanted.connect(lambda: run(call("study.why")))

    def _display_sets_changed(self, sets: tuple[DisplaySet, ...]) -> None:
        panels, thumbnails = self._panels, self._parts.thumbnails
        strip = panels.strip
        keys = {each.key for each in sets}
        thumbnails.forget(old for old in strip.strip.display_sets if old.key not in keys)
        thumbnails.request(sets)
        strip.set_display_sets(sets)
        strip.setVisible(bool(sets))
        panels.status.set_open(sets)
        page = panels.grid if sets else panels.empty
        if page is not self._page:
            self._page = page
            panels.pages.setCurrentWidget(page)
            self.focus_page()
        panels.browser.refresh_soon()
        self.refresh_soon()

    def _thumbnail_arrived(self, thumbnail: Thumbnail) -> None:
        self._panels.strip.set_picture(thumbnail.display_set_key, thumbnail.pixels)

    def _frame_failed(self, failure: FrameFailure) -> None:
        self._panels.strip.strip.add_failed(failure.ref)
        self._face.add_problem(failure)

    def _jobs_changed(self, jobs: tuple[JobStatus, ...]) -> None:
        self._panels.status.set_jobs(jobs)
        if jobs:
            self._panels.browser.refresh_meanwhile()
        else:
            self._panels.browser.refresh_soon()

    def _show_display_set(self, display_set: DisplaySet) -> None:
        self._parts.workspace.show(display_set)
        self._screens.active.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_readout(self) -> None:
        readouts = (grid.readout for grid in self._screens.grids)
        self._panels.status.set_readout(next(filter(None, readouts), None))

    def _open_context_menu(self, position: QPoint) -> None:
        self.refresh()
        self._context_menu.popup(position)


def _hide_patients(panels: WindowPanels, *, is_hidden: bool) -> None:
    """Privacy mode reaches every panel that tells who the patients are."""
    panels.browser.model.set_private(is_hidden)
    panels.browser.filters.set_private(is_hidden)
    panels.strip.strip.set_private(is_hidden)
    panels.problems.model.set_private(is_hidden)
