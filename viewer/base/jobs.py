"""Jobs: how work reports progress and is cancelled, and who may run it.

Work is a plain blocking function that takes a `Job`. It captures what it needs before it
starts, touches no shared state, and returns a value. A `JobRunner` decides where it runs;
its callbacks always come back on the thread that owns the runner.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, TypeVar

from viewer.base.errors import Cancelled, ViewerError

T = TypeVar("T")


class Lane(Enum):
    """Where work queues: one lane never waits for another's result."""

    INDEX = "index"  # one writer
    DECODE = "decode"  # native mapping and the talk with decode processes
    DISK = "disk"  # scanning, reading headers, thumbnails on disk
    NET = "net"
    SEARCH = "search"  # questions to the index; no import is waited for


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come; `total` is 0 while unknown."""

    done: int
    total: int
    text: str = ""


class Job:
    """The handle that work holds: progress out, cancellation in, values on the way."""

    def __init__(
        self,
        title: str = "",
        *,
        on_progress: Callable[[Progress], None] | None = None,
        on_value: Callable[[Any], None] | None = None,
        give_way: Callable[[], None] | None = None,
    ) -> None:
        self.title = title
        self._cancelled = threading.Event()
        self._on_progress = on_progress
        self._on_value = on_value
        self._give_way = give_way

    def progress(self, done: int, total: int = 0, text: str = "") -> None:
        """Tell how far the work has come."""
        if self._on_progress is not None:
            self._on_progress(Progress(done, total, text))

    def send(self, value: Any) -> None:
        """Hand an intermediate result to whoever started the job."""
        if self._on_value is not None:
            self._on_value(value)

    def check(self) -> None:
        """Raise `Cancelled` if the job is no longer wanted; wait while others go first."""
        if self._give_way is not None:
            self._give_way()
        if self._cancelled.is_set():
            raise Cancelled(self.title)

    def cancel(self) -> None:
        """Ask the work to stop at its next check."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether the work has been asked to stop."""
        return self._cancelled.is_set()


class JobRunner(Protocol):
    """Runs work on a lane; every callback comes back on the owner's thread."""

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
        """Queue `work` and return its job at once."""
        ...


class InlineRunner:
    """Runs work at once on the calling thread: for the command line and tests."""

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
        """Run `work` before returning; an unexpected exception goes to the caller."""
        job = Job(title, on_progress=progressed, on_value=received)
        try:
            result = work(job)
        except Cancelled:
            return job
        except ViewerError as error:
            if failed is None:
                raise
            failed(error)
            return job
        if done is not None:
            done(result)
        return job
