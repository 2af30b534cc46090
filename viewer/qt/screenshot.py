"""A picture of the window once its images are painted: for a machine without a display."""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from viewer.qt.main_window import MainWindow
from viewer.qt.parts import Parts

_LOOK_MS = 100
_PATIENCE_S = 120.0
_SETTLE_LOOKS = 5  # quiet looks in a row before the picture is taken


class Screenshot(QObject):
    """Waits until nothing is loading, saves the picture and ends the event loop."""

    def __init__(self, window: MainWindow, parts: Parts, file: Path) -> None:
        super().__init__(window)
        self._window = window
        self._parts = parts
        self._file = file
        self._quiet = 0
        self._deadline = time.monotonic() + _PATIENCE_S
        self._is_saved = False
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin to look: what is to be shown has been asked for."""
        self._timer.start()

    def finish(self) -> int:
        """Print where the picture is; the exit code is 1 where it could not be saved."""
        if not self._is_saved:
            sys.stderr.write(f"radiolucent: the picture could not be saved: {self._file}\n")
            return 1
        sys.stdout.write(f"Screenshot saved: {self._file.resolve()}\n")
        return 0

    def _look(self) -> None:
        self._quiet = 0 if self._is_busy() else self._quiet + 1
        if self._quiet >= _SETTLE_LOOKS or time.monotonic() > self._deadline:
            self._timer.stop()
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._is_saved = self._window.grab().save(str(self._file), "PNG")
            QCoreApplication.quit()

    def _is_busy(self) -> bool:
        workspace = self._parts.workspace
        is_loading = any(viewport.is_loading for viewport in workspace.visible_viewports)
        shown = [s for s in workspace.display_sets if s.is_showable]
        is_bare = any(self._parts.thumbnails.peek(s) is None for s in shown)
        return bool(self._parts.runner.jobs) or is_loading or is_bare
