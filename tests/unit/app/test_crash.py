"""A bug that nobody caught is written down without the values it met."""

import logging
import sys
import threading

import pytest

from viewer.app.crash import catch_crashes


def fail() -> None:
    raise ValueError("Doe^Jane")


def test_a_crash_of_a_thread_is_logged_without_its_message_and_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[str] = []
    undo = catch_crashes(lambda: told.append(threading.current_thread().name))
    try:
        with caplog.at_level(logging.CRITICAL):
            thread = threading.Thread(target=fail, name="worker")
            thread.start()
            thread.join()
    finally:
        undo()
    assert told == ["worker"]
    assert "ValueError" in caplog.text
    assert "fail" in caplog.text
    assert "Jane" not in caplog.text
    caplog.clear()


def test_a_crash_of_the_main_thread_is_told_and_an_interrupt_goes_its_own_way(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed_on: list[type[BaseException]] = []

    def former(kind: type[BaseException], *_: object) -> None:
        passed_on.append(kind)

    monkeypatch.setattr(sys, "excepthook", former)
    told: list[int] = []
    undo = catch_crashes(lambda: told.append(1))
    try:
        sys.excepthook(ValueError, ValueError("Doe^Jane"), None)
        assert told == [1]
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    finally:
        undo()
    assert told == [1]
    assert passed_on == [KeyboardInterrupt]
    assert sys.excepthook is former
    assert "Jane" not in caplog.text
    caplog.clear()
