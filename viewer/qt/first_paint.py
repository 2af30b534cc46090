"""FirstPaint: what may wait until the window can be seen (performance budget P2)."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """Calls `then` once, after the first painting of `window` and everything in it."""

    def __init__(self, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        window.installEventFilter(self)
        self._idle = QTimer(self, singleShot=True, interval=0)  # after all that waits already
        self._idle.timeout.connect(then)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look for the painting; keep nothing from the window."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._idle.start()
        return False
