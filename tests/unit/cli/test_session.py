"""Progress on a terminal, silence in a pipe."""

import sys
from pathlib import Path

import pytest

from viewer.base.errors import ViewerError
from viewer.cli.session import Session, progress_on_terminal


def test_a_terminal_sees_progress_on_one_line_that_goes_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress_on_terminal("Importing") as job:
        job.progress(1500)
    out, err = capsys.readouterr()
    assert out == ""
    assert "\r" in err
    assert "Importing: 1,500 files" in err
    assert "\n" not in err


def test_a_pipe_sees_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_on_terminal("Importing") as job:
        job.progress(1500)
    assert capsys.readouterr() == ("", "")


def test_the_archive_lies_under_the_home_and_is_closed_at_the_end(tmp_path: Path) -> None:
    session = Session(tmp_path / "home")
    with session.archive() as archive:
        assert archive.counts().studies == 0
    data = tmp_path / "home" / "data"
    assert sorted(file.name for file in data.iterdir()) == ["index-own.sqlite", "index.sqlite"]


def test_a_folder_that_cannot_be_made_is_an_expected_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ViewerError, match="cannot be made") as caught:
        Session(tmp_path / "file" / "home").paths()
    assert "--home" in caught.value.hint
