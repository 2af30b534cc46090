"""FrameStore: the one door to decoded frames: cache, queue and decoding behind it."""

import threading
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job, JobRunner, Lane
from viewer.base.owner import OwnerThread
from viewer.base.signal import Signal
from viewer.dicom.decoding.decode import Decode, decode_encoded
from viewer.dicom.decoding.read_frame import read_frame
from viewer.frames.cache import FrameCache
from viewer.frames.options import CacheOptions
from viewer.frames.queue import RequestKind, RequestQueue
from viewer.frames.sources import HeaderCache, SourceCache
from viewer.model.display_set import FrameRef
from viewer.model.frame import Frame


@dataclass(frozen=True, slots=True)
class FrameFailure:
    """A frame that cannot be shown, and why."""

    ref: FrameRef
    error: ViewerError


class FrameStore:
    """Decodes frames on request and keeps them within the budget.

    Signals come on the thread that built the store. A frame that fails is remembered and
    not tried again until it is forgotten; it never holds up another. `provide` sees to it that
    a frame is there before it is read, and names its file: those of servers come when they are
    wanted.
    """

    def __init__(
        self,
        runner: JobRunner,
        *,
        decode: Decode = decode_encoded,
        options: CacheOptions | None = None,
        provide: Callable[[FrameRef], Path] = lambda ref: ref.path,
    ) -> None:
        self.frame_arrived: Signal[Frame] = Signal()
        self.frame_failed: Signal[FrameFailure] = Signal()
        self.options = options or CacheOptions()
        self._owner = OwnerThread()
        self._runner = runner
        self._decode = decode
        self._provide = provide
        self._cache = FrameCache(limit_bytes=self.options.limit_bytes)
        self._headers = HeaderCache(limit=self.options.limit_headers)
        self._sources = SourceCache(limit=self.options.limit_open_sources)
        self._queue = RequestQueue()
        self._failures: dict[FrameRef, FrameFailure] = {}
        self._in_work: set[FrameRef] = set()
        self._tickets = 0  # work handed in that has not taken its frame yet
        self._lock = threading.Lock()

    @property
    def decode(self) -> Decode:
        """Where compressed frames are decoded."""
        return self._decode

    @property
    def held_bytes(self) -> int:
        """Memory that the kept frames take."""
        return self._cache.held_bytes

    def peek(self, ref: FrameRef) -> Frame | None:
        """The frame if it is here already."""
        return self._cache.get(ref)

    def holds(self, ref: FrameRef) -> bool:
        """Whether the frame is here; unlike `peek` this is no use of it."""
        return ref in self._cache

    def awaited(self) -> frozenset[FrameRef]:
        """What is asked for or being decoded, as of now."""
        with self._lock:
            return self._queue.refs() | self._in_work

    def failure(self, ref: FrameRef) -> FrameFailure | None:
        """Why the frame cannot be had, if that is known."""
        return self._failures.get(ref)

    def request(
        self, refs: Sequence[FrameRef], kind: RequestKind, *, client: Hashable = None
    ) -> None:
        """Fetch what is missing of `refs`; `frame_arrived` or `frame_failed` will tell of each.

        Replaces what the same client still waits for of the same kind.
        """
        self._owner.check()
        missing = [ref for ref in refs if ref not in self._cache and ref not in self._failures]
        self._queue.ask(missing, kind, client=client)
        while self._tickets < len(self._queue):
            self._tickets += 1
            self._send_for_one()

    def load(self, ref: FrameRef) -> Frame:
        """Decode on the calling thread, whichever it is; the frame is not kept."""
        return self._cache.get(ref) or self._read(ref)

    def pin(self, holder: Hashable, refs: Iterable[FrameRef]) -> None:
        """Keep `refs` while `holder` shows them, in place of what it held before."""
        self._cache.pin(holder, refs)

    def forget(self, refs: Iterable[FrameRef]) -> None:
        """Let go of frames, headers and failures, so that the files are read anew."""
        refs = list(refs)
        self._cache.drop(refs)
        for ref in refs:
            self._failures.pop(ref, None)
        for path in {ref.path for ref in refs}:
            self._headers.drop(path)
            self._sources.drop(path)

    def close(self) -> None:
        """Let go of everything; what is being decoded is not waited for."""
        self._queue.clear()
        self._cache.clear()
        self._sources.close()

    def _send_for_one(self) -> None:
        """Queue work that takes whatever is the most urgent when its turn comes."""
        taken: list[FrameRef] = []

        def work(job: Job) -> Frame | None:
            ref = self._take()
            if ref is None:
                return None
            taken.append(ref)
            try:
                frame = self._read(ref)
                self._cache.put(frame)
                return frame
            finally:
                with self._lock:
                    self._in_work.discard(ref)

        self._runner.submit(
            Lane.DECODE,
            work,
            done=self._arrive,
            failed=lambda error: self._fail(taken[0], error),
        )

    def _take(self) -> FrameRef | None:
        """The next frame that nobody has or is at."""
        with self._lock:
            self._tickets -= 1
            while (ref := self._queue.take()) is not None:
                if ref not in self._in_work and ref not in self._cache:
                    self._in_work.add(ref)
                    return ref
        return None

    def _read(self, ref: FrameRef) -> Frame:
        path = self._provide(ref)
        image = self._headers.read(path, ref.character_set)
        with self._sources.lease(image) as source:
            return read_frame(image, source, ref, decode=self._decode)

    def _arrive(self, frame: Frame | None) -> None:
        if frame is not None:
            self.frame_arrived.emit(frame)

    def _fail(self, ref: FrameRef, error: ViewerError) -> None:
        failure = self._failures[ref] = FrameFailure(ref, error)
        self.frame_failed.emit(failure)
