"""RequestQueue: which frame is decoded next, whoever asked first."""

import threading
from collections.abc import Hashable, Iterable
from enum import IntEnum
from itertools import count
from typing import NamedTuple

from viewer.model.display_set import FrameRef


class RequestKind(IntEnum):
    """What a frame is wanted for; smaller is more urgent."""

    INTERACTION = 0  # somebody looks at an empty or outdated viewport
    THUMBNAIL = 1
    PREFETCH = 2
    BACKGROUND = 3  # what may be wanted much later


class _Request(NamedTuple):
    kind: RequestKind
    number: int
    ref: FrameRef
    client: Hashable


class RequestQueue:
    """Orders requests by kind, then by age. Safe from any thread."""

    def __init__(self) -> None:
        self._waiting: list[_Request] = []
        self._numbers = count()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._waiting)

    def ask(self, refs: Iterable[FrameRef], kind: RequestKind, *, client: Hashable) -> None:
        """Queue `refs` in their order in place of what `client` still waits for of this kind.

        So a new view drops what the former one wanted and nobody sees any more.
        """
        new = [_Request(kind, next(self._numbers), ref, client) for ref in refs]
        with self._lock:
            kept = [r for r in self._waiting if (r.kind, r.client) != (kind, client)]
            self._waiting = kept + new

    def take(self) -> FrameRef | None:
        """The most urgent frame, and forget every request for it; None when nothing waits."""
        with self._lock:
            if not self._waiting:
                return None
            ref = min(self._waiting, key=lambda request: request[:2]).ref
            self._waiting = [request for request in self._waiting if request.ref != ref]
            return ref

    def refs(self) -> frozenset[FrameRef]:
        """Every frame that somebody waits for."""
        with self._lock:
            return frozenset(request.ref for request in self._waiting)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._waiting.clear()
