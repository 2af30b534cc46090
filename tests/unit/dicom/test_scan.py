"""The fast scanner: the answers of the tolerant reader, and where it hands over to it."""

import os
import random
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from tests.support import builders
from viewer.base.errors import ViewerError
from viewer.dicom import scan
from viewer.dicom.errors import DamagedFileError, NotDicomError
from viewer.dicom.scan import scan_file
from viewer.dicom.scan_fallback import scan_with_pydicom


@pytest.fixture
def fast_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where the scanner hands a file over."""

    def refuse(path: Path) -> Any:
        pytest.fail("handed over to the tolerant reader")

    monkeypatch.setattr(scan, "_scan_tolerantly", refuse)


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that the scanner hands over."""
    paths: list[Path] = []

    def note(path: Path, character_set: str) -> Any:
        paths.append(path)
        return scan_with_pydicom(path, character_set=character_set)

    monkeypatch.setattr(scan, "_scan_tolerantly", note)
    return paths


@pytest.mark.usefixtures("fast_only")
@pytest.mark.parametrize("uid", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_a_plain_image_is_scanned_fast_and_equals_the_tolerant_reader(
    tmp_path: Path, uid: str
) -> None:
    path = builders.write(
        tmp_path / "a",
        builders.make_dataset(EchoNumbers=2, PatientName="Müller^Änne=山田^太郎", FrameTime=40),
        uid,
    )
    record = scan_file(path)
    assert record == scan_with_pydicom(path)
    assert record.study.patient.name.alphabetic == "Müller^Änne"
    assert record.study.patient.name.ideographic == "山田^太郎"
    assert record.planes[0].row_spacing_mm == 0.5
    assert record.has_pixels
    assert (record.rows, record.columns, record.number_of_frames) == (8, 8, 1)
    assert record.split_values == (("EchoNumbers", "2"),)
    assert record.frame_time_ms == 40
    assert record.file_size == path.stat().st_size
    assert record.file_mtime_ns == path.stat().st_mtime_ns


@pytest.mark.usefixtures("fast_only")
@pytest.mark.parametrize("explicit_lengths", [True, False])
@pytest.mark.parametrize("uid", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_sequences_are_skipped_with_and_without_lengths(
    tmp_path: Path, uid: str, explicit_lengths: bool
) -> None:
    innermost = builders.override(Dataset(), PatientID="of a reference", Rows=99)
    inner = builders.override(Dataset(), PatientID="of the request", Rows=98)
    inner.ReferencedSOPSequence = Sequence([Dataset(), innermost])
    request = Sequence([inner, innermost])
    for item in (inner, innermost):
        item.is_undefined_length_sequence_item = not explicit_lengths
    inner["ReferencedSOPSequence"].is_undefined_length = not explicit_lengths
    ds = builders.make_dataset(ReferencedStudySequence=request)
    ds["ReferencedStudySequence"].is_undefined_length = not explicit_lengths
    path = builders.write(tmp_path / "a", ds, uid)
    assert (b"\xff\xff\xff\xff" in path.read_bytes()) == (not explicit_lengths)
    record = scan_file(path)
    assert record.study.patient.patient_id == "ID1"
    assert record.rows == 8


@pytest.mark.usefixtures("fast_only")
def test_a_large_private_element_is_skipped_by_its_length(tmp_path: Path) -> None:
    ds = builders.make_dataset()
    ds.add_new(0x00190010, "LO", "TEST")
    ds.add_new(0x00191001, "OB", bytes(700_000))
    assert scan_file(builders.write(tmp_path / "a", ds)).rows == 8


@pytest.mark.usefixtures("fast_only")
def test_an_icon_is_not_taken_for_the_picture(tmp_path: Path) -> None:
    icon = builders.make_dataset()
    ds = builders.report(IconImageSequence=Sequence([icon]))
    assert not scan_file(builders.write(tmp_path / "a", ds)).has_pixels


@pytest.mark.usefixtures("fast_only")
def test_a_report_has_no_pixels_and_no_plane(tmp_path: Path) -> None:
    record = scan_file(builders.write(tmp_path / "a", builders.report()))
    assert not record.has_pixels
    assert record.planes == ()
    assert record.series.modality == "SR"


def unordered(ds: Dataset) -> bytes:
    data = builders.file_bytes(ds)
    return data.replace(
        builders.element(0x00080060, "CS", b"CT"), builders.element(0x00200060, "CS", b"L ")
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: builders.file_bytes(builders.make_dataset(), DeflatedExplicitVRLittleEndian),
        lambda: builders.file_bytes(builders.make_dataset(), ExplicitVRBigEndian),
        lambda: builders.file_bytes(builders.enhanced_ct()),
        lambda: builders.file_bytes(builders.make_dataset(SeriesInstanceUID=None)),
        lambda: unordered(builders.make_dataset()),
    ],
    ids=["deflated", "big endian", "functional groups", "no series UID", "out of order"],
)
def test_unusual_files_are_handed_over_and_read(
    tmp_path: Path, make: Callable[[], bytes], handed_over: list[Path]
) -> None:
    path = tmp_path / "a"
    path.write_bytes(make())
    record = scan_file(path)
    assert handed_over == [path]
    assert record.rows == 8
    assert record.has_pixels
    assert record.study.patient.patient_id == "ID1"


def test_an_enhanced_object_has_a_plane_for_each_frame(tmp_path: Path) -> None:
    record = scan_file(builders.write(tmp_path / "a", builders.enhanced_ct(4, spacing_mm=2.5)))
    assert [plane.position_lps[2] for plane in record.planes] == [0, 2.5, 5, 7.5]
    assert record.number_of_frames == 4
    assert record.frame_order == ()


def test_frames_are_ordered_by_their_dimension_indices(tmp_path: Path) -> None:
    ds = builders.enhanced_ct(3)
    for item, index in zip(ds.PerFrameFunctionalGroupsSequence, (3, 1, 2), strict=True):
        item.FrameContentSequence[0].DimensionIndexValues = [1, index]
    assert scan_file(builders.write(tmp_path / "a", ds)).frame_order == (1, 2, 0)


def test_missing_uids_are_made_from_the_path_and_told(tmp_path: Path) -> None:
    ds = builders.make_dataset(SOPInstanceUID=None, StudyInstanceUID=None, SeriesInstanceUID=None)
    first = scan_file(builders.write_without_meta(tmp_path / "a", ds))
    again = scan_file(tmp_path / "a")
    other = scan_file(builders.write_without_meta(tmp_path / "b", ds))
    assert first == again
    assert first.series.series_uid == other.series.series_uid
    assert first.sop_instance_uid != other.sop_instance_uid
    assert first.sop_instance_uid.startswith("2.25.")
    assert any("UID is missing" in finding.what for finding in first.findings)


def test_a_directory_of_media_is_no_object(tmp_path: Path) -> None:
    ds = builders.make_dataset(SOPClassUID="1.2.840.10008.1.3.10")
    with pytest.raises(NotDicomError, match="DICOMDIR"):
        scan_file(builders.write(tmp_path / "DICOMDIR", ds))


@pytest.mark.parametrize("spacing", ["0\\-1", "abcd", "1"])
def test_impossible_spacings_give_no_plane(tmp_path: Path, spacing: str) -> None:
    data = builders.file_bytes(builders.make_dataset(PixelSpacing=None))
    at = data.index(struct.pack("<HH2s", 0x0028, 0x0100, b"US"))
    value = spacing.encode() + b" " * (len(spacing) % 2)
    path = tmp_path / "a"
    path.write_bytes(data[:at] + builders.element(0x00280030, "DS", value) + data[at:])
    assert scan_file(path).planes == ()


@pytest.mark.parametrize("frames", [2**31 - 1, -1, 0])
def test_impossible_numbers_of_frames_are_one(tmp_path: Path, frames: int) -> None:
    path = builders.write(tmp_path / "a", builders.make_dataset(NumberOfFrames=frames))
    assert scan_file(path).number_of_frames == 1


def test_a_file_cut_anywhere_is_scanned_or_refused_but_never_fails(tmp_path: Path) -> None:
    whole = builders.file_bytes(builders.enhanced_ct(2))
    path = tmp_path / "a"
    for end in range(0, len(whole), 7):
        path.write_bytes(whole[:end])
        try:
            scan_file(path)
        except ViewerError:
            continue


@pytest.mark.parametrize("implicit", [False, True])
def test_an_image_that_is_cut_off_before_its_pixels_is_no_object_without_pixels(
    tmp_path: Path, implicit: bool
) -> None:
    ds = builders.make_dataset(np.ones((4, 4), np.uint16))
    path = builders.write_without_meta(tmp_path / "a", ds, implicit=implicit)
    whole = path.read_bytes()
    pixels = whole.index(b"\xe0\x7f\x10\x00")
    for end in (pixels, pixels - 3, whole.index(b"\x28\x00\x10\x00"), 400):
        path.write_bytes(whole[:end])
        with pytest.raises(DamagedFileError):
            scan_file(path)


def test_a_report_is_whole_without_pixels_and_damaged_when_cut_off(tmp_path: Path) -> None:
    path = builders.write(tmp_path / "a", builders.report())
    assert not scan_file(path).has_pixels
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(DamagedFileError, match="cut off"):
        scan_file(path)


@pytest.mark.parametrize("keyword", ["Rows", "Columns"])
def test_pixel_data_of_unknown_size_are_no_image(tmp_path: Path, keyword: str) -> None:
    ds = builders.make_dataset()
    delattr(ds, keyword)
    with pytest.raises(DamagedFileError, match=keyword):
        scan_file(builders.write(tmp_path / "a", ds))


def test_random_damage_is_scanned_or_refused_but_never_fails(tmp_path: Path) -> None:
    chance = random.Random(7)
    path = tmp_path / "a"
    for make in (builders.make_dataset, builders.enhanced_ct, builders.ultrasound_cine):
        whole = builders.file_bytes(make())
        for _ in range(150):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 8)):
                data[chance.randrange(132, len(data))] = chance.choice((0, 1, 0xFF, 0x7F, 0x80))
            path.write_bytes(data)
            try:
                scan_file(path)
            except ViewerError:
                continue


