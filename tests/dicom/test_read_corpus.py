"""Every real file is read, or named with a reason; values equal pydicom's (performance.md, P1)."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread
from pydicom.datadict import keyword_for_tag
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError

from viewer.base.errors import ViewerError
from viewer.dicom import scan
from viewer.dicom.errors import DicomError
from viewer.dicom.images import read_image
from viewer.dicom.read import read_dataset
from viewer.dicom.records import SPLIT_TAGS
from viewer.dicom.scan import scan_file
from viewer.dicom.scan_fallback import scan_with_pydicom
from viewer.dicom.tag_tree import tag_rows
from viewer.model.study import InstanceRecord


@pytest.fixture(scope="module")
def files(corpus: Path) -> list[Path]:
    """Every file of the corpus but the sealed ones."""
    return sorted(p for p in corpus.rglob("*") if p.is_file() and p.suffix != ".enc")


@pytest.fixture(scope="module")
def records(files: list[Path]) -> dict[Path, InstanceRecord]:
    """The records of all files that are DICOM objects."""
    found = {}
    for path in files:
        try:
            found[path] = scan_file(path)
        except DicomError:
            continue
    return found


@pytest.fixture(scope="module")
def peers(records: dict[Path, InstanceRecord]) -> dict[Path, Dataset]:
    """What pydicom reads of the same files."""
    return {path: ds for path in records if (ds := read_with_pydicom(path)) is not None}


def read_with_pydicom(path: Path) -> Dataset | None:
    data = path.read_bytes()
    if path.name == "no_preamble_dicm_in_data":
        data = bytes(128) + b"DICM" + data  # pydicom takes a mark inside a text for a preamble
    try:
        return dcmread(BytesIO(data), stop_before_pixels=True, force=True)
    except (InvalidDicomError, OSError, EOFError, ValueError):
        return None


def test_every_file_of_the_manifest_is_scanned_or_is_no_object(
    corpus: Path, corpus_manifest: list[dict[str, str]], records: dict[Path, InstanceRecord]
) -> None:
    missing = [row for row in corpus_manifest if corpus / row["path"] not in records]
    reasons = Counter(reason(corpus / row["path"]) for row in missing)
    assert reasons == {
        "A DICOMDIR: a table of contents, not an object.": 10,
        "Rows or Columns is missing or 0.": 2,
    }
    assert len(records) > 800


def reason(path: Path) -> str:
    with pytest.raises(DicomError) as error:
        scan_file(path)
    return error.value.message


def test_most_files_go_the_fast_way(
    records: dict[Path, InstanceRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over = []

    def note(path: Path, _character_set: str) -> InstanceRecord:
        handed_over.append(path)
        return records[path]

    monkeypatch.setattr(scan, "_scan_tolerantly", note)
    for path in records:
        scan_file(path)
    assert len(handed_over) < 0.12 * len(records)


def test_the_fast_and_the_tolerant_reader_give_the_same_record(
    records: dict[Path, InstanceRecord],
) -> None:
    different = [path for path, record in records.items() if record != scan_with_pydicom(path)]
    assert different == []


def texts(ds: Dataset, keyword: str) -> str:
    """pydicom's value as DICOM text, without padding."""
    value = ds.get(keyword)
    if value is None:
        return ""
    values = value if isinstance(value, list) or hasattr(value, "append") else [value]
    return "\\".join(str(part) for part in values).strip(" \0")


TEXTS = {
    "PatientID": lambda r: r.study.patient.patient_id,
    "PatientBirthDate": lambda r: r.study.patient.birth_date,
    "PatientSex": lambda r: r.study.patient.sex,
    "StudyDate": lambda r: r.study.date,
    "StudyTime": lambda r: r.study.time,
    "StudyDescription": lambda r: r.study.description,
    "AccessionNumber": lambda r: r.study.accession_number,
    "InstitutionName": lambda r: r.study.institution,
    "ReferringPhysicianName": lambda r: r.study.referring_physician,
    "SeriesDescription": lambda r: r.series.description,
    "Modality": lambda r: r.series.modality,
    "BodyPartExamined": lambda r: r.series.body_part,
    "ProtocolName": lambda r: r.series.protocol,
    "SOPClassUID": lambda r: r.sop_class_uid,
    "FrameOfReferenceUID": lambda r: r.series.frame_of_reference_uid or "",
}


