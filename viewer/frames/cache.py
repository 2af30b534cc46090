"""FrameCache: decoded frames within a budget of bytes, least recently used out first (P8)."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from mmap import mmap

import numpy as np
from numpy.typing import NDArray

from viewer.model.display_set import FrameRef
from viewer.model.frame import Frame


def is_mapped(pixels: NDArray[np.generic]) -> bool:
    """Whether the values lie in a file that is mapped, not in memory of ours."""
    owner: object = pixels
    while isinstance(owner, (np.ndarray, memoryview)):
        owner = owner.obj if isinstance(owner, memoryview) else owner.base
    return isinstance(owner, mmap)


class FrameCache:
    """Keeps frames up to `limit_bytes` in memory and `limit_mapped` mapped ones.

    Pinned frames, those on screen, stay whatever the budget says. Safe from any thread.
    """

    def __init__(self, *, limit_bytes: int, limit_mapped: int) -> None:
        self._limit_bytes = limit_bytes
        self._limit_mapped = limit_mapped
        self._memory: OrderedDict[FrameRef, Frame] = OrderedDict()
        self._mapped: OrderedDict[FrameRef, Frame] = OrderedDict()
        self._pins: dict[Hashable, frozenset[FrameRef]] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def held_bytes(self) -> int:
        """Memory that the kept frames take."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._memory) + len(self._mapped)

    def __contains__(self, ref: FrameRef) -> bool:
        return ref in self._memory or ref in self._mapped

    def get(self, ref: FrameRef) -> Frame | None:
        """The frame, which becomes the most recently used."""
        with self._lock:
            for shelf in (self._memory, self._mapped):
                if (frame := shelf.get(ref)) is not None:
                    shelf.move_to_end(ref)
                    return frame
        return None

    def put(self, frame: Frame) -> None:
        """Keep `frame` and let go of the least recently used over the budget."""
        with self._lock:
            self._drop(frame.ref)
            if is_mapped(frame.pixels):
                self._mapped[frame.ref] = frame
            else:
                self._memory[frame.ref] = frame
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
            self._memory.clear()
            self._mapped.clear()
            self._pins.clear()
            self._bytes = 0

    def _drop(self, ref: FrameRef) -> None:
        self._mapped.pop(ref, None)
        if (frame := self._memory.pop(ref, None)) is not None:
            self._bytes -= frame.pixels.nbytes

    def _trim(self) -> None:
        pinned = frozenset[FrameRef]().union(*self._pins.values())
        while self._bytes > self._limit_bytes and self._drop_oldest(self._memory, pinned):
            pass
        while len(self._mapped) > self._limit_mapped and self._drop_oldest(self._mapped, pinned):
            pass

    def _drop_oldest(
        self, shelf: OrderedDict[FrameRef, Frame], pinned: frozenset[FrameRef]
    ) -> bool:
        oldest = next((ref for ref in shelf if ref not in pinned), None)
        if oldest is not None:
            self._drop(oldest)
        return oldest is not None
