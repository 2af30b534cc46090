"""P10: a 10 ms heartbeat on the GUI thread while files are opened and imported and images scroll.

On a machine with other work a thread waits for its turn. So a bare loop in another process beats
meanwhile, and the processor time of the GUI thread from beat to beat is noted as well.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

from tests.bench.inputs import ct_files
from tests.bench.rows import Row, within
from tests.bench.timing import percentile
from tests.bench.window import RunningProgram, running_program
from viewer.commands.command import call

_BEAT_MS = 10
_SCROLL_MS = 16
_MAX_GAP_MS = 50
_BARE_LOOP = """
import select, sys, time
longest, last = 0, time.perf_counter()
while not select.select([sys.stdin], [], [], 0.01)[0]:
    now = time.perf_counter()
    longest, last = max(longest, now - last), now
print(longest * 1000)
"""


def run(folder: Path, *, quick: bool) -> list[Row]:
    """Open 5,000 files as the user would, then import others, scrolling a stack on screen."""
    ct_files(folder / "stack", studies=1, slices=100, size=512)
    studies = 5 if quick else 25
    ct_files(folder / "files", studies=studies, slices=200, size=64, seed=3)
    ct_files(folder / "import", studies=studies, slices=200, size=64, seed=4)
    with running_program(folder / "home") as running:
        running.open(folder / "stack")
        viewport = running.window.grid.active.viewport
        heart = _Heart()
        wheel = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=_SCROLL_MS)
        wheel.timeout.connect(lambda: viewport.scroll(1 if viewport.view.index < 99 else -99))
        wheel.start()
        until = time.monotonic() + 1.5
        idle = heart.listen(running, lambda: time.monotonic() > until)
        jobs = running.program.parts.runner
        running.window.open_paths([folder / "files"])
        opening = heart.listen(running, lambda: not jobs.jobs)
        folders = (folder / "import",)
        running.window.verbs.run(call("archive.import_paths", paths=folders))
        importing = heart.listen(running, lambda: not jobs.jobs)
        wheel.stop()
        parts = running.program.parts
        assert len(parts.workspace.display_sets) > 5
        assert parts.archive.counts().instances == 100 + 2 * studies * 200
    return [
        *_rows("scrolling only", idle),
        *_rows("opening and scrolling", opening),
        *_rows("importing and scrolling", importing),
    ]


@dataclass(frozen=True, slots=True)
class _Beats:
    """From beat to beat in ms: by the clock, of the processor; the longest of a bare loop."""

    gaps: list[float]
    work: list[float]
    bare: float


def _rows(what: str, beats: _Beats) -> list[Row]:
    longest, seconds = max(beats.gaps), sum(beats.gaps) / 1000
    return [
        Row(
            "P10", f"longest gap, {what}, {seconds:.1f} s", longest, "ms", "a bare loop meanwhile",
            beats.bare, longest / beats.bare, f"<= {_MAX_GAP_MS} ms", longest <= _MAX_GAP_MS,
        ),
        within("P10", f"most processor time in a gap, {what}", "ms", max(beats.work), _MAX_GAP_MS),
        Row("P10", f"99th percentile of gaps, {what}", percentile(beats.gaps, 99), "ms"),
    ]  # fmt: skip


class _Heart(QObject):
    """Notes when its timer fires."""

    def __init__(self) -> None:
        super().__init__()
        self._beats: list[tuple[float, float]] = []
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=_BEAT_MS)
        self._timer.timeout.connect(
            lambda: self._beats.append((time.perf_counter(), time.thread_time()))
        )

    def listen(self, running: RunningProgram, is_done: Callable[[], bool]) -> _Beats:
        """The time between beats, until `is_done`."""
        bare = subprocess.Popen(
            [sys.executable, "-c", _BARE_LOOP],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._beats = []
        self._timer.start()
        running.spin_until(is_done, limit_s=120)
        self._timer.stop()
        longest, _ = bare.communicate("\n", timeout=10)
        pairs = list(zip(self._beats, self._beats[1:], strict=False))
        return _Beats(
            [(b[0] - a[0]) * 1000 for a, b in pairs],
            [(b[1] - a[1]) * 1000 for a, b in pairs],
            float(longest),
        )
