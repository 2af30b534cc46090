"""The way back to the GUI thread: the only code in the window that other threads may call."""

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
        self._posted.connect(self._run_waiting, Qt.ConnectionType.QueuedConnection)

    def post(self, closure: Callable[[], None]) -> None:
        """Have `closure` called on the GUI thread soon; may be called from any thread."""
        self._waiting.append(closure)
        self._posted.emit()

    @Slot()
    def _run_waiting(self) -> None:
        deadline = time.perf_counter() + _BUDGET_S
        while self._waiting:
            closure = self._waiting.popleft()
            closure()
            if time.perf_counter() > deadline:
                QTimer.singleShot(0, self, self._run_waiting)
                return
