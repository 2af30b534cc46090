"""A runner whose work waits until a test lets it run."""

from collections.abc import Callable
from typing import Any

from viewer.base.errors import Cancelled, ViewerError
from viewer.base.jobs import Job, Lane, Progress


class StepRunner:
    """Implements `JobRunner` on one thread: `step` runs the oldest work and its callbacks."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def submit(
        self,
        lane: Lane,
        work: Callable[[Job], Any],
        *,
        title: str = "",
        done: Callable[[Any], None] | None = None,
        failed: Callable[[ViewerError], None] | None = None,
        received: Callable[[Any], None] | None = None,
        progressed: Callable[[Progress], None] | None = None,
    ) -> Job:
        job = Job(title, on_progress=progressed, on_value=received)

        def run() -> None:
            try:
                job.check()
                result = work(job)
            except Cancelled:
                return
            except ViewerError as error:
                if failed is None:
                    raise
                failed(error)
                return
            if done is not None:
                done(result)

        self.waiting.append(run)
        return job

    def step(self, count: int = 1) -> None:
        for _ in range(count):
            self.waiting.pop(0)()

    def run_all(self) -> None:
        while self.waiting:
            self.step()
