"""FrameCache: decoded frames within a budget of bytes, least recently used out first (P8)."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable

from viewer.model.display_set import FrameRef
from viewer.model.frame import Frame


class FrameCache:
    """Keeps frames up to `limit_bytes`.

    Pinned frames, those on screen, stay whatever the budget says. Safe from any thread.
    """

    def __init__(self, *, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._frames: OrderedDict[FrameRef, Frame] = OrderedDict()
        self._pins: dict[Hashable, frozenset[FrameRef]] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def held_bytes(self) -> int:
        """Memory that the kept frames take."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._frames)

    def __contains__(self, ref: FrameRef) -> bool:
        return ref in self._frames

    def get(self, ref: FrameRef) -> Frame | None:
        """The frame, which becomes the most recently used."""
        with self._lock:
            if (frame := self._frames.get(ref)) is not None:
                self._frames.move_to_end(ref)
            return frame

    def put(self, frame: Frame) -> None:
        """Keep `frame` and let go of the least recently used over the budget."""
        with self._lock:
            self._drop(frame.ref)
            self._frames[frame.ref] = frame
            self._bytes += frame.pixels.nbytes
            self._trim()

    def pin(self, holder: Hashable, refs: Iterable[FrameRef]) -> None:
        """Keep `refs` for `holder` from now on, in place of what it pinned before."""
        with self._lock:
            self._pins[holder] = frozenset(refs)
            if not self._pins[holder]:
                del self._pins[holder]
            self._trim()

    def drop(self, refs: Iterable[FrameRef]) -> None:
        """Let go of `refs`."""
        with self._lock:
            for ref in refs:
                self._drop(ref)

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._frames.clear()
            self._pins.clear()
            self._bytes = 0

    def _drop(self, ref: FrameRef) -> None:
        if (frame := self._frames.pop(ref, None)) is not None:
            self._bytes -= frame.pixels.nbytes

    def _trim(self) -> None:
        pinned = frozenset[FrameRef]().union(*self._pins.values())
        while self._bytes > self._limit_bytes:
            oldest = next((ref for ref in self._frames if ref not in pinned), None)
            if oldest is None:
                return
            self._drop(oldest)
