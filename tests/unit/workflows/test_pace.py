"""Reports at a pace."""

import time

import pytest

from viewer.workflows.pace import Pace


def test_it_is_due_once_a_period(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    pace = Pace(0.1)
    due = []
    for tick in range(1, 41):
        now = 100.0 + tick * 0.01
        due.append(pace.is_due())
    assert sum(due) in (3, 4)
    assert not due[0]
