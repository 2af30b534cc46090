"""Another character set for a study, kept in the archive."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.builders import misdeclared_cyrillic, uid
from viewer.base.jobs import Job
from viewer.index.archive import SqliteArchive
from viewer.model.identity import StudyUid
from viewer.workflows.choose_character_set import preview_character_sets, read_study_as
from viewer.workflows.import_files import import_files
from viewer.workflows.open_paths import OpenedBatch, open_paths

STUDY = StudyUid(uid("study"))
CYRILLIC = "ISO_IR 144"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SqliteArchive]:
    archive = SqliteArchive(tmp_path / "index.sqlite")
    yield archive
    archive.close()


def names(archive: SqliteArchive) -> list[str]:
    return [row.study.patient.name.display() for row in archive.find_studies()]


def test_the_name_is_previewed_in_every_set(tmp_path: Path) -> None:
    (path,) = misdeclared_cyrillic(tmp_path)
    choice = preview_character_sets(path, "GBK", job=Job())
    shown = {each.character_set: each.patient_name for each in choice.previews}
    assert choice.study_uid == STUDY
    assert choice.current == "GBK"
    assert shown[""] == shown["ISO_IR 100"] == "Иванов".encode("iso8859_5").decode("latin_1")
    assert shown[CYRILLIC] == "Иванов"
    assert shown["Windows-1251"] == "Иванов".encode("iso8859_5").decode("cp1251")


def test_a_choice_holds_for_what_is_listed_opened_and_imported_later(
    archive: SqliteArchive, tmp_path: Path
) -> None:
    paths = misdeclared_cyrillic(tmp_path / "study", 3)
    import_files(paths[:2], archive=archive, job=Job())
    sent: list[OpenedBatch] = []
    job = Job(on_value=sent.append)
    report = read_study_as(STUDY, CYRILLIC, open_files=[], archive=archive, job=job)
    assert report.images == 2
    assert names(archive) == ["Иванов"]
    records = [record for batch in sent for record in batch.records]
    assert {record.study.patient.name.display() for record in records} == {"Иванов"}
    assert import_files(paths, archive=archive, job=Job()).imported == 1
    assert names(archive) == ["Иванов"]
    sent.clear()
    open_paths(paths, archive=archive, job=job)
    assert {r.study.character_set for batch in sent for r in batch.records} == {CYRILLIC}
    assert import_files(paths, archive=archive, job=Job()).unchanged == 3


def test_a_choice_can_be_taken_back(archive: SqliteArchive, tmp_path: Path) -> None:
    paths = misdeclared_cyrillic(tmp_path / "study")
    import_files(paths, archive=archive, job=Job(), character_set=CYRILLIC)
    assert names(archive) == ["Иванов"]
    read_study_as(STUDY, "", open_files=paths, archive=archive, job=Job())
    assert names(archive) == ["Иванов".encode("iso8859_5").decode("latin_1")]
    assert archive.character_sets() == {}


def test_an_import_with_a_character_set_reads_known_files_anew(
    archive: SqliteArchive, tmp_path: Path
) -> None:
    paths = misdeclared_cyrillic(tmp_path / "study", 2)
    import_files(paths, archive=archive, job=Job())
    report = import_files(paths, archive=archive, job=Job(), character_set=CYRILLIC)
    assert (report.updated, report.unchanged) == (2, 0)
    assert names(archive) == ["Иванов"]
