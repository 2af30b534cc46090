"""What is DICOM and what is not, and what we say of it (security.md 3.3, cases 1 to 4)."""

import gzip
from pathlib import Path

import pytest

from tests.support import builders
from viewer.dicom.errors import DicomError, NotDicomError
from viewer.dicom.sniff import dataset_start, is_dicom, not_dicom


def test_a_file_with_a_preamble_is_dicom(tmp_path: Path) -> None:
    assert is_dicom(builders.write(tmp_path / "a", builders.make_dataset()))


@pytest.mark.parametrize("implicit", [True, False])
def test_a_bare_data_set_is_dicom(tmp_path: Path, implicit: bool) -> None:
    path = builders.write_without_meta(tmp_path / "a", builders.make_dataset(), implicit=implicit)
    assert is_dicom(path)
    assert dataset_start(path.read_bytes()) == 0


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 and so on", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0 JFIF", "JPEG"),
        (b"PK\x03\x04 zip", "ZIP"),
        (gzip.compress(b"x"), "gzip"),
        (b"\x7fELF\x02\x01", "program"),
        (b"<?xml version='1.0'?>", "XML"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b'{"a": 1}', "JSON"),
        (b"just a read-me of the disc\n" * 9, "text"),
        (b"\0" * 300, "zeros"),
        (b"\x01\x02\xff", "too short"),
        (b"\xfe\x01" * 200, "no DICM mark"),
    ],
)
def test_other_files_are_refused_with_what_they_look_like(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    assert not is_dicom(path)
    error = not_dicom(data)
    assert isinstance(error, NotDicomError)
    assert reason in error.message


def test_a_missing_file_is_an_expected_error(tmp_path: Path) -> None:
    with pytest.raises(DicomError, match="cannot be read"):
        is_dicom(tmp_path / "gone")


def test_the_mark_inside_a_text_of_a_bare_data_set_is_no_preamble() -> None:
    bare = b"\x08\x00\x05\x00CS\x0a\x00ISO_IR 100" + b"\x08\x00\x80\x00LO\x6e\x00"
    text = bare + b"X" * (128 - len(bare)) + b"DICMA1"
    assert dataset_start(text) == 0
    assert dataset_start(b"\0" * 128 + b"DICM\x02\x00\x00\x00") == 132
