"""The main window: images in the middle, panels around them; it follows the workspace."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.base.lanes import JobStatus
from viewer.commands.command import call
from viewer.commands.context import Context
from viewer.commands.menus import CONTEXT_MENU, MENU_BAR, TOOL_BAR
from viewer.commands.shortcuts import DEFAULT_KEYS
from viewer.frames.store import FrameFailure
from viewer.frames.thumbnails import Thumbnail
from viewer.model.display_set import DisplaySet
from viewer.qt.actions import Actions
from viewer.qt.browser.browser_panel import BrowserPanel
from viewer.qt.docks import Dock, stacked
from viewer.qt.face import WindowFace
from viewer.qt.folding import Folding
from viewer.qt.icons import application_icon
from viewer.qt.menus import MenuBuilder, ToolBar, theme_menu
from viewer.qt.messages import MessageArea
from viewer.qt.notice_bar import NoticeBar
from viewer.qt.panels.empty_panel import EmptyPanel
from viewer.qt.panels.inspector import Inspector
from viewer.qt.panels.problems_panel import ProblemsPanel
from viewer.qt.panels.series_strip import SeriesStrip
from viewer.qt.panels.status_bar import StatusBar
from viewer.qt.parts import Parts
from viewer.qt.session_state import SessionState
from viewer.qt.tags.tag_dock import TagDock
from viewer.qt.theme import Look
from viewer.qt.viewport.drop import dropped_paths
from viewer.qt.viewport.grid_widget import GridWidget

_REFRESH_MS = 60  # panels follow the images at most this often
_WIDE_PX = 1400  # from here on there is room for the inspector
_WORDS_PX = 1180  # from here on there is room for words in the tool bar
_BROWSER_PX, _INSPECTOR_PX = 288, 264


class MainWindow(QMainWindow):
    """Puts the panels together; what is shown, and when, follows the workspace."""

    def __init__(self, parts: Parts, look: Look, session: SessionState) -> None:
        super().__init__()
        self.setWindowTitle("Radiolucent")
        self.setWindowIcon(application_icon())
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self._parts = parts
        self._look = look
        self._session = session
        self._is_inspector_chosen = False
        self._refresh_pause = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._refresh_pause.timeout.connect(self._refresh)
        self._build_panels()
        self.face = WindowFace(
            self,
            parts.registry,
            images=self.grid,
            browser=self.browser,
            browser_dock=self.browser_dock,
            problems=self.problems,
            messages=self.messages,
            folding=self.folding,
            tags=self.tags,
        )
        context = Context(
            workspace=parts.workspace,
            frames=parts.frames,
            archive=parts.archive,
            runner=parts.runner,
            paths=parts.paths,
            notify=self.messages.tell,
            face=self.face,
        )
        self.verbs = Actions(
            context, parts.registry, DEFAULT_KEYS, window=self, images=self.grid, look=look
        )
        self._build_menus()
        self._build_docks()
        self._connect()
        self._restore()
        self._display_sets_changed(parts.workspace.display_sets)
        look.put_on()

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open files and folders."""
        if paths:
            self.verbs.run(call("study.open_paths", paths=tuple(paths)))

    # Qt events

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        event.acceptProposedAction()
        self.open_paths(dropped_paths(event.mimeData()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the images their share of a small window."""
        super().resizeEvent(event)
        self.tool_bar.set_worded(is_worded=self.width() >= _WORDS_PX)
        if not self._is_inspector_chosen and not self.folding.is_folded:
            self.inspector_dock.setVisible(self.width() >= _WIDE_PX)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keys to the images."""
        super().showEvent(event)
        if self._session.docks.isEmpty():
            docks = [self.browser_dock, self.inspector_dock]
            self.resizeDocks(docks, [_BROWSER_PX, _INSPECTOR_PX], Qt.Orientation.Horizontal)
        self._page.setFocus(Qt.FocusReason.OtherFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the shape of the window."""
        self.folding.unfold()
        self._session.keep_shape(self.saveGeometry(), self.saveState())
        self._session.save()
        super().closeEvent(event)

    # How it is built

    def _build_panels(self) -> None:
        parts, look = self._parts, self._look
        self.browser = BrowserPanel(parts.archive, look)
        self.strip = SeriesStrip(look)
        self.grid = GridWidget(parts.workspace)
        self.empty = EmptyPanel(look)
        self.problems = ProblemsPanel(look)
        self.problems.hide()
        self.notice = NoticeBar(look)
        self.status = StatusBar(look)
        self.setStatusBar(self.status)
        self._page: QWidget = self.empty
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.grid)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._pages)
        split.addWidget(self.problems)
        split.setStretchFactor(0, 1)
        split.setCollapsible(0, False)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notice)
        layout.addWidget(split, 1)
        self.setCentralWidget(centre)
        self.messages = MessageArea(self._pages, look)
        self.browser_dock = Dock(
            tr("Studies"),
            name="studies",
            picture="panel-left",
            content=stacked(self.browser, self.strip),
            look=look,
        )
        self.tags = TagDock(parts.workspace, parts.runner, look, self)
        self.folding = Folding(self.tags, self.problems)

    def _build_menus(self) -> None:
        self._menu_builder = builder = MenuBuilder(self.verbs, self._parts.workspace, self._look)
        builder.fill_menu_bar(self.menuBar(), MENU_BAR)
        self.tool_bar = ToolBar(TOOL_BAR, builder, self.verbs, self._look)
        self.addToolBar(self.tool_bar)
        self._context_menu = QMenu(self)
        builder.fill(self._context_menu, CONTEXT_MENU)

    def _build_docks(self) -> None:
        look = self._look
        self.inspector = Inspector(look, self.verbs.run)
        self.inspector_dock = Dock(
            tr("Inspector"),
            name="inspector",
            picture="panel-right",
            content=self.inspector,
            look=look,
        )
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.browser_dock)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.inspector_dock)
        docks = [self.browser_dock, self.inspector_dock]
        self.folding.add(*docks, self.tool_bar, self.status, self.menuBar())
        view = self.menuBar().actions()[1].menu()
        if isinstance(view, QMenu):
            view.addSeparator()
            view.addActions([dock.toggleViewAction() for dock in docks])
            self.tool_bar.add_at_end([dock.toggleViewAction() for dock in docks])
            view.addMenu(theme_menu(look, view))
        self.inspector_dock.toggleViewAction().triggered.connect(self._keep_inspector)

    def _connect(self) -> None:
        parts = self._parts
        run = self.verbs.run
        workspace = parts.workspace
        workspace.display_sets_changed.connect(self._display_sets_changed)
        workspace.viewport_changed.connect(self._refresh_soon)
        workspace.active_changed.connect(self._refresh_soon)
        workspace.layout_changed.connect(self._refresh_soon)
        workspace.toolset.tool_changed.connect(self._refresh_soon)
        parts.frames.frame_failed.connect(self._frame_failed)
        parts.thumbnails.arrived.connect(self._thumbnail_arrived)
        parts.runner.jobs_changed.connect(self._jobs_changed)
        self._look.changed.connect(self._session.keep_theme)
        self.browser.model.failed.connect(self.messages.tell_error)
        self.grid.menu_wanted.connect(self._open_context_menu)
        self.grid.hovered.connect(self._show_readout)
        self.grid.link_chosen.connect(lambda link: run(call("layout.show_instance", link=link)))
        self.browser.opened.connect(
            lambda study, series: run(call("study.show", study_uid=study, series_uid=series))
        )
        self.browser.remove_wanted.connect(
            lambda study: run(call("archive.remove", study_uid=study))
        )
        self.strip.chosen.connect(self._show_display_set)
        self.empty.files_wanted.connect(lambda: run(call("study.open_files")))
        self.empty.folder_wanted.connect(lambda: run(call("study.open_folder")))
        self.empty.sample_wanted.connect(lambda: run(call("study.open_sample")))
        self.problems.closed.connect(self.problems.hide)
        self.notice.accepted.connect(self._session.accept_notice)

    def _restore(self) -> None:
        self.notice.setVisible(not self._session.has_accepted_notice)
        if not self._session.geometry.isEmpty():
            self.restoreGeometry(self._session.geometry)
            self.restoreState(self._session.docks)

    # How it follows

    def _display_sets_changed(self, sets: tuple[DisplaySet, ...]) -> None:
        thumbnails = self._parts.thumbnails
        keys = {each.key for each in sets}
        thumbnails.forget(old for old in self.strip.strip.display_sets if old.key not in keys)
        thumbnails.request(sets)
        self.strip.set_display_sets(sets)
        self.strip.setVisible(bool(sets))
        self.status.set_open(sets)
        page = self.grid if sets else self.empty
        if page is not self._page:
            self._page = page
            self._pages.setCurrentWidget(page)
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.browser.refresh_soon()
        self._refresh_soon()

    def _thumbnail_arrived(self, thumbnail: Thumbnail) -> None:
        self.strip.set_picture(thumbnail.display_set_key, thumbnail.pixels)

    def _frame_failed(self, failure: FrameFailure) -> None:
        self.strip.strip.add_failed(failure.ref)
        self.face.add_problem(failure)

    def _jobs_changed(self, jobs: tuple[JobStatus, ...]) -> None:
        self.status.set_jobs(jobs)
        if not jobs:
            self.browser.refresh_soon()

    def _show_display_set(self, display_set: DisplaySet) -> None:
        self._parts.workspace.show(display_set)
        self.grid.active.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refresh_soon(self, _: object = None) -> None:
        if not self._refresh_pause.isActive():
            self._refresh_pause.start()

    def _refresh(self) -> None:
        workspace = self._parts.workspace
        self.verbs.refresh()
        self.grid.refresh_marks()
        self.inspector.follow(workspace.active, self.grid.active.marks)
        self.status.set_marks(self.grid.active.marks)
        _hide_patients(self, is_hidden=not workspace.shows_patient)
        self.strip.follow(workspace.visible_viewports, self._parts.frames.holds)
        if workspace.active.display_set is not None:
            self.strip.reveal(workspace.active.display_set.key)
        self._show_readout()

    def _show_readout(self) -> None:
        self.status.set_readout(self.grid.readout)

    def _open_context_menu(self, position: QPoint) -> None:
        self._refresh()
        self._context_menu.popup(position)

    def _keep_inspector(self) -> None:
        self._is_inspector_chosen = True


def _hide_patients(window: MainWindow, *, is_hidden: bool) -> None:
    """Privacy mode reaches every panel that tells who the patients are."""
    window.browser.model.set_private(is_hidden)
    window.browser.filters.set_private(is_hidden)
    window.strip.strip.set_private(is_hidden)
    window.problems.model.set_private(is_hidden)
