"""RightOfWay: the thread that owns the window goes first.

Python runs one thread at a time. A thread that paints gives the interpreter up at each call into
Qt, a hundred times a picture, and has to win it back each time from those that read files. So
these stop at their next check while the window is being painted or brought up to date (P10).
"""

import threading
import time
from collections.abc import Callable
from typing import Final, Self

_PATIENCE_S: Final = 0.015  # of the others, each time: they get on, however busy the owner is


class RightOfWay:
    """The owner's thread goes first `with` it; others `wait` between two files.

    As long as nobody goes first, nobody waits.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._is_free = threading.Event()
        self._is_free.set()
        self._until = 0.0

    def __enter__(self) -> Self:
        self._until = self._clock() + _PATIENCE_S
        self._is_free.clear()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_free.set()

    def wait(self) -> None:
        """Return when the owner is done, or has gone first for long enough."""
        if not self._is_free.is_set() and (rest := self._until - self._clock()) > 0:
            self._is_free.wait(rest)
