"""Signal: a typed, synchronous observer list that keeps no listener alive."""

import inspect
import weakref
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Signal(Generic[T]):
    """Calls its listeners, in the order they connected, with one value.

    Bound methods are held weakly, so a view that goes away disconnects itself;
    plain functions and closures are held strongly. Emit on the owner's thread.
    """

    def __init__(self) -> None:
        self._listeners: list[Callable[[], Callable[[T], Any] | None]] = []

    def connect(self, listener: Callable[[T], Any]) -> None:
        """Call `listener` with every value emitted from now on."""
        if inspect.ismethod(listener):
            self._listeners.append(weakref.WeakMethod(listener))
        else:
            self._listeners.append(lambda: listener)

    def disconnect(self, listener: Callable[[T], Any]) -> None:
        """Forget `listener`; unknown listeners are ignored."""
        self._listeners = [held for held in self._listeners if held() not in (None, listener)]

    def emit(self, value: T) -> None:
        """Call every listener still alive with `value`."""
        alive = [(held, held()) for held in self._listeners]
        self._listeners = [held for held, listener in alive if listener is not None]
        for _, listener in alive:
            if listener is not None:
                listener(value)
