"""Files of the same SOP instance are named, compared by content, and left as they are."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pydicom
import pytest

from tests.support.builders import make_dataset, write
from viewer.base.jobs import Job
from viewer.index.archive import SqliteArchive
from viewer.workflows.find_duplicates import DuplicateReport, Likeness, find_duplicates
from viewer.workflows.import_files import import_files


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SqliteArchive]:
    made = SqliteArchive(tmp_path / "index.sqlite")
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "images" / "a.dcm", make_dataset(PatientName="Doe^Jane"))
    write(
        tmp_path / "images" / "other.dcm",
        make_dataset(SOPInstanceUID="1.2.9", SeriesInstanceUID="1.2.8"),
    )
    return tmp_path / "images"


def found(archive: SqliteArchive, folder: Path) -> DuplicateReport:
    import_files([folder / "a.dcm"], archive=archive, job=Job())
    import_files([folder], archive=archive, job=Job())
    return find_duplicates(archive, job=Job())


def told(report: DuplicateReport) -> list[tuple[str, Likeness, tuple[str, ...]]]:
    [files] = report.instances
    return [(file.row.path.name, file.likeness, file.attributes) for file in files]


def test_files_that_lie_once_are_no_duplicates(archive: SqliteArchive, folder: Path) -> None:
    assert found(archive, folder) == DuplicateReport()


def test_a_copy_is_the_same_file(archive: SqliteArchive, folder: Path) -> None:
    shutil.copy(folder / "a.dcm", folder / "b.dcm")
    assert told(found(archive, folder)) == [
        ("a.dcm", Likeness.FIRST, ()), ("b.dcm", Likeness.SAME_FILE, ()),
    ]  # fmt: skip


def test_another_file_around_the_same_data_set_is_the_same_content(
    archive: SqliteArchive, folder: Path
) -> None:
    dataset = pydicom.dcmread(folder / "a.dcm")
    dataset.file_meta.SourceApplicationEntityTitle = "ELSEWHERE"
    dataset.add_new(0x00080000, "UL", 100)
    dataset.DataSetTrailingPadding = b"\0\0"
    dataset.save_as(folder / "b.dcm")
    assert told(found(archive, folder))[1] == ("b.dcm", Likeness.SAME_CONTENT, ())


def test_what_differs_is_named_in_items_and_pixels_too(
    archive: SqliteArchive, folder: Path
) -> None:
    dataset = pydicom.dcmread(folder / "a.dcm")
    dataset.PatientName = "Doe^John"
    item = pydicom.Dataset()
    item.CodeValue = "1"
    dataset.ProcedureCodeSequence = [item]
    pixels = bytearray(dataset.PixelData)
    pixels[-1] ^= 1
    dataset.PixelData = bytes(pixels)
    dataset.save_as(folder / "b.dcm")
    assert told(found(archive, folder))[1] == (
        "b.dcm", Likeness.OTHER_CONTENT, ("ProcedureCodeSequence", "PatientName", "PixelData"),
    )  # fmt: skip
    item.CodeValue = "2"
    dataset.save_as(folder / "c.dcm")
    import_files([folder], archive=archive, job=Job())
    report = find_duplicates(archive, job=Job())
    assert report.count(Likeness.OTHER_CONTENT) == 2


def test_the_same_image_in_another_study_is_a_duplicate(
    archive: SqliteArchive, folder: Path
) -> None:
    dataset = pydicom.dcmread(folder / "a.dcm")
    dataset.StudyInstanceUID = "1.2.77"
    dataset.save_as(folder / "b.dcm")
    report = found(archive, folder)
    assert told(report)[1] == ("b.dcm", Likeness.OTHER_CONTENT, ("StudyInstanceUID",))
    assert report.instances[0][1].row.study_uid == "1.2.77"


def test_a_file_that_is_gone_is_named_with_the_reason(archive: SqliteArchive, folder: Path) -> None:
    shutil.copy(folder / "a.dcm", folder / "b.dcm")
    found(archive, folder)
    (folder / "b.dcm").unlink()
    [files] = find_duplicates(archive, job=Job()).instances
    assert (files[1].likeness, files[1].reason) == (Likeness.NOT_COMPARED, "file is gone")
    assert (folder / "a.dcm").exists()
