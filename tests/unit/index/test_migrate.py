"""Databases of other versions: migrated after a backup, or left alone."""

import sqlite3
from pathlib import Path

import pytest

from tests.support.records import instance_record, study_record
from viewer.index.archive import SqliteArchive
from viewer.index.connection import attach, open_writer
from viewer.index.errors import ArchiveError
from viewer.index.migrate import Migration, prepare
from viewer.index.schema import SCHEMA_VERSION, VERSION_3
from viewer.model.archive import StudyMark
from viewer.model.search import Order, Search, SortKey


def made_archive(tmp_path: Path) -> Path:
    path = tmp_path / "index.sqlite"
    archive = SqliteArchive(path)
    archive.store([instance_record("/d/1")])
    archive.close()
    return path


def version_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return int(version)


def test_a_new_database_has_the_version_of_the_program(tmp_path: Path) -> None:
    assert version_of(made_archive(tmp_path)) == SCHEMA_VERSION


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = made_archive(tmp_path)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="newer version"):
        SqliteArchive(path)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE study (something TEXT)")
    connection.commit()
    connection.close()
    with pytest.raises(ArchiveError):
        SqliteArchive(path)
    connection = sqlite3.connect(path)
    tables = connection.execute("SELECT name FROM sqlite_schema").fetchall()
    connection.close()
    assert tables == [("study",)]


def add_notes(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE study ADD COLUMN notes TEXT NOT NULL DEFAULT ''")


def add_labels(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE study ADD COLUMN labels TEXT NOT NULL DEFAULT 'none'")


STEPS = (Migration(SCHEMA_VERSION, add_notes), Migration(SCHEMA_VERSION + 1, add_labels))


def test_an_older_database_is_migrated_step_by_step_after_a_backup(tmp_path: Path) -> None:
    path = made_archive(tmp_path)
    connection = open_writer(path)
    attach(connection, path)
    prepare(connection, path, version=SCHEMA_VERSION + 2, migrations=STEPS)
    assert connection.execute("SELECT notes, labels FROM study").fetchall() == [("", "none")]
    connection.close()
    assert version_of(path) == SCHEMA_VERSION + 2
    backup = tmp_path / f"index.sqlite.v{SCHEMA_VERSION}.backup"
    assert version_of(backup) == SCHEMA_VERSION
    old = SqliteArchive(backup)
    assert old.counts().instances == 1
    old.close()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = made_archive(tmp_path)

    def fail(_connection: sqlite3.Connection) -> None:
        raise ValueError("no")

    connection = open_writer(path)
    attach(connection, path)
    steps = (STEPS[0], Migration(SCHEMA_VERSION + 1, fail))
    with pytest.raises(ValueError, match="no"):
        prepare(connection, path, version=SCHEMA_VERSION + 2, migrations=steps)
    connection.close()
    assert version_of(path) == SCHEMA_VERSION
    again = SqliteArchive(path)
    assert again.counts().instances == 1
    again.close()


def take_back_version_3(connection: sqlite3.Connection) -> None:
    """Make the tables of version 2 of those of version 3."""
    for statement in reversed(VERSION_3):
        _, kind, name, *_ = statement.split()
        connection.execute(f"DROP {kind} {name}")
    for column in ("name_key", "description_key", "added_s"):
        connection.execute(f"ALTER TABLE study DROP COLUMN {column}")


def test_an_archive_of_version_2_gets_marks_and_orders(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    archive = SqliteArchive(path)
    for number, name in enumerate(("berta", "Änne", "Cäsar")):
        study = study_record(f"1.{number}", name=name)
        archive.store([instance_record(f"/d/{number}", study=study)])
    archive.close()
    connection = sqlite3.connect(path)
    take_back_version_3(connection)
    connection.execute("PRAGMA user_version = 2")
    connection.commit()
    connection.close()
    migrated = SqliteArchive(path)
    rows = migrated.find_studies(Search(order=(Order(SortKey.NAME),)))
    assert [row.study.patient.name.alphabetic for row in rows] == ["Änne", "berta", "Cäsar"]
    migrated.mark(rows[1].study.study_uid, StudyMark(note="second"))
    assert migrated.find_studies(Search("second"))[0].mark.note == "second"
    migrated.close()


def test_an_archive_of_version_1_keeps_its_studies_and_finds_more_names(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    archive = SqliteArchive(path)
    study = study_record(name="Yamada^Tarou=山田^太郎=ヤマダ^タロウ")
    archive.store([instance_record("/d/1", study=study)])
    archive.close()
    connection = sqlite3.connect(path)
    take_back_version_3(connection)
    connection.execute("ALTER TABLE study DROP COLUMN character_set")
    connection.execute("DELETE FROM study_words")
    connection.execute(
        "INSERT INTO study_words (rowid, words) SELECT id, 'yamada tarou 山田 太郎' FROM study"
    )
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    migrated = SqliteArchive(path)
    for words in ("yamada", "山田太郎", "やまだ"):
        assert [row.study for row in migrated.find_studies(Search(words))] == [study]
    migrated.choose_character_set(study.study_uid, "GBK")
    assert migrated.character_sets() == {study.study_uid: "GBK"}
    migrated.close()
    assert version_of(path) == SCHEMA_VERSION
