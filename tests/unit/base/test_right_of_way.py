"""The owner's thread goes first, and the others get on all the same."""

import threading

import pytest

from viewer.base import right_of_way
from viewer.base.jobs import Lane
from viewer.base.lanes import ThreadRunner
from viewer.base.right_of_way import RightOfWay


class Watch:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_nobody_waits_while_nobody_goes_first() -> None:
    way = RightOfWay(clock=Watch())  # whose time stands still: a wait would never end
    way.wait()
    with way:
        pass
    way.wait()


def test_others_wait_until_the_owner_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(right_of_way, "_PATIENCE_S", 30.0)
    way = RightOfWay()
    order: list[str] = []
    entered = threading.Event()

    def read() -> None:
        entered.wait()
        way.wait()
        order.append("read")

    reader = threading.Thread(target=read)
    reader.start()
    with way:
        entered.set()
        reader.join(0.05)
        assert reader.is_alive()
        order.append("painted")
    reader.join()
    assert order == ["painted", "read"]


def test_others_get_on_however_long_the_owner_takes() -> None:
    watch = Watch()
    way = RightOfWay(clock=watch)
    with way:
        way.wait()  # ends without anybody's doing
        watch.now = 1.0
        way.wait()
    with way:
        watch.now = 9.0
        way.wait()


def test_work_on_files_waits_at_its_checks_and_decoding_does_not() -> None:
    runner = ThreadRunner(lambda closure: closure())
    waited: list[str] = []
    runner.right_of_way.wait = lambda: waited.append(threading.current_thread().name)  # type: ignore[method-assign]
    try:
        for lane in (Lane.DISK, Lane.INDEX, Lane.DECODE, Lane.NET, Lane.SEARCH):
            done = threading.Event()
            runner.submit(lane, lambda job: job.check(), done=lambda _, done=done: done.set())
            assert done.wait(5)
    finally:
        runner.close()
    assert {name.split("-")[0] for name in waited} == {"disk", "index"}


def test_what_is_brought_home_goes_first() -> None:
    runner = ThreadRunner(lambda closure: closure())
    is_free: list[bool] = []
    done = threading.Event()

    def take(_: None) -> None:
        is_free.append(runner.right_of_way._is_free.is_set())
        done.set()

    runner.submit(Lane.DISK, lambda job: None, done=take)
    assert done.wait(5)
    runner.close()
    assert is_free == [False]
