"""ThreadRunner: runs jobs on named lanes of threads and brings their answers home.

Lanes bound how much of each kind of work goes on at once. The lane of decoding has at least
two threads even on two cores: they only wait for worker processes, and one thread could
not keep two of them busy.
"""

import logging
import os
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeVar

from viewer.base.crash import describe_crash
from viewer.base.errors import Cancelled, ViewerError
from viewer.base.jobs import Job, Lane, Progress
from viewer.base.right_of_way import RightOfWay
from viewer.base.signal import Signal

T = TypeVar("T")
Post = Callable[[Callable[[], None]], None]

_log = logging.getLogger(__name__)
_PROGRESS_INTERVAL_S: Final = 0.1

LANE_WIDTHS: Final = MappingProxyType(
    {
        Lane.INDEX: 1,
        Lane.DECODE: max(2, (os.cpu_count() or 1) - 1),
        Lane.DISK: 2,
        Lane.NET: 4,
        Lane.SEARCH: 1,
    }
)
_POLITE: Final = frozenset({Lane.INDEX, Lane.DISK})  # full of work that can wait for a painting


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A titled job that is queued or running, for the status bar."""

    job: Job
    progress: Progress | None = None


class ThreadRunner:
    """Implements `JobRunner` with threads.

    `post` hands a closure to the owner's thread, in order; every callback goes through it.
    Nothing is called back after a job was cancelled. Work on files waits at its checks while
    the owner has the `right_of_way`.
    """

    def __init__(self, post: Post, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.jobs_changed: Signal[tuple[JobStatus, ...]] = Signal()
        self._post = post
        self._clock = clock
        self._lanes: dict[Lane, _Lane] = {}
        self._listed: dict[Job, JobStatus] = {}
        self._jobs: set[Job] = set()
        self._is_closed = False
        self.right_of_way = RightOfWay()

    @property
    def jobs(self) -> tuple[JobStatus, ...]:
        """The titled jobs, oldest first; untitled ones are too small to tell of."""
        return tuple(self._listed.values())

    def submit(
        self,
        lane: Lane,
        work: Callable[[Job], T],
        *,
        title: str = "",
        done: Callable[[T], None] | None = None,
        failed: Callable[[ViewerError], None] | None = None,
        received: Callable[[Any], None] | None = None,
        progressed: Callable[[Progress], None] | None = None,
    ) -> Job:
        """Queue `work` and return its job at once; after `close` it is cancelled already."""
        reporter = _ProgressReporter(
            lambda progress: self._deliver(job, lambda: self._progress(job, progress, progressed)),
            self._clock,
        )
        job = Job(
            title,
            on_progress=reporter.report,
            on_value=None if received is None else lambda v: self._deliver(job, received, v),
            give_way=self.right_of_way.wait if lane in _POLITE else None,
        )
        if self._is_closed:
            job.cancel()
            return job

        def run() -> None:
            outcome = _outcome(work, job)
            reporter.flush()
            if isinstance(outcome, ViewerError):
                self._deliver(job, failed or _log_failure, outcome)
            elif outcome is not None and done is not None:
                self._deliver(job, done, outcome[0])
            self._post(lambda: self._finish(job))

        self._jobs.add(job)
        if title:
            self._list(job, JobStatus(job))
        if lane not in self._lanes:
            self._lanes[lane] = _Lane(lane.value, LANE_WIDTHS[lane])
        self._lanes[lane].put(run)
        return job

    def cancel(self) -> None:
        """Cancel every job, and those to come."""
        self._is_closed = True
        for job in self._jobs:
            job.cancel()

    def close(self, limit_s: float = 5.0) -> bool:
        """Cancel every job and wait for the threads; False when some outlast the limit."""
        self.cancel()
        for lane in self._lanes.values():
            lane.stop()
        deadline = time.monotonic() + limit_s
        left = [lane for lane in self._lanes.values() if not lane.join(deadline)]
        return not left

    def _deliver(self, job: Job, callback: Callable[..., None], *values: object) -> None:
        def call() -> None:
            if not job.is_cancelled:
                with self.right_of_way:
                    callback(*values)

        self._post(call)

    def _progress(
        self, job: Job, progress: Progress, progressed: Callable[[Progress], None] | None
    ) -> None:
        if job in self._listed:
            self._list(job, JobStatus(job, progress))
        if progressed is not None:
            progressed(progress)

    def _list(self, job: Job, status: JobStatus) -> None:
        self._listed[job] = status
        self.jobs_changed.emit(self.jobs)

    def _finish(self, job: Job) -> None:
        self._jobs.discard(job)
        if self._listed.pop(job, None) is not None:
            self.jobs_changed.emit(self.jobs)


def _outcome(work: Callable[[Job], T], job: Job) -> tuple[T] | ViewerError | None:
    """The result in a tuple, the error, or None when cancelled."""
    try:
        job.check()
        return (work(job),)
    except Cancelled:
        return None
    except ViewerError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a lane must outlive a bug in its work
        detail = describe_crash(error)
        _log.error("unexpected error in job %r\n%s", job.title, detail)
        return ViewerError("An unexpected error happened.", detail=detail)


def _log_failure(error: ViewerError) -> None:
    _log.warning("a job failed: %s", type(error).__name__)  # its message may name a file


class _ProgressReporter:
    """Lets through at most ten reports a second, and always the last."""

    def __init__(self, send: Callable[[Progress], None], clock: Callable[[], float]) -> None:
        self._send = send
        self._clock = clock
        self._waiting: Progress | None = None
        self._sent_at = float("-inf")

    def report(self, progress: Progress) -> None:
        self._waiting = progress
        if self._clock() - self._sent_at >= _PROGRESS_INTERVAL_S:
            self.flush()

    def flush(self) -> None:
        if self._waiting is not None:
            self._sent_at = self._clock()
            self._send(self._waiting)
            self._waiting = None


class _Lane:
    """A queue and its threads; they start with the first work."""

    def __init__(self, name: str, width: int) -> None:
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        # Daemons: a job that ignores its cancellation must not hold up the end of the program.
        self._threads = [
            threading.Thread(target=self._serve, name=f"{name}-{number}", daemon=True)
            for number in range(width)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, run: Callable[[], None]) -> None:
        self._queue.put(run)

    def stop(self) -> None:
        for _ in self._threads:
            self._queue.put(None)

    def join(self, deadline: float) -> bool:
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _serve(self) -> None:
        while (run := self._queue.get()) is not None:
            run()
