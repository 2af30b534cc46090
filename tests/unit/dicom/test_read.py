"""The tolerant reader against malformed files (security.md 3.3)."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian

from tests.support import builders
from viewer.dicom.errors import DamagedFileError, DicomError, LimitExceededError
from viewer.dicom.inflate import inflated_part, inflated_size
from viewer.dicom.read import read_dataset
from viewer.dicom.scan import scan_file

ITEM = b"\xfe\xff\x00\xe0"
ITEM_END = b"\xfe\xff\x0d\xe0\0\0\0\0"
SEQUENCE_END = b"\xfe\xff\xdd\xe0\0\0\0\0"
ENDLESS = b"\xff\xff\xff\xff"


def start_of_file() -> bytes:
    """Preamble and meta information of a file in explicit VR."""
    data = builders.file_bytes(builders.make_dataset())
    return data[: data.index(b"\x08\x00\x05\x00CS")]


def test_the_place_of_the_pixel_data_is_that_of_their_value(tmp_path: Path) -> None:
    ds = builders.make_dataset()
    file = read_dataset(builders.write(tmp_path / "a", ds))
    assert file.pixels is not None
    data = (tmp_path / "a").read_bytes()
    assert data[file.pixels.offset : file.pixels.offset + 128] == ds.PixelData
    assert file.pixels.length == 128
    assert "PixelData" not in file.dataset


def test_encapsulated_pixel_data_have_no_length(tmp_path: Path) -> None:
    ds = builders.set_fragments(builders.make_dataset(), [b"ab"])
    file = read_dataset(builders.write(tmp_path / "a", ds, "1.2.840.10008.1.2.4.90"))
    assert file.pixels is not None
    assert file.pixels.length is None
    assert (tmp_path / "a").read_bytes()[file.pixels.offset :].startswith(ITEM)


def test_only_wanted_tags_are_kept(tmp_path: Path) -> None:
    path = builders.write(tmp_path / "a", builders.make_dataset())
    keys = read_dataset(path, tags=[0x00280010]).dataset.keys()
    assert set(keys) <= {0x00280010, 0x00080005}


@pytest.mark.parametrize("uid", [DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian])
def test_deflated_and_big_endian_files_are_read(tmp_path: Path, uid: str) -> None:
    file = read_dataset(builders.write(tmp_path / "a", builders.make_dataset(), uid))
    assert file.dataset.Rows == 8
    assert file.dataset.PatientID == "ID1"


def test_a_deflate_bomb_is_refused_wherever_it_is_read() -> None:
    stream = zlib.compressobj(9, wbits=-15)
    bomb = stream.compress(bytes(100_000_000)) + stream.flush()
    assert len(bomb) < 200_000
    with pytest.raises(LimitExceededError, match="200 times"):
        inflated_size(BytesIO(bomb), 1 << 30)
    with pytest.raises(LimitExceededError, match="200 times"):
        inflated_part(BytesIO(bomb), 0, 1 << 30)


def test_only_the_wanted_part_of_a_deflate_stream_is_kept() -> None:
    data = bytes(range(256)) * 20_000
    stream = zlib.compressobj(1, wbits=-15)
    deflated = stream.compress(data) + stream.flush()
    assert inflated_part(BytesIO(deflated), 2_000_000, 300) == data[2_000_000:2_000_300]
    assert inflated_part(BytesIO(deflated), len(data) - 5, 300) == data[-5:]
    assert inflated_size(BytesIO(deflated), 10**9) == len(data)
    assert inflated_size(BytesIO(deflated[:-9]), 10**9) < len(data)


def test_a_cut_deflate_stream_gives_what_came_before(tmp_path: Path) -> None:
    ds = builders.make_dataset()
    whole = builders.file_bytes(ds, DeflatedExplicitVRLittleEndian)
    path = tmp_path / "a"
    path.write_bytes(whole[:-200])
    assert read_dataset(path).dataset.Modality == "CT"


def test_an_element_that_runs_beyond_the_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(
        start_of_file()
        + builders.element(0x00080060, "CS", b"CT")
        + builders.element(0x00100010, "PN", b"Doe", length=60000)
    )
    file = read_dataset(path)
    assert file.dataset.Modality == "CT"
    assert file.findings[-1].where == "(0010,0010)"
    assert "Doe" not in file.findings[-1].what


def test_a_sequence_without_its_end_keeps_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "a"
    sequence = struct.pack("<HH2sHI", 0x0008, 0x1140, b"SQ", 0, 0xFFFFFFFF)
    path.write_bytes(
        start_of_file() + builders.element(0x00080060, "CS", b"CT") + sequence + ITEM + ENDLESS
    )
    file = read_dataset(path)
    assert file.dataset.Modality == "CT"
    assert "damaged" in file.findings[-1].what


def test_five_thousand_nested_sequences_are_refused(tmp_path: Path) -> None:
    opening = struct.pack("<HH2sHI", 0x0008, 0x1140, b"SQ", 0, 0xFFFFFFFF) + ITEM + ENDLESS
    path = tmp_path / "a"
    path.write_bytes(start_of_file() + opening * 5000 + (ITEM_END + SEQUENCE_END) * 5000)
    with pytest.raises(LimitExceededError):
        read_dataset(path)


def test_duplicate_and_unordered_elements_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(
        start_of_file()
        + builders.element(0x00100020, "LO", b"A ")
        + builders.element(0x00080060, "CS", b"CT")
        + builders.element(0x00080060, "CS", b"MR")
    )
    file = read_dataset(path)
    assert file.dataset.Modality == "MR"
    assert {"twice" in f.what or "ascending" in f.what for f in file.findings} == {True}
    assert len(file.findings) == 2


@pytest.mark.parametrize("vr", ["ZZ", "\0\0"])
def test_unknown_vrs_do_not_stop_the_reader(tmp_path: Path, vr: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(
        start_of_file()
        + builders.element(0x00080060, "CS", b"CT")
        + struct.pack("<HH2sH", 0x0009, 0x0010, vr.encode(), 0)
        + builders.element(0x00100020, "LO", b"A ")
    )
    assert read_dataset(path).dataset.Modality == "CT"


@pytest.mark.parametrize("name", ["gone", "."])
def test_files_that_the_system_does_not_give_are_an_expected_error(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(DicomError):
        read_dataset(tmp_path / name)


def test_a_file_without_a_data_set_is_damaged_dicom(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(start_of_file())
    with pytest.raises(DamagedFileError, match="cut off"):
        read_dataset(path)


@pytest.mark.parametrize("kib", [20, 100, 900])
def test_long_file_meta_information_is_read(kib: int, tmp_path: Path) -> None:
    """PS3.10 7.1: private information may take any length; up to 1 MB is read."""
    data = builders.file_bytes(builders.make_dataset())
    body = data.index(b"\x08\x00\x05\x00CS")
    private = builders.element(0x00020102, "OB", bytes(kib << 10))
    path = tmp_path / "a.dcm"
    path.write_bytes(data[:body] + private + data[body:])
    assert scan_file(path).has_pixels
    assert read_dataset(path).pixels is not None
