"""Errors in handlers of events: told, and no end of the program."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

W = TypeVar("W")
E = TypeVar("E")


def reported(handler: Callable[[W, E], None]) -> Callable[[W, E], None]:
    """Hand what a handler raises to `sys.excepthook`.

    PySide 6.11 does the same, but crashes where the error was raised by C code, such as numpy's
    for an index out of bounds (libshiboken's PepException_GetArgs, on Python 3.11).
    """

    @wraps(handler)
    def guarded(self: W, event: E) -> None:
        try:
            handler(self, event)
        except Exception:  # noqa: BLE001 - a bug in a handler must not end everything
            sys.excepthook(*sys.exc_info())

    return guarded
