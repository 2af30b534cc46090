"""The way back to the GUI thread: the only code in the window that other threads may call."""

import threading
import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

_BUDGET_S = 0.008  # then the event loop gets a turn: painting and input never wait longer (P10)


class GuiBridge(QObject):
    """Runs closures on the thread that made it, in the order they were posted."""

    _posted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[Callable[[], None]] = deque()
        self._is_due = False  # one event at a time, however many closures wait
        self._lock = threading.Lock()
        self._posted.connect(self._run_waiting, Qt.ConnectionType.QueuedConnection)

    def post(self, closure: Callable[[], None]) -> None:
        """Have `closure` called on the GUI thread soon; may be called from any thread."""
        with self._lock:
            self._waiting.append(closure)
            is_first, self._is_due = not self._is_due, True
        if is_first:
            self._posted.emit()

    @Slot()
    def _run_waiting(self) -> None:
        deadline = time.perf_counter() + _BUDGET_S
        try:
            while time.perf_counter() < deadline and (closure := self._next()) is not None:
                closure()
        finally:
            self._go_on()

    def _next(self) -> Callable[[], None] | None:
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def _go_on(self) -> None:
        """Come back for the rest after the event loop had its turn."""
        with self._lock:
            self._is_due = bool(self._waiting)
        if self._is_due:
            QTimer.singleShot(0, self, self._run_waiting)
