"""The main window: images in the middle, panels around them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QMenu

from viewer.base.i18n import tr
from viewer.qt.icons import application_icon
from viewer.qt.narrowing import Narrowing
from viewer.qt.panels.empty_panel import EmptyPanel
from viewer.qt.session_state import SessionState
from viewer.qt.theme import Look
from viewer.qt.viewport.drop import dropped_paths

if TYPE_CHECKING:
    from viewer.qt.actions import Actions
    from viewer.qt.parts import Parts

_WIDE_PX = 1400  # from here on there is room for the inspector
_NARROW_PX = 760  # and from here on for the list of studies
_BROWSER_PX, _INSPECTOR_PX = 288, 264


class MainWindow(QMainWindow):
    """A window with a place to begin; `furnish` puts everything else into it.

    Without furniture it needs few modules and can be seen while the others load (P2): what
    `furnish` needs is imported there. `WindowWiring` has the panels follow the workspace.
    """

    def __init__(self, look: Look, session: SessionState) -> None:
        super().__init__()
        self.setWindowTitle("Radiolucent")
        self.setWindowIcon(application_icon())
        self.resize(1440, 900)
        self._look = look
        self._session = session
        self._is_furnished = self._is_placed = False
        self._narrowing = Narrowing()
        self.empty = EmptyPanel(look)
        self.setCentralWidget(self.empty)
        if not session.geometry.isEmpty():
            self.restoreGeometry(session.geometry)
        look.put_on_alone(self.empty)

    def furnish(self, parts: "Parts") -> None:
        """Build menus and panels; keys and clicks that come meanwhile wait in Qt's queue."""
        from viewer.qt.face import WindowFace
        from viewer.qt.screen_windows import ScreenWindows
        from viewer.qt.window_panels import build_panels
        from viewer.qt.window_wiring import WindowWiring

        session, look = self._session, self._look
        self._parts = parts
        self.panels = panels = build_panels(self, self.empty, parts, look)
        self.browser, self.browser_dock = panels.browser, panels.browser_dock
        self.strip, self.grid = panels.strip, panels.grid
        self.problems, self.notice, self.status = panels.problems, panels.notice, panels.status
        self.messages, self.tags, self.folding = panels.messages, panels.tags, panels.folding
        self.face = WindowFace(self, parts, panels, look)
        self.verbs = self._make_verbs(parts)
        self.face.verbs = self.verbs
        parts.settings.changed.connect(self.verbs.follow)
        self._build_menus()
        self._build_docks()
        self.screens = ScreenWindows(self.grid, parts.workspace, self.verbs, session)
        self._wiring = WindowWiring(
            panels,
            parts,
            screens=self.screens,
            verbs=self.verbs,
            inspector=self.inspector,
            face=self.face,
            context_menu=self.context_menu,
        )
        parts.settings.changed.connect(look.follow)
        parts.settings.failed.connect(self.messages.tell_error)
        self.notice.accepted.connect(session.accept_notice)
        self.notice.setVisible(not session.has_accepted_notice)
        look.put_on()
        self.empty.setStyleSheet("")
        self.setAcceptDrops(True)
        self._is_furnished = True
        if self.isVisible():
            self._settle()

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open files and folders."""
        from viewer.commands.command import call

        if paths:
            self.verbs.run(call("study.open_paths", paths=tuple(paths)))

    # Qt events

    def event(self, event: QEvent) -> bool:
        """Paint before others go on reading files (P10)."""
        if event.type() == QEvent.Type.UpdateRequest and self._is_furnished:
            with self._parts.runner.right_of_way:
                return super().event(event)
        return super().event(event)

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
        if self._is_furnished:
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keys to the images."""
        super().showEvent(event)
        if self._is_furnished:
            self._settle()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the shape of the window; the others go with it."""
        if self._is_furnished:
            self.screens.close_all()
            self.face.network.close()
            self.folding.unfold()
            self._narrowing.widen()
            self._session.keep_shape(self.saveGeometry(), self.saveState())
            self._session.save()
        super().closeEvent(event)

    # How it is built

    def _make_verbs(self, parts: "Parts") -> "Actions":
        from viewer.commands.context import Context
        from viewer.commands.offers import keys_in_force
        from viewer.qt.actions import Actions

        context = Context(
            workspace=parts.workspace,
            history=parts.history,
            hangings=parts.hangings,
            frames=parts.frames,
            archive=parts.archive,
            runner=parts.runner,
            paths=parts.paths,
            settings=parts.settings,
            servers=parts.servers,
            notify=self.messages.tell,
            face=self.face,
            transfers=parts.transfers,
            kept_annotations=parts.kept_annotations,
            audit=parts.audit.record,
        )
        keys = keys_in_force(parts.settings.value.keys.changed, parts.registry)
        return Actions(
            context, parts.registry, keys, window=self, images=self.grid, look=self._look
        )

    def _build_menus(self) -> None:
        from viewer.commands.menus import CONTEXT_MENU, MENU_BAR, TOOL_BAR
        from viewer.qt.lesion_menus import lesion_menus
        from viewer.qt.menus import MenuBuilder, ToolBar
        from viewer.qt.study_menus import study_menus

        workspace = self._parts.workspace
        fillers = {
            **study_menus(self._parts, self.verbs),
            **lesion_menus(workspace.annotations, self.verbs.run),
        }
        self._menu_builder = builder = MenuBuilder(self.verbs, workspace, self._look, fillers)
        builder.fill_menu_bar(self.menuBar(), MENU_BAR)
        self.tool_bar = ToolBar(TOOL_BAR, builder, self.verbs, self._look)
        self.addToolBar(self.tool_bar)
        self.context_menu = QMenu(self)
        builder.fill(self.context_menu, CONTEXT_MENU)

    def _build_docks(self) -> None:
        from viewer.qt.docks import Dock
        from viewer.qt.menus import theme_menu
        from viewer.qt.panels.inspector import Inspector

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
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        docks = [self.browser_dock, self.inspector_dock]
        self.folding.add(*docks, self.tool_bar, self.status, self.menuBar())
        view = next(a.menu() for a in self.menuBar().actions() if a.text() == tr("&View"))
        if isinstance(view, QMenu):
            view.addSeparator()
            view.addActions([dock.toggleViewAction() for dock in docks])
            self.tool_bar.add_at_end([dock.toggleViewAction() for dock in docks])
            view.addMenu(theme_menu(self._parts.settings, view))
        self.messages.live_in(self.inspector_dock, self.browser_dock)
        self._narrowing.add(self.inspector_dock, _WIDE_PX)
        self._narrowing.add(self.browser_dock, _NARROW_PX)

    def _settle(self) -> None:
        """Give the tool bar its buttons, the docks their sizes, and the keys to the images."""
        self._fit()
        if not self._is_placed:
            self._is_placed = True
            QTimer.singleShot(0, self._place_docks)  # Qt lays them out first, and shows them all
        self._wiring.focus_page()

    def _place_docks(self) -> None:
        if self._session.docks.isEmpty():
            docks = [self.browser_dock, self.inspector_dock]
            self.resizeDocks(docks, [_BROWSER_PX, _INSPECTOR_PX], Qt.Orientation.Horizontal)
        else:
            self.restoreState(self._session.docks)
        self._fit()

    def _fit(self) -> None:
        """Leave the images their share of a small window."""
        self.tool_bar.fit(self.width())
        if not self.folding.is_folded:
            self._narrowing.fit(self.width())
