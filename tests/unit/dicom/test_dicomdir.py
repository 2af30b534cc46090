"""The records of a DICOMDIR, read once each, whatever they say of each other (case 85)."""

from pathlib import Path
from types import SimpleNamespace

import pydicom
import pytest
from pydicom.fileset import FileSet

from tests.support import builders
from tests.support.dicomdirs import dicomdir, record, write_dicomdir
from viewer.dicom.dicomdir import MAX_RECORDS, referenced_files
from viewer.dicom.errors import DamagedFileError, LimitExceededError, NotDicomError


def written(folder: Path, data: bytes) -> Path:
    path = folder / "DICOMDIR"
    path.write_bytes(data)
    return path


def test_files_come_in_the_order_of_their_records(tmp_path: Path) -> None:
    path = write_dicomdir(tmp_path, r"IMAGES\IM2", r"IMAGES\IM1", "IM3")
    assert list(referenced_files(path)) == [("IMAGES", "IM2"), ("IMAGES", "IM1"), ("IM3",)]


def test_a_file_set_written_by_pydicom_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = SimpleNamespace(
        name=str(tmp_path), cleanup=lambda: None
    )  # pydicom leaves its own to the collector
    monkeypatch.setattr("pydicom.fileset.TemporaryDirectory", lambda: stage)
    file_set = FileSet()
    for number in range(5):
        dataset = builders.make_dataset(
            SOPInstanceUID=builders.uid("f", number), InstanceNumber=number
        )
        file_set.add(pydicom.dcmread(builders.write(tmp_path / f"{number}", dataset)))
    file_set.write(tmp_path / "cd")
    found = list(referenced_files(tmp_path / "cd" / "DICOMDIR"))
    assert len(found) == 5
    assert all((tmp_path / "cd").joinpath(*parts).is_file() for parts in found)


@pytest.mark.parametrize("is_endless", [False, True])
def test_records_out_of_use_and_without_a_file_are_left_out(
    is_endless: bool, tmp_path: Path
) -> None:
    records = [record(level="PATIENT"), record("OLD", in_use=0), record("NEW")]
    path = written(tmp_path, dicomdir(records, is_endless=is_endless))
    assert list(referenced_files(path)) == [("NEW",)]


def test_85_circles_and_offsets_into_the_middle_lead_nowhere(tmp_path: Path) -> None:
    """SEC-023: the graph of the records is not followed."""
    for offset in (1, 200, 400, 0xFFFFFFFF):
        records = [record("A", following=offset), record("B", following=offset)]
        path = written(tmp_path, dicomdir(records))
        assert list(referenced_files(path)) == [("A",), ("B",)]


def test_what_comes_before_damage_is_given(tmp_path: Path) -> None:
    data = dicomdir([record("A"), record("B")])
    reader = referenced_files(written(tmp_path, data[:-3]))
    with pytest.raises(DamagedFileError, match="break off"):
        list(reader)
    endless = dicomdir([record("A"), record("B")], is_endless=True)
    reader = referenced_files(written(tmp_path, endless[:-40]))
    assert next(reader) == ("A",)
    with pytest.raises(DamagedFileError, match="break off"):
        list(reader)


def test_too_many_records_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, dicomdir([b""] * (MAX_RECORDS + 1)))
    with pytest.raises(LimitExceededError, match="200,000 records"):
        list(referenced_files(path))


def test_deep_items_of_no_length_are_refused(tmp_path: Path) -> None:
    nested = (b"\x09\0\x10\0SQ\0\0" + b"\xff" * 4 + b"\xfe\xff\0\xe0" + b"\xff" * 4) * 5000
    path = written(tmp_path, dicomdir([record("A") + nested], is_endless=True))
    with pytest.raises(DamagedFileError):
        list(referenced_files(path))


def test_other_files_of_that_name_are_no_dicomdir(tmp_path: Path) -> None:
    with pytest.raises(NotDicomError):
        list(referenced_files(written(tmp_path, b"hello")))
