"""The store on the command line: copy, move, clean up, delete, remove and undo."""

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.builders import ct_series
from tests.support.records import instance_record, study_record
from viewer.base.paths import app_paths
from viewer.cli.main import run as run_cli
from viewer.index.archive import SqliteArchive


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


def unpacked_files() -> list[Path]:
    return [path for path in app_paths().unpacked_folder.rglob("*") if path.is_file()]


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


def test_what_was_unpacked_of_an_archive_is_deleted_and_cleaned_up_too(
    isolated_home: Path, disc: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", disc))
    for words in (("delete", "--yes"), ("store", "clean", "--days", "1", "--gb")):
        assert run("import", archive) == 0
        assert run("verify") == 0
        (study,) = listed(capsys)
        assert unpacked_files()
        capsys.readouterr()
        assert run("store", "show", "--json") == 0
        assert json.loads(capsys.readouterr().out)["studies"] == 1
        uid = str(study["StudyInstanceUID"])
        if words[0] == "delete":
            assert run(*words, uid) == 0
            assert listed(capsys) == []
            assert unpacked_files() == []
        else:
            assert run("mark", uid, "--seen") == 0
            with closing(SqliteArchive(app_paths().index_file)) as index:
                big = study_record("1.9"), app_paths().unpacked_folder / "big"
                index.store([instance_record(big[1], study=big[0], file_size=2_000_000_000)])
            assert run(*words, "1") == 0
            assert [row["StudyInstanceUID"] for row in listed(capsys)] == ["1.9"]
            assert unpacked_files() == []


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
