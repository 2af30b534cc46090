"""Walking folders that are not as they should be."""

import inspect
import os
import socket
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.dicomdirs import write_dicomdir
from viewer.base.errors import Cancelled
from viewer.base.jobs import Job
from viewer.workflows.path_failure import PathFailure, reason_of
from viewer.workflows.walk import natural_key, walk_files


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def walk(*paths: Path) -> tuple[list[Path], list[PathFailure]]:
    failures = list[PathFailure]()
    return list(walk_files(paths, Job(), failed=failures.append)), failures


def names_under(root: Path) -> list[str]:
    files, failures = walk(root)
    assert failures == []
    return [file.relative_to(root).as_posix() for file in files]


def test_files_come_in_natural_order_before_those_of_sub_folders(tmp_path: Path) -> None:
    make(tmp_path, "IM10", "IM2", "im1", "b/x", "a10/x", "a9/y/z", "a9/10", "a9/9")
    assert names_under(tmp_path) == [
        "im1",
        "IM2",
        "IM10",
        "a9/9",
        "a9/10",
        "a9/y/z",
        "a10/x",
        "b/x",
    ]


def test_hidden_files_count_and_names_need_no_ending(tmp_path: Path) -> None:
    make(tmp_path, ".hidden", ".folder/image", "no-ending", "picture.dcm")
    assert names_under(tmp_path) == [".hidden", "no-ending", "picture.dcm", ".folder/image"]


def test_circles_of_links_are_walked_once(tmp_path: Path) -> None:
    make(tmp_path, "a/image")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a")
    assert names_under(tmp_path) == ["a/image"]


def test_links_to_files_and_folders_elsewhere_are_followed(tmp_path: Path) -> None:
    make(tmp_path, "elsewhere/1", "file")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "folder").symlink_to(tmp_path / "elsewhere")
    (inside / "link").symlink_to(tmp_path / "file")
    assert names_under(inside) == ["link", "folder/1"]


def test_a_link_to_itself_is_named_and_what_comes_after_it_is_found(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "a")
    (tmp_path / "b").touch()
    failures: list[PathFailure] = []
    assert [path.name for path in walk_files([tmp_path], Job(), failed=failures.append)] == ["b"]
    assert [failure.path for failure in failures] == [tmp_path / "a"]


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken").symlink_to(tmp_path / "missing")
    files, failures = walk(tmp_path)
    assert files == []
    assert failures == [PathFailure(tmp_path / "broken", "a link that leads nowhere")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes in the file system")
def test_pipes_and_sockets_are_passed_over_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "socket"))
        make(tmp_path, "image")
        assert names_under(tmp_path) == ["image"]
    files, failures = walk(tmp_path / "pipe")
    assert files == []
    assert [failure.path for failure in failures] == [tmp_path / "pipe"]


def test_a_path_that_is_gone_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    make(tmp_path, "image")
    files, failures = walk(tmp_path / "missing", tmp_path / "image")
    assert files == [tmp_path / "image"]
    assert failures == [PathFailure(tmp_path / "missing", "file is gone")]


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied"), OSError(5, "I/O error")]
)
def test_a_folder_that_cannot_be_read_is_named_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    make(tmp_path, "a/1", "b/2", "c/3")
    scandir: Callable[[str], object] = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("b"):
            raise error
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    files, failures = walk(tmp_path)
    assert [file.name for file in files] == ["1", "3"]
    assert failures == [PathFailure(tmp_path / "b", reason_of(error))]


def test_reasons_are_in_plain_words() -> None:
    assert reason_of(FileNotFoundError(2, "No such file")) == "file is gone"
    assert reason_of(PermissionError(13, "denied")) == "no permission to read it"
    assert reason_of(OSError(5, "Input/output error")) == "Input/output error"
    assert reason_of(ValueError("embedded null byte")) == "not a usable path"


def test_an_impossible_path_is_named(tmp_path: Path) -> None:
    files, failures = walk(tmp_path / "a\0b")
    assert files == []
    assert [failure.reason for failure in failures] == ["not a usable path"]


def test_a_dicomdir_is_no_image_and_stands_for_its_folder(tmp_path: Path) -> None:
    make(tmp_path, "IMAGES/IM1")
    write_dicomdir(tmp_path, "IMAGES\\IM1")
    assert names_under(tmp_path) == ["IMAGES/IM1"]
    files, failures = walk(tmp_path / "DICOMDIR")
    assert (files, failures) == ([tmp_path / "IMAGES" / "IM1"], [])


def test_folders_given_twice_or_inside_each_other_are_walked_once(tmp_path: Path) -> None:
    make(tmp_path, "a/1", "a/b/2")
    files, _ = walk(tmp_path / "a" / "b", tmp_path / "a", tmp_path / "a" / "b" / "..")
    assert [file.name for file in files] == ["2", "1"]


def test_relative_paths_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a/1")
    monkeypatch.chdir(tmp_path)
    assert walk(Path("a"))[0] == [tmp_path / "a" / "1"]


def test_folders_nested_deeper_than_python_recurses_are_walked(tmp_path: Path) -> None:
    depth = 300
    make(tmp_path, "d/" * depth + "image")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 100)
    try:
        (file,) = walk(tmp_path)[0]
    finally:
        sys.setrecursionlimit(limit)
    assert len(file.relative_to(tmp_path).parts) == depth + 1


def test_the_first_file_of_a_folder_comes_without_listing_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, *(f"IM{k}" for k in range(3000)))
    listed = 0
    scandir = os.scandir

    class CountingEntries:
        def __init__(self, path: str) -> None:
            self._entries = scandir(path)

        def __enter__(self) -> "CountingEntries":
            return self

        def __exit__(self, *_: object) -> None:
            self._entries.close()

        def __iter__(self) -> "CountingEntries":
            return self

        def __next__(self) -> os.DirEntry[str]:
            nonlocal listed
            listed += 1
            return next(self._entries)

    monkeypatch.setattr(os, "scandir", CountingEntries)
    walked = walk_files([tmp_path], Job(), failed=pytest.fail)
    next(walked)
    assert listed <= 1024
    assert len({*islice(walked, 5000)}) == 2999


def test_a_cancelled_walk_stops(tmp_path: Path) -> None:
    make(tmp_path, "1", "2")
    job = Job()
    walked = walk_files([tmp_path], job, failed=pytest.fail)
    next(walked)
    job.cancel()
    with pytest.raises(Cancelled):
        next(walked)


@given(st.lists(st.text(max_size=6)))
def test_any_names_can_be_ordered(names: list[str]) -> None:
    assert sorted(sorted(names), key=natural_key) == sorted(names, key=natural_key)


def test_numbers_in_names_are_compared_as_numbers() -> None:
    names = ["IM1", "IM02", "IM10", "IM2", "10", "9", "a10b2", "a10b1", "²", "x²3"]
    assert sorted(names, key=natural_key) == [
        "9", "10", "a10b1", "a10b2", "IM1", "IM02", "IM2", "IM10", "x²3", "²",
    ]  # fmt: skip
