"""A damaged database is set aside, and what it still tells is listed anew."""

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.records import instance_record, study_record
from viewer.index import connection
from viewer.index.archive import SqliteArchive
from viewer.index.errors import ArchiveError, DamagedArchiveError
from viewer.index.salvage import salvaged_files
from viewer.model.archive import Repair

FILES = [Path(f"/d/{number}") for number in range(400)]


def fill(path: Path) -> None:
    archive = SqliteArchive(path)
    archive.store(
        instance_record(file, study=study_record(f"1.{file.name}"), uid=f"2.{file.name}")
        for file in FILES
    )
    archive.close()


def overwrite(path: Path, start: int, length: int) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xff" * length)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "index.sqlite"
    fill(path)
    return path


def test_a_sound_database_stays_as_it_is(database: Path) -> None:
    archive = SqliteArchive(database)
    assert archive.repair() == Repair()
    assert archive.counts().instances == len(FILES)
    archive.close()
    assert [path.name for path in database.parent.glob("index.sqlite*")] == ["index.sqlite"]


def test_a_database_damaged_in_the_middle_begins_anew_and_names_its_files(database: Path) -> None:
    archive = SqliteArchive(database)
    archive.close()
    size = database.stat().st_size
    overwrite(database, size - 5 * 4096, 4096)
    archive = SqliteArchive(database)
    with pytest.raises(DamagedArchiveError):
        archive.check_integrity()
    repair = archive.repair()
    assert repair.is_list_new
    assert not repair.are_marks_new
    assert set(repair.files) <= set(FILES)
    assert archive.counts().instances == 0
    archive.check_integrity()
    archive.close()
    (aside,) = database.parent.glob("index.sqlite.damaged-??????????????[0-9]")
    assert aside.stat().st_size == size, "the damaged one is kept whole"


def test_what_stood_in_for_a_database_that_is_none_is_taken_over(
    database: Path, tmp_path: Path
) -> None:
    database.write_bytes(b"this is no database" * 1000)
    with pytest.raises(DamagedArchiveError):
        SqliteArchive(database)
    archive = SqliteArchive(tmp_path / "stand-in.sqlite", stands_in_for=database)
    archive.store([instance_record("/d/new")])
    assert archive.repair().files == (Path("/d/new"),)
    assert archive.counts().instances == 0
    archive.store([instance_record("/d/new")])
    archive.close()
    assert salvaged_files(database) == [Path("/d/new")]
    (aside,) = tmp_path.glob("index.sqlite.damaged-*")
    assert aside.read_bytes().startswith(b"this is no database")


def test_a_database_that_can_be_used_again_is_used_and_not_set_aside(
    database: Path, tmp_path: Path
) -> None:
    archive = SqliteArchive(tmp_path / "stand-in.sqlite", stands_in_for=database)
    archive.store([instance_record("/d/new")])
    assert archive.repair().files == (Path("/d/new"),)
    assert archive.counts().instances == len(FILES)
    archive.close()
    assert list(tmp_path.glob("*.damaged-*")) == []


def test_a_sound_database_that_cannot_be_written_is_not_said_to_be_well(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_BUSY_TIMEOUT_S", 0.01)
    archive = SqliteArchive(database)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ArchiveError, match="in use by another program"):
            archive.repair()
        assert archive.counts().instances == len(FILES)
        other.execute("ROLLBACK")
    assert archive.repair() == Repair()
    archive.close()


def test_a_damaged_database_that_cannot_be_set_aside_is_told_in_words(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.write_bytes(b"this is no database" * 1000)
    archive = SqliteArchive(tmp_path / "stand-in.sqlite", stands_in_for=database)
    archive.store([instance_record("/d/new")])

    def refuse(path: Path, target: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(ArchiveError, match="cannot be written"):
        archive.repair()
    assert archive.counts().instances == 1, "the stand-in goes on"
    archive.close()


def test_a_database_that_cannot_be_opened_for_another_reason_is_left_alone(tmp_path: Path) -> None:
    home = tmp_path / "index.sqlite"
    home.mkdir()
    archive = SqliteArchive(tmp_path / "stand-in.sqlite", stands_in_for=home)
    archive.store([instance_record("/d/new")])
    with pytest.raises(ArchiveError) as refused:
        archive.repair()
    assert not isinstance(refused.value, DamagedArchiveError)
    assert archive.counts().instances == 1, "the stand-in goes on"
    archive.close()
    assert home.is_dir()


def test_files_are_named_up_to_the_damage(database: Path) -> None:
    whole = salvaged_files(database)
    assert set(whole) == set(FILES)
    overwrite(database, 100, 4000)
    assert salvaged_files(database) == []
    assert salvaged_files(database.with_name("gone")) == []
