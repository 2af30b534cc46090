"""The audit trail by the command line: what was done, and whether it was changed (SEC-041)."""

import json
from pathlib import Path

import pytest

from tests.support.audit_schema import schema_problems
from tests.support.builders import ct_series, uid
from viewer.cli.main import run
from viewer.net.audit.log import AuditLog


@pytest.fixture
def used(isolated_home: Path, tmp_path: Path) -> Path:
    """An installation that imported a study and took it from the list again, on record."""
    ct_series(tmp_path / "images", 2)
    assert run(["audit", "on"]) == 0
    assert run(["import", str(tmp_path / "images")]) == 0
    assert run(["remove", uid("study")]) == 0
    return isolated_home


def test_it_is_off_until_it_is_wanted(isolated_home: Path, tmp_path: Path) -> None:
    ct_series(tmp_path / "images", 1)
    assert run(["import", str(tmp_path / "images")]) == 0
    assert not (isolated_home / "data" / "audit").exists()
    assert run(["audit", "list"]) == 1


@pytest.mark.usefixtures("used")
def test_what_was_done_is_listed_and_looking_is_on_record_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["audit", "list", "--json"]) == 0
    told = json.loads("[" + capsys.readouterr().out.partition("[\n")[2])
    assert [each["event"] for each in told] == ["Import", "DICOM Study Deleted", "Audit Log Used"]
    assert told[1]["what"].startswith(uid("study"))
    assert run(["audit", "list", "deleted"]) == 0
    assert "Import" not in capsys.readouterr().out


def test_a_changed_record_is_found(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["audit", "verify"]) == 0
    anchor = capsys.readouterr().out.strip().rpartition(" ")[2]
    assert run(["audit", "verify", "--anchor", anchor]) == 0
    (file,) = (used / "data" / "audit").iterdir()
    file.write_bytes(file.read_bytes().replace(b"110105", b"110107"))
    assert run(["audit", "verify"]) == 1
    assert "record 2 was changed" in capsys.readouterr().err


def test_messages_are_written_out_as_they_are(used: Path, tmp_path: Path) -> None:
    assert run(["audit", "export", str(tmp_path / "out.xml")]) == 0
    lines = (tmp_path / "out.xml").read_text(encoding="utf-8").splitlines()
    messages = [line for line in lines if line.startswith("<AuditMessage>")]
    assert len(messages) == 3
    assert [schema_problems(message) for message in messages] == [[]] * 3
    log = AuditLog(used / "data" / "audit", used / "config")
    assert [record.message for record in log.records()] == messages


@pytest.mark.usefixtures("used")
def test_nothing_is_recorded_after_it_was_turned_off(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "off"]) == 0
    capsys.readouterr()
    assert run(["audit", "list", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 2


def test_a_trail_that_is_on_and_empty_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "on"]) == 0
    assert run(["audit", "list"]) == 1
    told = capsys.readouterr().err
    assert "begins with the next event" in told
    assert "audit on" not in told


@pytest.mark.usefixtures("used")
def test_events_are_listed_by_kind_outcome_and_day(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["audit", "list", "--event", "Import", "--succeeded", "--since", "2020-01-01"]) == 0
    told = capsys.readouterr().out
    assert "Import" in told
    assert "Deleted" not in told
    assert run(["audit", "list", "--until", "2020-01-01", "--json"]) == 0
    assert "Import" not in capsys.readouterr().out
