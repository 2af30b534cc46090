"""The real program in this process, offscreen, for measurements on the GUI thread."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from viewer.app.build import Program, build
from viewer.app.gui import SWITCH_S
from viewer.app.running import load_readers
from viewer.base.jobs import Lane
from viewer.base.paths import app_paths
from viewer.qt.bridge import GuiBridge
from viewer.qt.main_window import MainWindow
from viewer.qt.session_state import SessionState
from viewer.qt.theme import THEMES, Look


@dataclass(frozen=True, slots=True)
class RunningProgram:
    """The window and what it stands on."""

    app: QApplication
    window: MainWindow
    program: Program

    def spin_until(self, is_done: Callable[[], bool], *, limit_s: float = 60) -> None:
        """Run the event loop until `is_done`; raises TimeoutError."""
        loop, deadline = QEventLoop(), time.monotonic() + limit_s
        look = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=1)
        look.timeout.connect(lambda: (is_done() or time.monotonic() > deadline) and loop.quit())
        look.start()
        loop.exec()
        if not is_done():
            raise TimeoutError

    def settle(self) -> None:
        """Wait until no job is listed and nothing is loading."""
        parts = self.program.parts
        self.spin_until(lambda: not parts.runner.jobs)
        until = time.monotonic() + 0.3
        self.spin_until(lambda: time.monotonic() > until)

    def open(self, folder: Path) -> None:
        """Open a folder and wait for everything in it."""
        self.window.open_paths([folder])
        self.settle()


@contextmanager
def running_program(home: Path) -> Iterator[RunningProgram]:
    """Build the program as `app.gui` does, without its event loop."""
    sys.setswitchinterval(SWITCH_S)
    app = QApplication.instance() or QApplication(["radiolucent"])
    assert isinstance(app, QApplication)
    paths = app_paths(home).create()
    bridge = GuiBridge()
    program = build(paths, post=bridge.post)
    session = SessionState(paths.config)
    window = MainWindow(Look(app, THEMES[program.parts.settings.value.look.theme]), session)
    window.furnish(program.parts)
    window.show()
    program.pool.start()
    program.parts.runner.submit(Lane.DISK, load_readers)
    running = RunningProgram(app, window, program)
    running.settle()
    try:
        yield running
    finally:
        window.close()
        program.close()
        window.deleteLater()
        app.processEvents()
