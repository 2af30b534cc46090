"""What was drawn on one patient's studies is gathered, and nobody else's."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from tests.support.lesions import lesion, long_axis, visit
from tests.support.records import instance_record, study_record
from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.export.follow_up import write_follow_up
from viewer.index.archive import SqliteArchive
from viewer.model.annotation import Annotation
from viewer.model.identity import StudyUid
from viewer.model.study import StudyRecord
from viewer.workflows.follow_up import OpenStudies, export_follow_up, find_visits

NOW = study_record("1.2.9", date="20240901")
NOTHING = OpenStudies((), ())


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SqliteArchive]:
    made = SqliteArchive(tmp_path / "index.sqlite")
    yield made
    made.close()


def put(archive: SqliteArchive, tmp_path: Path, *studies: StudyRecord) -> None:
    archive.store(
        [instance_record(tmp_path / f"{each.study_uid}.dcm", study=each) for each in studies]
    )


def load(study_uid: StudyUid) -> list[Annotation]:
    """As if something had been drawn on every study."""
    return [lesion(f"{study_uid}.5", long_axis(10), study=study_uid)]


def dates(archive: SqliteArchive, opened: OpenStudies = NOTHING) -> list[str]:
    found = find_visits(NOW, opened, archive=archive, load=load, job=Job())
    return [each.study.date for each in found]


def test_studies_of_the_patient_that_are_not_open_count(
    archive: SqliteArchive, tmp_path: Path
) -> None:
    put(archive, tmp_path, NOW, study_record("1.2.7", date="20240201"))
    assert dates(archive) == ["20240201", "20240901"]


@pytest.mark.parametrize("other", [{"patient_id": "ID2"}, {"name": "Roe^Jane"}])
def test_studies_of_others_never_count(
    other: dict[str, str], archive: SqliteArchive, tmp_path: Path
) -> None:
    stranger = study_record("1.2.7", date="20240201", **other)
    put(archive, tmp_path, NOW, stranger)
    assert dates(archive, OpenStudies((NOW, stranger), ())) == ["20240901"]


def test_a_patient_without_id_is_nobody_else(archive: SqliteArchive, tmp_path: Path) -> None:
    nameless = replace(NOW, patient=replace(NOW.patient, patient_id=" "))
    other = replace(nameless, study_uid=StudyUid("1.2.7"))
    put(archive, tmp_path, nameless, other)
    opened = OpenStudies((nameless, other), ())
    found = find_visits(nameless, opened, archive=archive, load=load, job=Job())
    assert [each.study.study_uid for each in found] == ["1.2.9"]


def test_what_is_open_counts_as_it_is_on_screen(archive: SqliteArchive, tmp_path: Path) -> None:
    put(archive, tmp_path, NOW)
    changed = lesion("2.25.1", long_axis(33), study="1.2.9")
    (found,) = find_visits(
        NOW, OpenStudies((NOW,), (changed,)), archive=archive, load=load, job=Job()
    )
    assert found.annotations == (changed,)


def test_the_table_has_every_change_and_no_formula(tmp_path: Path) -> None:
    visits = [
        visit("20240101", lesion("2.25.1", long_axis(20), label="=cmd()")),
        visit("20240401", lesion("2.25.2", long_axis(15), lesion_uid="2.25.1", label="=cmd()")),
    ]
    stream = StringIO()
    write_follow_up(stream, visits)
    rows = list(csv.DictReader(StringIO(stream.getvalue())))
    assert [row["Lesion"] for row in rows[:2]] == ["'=cmd()", "'=cmd()"]
    assert [row["Value"] for row in rows] == ["20", "15", "20", "15"]
    assert rows[1]["ChangeFromBaseline"] == "-5"
    assert rows[1]["ChangeFromBaselinePercent"] == "-25.00"
    assert rows[1]["TrackingUID"] == "2.25.1"
    assert rows[3]["Lesion"] == "Sum of diameters (1 of 1)"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ViewerError, match="could not be written"):
        export_follow_up([], tmp_path / "none" / "table.csv")
