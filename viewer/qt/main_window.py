"""The main window: images in the middle, panels around them; it follows the workspace."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import (
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFileDialog,
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
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.menus import CONTEXT_MENU, MENU_BAR, TOOL_BAR
from viewer.commands.shortcuts import DEFAULT_KEYS
from viewer.frames.thumbnails import Thumbnail
from viewer.model.display_set import DisplaySet
from viewer.qt.actions import Actions
from viewer.qt.browser.browser_panel import BrowserPanel
from viewer.qt.dialogs.about import AboutDialog
from viewer.qt.dialogs.shortcuts_dialog import ShortcutsDialog
from viewer.qt.docks import Dock
from viewer.qt.icons import application_icon
from viewer.qt.menus import MenuBuilder, ToolBar
from viewer.qt.messages import MessageArea, Offer
from viewer.qt.notice_bar import NoticeBar
from viewer.qt.panels.empty_panel import EmptyPanel
from viewer.qt.panels.inspector import Inspector
from viewer.qt.panels.problems_panel import ProblemsPanel
from viewer.qt.panels.series_strip import SeriesStrip
from viewer.qt.panels.status_bar import StatusBar
from viewer.qt.parts import Parts
from viewer.qt.session_state import SessionState
from viewer.qt.text import count_text
from viewer.qt.theme import THEMES, Look
from viewer.qt.viewport.drop import dropped_paths
from viewer.qt.viewport.grid_widget import GridWidget
from viewer.render.readout import Readout
from viewer.workflows.open_paths import OpenReport

_REFRESH_MS = 60  # panels follow the images at most this often
_WIDE_PX = 1400  # from here on there is room for the inspector
_WORDS_PX = 1180  # from here on there is room for words in the tool bar
_BROWSER_PX = 288


class MainWindow(QMainWindow):
    """Puts the panels together and is the face of the commands."""

    def __init__(self, parts: Parts, look: Look, session: SessionState) -> None:
        super().__init__()
        self.setWindowTitle("Radiolucent")
        self.setWindowIcon(application_icon())
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self._parts = parts
        self._look = look
        self._session = session
        self._hidden: list[QWidget] = []
        self._is_inspector_chosen = False
        self._refresh_pause = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._refresh_pause.timeout.connect(self._refresh)
        self._build_panels()
        context = Context(
            workspace=parts.workspace,
            frames=parts.frames,
            archive=parts.archive,
            runner=parts.runner,
            paths=parts.paths,
            notify=self.messages.tell,
            face=self,
        )
        self.verbs = Actions(
            context, parts.registry, DEFAULT_KEYS, window=self, images=self.grid, look=look
        )
        self._build_menus()
        self._build_docks()
        self._connect()
        self._restore()
        self._display_sets_changed(parts.workspace.display_sets)

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open files and folders."""
        if paths:
            self.verbs.run(call("study.open_paths", paths=tuple(paths)))

    # The face of the commands

    def choose_files(self) -> Sequence[Path]:
        """Ask for files."""
        names, _ = QFileDialog.getOpenFileNames(self, tr("Open files"))
        return [Path(name) for name in names]

    def choose_folder(self) -> Path | None:
        """Ask for a folder."""
        name = QFileDialog.getExistingDirectory(self, tr("Open folder"))
        return Path(name) if name else None

    def show_problems(self, report: OpenReport) -> None:
        """Tell how many files failed, and offer the list."""
        self.problems.set_problems([(failure.path, failure.reason) for failure in report.failed])
        count = count_text(len(report.failed), tr("file"), tr("files"))
        notice = Notice(Tone.WARNING, tr("{count} could not be shown.").format(count=count))
        self.messages.tell(notice, Offer(tr("Show the list"), self.problems.show))

    def show_about(self) -> None:
        """Open the About window."""
        AboutDialog(self).open()

    def show_shortcuts(self) -> None:
        """Open the list of keys."""
        ShortcutsDialog(self._parts.registry, DEFAULT_KEYS, self).open()

    def focus_search(self) -> None:
        """Go to the search box, out of hiding if need be."""
        self._browser_dock.show()
        self.browser.focus_search()

    def toggle_panels(self) -> None:
        """Hide everything but the images, or bring it back."""
        if self._hidden:
            for widget in self._hidden:
                widget.show()
            self._hidden = []
            return
        panels = (
            self._browser_dock, self._inspector_dock, self._tool_bar, self._status,
            self.menuBar(), self.problems,
        )  # fmt: skip
        self._hidden = [widget for widget in panels if widget.isVisible()]
        for widget in self._hidden:
            widget.hide()
        self.grid.active.setFocus(Qt.FocusReason.OtherFocusReason)
        self.messages.tell(Notice(Tone.NOTE, tr("The Tab key brings the panels back.")))

    def quit(self) -> None:
        """Close the window, and with it the program."""
        self.close()

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
        self._tool_bar.set_worded(is_worded=self.width() >= _WORDS_PX)
        if not self._is_inspector_chosen and not self._hidden:
            self._inspector_dock.setVisible(self.width() >= _WIDE_PX)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keys to the images."""
        super().showEvent(event)
        self.grid.active.setFocus(Qt.FocusReason.OtherFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the shape of the window."""
        if self._hidden:
            self.toggle_panels()
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
        self._notice = NoticeBar(look)
        self._status = StatusBar(look)
        self.setStatusBar(self._status)
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
        layout.addWidget(self._notice)
        layout.addWidget(split, 1)
        self.setCentralWidget(centre)
        self.messages = MessageArea(self._pages, look)

    def _build_menus(self) -> None:
        builder = MenuBuilder(self.verbs, self._parts.workspace)
        builder.fill_menu_bar(self.menuBar(), MENU_BAR)
        self._tool_bar = ToolBar(TOOL_BAR, builder, self.verbs, self._look)
        self.addToolBar(self._tool_bar)
        self._context_menu = QMenu(self)
        builder.fill(self._context_menu, CONTEXT_MENU)

    def _build_docks(self) -> None:
        look = self._look
        self.inspector = Inspector(look, self.verbs.run)
        side = QSplitter(Qt.Orientation.Vertical)
        side.addWidget(self.browser)
        side.addWidget(self.strip)
        side.setSizes([420, 380])
        side.setChildrenCollapsible(False)
        self._browser_dock = Dock(tr("Studies"), "studies", side, look, self)
        self._inspector_dock = Dock(tr("Inspector"), "inspector", self.inspector, look, self)
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self._browser_dock)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._inspector_dock)
        docks = [self._browser_dock, self._inspector_dock]
        self.resizeDocks(docks, [_BROWSER_PX, 264], Qt.Orientation.Horizontal)
        view = self.menuBar().actions()[1].menu()
        if isinstance(view, QMenu):
            view.addSeparator()
            view.addActions([dock.toggleViewAction() for dock in docks])
            view.addMenu(self._theme_menu(view))
        self._inspector_dock.toggleViewAction().triggered.connect(self._choose_inspector)

    def _theme_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(tr("Theme"), parent)
        group = QActionGroup(menu)
        for theme, title in zip(THEMES.values(), (tr("Dark"), tr("Light")), strict=True):
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(theme is self._look.theme)
            action.triggered.connect(lambda _, chosen=theme: self._look.set_theme(chosen))
            group.addAction(action)
        return menu

    def _connect(self) -> None:
        parts = self._parts
        run = self.verbs.run
        workspace = parts.workspace
        workspace.display_sets_changed.connect(self._display_sets_changed)
        workspace.viewport_changed.connect(self._refresh_soon)
        workspace.active_changed.connect(self._refresh_soon)
        workspace.layout_changed.connect(self._refresh_soon)
        workspace.toolset.tool_changed.connect(self._refresh_soon)
        parts.thumbnails.arrived.connect(self._thumbnail_arrived)
        parts.runner.jobs_changed.connect(self._jobs_changed)
        self._look.changed.connect(self._theme_changed)
        self.grid.menu_wanted.connect(self._open_context_menu)
        self.grid.hovered.connect(self._show_readout)
        self.browser.opened.connect(
            lambda study, series: run(call("study.show", study_uid=study, series_uid=series))
        )
        self.strip.chosen.connect(self._show_display_set)
        self.empty.files_wanted.connect(lambda: run(call("study.open_files")))
        self.empty.folder_wanted.connect(lambda: run(call("study.open_folder")))
        self.empty.sample_wanted.connect(lambda: run(call("study.open_sample")))
        self.problems.closed.connect(self.problems.hide)
        self._notice.accepted.connect(self._session.accept_notice)

    def _restore(self) -> None:
        self._notice.setVisible(not self._session.has_accepted_notice)
        if not self._session.geometry.isEmpty():
            self.restoreGeometry(self._session.geometry)
            self.restoreState(self._session.docks)

    # How it follows

    def _display_sets_changed(self, sets: tuple[DisplaySet, ...]) -> None:
        self.strip.set_display_sets(sets)
        self._parts.thumbnails.request(sets)
        self._pages.setCurrentWidget(self.grid if sets else self.empty)
        self.browser.refresh_soon()
        self._refresh_soon()

    def _thumbnail_arrived(self, thumbnail: Thumbnail) -> None:
        self.strip.set_picture(thumbnail.display_set_key, thumbnail.pixels)

    def _jobs_changed(self, jobs: tuple[JobStatus, ...]) -> None:
        self._status.set_jobs(jobs)
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
        marks = self.grid.active.marks
        self.verbs.refresh()
        self.grid.refresh_marks()
        self.inspector.follow(workspace.active, marks)
        self._status.set_marks(marks)
        shown = [viewport.display_set for viewport in workspace.visible_viewports]
        self.strip.strip.set_shown(frozenset(each.key for each in shown if each is not None))
        self._show_readout()

    def _show_readout(self) -> None:
        cells = self.grid.cells
        readout = next((cell.canvas.readout for cell in cells if cell.canvas.readout), None)
        self._status.set_readout(*_readout_texts(readout))

    def _open_context_menu(self, position: QPoint) -> None:
        self._refresh()
        self._context_menu.popup(position)

    def _theme_changed(self, _: object) -> None:
        self._session.theme = self._look.theme
        self._refresh_soon()

    def _choose_inspector(self) -> None:
        self._is_inspector_chosen = True


def _readout_texts(readout: Readout | None) -> tuple[str, str]:
    if readout is None:
        return "", ""
    if readout.point_lps is None:
        place = f"x {readout.column}  y {readout.row} px"
    else:
        x, y, z = readout.point_lps
        place = f"x {x:.1f}  y {y:.1f}  z {z:.1f} mm"
    return place, readout.value_text
