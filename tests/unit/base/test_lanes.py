"""Lanes: work goes away, answers come home in order, nothing is left behind."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job, Lane, Progress
from viewer.base.lanes import LANE_WIDTHS, JobStatus, ThreadRunner


class Home:
    """The owner's thread: collects posted closures and runs them when told."""

    def __init__(self) -> None:
        self.posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def run_until(self, is_done: Callable[[], bool], *, limit_s: float = 5.0) -> None:
        deadline = time.monotonic() + limit_s
        while not is_done():
            assert time.monotonic() < deadline, "nothing happened in time"
            try:
                self.posted.get(timeout=0.05)()
            except queue.Empty:
                continue

    def run_waiting(self) -> None:
        while not self.posted.empty():
            self.posted.get()()


@pytest.fixture
def home() -> Home:
    return Home()


@pytest.fixture
def runner(home: Home) -> Iterator[ThreadRunner]:
    made = ThreadRunner(home.posted.put)
    yield made
    made.close()


def test_work_runs_elsewhere_and_its_result_comes_home(home: Home, runner: ThreadRunner) -> None:
    threads: list[int] = []
    results: list[tuple[int, int]] = []

    def work(job: Job) -> int:
        threads.append(threading.get_ident())
        return 42

    runner.submit(
        Lane.DISK, work, done=lambda value: results.append((value, threading.get_ident()))
    )
    home.run_until(lambda: bool(results))
    assert results == [(42, threading.get_ident())]
    assert threads[0] != threading.get_ident()


def test_a_result_of_none_is_a_result(home: Home, runner: ThreadRunner) -> None:
    results: list[None] = []
    runner.submit(Lane.DISK, lambda job: None, done=results.append)
    home.run_until(lambda: bool(results))
    assert results == [None]


def test_values_on_the_way_arrive_before_the_result_and_in_order(
    home: Home, runner: ThreadRunner
) -> None:
    seen: list[object] = []

    def work(job: Job) -> str:
        for number in range(5):
            job.send(number)
        return "end"

    runner.submit(Lane.INDEX, work, received=seen.append, done=seen.append)
    home.run_until(lambda: "end" in seen)
    assert seen == [0, 1, 2, 3, 4, "end"]


def test_an_expected_error_is_delivered_as_it_is(home: Home, runner: ThreadRunner) -> None:
    error = ViewerError("the disk is full", hint="make room")
    failures: list[ViewerError] = []

    def work(job: Job) -> None:
        raise error

    runner.submit(Lane.DISK, work, failed=failures.append)
    home.run_until(lambda: bool(failures))
    assert failures == [error]


def test_a_bug_is_logged_without_its_message_and_the_lane_goes_on(
    home: Home, runner: ThreadRunner, caplog: pytest.LogCaptureFixture
) -> None:
    failures: list[ViewerError] = []
    results: list[str] = []

    def work(job: Job) -> None:
        raise ValueError("Doe^Jane")

    with caplog.at_level(logging.ERROR, logger="viewer.base.lanes"):
        runner.submit(Lane.INDEX, work, failed=failures.append)
        runner.submit(Lane.INDEX, lambda job: "still here", done=results.append)
        home.run_until(lambda: bool(results))
    assert "unexpected" in failures[0].message
    assert "ValueError" in failures[0].detail
    assert "ValueError" in caplog.text
    assert "Doe" not in caplog.text + failures[0].detail + failures[0].message
    caplog.clear()


def test_nothing_comes_home_after_a_job_was_cancelled(home: Home, runner: ThreadRunner) -> None:
    started, go_on = threading.Event(), threading.Event()
    calls: list[object] = []

    def work(job: Job) -> int:
        started.set()
        go_on.wait(5)
        job.send("late")
        job.progress(1, 2)
        return 1

    job = runner.submit(
        Lane.DISK, work, title="long", done=calls.append, received=calls.append,
        failed=calls.append, progressed=calls.append,
    )  # fmt: skip
    assert started.wait(5)
    job.cancel()
    go_on.set()
    home.run_until(lambda: not runner.jobs)
    home.run_waiting()
    assert calls == []


