"""Folders and files of the program are their owner's alone (SEC-032)."""

import sys
from pathlib import Path

import pytest

from viewer.base.paths import app_paths
from viewer.base.private import make_private, make_private_folder, private_opener

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


def mode_of(path: Path) -> str:
    return oct(path.stat().st_mode & 0o777)


def test_the_folders_of_the_program_are_private_even_if_they_were_not(tmp_path: Path) -> None:
    (tmp_path / "home" / "cache").mkdir(parents=True)
    (tmp_path / "home" / "cache").chmod(0o755)
    paths = app_paths(tmp_path / "home").create()
    for folder in (paths.data, paths.config, paths.cache, paths.log):
        assert mode_of(folder) == "0o700"


def test_a_file_is_made_private_and_keeps_what_it_holds(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("text")
    old.chmod(0o644)
    for file in (old, new):
        make_private(file)
        assert mode_of(file) == "0o600"
    assert old.read_text() == "text"


def test_a_folder_in_the_place_of_a_file_stays_as_it_is(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "a" / "b")
    make_private(tmp_path / "a")
    assert mode_of(tmp_path / "a" / "b") == "0o700"
    assert mode_of(tmp_path / "a") != "0o600"


def test_a_file_opened_for_writing_is_private_from_the_beginning(tmp_path: Path) -> None:
    with open(tmp_path / "a", "wb", opener=private_opener):
        assert mode_of(tmp_path / "a") == "0o600"