def test_a_file_without_permission_is_an_expected_error(tmp_path: Path) -> None:
    path = builders.write(tmp_path / "a", builders.make_dataset())
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("runs as a user who may read everything")
    with pytest.raises(ViewerError):
        scan_file(path)


def test_records_of_one_study_are_equal_in_what_they_share(tmp_path: Path) -> None:
    one, two = (scan_file(path) for path in builders.ct_series(tmp_path, 2))
    assert one.study == two.study
    assert one.series == two.series
    assert replace(one, path=two.path) != two


def test_noise_behind_the_mark_of_dicom_is_a_damaged_file_and_not_passed_over(
    tmp_path: Path,
) -> None:
    noise = bytes(range(255, 3, -1)) * 20
    file = tmp_path / "noise.dcm"
    file.write_bytes(b"\0" * 128 + b"DICM" + noise)
    with pytest.raises(DamagedFileError, match="no data set"):
        scan_file(file)


def test_a_scanner_that_has_seen_other_files_reads_what_a_fresh_one_reads(tmp_path: Path) -> None:
    """Files alike and not alike in a random order: nothing of one may stand in another."""
    draw = random.Random(20)
    paths = []
    for number in range(60):
        values: dict[str, Any] = {
            "SOPInstanceUID": f"1.2.{number % 7}.{number}",
            "InstanceNumber": draw.choice([number, -number, 10**number]) if number % 5 else None,
            "ImagePositionPatient": [draw.choice(["1", "-1.25", "nan"]), "0", str(number)],
            "PatientName": draw.choice(["A^B", "Äß^C", "Longer^Name^Than^Others"]),
            "SpecificCharacterSet": draw.choice(["ISO_IR 100", "ISO_IR 192"]),
            "SliceLocation": draw.choice(["1", "1.5", "100.25"]),
            "EchoTime": draw.choice(["1", "12.5"]),
        }
        for keyword in draw.sample(["Manufacturer", "StationName", "PatientAge", "KVP"], 2):
            values[keyword] = "044Y" if keyword == "PatientAge" else "12"
        dataset = builders.make_dataset(**{k: v for k, v in values.items() if v is not None})
        syntax = draw.choice(
            [ExplicitVRLittleEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian]
        )
        paths.append(builders.write(tmp_path / f"{number}", dataset, syntax))
    scanner = scan.HeaderScanner()
    for path in [*paths, *draw.choices(paths, k=200)]:
        assert scanner.scan(path) == scan_file(path)
        assert scanner.scan(path, character_set="GB18030") == scan_file(
            path, character_set="GB18030"
        )


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_what_is_different_in_a_long_series_is_read_whatever_it_is(
    tmp_path: Path, syntax: UID
) -> None:
    """One byte of a header changed, after many headers that are laid out alike."""
    draw = random.Random(21)
    item = Dataset()
    item.ReferencedSOPInstanceUID = "1.2.3"
    references = Sequence([item])
    references.is_undefined_length = True
    path = tmp_path / "file"
    wholes = []
    for number in range(20):
        dataset = builders.make_dataset(
            SOPInstanceUID=f"1.2.{number:02}", ImagePositionPatient=["1", "0", f"{number:02}"]
        )
        item.ReferencedSOPInstanceUID = f"1.2.{number}"
        dataset.SourceImageSequence = references
        builders.write(path, dataset, syntax)
        wholes.append(path.read_bytes())
    scanner = scan.HeaderScanner()

    def read(scanner: scan.HeaderScanner) -> object:
        try:
            return scanner.scan(path)
        except ViewerError as error:
            return error.message

    for whole in wholes:
        path.write_bytes(whole)
        assert read(scanner) == read(scan.HeaderScanner())
    end = wholes[0].rindex(b"\xe0\x7f\x10\x00") + 12
    for _ in range(1500):
        data = bytearray(draw.choice(wholes))
        data[draw.randrange(end)] = draw.randrange(256)
        path.write_bytes(data)
        assert read(scanner) == read(scan.HeaderScanner())


def test_a_copy_with_other_uids_in_a_chosen_character_set_keeps_the_choice(tmp_path: Path) -> None:
    scanner = scan.HeaderScanner()
    records = [
        scanner.scan(
            builders.write(tmp_path / str(k), builders.make_dataset(SOPInstanceUID=f"1.{k}")),
            character_set="ISO_IR 13",
        )
        for k in range(3)
    ]
    assert [record.study.character_set for record in records] == ["ISO_IR 13"] * 3
    assert [record.sop_instance_uid for record in records] == ["1.0", "1.1", "1.2"]
    assert records[1].study is records[2].study