@pytest.mark.parametrize("keyword", TEXTS)
def test_texts_equal_those_of_pydicom(
    keyword: str, records: dict[Path, InstanceRecord], peers: dict[Path, Dataset]
) -> None:
    get: Any = TEXTS[keyword]
    different = {
        path.name: (get(records[path]), texts(ds, keyword))
        for path, ds in peers.items()
        if get(records[path]) != texts(ds, keyword)
    }
    assert different == {}


def test_names_equal_those_of_pydicom(
    records: dict[Path, InstanceRecord], peers: dict[Path, Dataset]
) -> None:
    different = {}
    for path, ds in peers.items():
        name = ds.get("PatientName") or ""
        theirs = tuple(
            str(getattr(name, part, "")).strip()
            for part in ("alphabetic", "ideographic", "phonetic")
        )
        ours = records[path].study.patient.name
        if (ours.alphabetic, ours.ideographic, ours.phonetic) != theirs:
            different[path.name] = (ours, theirs)
    assert different == {}


def test_uids_equal_those_of_pydicom(
    records: dict[Path, InstanceRecord], peers: dict[Path, Dataset]
) -> None:
    for path, ds in peers.items():
        record = records[path]
        theirs = (ds.get("StudyInstanceUID"), ds.get("SeriesInstanceUID"), ds.get("SOPInstanceUID"))
        ours = (record.study.study_uid, record.series.series_uid, record.sop_instance_uid)
        for our, their in zip(ours, theirs, strict=True):
            assert our == their or (not their and our.startswith("2.25.")), path


def test_geometry_and_numbers_equal_those_of_pydicom(
    records: dict[Path, InstanceRecord], peers: dict[Path, Dataset]
) -> None:
    compared = 0
    for path, ds in peers.items():
        record = records[path]
        for keyword, ours in (("Rows", record.rows), ("Columns", record.columns)):
            first = texts(ds, keyword).split("\\")[0]
            assert ours == int(first or 0), path
        if len(record.planes) != 1 or "ImagePositionPatient" not in ds:
            continue
        (plane,) = record.planes
        assert plane.position_lps == pytest.approx([float(x) for x in ds.ImagePositionPatient])
        directions = (*plane.row_direction, *plane.column_direction)
        assert directions == pytest.approx([float(x) for x in ds.ImageOrientationPatient], abs=1e-3)
        assert plane.row_spacing_mm == float(ds.PixelSpacing[0])
        compared += 1
    assert compared > 300


def test_split_keys_equal_those_of_pydicom(
    records: dict[Path, InstanceRecord], peers: dict[Path, Dataset]
) -> None:
    for path, ds in peers.items():
        ours = dict(records[path].split_values)
        for tag in SPLIT_TAGS:
            keyword = keyword_for_tag(tag)
            theirs = texts(ds, keyword)
            if keyword not in ours:
                assert theirs == "", (path, keyword)
            elif ours[keyword] != theirs:
                assert float(ours[keyword]) == float(theirs), (path, keyword)


def images(files: list[Path]) -> Iterator[tuple[Path, Any]]:
    for path in files:
        try:
            yield path, read_image(path)
        except ViewerError:
            continue


def test_images_agree_with_their_records_and_the_manifest(
    files: list[Path],
    corpus: Path,
    corpus_manifest: list[dict[str, str]],
    records: dict[Path, InstanceRecord],
) -> None:
    rows = {corpus / row["path"]: row for row in corpus_manifest}
    count = 0
    for path, image in images(files):
        count += 1
        record = records.get(path)
        if record is not None:
            assert record.has_pixels, path
            assert image.pixel_format.number_of_frames == record.number_of_frames, path
        row = rows.get(path)
        if row is not None and row["rows"]:
            assert image.pixel_format.rows == int(row["rows"]), path
            assert image.pixel_format.samples_per_pixel == int(row["samples"] or 1), path
            given = row["transfer_syntax"] or image.pixel_format.transfer_syntax_uid
            assert image.pixel_format.transfer_syntax_uid == given, path
    assert count > 750


def test_records_with_pixels_are_images_or_refused_by_name(
    records: dict[Path, InstanceRecord],
) -> None:
    refused = {}
    for path, record in records.items():
        if record.has_pixels:
            try:
                read_image(path)
            except DicomError as error:
                refused[path.name] = error.message
    assert list(refused) == ["3gb-bulk-data-truncated"]


def test_every_header_is_listed_as_tags(files: list[Path]) -> None:
    listed = 0
    for path in files[::7]:
        try:
            listed += sum(1 for _ in tag_rows(read_dataset(path)))
        except DicomError:
            continue
    assert listed > 10_000
