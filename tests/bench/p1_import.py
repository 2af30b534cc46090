"""P1: scan headers and write the index, against those who only read headers."""

import shutil
from pathlib import Path

import pydicom
from pydicom.datadict import tag_for_keyword

from tests.bench.inputs import ct_files
from tests.bench.rows import Row, at_least, missing
from tests.bench.timing import process_ms, times_ms
from viewer.base.jobs import Job
from viewer.index.archive import SqliteArchive
from viewer.workflows.import_files import import_files

_TAGS = [
    "SpecificCharacterSet", "ImageType", "SOPClassUID", "SOPInstanceUID", "StudyDate", "StudyTime",
    "AccessionNumber", "Modality", "StudyDescription", "SeriesDescription", "PatientName",
    "PatientID", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "SeriesInstanceUID",
    "SeriesNumber", "InstanceNumber", "ImagePositionPatient", "ImageOrientationPatient",
    "FrameOfReferenceUID", "Rows", "Columns", "PixelSpacing", "NumberOfFrames",
]  # fmt: skip


def run(folder: Path, *, quick: bool) -> list[Row]:
    """Import 5,000 files into a fresh index; the slow peers read a part of them."""
    studies = 5 if quick else 25
    paths = ct_files(folder / "FILES", studies=studies, slices=200, size=512, is_hollow=True)
    scanner = shutil.which("gdcmscanner")
    scan: list[str | Path] = [scanner or "", "-d", folder / "FILES", "-r", *_scanned_tags()]
    ours = theirs = float("inf")
    for turn in range(5):  # in turns, and the best of each: the machine may be busy now and then
        ours = min(ours, _import_us(folder, paths, turn))
        if scanner:
            theirs = min(theirs, process_ms(scan, limit_s=60) * 1000 / len(paths))
    rows = []

    def add(peer: str, theirs: float, times: float) -> None:
        what = f"import {len(paths)} CT files, with index"
        rows.append(
            at_least("P1", what, "us/file", ours=ours, peer=peer, theirs=theirs, times=times)
        )

    some = paths[:1000]
    add("pydicom, headers only", min(times_ms(lambda: _read_all(some), 3)) * 1000 / len(some), 8)
    if scanner:
        add("GDCM gdcmscanner", theirs, 2)
    else:
        rows.append(missing("P1", "GDCM gdcmscanner", "not installed"))
    if mkdir := shutil.which("dcmmkdir"):
        # Its cost for each file grows with their number, so it gets all of them.
        command: list[str | Path] = [
            mkdir,
            "+r",
            "+id",
            folder / "FILES",
            "+D",
            folder / "DICOMDIR",
            "+I",
        ]
        add("DCMTK dcmmkdir", process_ms(command, limit_s=120) * 1000 / len(paths), 40)
    else:
        rows.append(missing("P1", "DCMTK dcmmkdir", "not installed"))
    return rows


def _scanned_tags() -> list[str]:
    numbers = [tag_for_keyword(keyword) or 0 for keyword in _TAGS]
    return [part for n in numbers for part in ("-t", f"{n >> 16:04x},{n & 0xFFFF:04x}")]


def _import_us(folder: Path, paths: list[Path], turn: int) -> float:
    archive = SqliteArchive(folder / f"index-{turn}.sqlite")
    try:
        (took,) = times_ms(lambda: import_files([folder / "FILES"], archive=archive, job=Job()), 1)
        assert archive.counts().instances == len(paths)
    finally:
        archive.close()
    return took * 1000 / len(paths)


def _read_all(paths: list[Path]) -> None:
    for path in paths:
        dataset = pydicom.dcmread(path, stop_before_pixels=True, specific_tags=_TAGS)
        assert dataset.SOPInstanceUID
