"""ScreenWindows: the windows beside the main one, each with the cells of one screen."""

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from viewer.base.i18n import tr
from viewer.qt.actions import Actions
from viewer.qt.icons import application_icon
from viewer.qt.session_state import SessionState
from viewer.qt.viewport.grid_widget import GridWidget
from viewer.qt.viewport.viewport_widget import ViewportWidget
from viewer.workspace.screen import Screen
from viewer.workspace.workspace import Workspace


class ScreenWindows(QObject):
    """Follows the screens of the workspace: opens, places and closes their windows.

    The main window shows the first screen; every other one has a window here, placed where the
    window of that number was last time.
    """

    menu_wanted = Signal(QPoint)
    hovered = Signal()
    link_chosen = Signal(object)  # model.document.Link
    state_chosen = Signal(str)  # SOP Instance UID

    def __init__(
        self, main: GridWidget, workspace: Workspace, verbs: Actions, session: SessionState
    ) -> None:
        super().__init__(verbs)
        self._main = main
        self._workspace = workspace
        self._verbs = verbs
        self._session = session
        self._is_ending = False
        self.windows: list[ScreenWindow] = []
        self._listen(main)
        workspace.screens_changed.connect(self._screens_changed)
        workspace.active_changed.connect(self._raise_active)

    @property
    def grids(self) -> tuple[GridWidget, ...]:
        """The cells of all windows."""
        return (self._main, *(window.grid for window in self.windows))

    @property
    def active(self) -> ViewportWidget:
        """The active cell, whichever window it is in."""
        screen = self._workspace.screen
        return next(grid for grid in self.grids if grid.screen_shown is screen).active

    def close_all(self) -> None:
        """Remember where the windows are, and close them with the main one."""
        self._is_ending = True
        self._session.keep_screens([window.saveGeometry() for window in self.windows])
        for window in self.windows:
            window.close()

    def _screens_changed(self, screens: tuple[Screen, ...]) -> None:
        for window in [w for w in self.windows if w.grid.screen_shown not in screens]:
            self.windows.remove(window)
            window.hide()
            window.deleteLater()
        known = [window.grid.screen_shown for window in self.windows]
        for screen in screens[1:]:
            if screen not in known:
                self._open(screen)

    def _open(self, screen: Screen) -> None:
        number = len(self.windows)
        window = ScreenWindow(GridWidget(self._workspace, screen), number + 2)
        self.windows.append(window)
        self._listen(window.grid)
        self._verbs.serve(window, window.grid)
        window.closed.connect(lambda: self._closed(screen))
        places = self._session.screens
        if number < len(places):
            window.restoreGeometry(places[number])
        else:
            _place_beside(window, self._main.window())
        window.show()

    def _closed(self, screen: Screen) -> None:
        """Let the screen go with its window, except at the end: it comes back at the next start."""
        if not self._is_ending:
            # Later: Qt still works on the window that is being closed.
            QTimer.singleShot(0, self, lambda: self._workspace.close_screen(screen))

    def _listen(self, grid: GridWidget) -> None:
        grid.menu_wanted.connect(self.menu_wanted)
        grid.hovered.connect(self.hovered)
        grid.link_chosen.connect(self.link_chosen)
        grid.state_chosen.connect(self.state_chosen)

    def _raise_active(self, _: object) -> None:
        """Bring the keys to the window of the active cell, where another one of ours has them."""
        window = self.active.window()
        if not window.isActiveWindow() and any(w.isActiveWindow() for w in self._all_windows()):
            window.activateWindow()
            self.active.setFocus(Qt.FocusReason.OtherFocusReason)

    def _all_windows(self) -> list[QWidget]:
        return [self._main.window(), *self.windows]


class ScreenWindow(QMainWindow):
    """A window of images only."""

    closed = Signal()

    def __init__(self, grid: GridWidget, number: int) -> None:
        super().__init__()
        self.grid = grid
        self.setWindowTitle(tr("Radiolucent, window {number}").format(number=number))
        self.setWindowIcon(application_icon())
        self.setCentralWidget(grid)
        self.resize(960, 720)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell of it."""
        super().closeEvent(event)
        self.closed.emit()


def _place_beside(window: QWidget, main: QWidget) -> None:
    """Fill another monitor where there is one, else stand a little off the main window."""
    here = main.screen()
    others = [screen for screen in here.virtualSiblings() if screen is not here]
    if others:
        window.setGeometry(others[0].availableGeometry())
        window.setWindowState(Qt.WindowState.WindowMaximized)
    else:
        window.move(main.pos() + QPoint(48, 48))
