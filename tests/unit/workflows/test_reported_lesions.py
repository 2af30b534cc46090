"""Lesions that only reports in the archive know of are in the follow-up, each once."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes

from tests.support.builders import uid, write
from tests.support.lesions import lesion
from tests.support.records import study_record
from tests.support.reports import make_report, make_selection, measured, region, slices
from viewer.base.jobs import InlineRunner, Job
from viewer.dicom.scan import scan_file
from viewer.frames.store import FrameStore
from viewer.index.archive import SqliteArchive
from viewer.model.annotation import Annotation
from viewer.model.follow_up import lesions
from viewer.model.identity import StudyUid
from viewer.workflows.follow_up import OpenStudies, find_visits
from viewer.workflows.import_files import import_files
from viewer.workflows.reported_lesions import reported_lesions
from viewer.workspace.workspace import Workspace

PRIOR = StudyUid(uid("study"))
CIRCLE = [[20, 20], [25, 20]]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SqliteArchive]:
    made = SqliteArchive(tmp_path / "index.sqlite")
    yield made
    made.close()


def report(
    images: list[Dataset], value: float, *, name: str = "report", time: str = "10"
) -> Dataset:
    """A report of one lesion with its area in mm2."""
    place = region(images[1], "CIRCLE", CIRCLE)
    made = make_report(images, measured(place, tracking_uid="1.2.3", value=value))
    made.SOPInstanceUID, made.ContentTime = uid(name), f"{time}0000"
    return made


def keep(archive: SqliteArchive, folder: Path, *objects: Dataset) -> list[Path]:
    paths = [write(folder / f"{number}.dcm", each) for number, each in enumerate(objects)]
    import_files([folder], archive=archive, job=Job())
    return paths


def found(archive: SqliteArchive, drawn: tuple[Annotation, ...] = ()) -> list[Annotation]:
    return reported_lesions(PRIOR, drawn, archive=archive, job=Job())


def areas(annotations: list[Annotation]) -> list[float]:
    return [number.value for each in annotations for number in each.measurements]


def test_a_lesion_of_a_report_counts_in_the_follow_up_of_another_study(
    archive: SqliteArchive, tmp_path: Path
) -> None:
    images = slices()
    keep(archive, tmp_path / "prior", *images, report(images, 80.0))
    row = archive.find_study(PRIOR)
    assert row is not None
    now = study_record("1.2.9", date="20240901", patient_id=row.study.patient.patient_id)
    assert now.patient.is_same_as(row.study.patient)
    (area,) = found(archive)[0].measurements
    assert (area.unit, area.label) == ("mm2", "mm²")  # as areas measured here
    mine = lesion("2.25.7", area, study="1.2.9", lesion_uid="1.2.3")
    opened = OpenStudies((now,), (mine,))
    visits = find_visits(now, opened, archive=archive, load=lambda _: [], job=Job())
    (one,) = lesions(visits)
    assert one.values == (80.0, 80.0)
    first = one.sizes[0]
    assert first is not None
    assert first.number.provenance == "reported by Reader, Rita: 80.0"


def test_it_is_the_very_shape_that_is_on_screen_once_the_study_is_open(
    archive: SqliteArchive, tmp_path: Path
) -> None:
    """By its UID a click in the table finds it."""
    images = slices()
    paths = keep(archive, tmp_path / "prior", *images, report(images, 80.0))
    with closing(FrameStore(InlineRunner())) as frames:
        workspace = Workspace(frames)
        workspace.add_records([scan_file(path) for path in paths])
        (shown,) = workspace.annotations.all
    (known,) = found(archive)
    assert (known.uid, known.identity) == (shown.uid, shown.identity)


def test_what_is_drawn_here_too_counts_once(archive: SqliteArchive, tmp_path: Path) -> None:
    images = slices()
    keep(archive, tmp_path / "prior", *images, report(images, 80.0))
    (known,) = found(archive)
    assert found(archive, (known,)) == []


def test_of_several_reports_of_one_shape_the_latest_counts(
    archive: SqliteArchive, tmp_path: Path
) -> None:
    images = slices()
    late, early = report(images, 60.0, name="late", time="18"), report(images, 80.0)
    keep(archive, tmp_path / "prior", *images, late, early)
    assert areas(found(archive)) == [60.0]


def test_a_report_that_is_gone_or_damaged_and_other_documents_are_passed_over(
    archive: SqliteArchive, tmp_path: Path
) -> None:
    images = slices()
    late, early = report(images, 60.0, name="late", time="18"), report(images, 80.0)
    selection = make_selection(images, codes.DCM.ForTeaching)
    paths = keep(archive, tmp_path / "prior", *images, late, early, selection)
    paths[3].write_bytes(b"no DICOM at all")
    assert areas(found(archive)) == [80.0]
    paths[4].unlink()
    assert found(archive) == []
