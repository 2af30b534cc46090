"""State has one thread."""

import threading

import pytest

from viewer.base.owner import OwnerThread


def test_the_thread_that_built_it_may_touch_it() -> None:
    OwnerThread().check()


def test_another_thread_may_not() -> None:
    owner = OwnerThread()
    failures: list[BaseException] = []

    def touch() -> None:
        with pytest.raises(AssertionError, match="not its owner") as caught:
            owner.check()
        failures.append(caught.value)

    thread = threading.Thread(target=touch)
    thread.start()
    thread.join()
    assert len(failures) == 1
