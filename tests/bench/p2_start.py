"""P2: from the start of the process to a painted main window, against a bare PySide6 window."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.rows import Row, at_most, within

_PROBE = """
import os, sys, time
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QMainWindow
class Probe(QObject):
    painted = Signal()
    def stop(self):  # queued in paintEvent, so it comes when the children are painted too
        print(time.monotonic())
        print(*(name for name in {heavy!r} if name in sys.modules))
        sys.stdout.flush()
        os._exit(0)
probe = Probe()
class Window(QMainWindow):
    def paintEvent(self, event):
        if {seen}:
            probe.painted.emit()
probe.painted.connect(probe.stop, Qt.ConnectionType.QueuedConnection)
"""
_BARE = """
app = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
app.exec()
"""
_OURS = """
import PySide6.QtWidgets
PySide6.QtWidgets.QMainWindow = Window  # ours is one of these, imported when it is needed
from viewer.app.main import main
main(["--home", {home!r}])
"""
_HEAVY = ("pynetdicom", "highdicom", "scipy", "vtkmodules", "pydicom", "pyqtgraph")
_LIMIT_S = 30


def run(folder: Path, *, quick: bool) -> list[Row]:
    """Medians of alternating starts, bytecode compiled; the first of each does not count."""
    ours, full, bare, heavy = [], [], [], set[str]()
    for turn in range(4 if quick else 8):
        home = str(folder / "home")
        started, names = _start((_PROBE + _OURS).format(heavy=_HEAVY, home=home, seen=True))
        ours.append(started)
        code = (_PROBE + _OURS).format(heavy=_HEAVY, home=home, seen="self._is_furnished")
        furnished, _ = _start(code)  # by then the readers of images are loading
        full.append(furnished)
        bare.append(_start((_PROBE + _BARE).format(heavy=(), seen=True))[0])
        if turn == 0:
            ours.clear()
            full.clear()
            bare.clear()
        heavy.update(names)
    what = "start to painted window"
    return [
        at_most("P2", what, "ms", ours=statistics.median(ours), peer="bare PySide6 window",
                theirs=statistics.median(bare), times=2),
        Row("P2", "start to menus and panels painted", statistics.median(full), "ms"),
        within("P2", f"heavy packages imported {sorted(heavy)}", "", len(heavy), 0),
    ]  # fmt: skip


def _start(code: str) -> tuple[float, list[str]]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    start = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=_LIMIT_S,
        env=environment, check=False,
    )  # fmt: skip
    lines = run.stdout.splitlines()
    if not lines:
        raise RuntimeError(run.stderr[-2000:])
    return (float(lines[0]) - start) * 1000, " ".join(lines[1:]).split()
