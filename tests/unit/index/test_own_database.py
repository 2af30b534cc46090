"""What users made of studies outlives the list, and damage of its own."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.records import instance_record, study_record
from viewer.index.archive import SqliteArchive
from viewer.index.errors import ArchiveError, DamagedArchiveError
from viewer.model.archive import Repair, StudyMark
from viewer.model.identity import StudyUid
from viewer.model.patient import Patient, PersonName
from viewer.model.search import Search

UID = StudyUid("1.2.3")
MARK = StudyMark(is_seen=True, note="ask again", labels=("knee",))
OTHER = Patient(PersonName("Roe^Richard"), "ID9", birth_date="19700101", sex="M")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index.sqlite"


@pytest.fixture
def archive(path: Path) -> Iterator[SqliteArchive]:
    archive = SqliteArchive(path)
    archive.store([instance_record(f"/d/{n}", uid=f"1.{n}", z_mm=n) for n in range(3)])
    yield archive
    archive.close()


def own(path: Path) -> Path:
    return path.with_name("index-own.sqlite")


def test_marks_and_patients_come_back_when_the_list_is_lost(path: Path) -> None:
    archive = SqliteArchive(path)
    archive.store([instance_record("/d/1")])
    archive.mark(UID, MARK)
    archive.give_patient([UID], OTHER)
    archive.close()
    path.unlink()
    again = SqliteArchive(path)
    assert again.find_studies() == []
    again.store([instance_record("/d/1")])
    (row,) = again.find_studies(Search("knee roe"))
    assert (row.mark, row.study.patient, row.has_given_patient) == (MARK, OTHER, True)
    again.close()


def test_marks_of_a_list_of_version_3_are_moved(path: Path) -> None:
    archive = SqliteArchive(path)
    archive.store([instance_record("/d/1")])
    archive.close()
    own(path).unlink()
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE mark (study_uid TEXT PRIMARY KEY, is_seen INTEGER, note TEXT, labels TEXT)"
    )
    connection.execute(r"INSERT INTO mark VALUES ('1.2.3', 1, 'ask again', '\knee\')")
    connection.execute("PRAGMA user_version = 3")
    connection.commit()
    connection.close()
    migrated = SqliteArchive(path)
    assert [row.mark for row in migrated.find_studies()] == [MARK]
    migrated.close()
    assert path.with_name("index.sqlite.v3.backup").exists()
    again = SqliteArchive(path)
    assert [row.mark for row in again.find_studies(Search(label="knee"))] == [MARK]
    again.close()


def test_a_chosen_character_set_of_a_list_of_version_4_outlives_the_list(path: Path) -> None:
    archive = SqliteArchive(path)
    archive.store([instance_record("/d/1", study=study_record(character_set="GBK"))])
    archive.store([instance_record("/d/2", study=study_record("1.9"))])
    archive.mark(UID, MARK)
    archive.close()
    connection = sqlite3.connect(own(path))
    connection.execute("DROP TABLE character_set")  # as version 1 of it was
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 4")
    connection.commit()
    connection.close()
    migrated = SqliteArchive(path)
    assert migrated.character_sets() == {UID: "GBK"}
    assert migrated.find_studies(Search("knee"))[0].mark == MARK
    migrated.close()
    assert path.with_name("index.sqlite.v4.backup").exists()
    path.unlink()
    again = SqliteArchive(path)
    assert again.character_sets() == {UID: "GBK"}
    again.close()


def test_marks_of_a_newer_version_are_left_alone(archive: SqliteArchive, path: Path) -> None:
    archive.close()
    connection = sqlite3.connect(own(path))
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = own(path).read_bytes()
    with pytest.raises(ArchiveError, match="newer version"):
        SqliteArchive(path)
    assert own(path).read_bytes() == before


def test_damaged_marks_are_set_aside_and_what_can_be_read_is_kept(path: Path) -> None:
    archive = SqliteArchive(path)
    for number in range(400):
        archive.mark(StudyUid(f"1.{number:04d}"), StudyMark(note="x" * 200))
    archive.close()
    content = bytearray(own(path).read_bytes())
    content[-4096:] = b"\xa5" * 4096
    own(path).write_bytes(content)
    damaged = SqliteArchive(path)
    with pytest.raises(DamagedArchiveError):
        damaged.check_integrity()
    assert damaged.repair() == Repair(are_marks_new=True)
    damaged.check_integrity()
    damaged.store([instance_record("/d/1", study=study_record("1.0001"))])
    assert damaged.find_studies()[0].mark.note == "x" * 200
    damaged.close()
    (aside,) = path.parent.glob("index-own.sqlite.damaged-*")
    assert aside.read_bytes() == bytes(content)


def test_marks_that_are_no_database_are_told_and_can_be_made_anew(path: Path) -> None:
    own(path).write_bytes(b"not a database, " * 100)
    with pytest.raises(DamagedArchiveError):
        SqliteArchive(path)
    stand_in = path.with_name("stand-in.sqlite")
    archive = SqliteArchive(stand_in, stands_in_for=path)
    archive.repair()
    archive.mark(UID, MARK)
    archive.close()
    again = SqliteArchive(path)
    again.store([instance_record("/d/1")])
    assert again.find_studies()[0].mark == MARK
    again.close()


def test_studies_of_two_patients_are_merged_and_split_again(archive: SqliteArchive) -> None:
    second = study_record("1.9", name="Doe^Janet", patient_id="ID2")
    archive.store([instance_record("/d/9", study=second)])
    assert archive.counts().patients == 2
    archive.give_patient([StudyUid("1.9")], archive.find_studies()[-1].study.patient)
    assert archive.counts().patients == 1
    archive.store([instance_record("/d/10", study=second)])
    assert archive.counts().patients == 1, "what comes later belongs to the same"
    assert archive.find_studies(Search("janet")) == []
    archive.give_patient([StudyUid("1.9")], None)
    (row,) = archive.find_studies(Search("janet"))
    assert (row.study.patient.patient_id, row.has_given_patient) == ("ID2", False)


def test_a_removed_study_is_put_back_as_it_was(archive: SqliteArchive) -> None:
    archive.store(
        [instance_record(b"/d/\xff".decode("utf-8", "surrogateescape"), uid="1.7")], source="/d"
    )
    archive.mark(UID, MARK)
    before = archive.find_studies(), archive.instances(UID), archive.find_series(UID)
    assert archive.remove(UID) == 4
    assert archive.find_studies() == []
    archive.store([instance_record("/d/other", study=study_record("1.8"))])
    assert archive.put_back(UID) == 4
    row = archive.find_study(UID)
    assert row is not None
    assert [row.study] == [each.study for each in before[0]]
    assert (archive.instances(UID), archive.find_series(UID)) == before[1:]
    assert archive.find_studies(Search("jane knee", source="/d")) == [row]
    assert archive.put_back(UID) == 0, "it is put back once"
    archive.check_integrity()


def test_what_was_listed_again_meanwhile_stays(archive: SqliteArchive) -> None:
    archive.remove(UID)
    archive.store([instance_record("/d/1", uid="1.1"), instance_record("/d/new", uid="1.55")])
    assert archive.put_back(UID) == 4
    assert archive.counts().instances == 4


def test_a_removal_that_is_final_is_not_put_back(archive: SqliteArchive) -> None:
    archive.remove(UID)
    archive.forget_removed(UID)
    assert archive.put_back(UID) == 0
