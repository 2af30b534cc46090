"""The real window without a display, driven like a user would."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QMimeData,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from viewer.app.build import Program, build
from viewer.base.paths import app_paths
from viewer.qt.bridge import GuiBridge
from viewer.qt.main_window import MainWindow
from viewer.qt.session_state import SessionState
from viewer.qt.theme import THEMES, Look
from viewer.qt.viewport.image_canvas import ImageCanvas
from viewer.workspace.viewport import Viewport
from viewer.workspace.workspace import Workspace

_LIMIT_S = 90.0  # a condition that comes ends the wait at once: only a hang takes so long


def let_run(wait_ms: int) -> None:
    """Let the event loop turn; unlike QTest.qWait this leaves the interpreter to other threads."""
    loop = QEventLoop()
    QTimer.singleShot(wait_ms, loop.quit)
    loop.exec()


@dataclass
class OpenWindow:
    """The window with what is behind it."""

    window: MainWindow
    program: Program
    look: Look

    @property
    def workspace(self) -> Workspace:
        return self.program.parts.workspace

    @property
    def viewport(self) -> Viewport:
        return self.workspace.active

    @property
    def canvas(self) -> ImageCanvas:
        return self.window.grid.active.canvas

    def wait(self, condition: Callable[[], object], limit_s: float = _LIMIT_S) -> None:
        """Let the event loop turn until `condition` holds."""
        deadline = time.monotonic() + limit_s
        while not condition():
            assert time.monotonic() < deadline, "the window did not get there in time"
            let_run(5)

    def settle(self) -> None:
        """Wait until nothing is opened, decoded or waiting to be painted."""
        self.wait(lambda: not self.program.parts.runner.jobs)
        visible = self.workspace.visible_viewports
        self.wait(lambda: not any(viewport.is_loading for viewport in visible))
        let_run(150)

    def drop(self, *paths: Path) -> None:
        """Drop files and folders on the middle of the window, as a file manager does."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        self.drop_data(data, self.window, self.window.rect().center())

    def drop_data(self, data: QMimeData, target: QWidget, where: QPoint) -> None:
        """Drag `data` into `target` and let go of it."""
        actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        modifiers = Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(where, actions, data, buttons, modifiers)
        QApplication.sendEvent(target, enter)
        assert enter.isAccepted()
        drop = QDropEvent(QPointF(where), actions, data, buttons, modifiers)
        QApplication.sendEvent(target, drop)

    def drag(self, start: QPoint, end: QPoint, button: Qt.MouseButton) -> None:
        """Press in the active cell at `start`, go to `end` in steps, let go."""
        none = Qt.MouseButton.NoButton
        self._mouse(QEvent.Type.MouseButtonPress, start, button, button)
        for step in range(1, 9):
            point = start + (end - start) * (step / 8)
            self._mouse(QEvent.Type.MouseMove, point, none, button)
            let_run(5)
        self._mouse(QEvent.Type.MouseButtonRelease, end, button, none)

    def _mouse(
        self, kind: QEvent.Type, point: QPoint, button: Qt.MouseButton, held: Qt.MouseButton
    ) -> None:
        where, globally = QPointF(point), QPointF(self.canvas.mapToGlobal(point))
        none = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(self.canvas, QMouseEvent(kind, where, globally, button, held, none))


def _let_go() -> None:
    """Forget keys and buttons of an earlier test that Qt takes for held down.

    With Shift it would select otherwise, and with a button keys go to no command.
    """
    widget = QWidget()
    QTest.keyClick(widget, Qt.Key.Key_F35)
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
        if QApplication.mouseButtons() & button:
            QTest.mouseRelease(widget, button)
    widget.deleteLater()
    assert QApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier
    assert QApplication.mouseButtons() == Qt.MouseButton.NoButton


@contextmanager
def open_window(app: QApplication, *, width: int = 1200, height: int = 800) -> Iterator[OpenWindow]:
    """Build the program in the home of the test, show its window, close everything after."""
    _let_go()
    paths = app_paths().create()
    bridge = GuiBridge()
    program = build(paths, post=bridge.post)
    session = SessionState(paths.config)
    look = Look(app, THEMES[program.parts.settings.value.look.theme])
    window = MainWindow(look, session)
    window.resize(width, height)
    window.show()
    let_run(0)
    window.furnish(program.parts)  # once it is seen, as at a start
    let_run(50)
    try:
        yield OpenWindow(window, program, look)
    finally:
        window.close()
        program.close()
        let_run(0)  # what jobs had still to say goes to a window that is there
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
