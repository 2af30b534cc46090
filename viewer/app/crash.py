"""What happens to a bug that nobody caught: it is written down, and the program goes on."""

import faulthandler
import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from viewer.base.crash import describe_crash
from viewer.base.private import make_private

_log = logging.getLogger(__name__)


def catch_crashes(tell: Callable[[], None]) -> Callable[[], None]:
    """Log uncaught exceptions of all threads and call `tell` for each; returns how to undo it.

    The log names where it happened, never the values it met (SEC-030). `tell` may be called
    from any thread.
    """
    former = sys.excepthook, threading.excepthook

    def of_main(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            former[0](kind, error, trace)
            return
        _write_down(error)
        tell()

    def of_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            _write_down(arguments.exc_value)
            tell()

    def undo() -> None:
        sys.excepthook, threading.excepthook = former

    sys.excepthook, threading.excepthook = of_main, of_thread
    return undo


class EndReport:
    """Has a report written when the whole process dies, as by a crash of C code.

    The report names functions and lines of all threads, never values. `last` is the one of an
    earlier run, if that died; it is kept until the next.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "ended.txt"
        self._stream: TextIO | None = None
        self.last: Path | None = None

    def __enter__(self) -> Self:
        if self._file.exists() and self._file.stat().st_size:
            self.last = self._file.replace(self._file.with_name("ended-last.txt"))
        make_private(self._file)
        self._stream = self._file.open("w", encoding="utf-8")
        faulthandler.enable(self._stream)
        return self

    def __exit__(self, *_: object) -> None:
        faulthandler.disable()
        if self._stream is not None:
            self._stream.close()
        self._file.unlink(missing_ok=True)


def _write_down(error: BaseException) -> None:
    _log.critical("uncaught error\n%s", describe_crash(error))
