"""A bug that nobody caught is written down without the values it met."""

import logging
import subprocess
import sys
import threading
from pathlib import Path

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


_DYING = """
import ctypes, sys
from pathlib import Path
from viewer.app.crash import EndReport

def fail(patient):
    ctypes.string_at(0)

with EndReport(Path(sys.argv[1])):
    fail("Doe^Jane")
"""


def test_a_process_that_dies_leaves_a_report_of_where_for_the_next_start(tmp_path: Path) -> None:
    died = subprocess.run(
        [sys.executable, "-c", _DYING, str(tmp_path)], capture_output=True, timeout=30, check=False
    )
    assert died.returncode < 0, "killed by a signal"
    ended = _read_by_a_new_run(tmp_path)
    assert "in fail" in ended
    assert "Jane" not in ended


def _read_by_a_new_run(folder: Path) -> str:
    starting = """
import sys
from pathlib import Path
from viewer.app.crash import EndReport
with EndReport(Path(sys.argv[1])) as report:
    print(report.last.read_text() if report.last else "nothing")
"""
    return subprocess.run(
        [sys.executable, "-c", starting, str(folder)],
        capture_output=True, text=True, timeout=30, check=True,
    ).stdout  # fmt: skip


def test_a_run_that_ends_as_it_should_leaves_nothing(tmp_path: Path) -> None:
    assert _read_by_a_new_run(tmp_path) == "nothing\n"
    assert _read_by_a_new_run(tmp_path) == "nothing\n"
    assert list(tmp_path.iterdir()) == []
