"""Importing folders into the archive."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import ct_series, make_dataset, misdeclared_cyrillic, uid, write
from viewer.base.errors import Cancelled
from viewer.base.jobs import Job, Progress
from viewer.dicom.scan import HeaderScanner
from viewer.index.archive import SqliteArchive
from viewer.model.search import Search
from viewer.workflows import import_files as import_module
from viewer.workflows.import_files import ImportReport, import_files


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SqliteArchive]:
    archive = SqliteArchive(tmp_path / "index.sqlite")
    yield archive
    archive.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five slices, whose file names run against their positions."""
    folder = tmp_path / "images"
    ct_series(folder, 5, order=[4, 3, 2, 1, 0])
    return folder


def counts(report: ImportReport) -> tuple[int, int, int, int, int, int]:
    return (
        report.files, report.imported, report.updated, report.unchanged, report.not_dicom,
        len(report.failed),
    )  # fmt: skip


def test_a_folder_is_listed_in_series_order(archive: SqliteArchive, folder: Path) -> None:
    report = import_files([folder], archive=archive, job=Job())
    assert counts(report) == (5, 5, 0, 0, 0, 0)
    (row,) = archive.find_studies(Search("jane doe"))
    assert row.study.study_uid == uid("study")
    assert [path.name for path in archive.locate(row.study.study_uid)] == [
        "IM00004", "IM00003", "IM00002", "IM00001", "IM00000",
    ]  # fmt: skip


def test_unchanged_files_are_not_read_again(
    archive: SqliteArchive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_files([folder], archive=archive, job=Job())

    def refuse(_scanner: HeaderScanner, path: Path) -> Any:
        pytest.fail(f"{path.name} was read again")

    monkeypatch.setattr(HeaderScanner, "scan", refuse)
    report = import_files([folder], archive=archive, job=Job())
    assert counts(report) == (5, 0, 0, 5, 0, 0)


def test_a_changed_file_is_read_again_by_size_or_time(archive: SqliteArchive, folder: Path) -> None:
    import_files([folder], archive=archive, job=Job())
    first, second = folder / "IM00000", folder / "IM00001"
    os.utime(first, ns=(1, 1))
    time_ns = second.stat().st_mtime_ns
    write(
        second,
        make_dataset(
            SOPInstanceUID=uid("series", 3), StudyDescription="Longer than the one before"
        ),
    )
    os.utime(second, ns=(time_ns, time_ns))
    report = import_files([folder], archive=archive, job=Job())
    assert counts(report) == (5, 0, 2, 3, 0, 0)
    assert archive.counts().instances == 5


def test_every_file_has_its_fate(archive: SqliteArchive, folder: Path) -> None:
    (folder / "notes.txt").write_text("These are words and no image." * 20)
    (folder / "broken").symlink_to(folder / "nowhere")
    report = import_files([folder, folder.parent / "gone"], archive=archive, job=Job())
    assert counts(report) == (6, 5, 0, 0, 1, 2)
    assert [failure.path.name for failure in report.failed] == ["broken", "gone"]
    assert [failure.path.name for failure in report.passed_over] == ["notes.txt"]


def test_a_cancelled_import_keeps_what_it_has_scanned_and_can_go_on(
    archive: SqliteArchive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Job()
    scan = HeaderScanner.scan

    def scan_two(scanner: HeaderScanner, path: Path) -> Any:
        if path.name == "IM00001":
            job.cancel()
        return scan(scanner, path)

    monkeypatch.setattr(HeaderScanner, "scan", scan_two)
    with pytest.raises(Cancelled):
        import_files([folder], archive=archive, job=job)
    assert archive.counts().instances == 2
    report = import_files([folder], archive=archive, job=Job())
    assert counts(report) == (5, 3, 0, 2, 0, 0)


def test_it_is_stored_in_transactions_of_a_thousand(
    archive: SqliteArchive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module, "_BATCH", 2)
    sizes = []
    store = archive.store

    def count(batch: Any, *, source: str) -> Any:
        sizes.append(len(batch))
        return store(batch, source=source)

    monkeypatch.setattr(archive, "store", count)
    report = import_files([folder], archive=archive, job=Job())
    assert sizes == [2, 2, 1]
    assert report.imported == 5


def test_progress_ends_with_all_files(archive: SqliteArchive, folder: Path) -> None:
    reports = list[Progress]()
    import_files([folder], archive=archive, job=Job(on_progress=reports.append))
    assert (reports[-1].done, reports[-1].total) == (5, 5)
    assert len(reports) <= 11


def test_a_file_inside_a_folder_given_as_well_counts_once_in_the_archive(
    archive: SqliteArchive, folder: Path
) -> None:
    import_files([folder / "IM00000", folder], archive=archive, job=Job())
    assert archive.counts().instances == 5
    assert archive.counts().duplicates == 0


def test_studies_are_found_by_the_folder_they_were_imported_from(
    archive: SqliteArchive, tmp_path: Path
) -> None:
    first, second = tmp_path / "a", tmp_path / "ab"
    write(first / "deep" / "1", make_dataset(StudyInstanceUID="1.1", SOPInstanceUID="1.1.1"))
    write(second / "1", make_dataset(StudyInstanceUID="1.2", SOPInstanceUID="1.2.1"))
    import_files([first, second], archive=archive, job=Job())
    found = {
        folder.name: [
            row.study.study_uid for row in archive.find_studies(Search(source=f"{folder}"))
        ]
        for folder in (first, second, first / "deep")
    }
    assert found == {"a": ["1.1"], "ab": ["1.2"], "deep": []}


def test_a_chosen_character_set_outlives_the_list_that_is_made_anew(tmp_path: Path) -> None:
    images = misdeclared_cyrillic(tmp_path / "images", count=2)
    index = tmp_path / "index.sqlite"
    archive = SqliteArchive(index)
    import_files(images, archive=archive, job=Job(), character_set="ISO_IR 144")
    archive.close()
    pages = bytearray(index.read_bytes())
    pages[8192:] = b"\xa5" * (len(pages) - 8192)
    index.write_bytes(pages)
    stand_in = SqliteArchive(tmp_path / "stand-in.sqlite", stands_in_for=index)
    stand_in.repair()
    import_files(images, archive=stand_in, job=Job())
    (row,) = stand_in.find_studies(Search("Иванов"))
    assert row.study.character_set == "ISO_IR 144"
    stand_in.close()
