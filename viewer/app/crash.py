"""What happens to a bug that nobody caught: it is written down, and the program goes on."""

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from viewer.base.crash import describe_crash

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


def _write_down(error: BaseException) -> None:
    _log.critical("uncaught error\n%s", describe_crash(error))
