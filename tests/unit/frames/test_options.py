"""The budget of the cache."""

import os
import sys

import pytest

from viewer.frames.options import (
    CacheOptions,
    default_limit_bytes,
    default_limit_mapped_frames,
)

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


@pytest.mark.parametrize(("allowed", "mapped"), [(256, 85), (1024, 341), (1 << 20, 1024)])
def test_mapped_files_leave_handles_for_the_rest_of_the_program(
    monkeypatch: pytest.MonkeyPatch, allowed: int, mapped: int
) -> None:
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda which: (allowed, allowed))
    assert default_limit_mapped_frames() == mapped


def test_where_open_files_are_not_counted_there_is_still_a_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    assert default_limit_mapped_frames() == 512
