"""Opening: the first image at once."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import BASIC_TEXT_SR, ct_series, make_dataset, uid, write
from viewer.base.errors import Cancelled
from viewer.base.jobs import Job
from viewer.dicom.scan import HeaderScanner
from viewer.index.archive import SqliteArchive
from viewer.index.errors import ArchiveError
from viewer.model.identity import StudyUid
from viewer.workflows.open_paths import OpenedBatch, open_paths, open_study


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SqliteArchive]:
    archive = SqliteArchive(tmp_path / "index.sqlite")
    yield archive
    archive.close()


def report_without_pixels(path: Path, name: str) -> Path:
    dataset = make_dataset(SOPClassUID=BASIC_TEXT_SR, SOPInstanceUID=uid(name), Modality="SR")
    for keyword in ("PixelData", "Rows", "Columns"):
        delattr(dataset, keyword)
    return write(path, dataset)


def test_the_first_image_is_sent_before_the_next_file_is_read(
    archive: SqliteArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "images"
    report_without_pixels(folder / "A report", "report")
    (folder / "B notes").write_text("no image")
    ct_series(folder, 3)
    events = []
    scan = HeaderScanner.scan

    def noted(scanner: HeaderScanner, path: Path) -> Any:
        events.append(path.name)
        return scan(scanner, path)

    monkeypatch.setattr(HeaderScanner, "scan", noted)
    job = Job(on_value=lambda batch: events.append([r.path.name for r in batch.records]))
    report = open_paths([folder], archive=archive, job=job)
    assert events[:4] == ["A report", "B notes", "IM00000", ["A report", "IM00000"]]
    batches = [event for event in events[4:] if isinstance(event, list)]
    assert [name for batch in batches for name in batch] == ["IM00001", "IM00002"]
    assert (report.files, report.images, report.others, report.not_dicom) == (5, 3, 1, 1)


def test_every_record_is_sent_once_and_listed_in_the_archive(
    archive: SqliteArchive, tmp_path: Path
) -> None:
    paths = ct_series(tmp_path / "images", 30)
    batches = list[OpenedBatch]()
    open_paths([tmp_path / "images"], archive=archive, job=Job(on_value=batches.append))
    assert [record.path for batch in batches for record in batch.records] == paths
    assert archive.locate(StudyUid(uid("study"))) == paths


def test_what_cannot_be_opened_is_named(archive: SqliteArchive, tmp_path: Path) -> None:
    report = open_paths([tmp_path / "gone"], archive=archive, job=Job())
    assert [(f.path.name, f.reason) for f in report.failed] == [("gone", "file is gone")]
    assert report.images == 0


def test_a_study_of_the_archive_opens_in_series_order(
    archive: SqliteArchive, tmp_path: Path
) -> None:
    paths = ct_series(tmp_path / "images", 4, order=[2, 0, 3, 1])
    open_paths([tmp_path / "images"], archive=archive, job=Job())
    batches = list[OpenedBatch]()
    report = open_study(StudyUid(uid("study")), archive=archive, job=Job(on_value=batches.append))
    assert [record.path for batch in batches for record in batch.records] == paths
    assert report.images == 4


def test_files_of_a_study_that_are_gone_are_named(archive: SqliteArchive, tmp_path: Path) -> None:
    paths = ct_series(tmp_path / "images", 3)
    open_paths([tmp_path / "images"], archive=archive, job=Job())
    paths[1].unlink()
    report = open_study(StudyUid(uid("study")), archive=archive, job=Job())
    assert report.images == 2
    assert [(f.path, f.reason) for f in report.failed] == [(paths[1], "file is gone")]


def test_an_archive_that_fails_keeps_nothing_from_the_screen(
    archive: SqliteArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ct_series(tmp_path / "images", 3)
    full = ArchiveError("The disk of the local archive is full.")
    calls = []

    def refuse(records: Iterable[Any]) -> Any:
        calls.append(len(list(records)))
        raise full

    monkeypatch.setattr(archive, "store", refuse)
    batches = list[OpenedBatch]()
    report = open_paths([tmp_path / "images"], archive=archive, job=Job(on_value=batches.append))
    assert sum(len(batch.records) for batch in batches) == 3
    assert report.archive_error is full
    assert calls == [1]


def test_it_opens_without_an_archive(tmp_path: Path) -> None:
    ct_series(tmp_path / "images", 2)
    report = open_paths([tmp_path / "images"], archive=None, job=Job())
    assert (report.images, report.archive_error) == (2, None)


def test_a_cancelled_opening_stops(archive: SqliteArchive, tmp_path: Path) -> None:
    ct_series(tmp_path / "images", 5)
    received = list[OpenedBatch]()
    job = Job(on_value=lambda batch: (received.append(batch), job.cancel()))
    with pytest.raises(Cancelled):
        open_paths([tmp_path / "images"], archive=archive, job=job)
    assert [len(batch.records) for batch in received] == [1]
