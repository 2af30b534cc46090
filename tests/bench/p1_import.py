"""P1: scan headers and write the index, against those who only read headers."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pydicom
from pydicom.datadict import tag_for_keyword

from tests.bench.inputs import ct_files
from tests.bench.rows import Row, at_least, missing
from tests.bench.timing import process_ms, times_ms
from viewer.base.jobs import Job
from viewer.index.archive import SqliteArchive
from viewer.index.options import Copies
from viewer.workflows.import_files import import_files

_TURNS = 5  # in turns, and the best of each: the machine may be busy now and then
_TAGS = [
    "SpecificCharacterSet", "ImageType", "SOPClassUID", "SOPInstanceUID", "StudyDate", "StudyTime",
    "AccessionNumber", "Modality", "StudyDescription", "SeriesDescription", "PatientName",
    "PatientID", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "SeriesInstanceUID",
    "SeriesNumber", "InstanceNumber", "ImagePositionPatient", "ImageOrientationPatient",
    "FrameOfReferenceUID", "Rows", "Columns", "PixelSpacing", "NumberOfFrames",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Peer:
    """Another program: how long it takes for all files in ms, and how often it gets a turn.

    `times`: as many times as long as we do it is to take; `ms` None: it is not installed.
    """

    name: str
    times: float
    ms: Callable[[], float] | None
    turns: int = _TURNS


def run(folder: Path, *, quick: bool) -> list[Row]:
    """Import 5,000 files into a fresh index, in turns with its peers."""
    studies = 5 if quick else 25
    paths = ct_files(folder / "FILES", studies=studies, slices=200, size=512, is_hollow=True)
    what = f"import {len(paths)} CT files, with index"
    return beside(what, paths, folder / "FILES", readers(folder / "FILES", paths))


def readers(source: Path, paths: Sequence[Path]) -> list[Peer]:
    """Who reads the same headers, or makes a DICOMDIR of them."""
    tags = [tag_for_keyword(keyword) or 0 for keyword in _TAGS]
    asked = [part for n in tags for part in ("-t", f"{n >> 16:04x},{n & 0xFFFF:04x}")]
    outcome = source.with_name("DICOMDIR")
    return [
        Peer("pydicom, headers only", 8, lambda: times_ms(lambda: _read_all(paths), 1)[0], turns=2),
        _program("GDCM gdcmscanner", 2, ["gdcmscanner", "-d", source, "-r", *asked]),
        # Its cost for each file grows with their number, so it gets all of them, once.
        _program(
            "DCMTK dcmmkdir", 40, ["dcmmkdir", "+r", "+id", source, "+D", outcome, "+I"], turns=1
        ),
    ]


def beside(what: str, paths: Sequence[Path], source: Path, peers: Sequence[Peer]) -> list[Row]:
    """Our import of `source` against each peer, in turns."""
    ours = float("inf")
    theirs = dict.fromkeys((peer.name for peer in peers), float("inf"))
    for turn in range(_TURNS):
        ours = min(ours, import_ms(source.with_name(f"index-{turn}.sqlite"), source, len(paths)))
        for peer in peers:
            if peer.ms is not None and turn < peer.turns:
                theirs[peer.name] = min(theirs[peer.name], peer.ms())
    in_us = 1000 / len(paths)
    return [
        missing("P1", peer.name, "not installed")
        if peer.ms is None
        else at_least(
            "P1", what, "us/file", ours=ours * in_us, peer=peer.name,
            theirs=theirs[peer.name] * in_us, times=peer.times,
        )
        for peer in peers
    ]  # fmt: skip


def import_ms(index: Path, source: Path, files: int, *, copies: Copies = Copies.NEVER) -> float:
    """How long importing `source` into a fresh index takes; it must find all `files`."""
    archive = SqliteArchive(index)
    store = index.with_suffix("")
    try:
        (took,) = times_ms(
            lambda: import_files([source], archive=archive, job=Job(), store=store, copies=copies),
            1,
        )
        assert archive.counts().instances == files
    finally:
        archive.close()
    return took


def _program(name: str, times: float, command: list[str | Path], *, turns: int = _TURNS) -> Peer:
    if shutil.which(str(command[0])) is None:
        return Peer(name, times, None)
    return Peer(name, times, lambda: process_ms(command, limit_s=120), turns)


def _read_all(paths: Sequence[Path]) -> None:
    for path in paths:
        dataset = pydicom.dcmread(path, stop_before_pixels=True, specific_tags=_TAGS)
        assert dataset.SOPInstanceUID
