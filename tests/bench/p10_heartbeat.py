"""P10: a 10 ms heartbeat on the GUI thread while files are imported and images scroll."""

import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

from tests.bench.inputs import ct_files
from tests.bench.rows import Row, within
from tests.bench.timing import percentile
from tests.bench.window import running_program

_BEAT_MS = 10
_SCROLL_MS = 16
_MAX_GAP_MS = 50


def run(folder: Path, *, quick: bool) -> list[Row]:
    """Open 5,000 files as the user would, scrolling a stack on screen meanwhile."""
    ct_files(folder / "stack", studies=1, slices=100, size=512)
    ct_files(folder / "files", studies=5 if quick else 25, slices=200, size=64, seed=3)
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
        busy = heart.listen(running, lambda: not jobs.jobs)
        wheel.stop()
        assert len(running.program.parts.workspace.display_sets) > 5
    return [
        within("P10", "longest gap, scrolling only", "ms", max(idle), _MAX_GAP_MS),
        within("P10", f"longest gap, opening in {sum(busy) / 1000:.1f} s and scrolling", "ms",
               max(busy), _MAX_GAP_MS),
        Row("P10", "99th percentile of gaps, opening and scrolling", percentile(busy, 99), "ms"),
    ]  # fmt: skip


class _Heart(QObject):
    """Notes when its timer fires."""

    def __init__(self) -> None:
        super().__init__()
        self._beats: list[float] = []
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=_BEAT_MS)
        self._timer.timeout.connect(lambda: self._beats.append(time.perf_counter()))

    def listen(self, running, is_done) -> list[float]:  # type: ignore[no-untyped-def]
        """The gaps between beats in ms, until `is_done`."""
        self._beats = []
        self._timer.start()
        running.spin_until(is_done, limit_s=120)
        self._timer.stop()
        return [(b - a) * 1000 for a, b in zip(self._beats, self._beats[1:], strict=False)]