def test_a_job_cancelled_in_the_queue_never_starts(home: Home, runner: ThreadRunner) -> None:
    go_on = threading.Event()
    ran: list[str] = []
    runner.submit(Lane.INDEX, lambda job: go_on.wait(5))
    job = runner.submit(Lane.INDEX, lambda job: ran.append("ran"), title="second")
    job.cancel()
    go_on.set()
    home.run_until(lambda: not runner.jobs)
    assert ran == []


def test_progress_comes_ten_times_a_second_at_most_and_the_last_always(home: Home) -> None:
    now = [0.0]
    runner = ThreadRunner(home.posted.put, clock=lambda: now[0])
    seen: list[Progress] = []

    def work(job: Job) -> None:
        for done in range(1, 1001):
            now[0] += 0.001  # a second in all
            job.progress(done, 1000)

    runner.submit(Lane.DISK, work, title="count", progressed=seen.append)
    home.run_until(lambda: not runner.jobs)
    runner.close()
    assert 2 <= len(seen) <= 11
    assert seen[-1] == Progress(1000, 1000)


def test_titled_jobs_are_listed_with_their_progress_until_they_end(
    home: Home, runner: ThreadRunner
) -> None:
    go_on = threading.Event()
    lists: list[tuple[JobStatus, ...]] = []
    runner.jobs_changed.connect(lists.append)

    def work(job: Job) -> None:
        job.progress(3, 9, "reading")
        go_on.wait(5)

    job = runner.submit(Lane.DISK, work, title="Opening")
    runner.submit(Lane.DISK, lambda job: None)
    home.run_until(lambda: any(s.progress is not None for s in runner.jobs))
    assert runner.jobs == (JobStatus(job, Progress(3, 9, "reading")),)
    go_on.set()
    home.run_until(lambda: not runner.jobs)
    assert lists[-1] == ()
    assert lists[0] == (JobStatus(job),)


def test_a_lane_is_as_wide_as_it_says(home: Home, runner: ThreadRunner) -> None:
    lock, peak, running, ended = threading.Lock(), [0], [0], []

    def work(job: Job) -> None:
        with lock:
            running[0] += 1
            peak[0] = max(peak[0], running[0])
        time.sleep(0.02)
        with lock:
            running[0] -= 1

    for _ in range(12):
        runner.submit(Lane.NET, work, done=ended.append)
    home.run_until(lambda: len(ended) == 12)
    assert peak[0] == LANE_WIDTHS[Lane.NET] == 4


def test_the_index_has_one_writer_who_works_in_order(home: Home, runner: ThreadRunner) -> None:
    order: list[int] = []
    ended: list[None] = []
    for number in range(20):
        runner.submit(Lane.INDEX, lambda job, n=number: order.append(n), done=ended.append)
    home.run_until(lambda: len(ended) == 20)
    assert order == list(range(20))


def test_decoding_keeps_two_worker_processes_busy_even_on_two_cores() -> None:
    assert LANE_WIDTHS[Lane.DECODE] >= 2


def test_closing_cancels_what_runs_and_waits_for_it(home: Home) -> None:
    runner = ThreadRunner(home.posted.put)
    started = threading.Event()

    def work(job: Job) -> None:
        started.set()
        while True:
            job.check()
            time.sleep(0.005)

    job = runner.submit(Lane.DISK, work)
    assert started.wait(5)
    assert runner.close(limit_s=5)
    assert job.is_cancelled
    assert not [t for t in threading.enumerate() if t.name.startswith("disk-")]


def test_closing_does_not_wait_for_ever(home: Home) -> None:
    runner = ThreadRunner(home.posted.put)
    release, started = threading.Event(), threading.Event()

    def work(job: Job) -> None:
        started.set()
        release.wait(10)

    runner.submit(Lane.DISK, work)
    assert started.wait(5)
    before = time.monotonic()
    assert not runner.close(limit_s=0.1)
    assert time.monotonic() - before < 2
    release.set()


def test_work_handed_in_after_closing_is_cancelled_at_once(home: Home) -> None:
    runner = ThreadRunner(home.posted.put)
    runner.close()
    ran: list[str] = []
    assert runner.submit(Lane.DISK, lambda job: ran.append("ran")).is_cancelled
    assert ran == []
