"""`radiolucent repair`: a damaged list is set aside, and its files are listed again."""

import sqlite3
from pathlib import Path

import pytest

from tests.support.builders import ct_series
from viewer.base.paths import app_paths
from viewer.cli.main import run as run_cli

_HEADER = 100  # bytes; counts how often the file was written


@pytest.fixture
def _listed(isolated_home: Path, tmp_path: Path) -> None:
    ct_series(tmp_path / "images", 40)
    assert run_cli(["import", str(tmp_path / "images")]) == 0


def _spoil(path: Path) -> None:
    """Spoil an index of the instances, and leave their table."""
    connection = sqlite3.connect(path)
    query = "SELECT rootpage FROM sqlite_schema WHERE name = 'instance_by_uid'"
    (page,) = connection.execute(query).fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(content)


@pytest.mark.usefixtures("_listed")
def test_a_list_that_is_well_stays_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    before = app_paths().index_file.read_bytes()[_HEADER:]
    assert run_cli(["repair"]) == 0
    assert "in order" in capsys.readouterr().out
    assert app_paths().index_file.read_bytes()[_HEADER:] == before


@pytest.mark.usefixtures("_listed")
def test_a_damaged_list_is_set_aside_and_made_anew(capsys: pytest.CaptureFixture[str]) -> None:
    index = app_paths().index_file
    _spoil(index)
    assert run_cli(["rescan"]) == 1
    assert "radiolucent repair" in capsys.readouterr().err
    assert run_cli(["repair"]) == 0
    assert "40 of 40 files are listed again." in capsys.readouterr().out
    assert list(index.parent.glob("index.sqlite.damaged-*"))
    assert run_cli(["rescan"]) == 0


@pytest.mark.usefixtures("_listed")
def test_a_list_that_is_no_database_is_begun_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = app_paths().index_file
    index.write_bytes(b"no database at all " * 500)
    assert run_cli(["repair"]) == 0
    assert "0 of 0 files are listed again." in capsys.readouterr().out
    assert run_cli(["import", str(tmp_path / "images")]) == 0
    assert run_cli(["rescan"]) == 0


def test_a_folder_without_files_is_told(
    isolated_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert run_cli(["import", str(tmp_path / "empty")]) == 1
    assert "There are no files in what was named." in capsys.readouterr().err
