"""The store on the command line: copy, move, clean up, delete, remove and undo."""

import json
import shutil
from pathlib import Path

import pytest

from tests.support.builders import ct_series
from viewer.base.paths import app_paths
from viewer.cli.main import run as run_cli


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    ct_series(tmp_path / "disc", 4)
    return tmp_path / "disc"


def run(*words: object) -> int:
    return run_cli([*map(str, words)])


def listed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run("list", "--json") == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_a_disc_is_copied_kept_moved_and_deleted(
    isolated_home: Path, disc: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", "--copy", disc) == 0
    shutil.rmtree(disc)
    (study,) = listed(capsys)
    uid = study["StudyInstanceUID"]
    assert run("verify") == 0
    assert run("store", "move", tmp_path / "elsewhere") == 0
    assert run("verify") == 0
    capsys.readouterr()
    assert run("store", "show", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["folder"], shown["former"], shown["studies"]) == (
        str(tmp_path / "elsewhere"), [], 1,
    )  # fmt: skip
    assert not (app_paths().data / "received").exists()
    assert run("store", "clean", "--gb", "1", "--days", "1") == 0
    assert len(listed(capsys)) == 1, "nobody has seen it"
    assert run("delete", "--yes", uid) == 0
    assert listed(capsys) == []
    assert not list((tmp_path / "elsewhere").rglob("*.dcm"))


def test_what_was_removed_from_the_list_comes_back(
    isolated_home: Path, disc: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", "--by-reference", disc) == 0
    before = listed(capsys)
    uid = before[0]["StudyInstanceUID"]
    assert run("remove", uid) == 0
    assert listed(capsys) == []
    assert run("remove", "--undo", uid) == 0
    assert listed(capsys) == before
    assert run("remove", "--undo", uid) == 1
    assert run("delete", "--yes", uid) == 3, "its files are not the program's own"
    assert len(list(disc.iterdir())) == 4


def test_patients_are_merged_and_parted(
    isolated_home: Path, disc: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ct_series(
        tmp_path / "other", 1, name="other", StudyInstanceUID="1.2.9", PatientName="Roe^Janet",
        PatientID="ID2",
    )  # fmt: skip
    assert run("import", disc, tmp_path / "other") == 0
    uids = {str(row["PatientID"]): row["StudyInstanceUID"] for row in listed(capsys)}
    (first,) = uids.keys() - {"ID2"}
    assert run("patient", uids["ID2"], "--as", uids[first]) == 0
    assert {row["PatientID"] for row in listed(capsys)} == {first}
    assert run("patient", uids["ID2"], "--of-files") == 0
    assert {row["PatientID"] for row in listed(capsys)} == {first, "ID2"}
