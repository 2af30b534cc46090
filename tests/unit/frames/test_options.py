"""The budget of the cache."""

import os

import pytest

from viewer.frames.options import CacheOptions, default_limit_bytes

GIB = 1 << 30


def with_memory(monkeypatch: pytest.MonkeyPatch, memory: int) -> None:
    pages = {"SC_PHYS_PAGES": memory // 4096, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(os, "sysconf", pages.__getitem__, raising=False)


def test_a_quarter_of_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    with_memory(monkeypatch, 8 * GIB)
    assert CacheOptions().limit_bytes == 2 * GIB


def test_at_most_four_gibibytes(monkeypatch: pytest.MonkeyPatch) -> None:
    with_memory(monkeypatch, 256 * GIB)
    assert default_limit_bytes() == 4 * GIB


def test_one_gibibyte_where_the_system_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sysconf", raising=False)
    assert default_limit_bytes() == GIB
