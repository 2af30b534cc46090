"""Read the header of a file tolerantly: what can be read is kept, what was odd is told.

pydicom parses; the limits on size, count and time are ours (security.md 3.3, SEC-004).
"""

import io
import os
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from pydicom.charset import convert_encodings
from pydicom.dataset import Dataset
from pydicom.filereader import data_element_generator

from viewer.dicom.attributes import PYDICOM_ERRORS
from viewer.dicom.character_sets import decode_text
from viewer.dicom.errors import LimitExceededError
from viewer.dicom.file_start import FileStart, read_file_start
from viewer.dicom.sniff import no_data_set, unreadable
from viewer.model.finding import Finding, Severity

PIXEL_TAGS = (0x7FE00008, 0x7FE00009, 0x7FE00010)
UNDEFINED_LENGTH = 0xFFFFFFFF

_START_BYTES = 1 << 16
_MAX_READS = 4_000_000
_MAX_SECONDS = 8.0
_MAX_ELEMENT_BYTES = 256 << 20
_MAX_INFLATED_BYTES = 512 << 20
_MAX_INFLATE_RATIO = 200
_INFLATE_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class PixelElement:
    """Where the value of a pixel data element begins; `length` None if undefined."""

    tag: int
    offset: int
    length: int | None


@dataclass(frozen=True, slots=True)
class DicomFile:
    """A header with what reading noticed. `pixels` is None where no pixel data follow."""

    path: Path
    dataset: Dataset
    start: FileStart
    pixels: PixelElement | None
    size: int
    mtime_ns: int
    findings: tuple[Finding, ...]


def read_dataset(path: Path, *, tags: Iterable[int] = ()) -> DicomFile:
    """Read a header up to the pixel data, or only `tags` of it.

    Raises `NotDicomError` for other files, `DamagedFileError` for those without a data set,
    `LimitExceededError` for hostile ones, `DicomError` when the system gives no access.
    """
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            start = read_file_start(file.read(_START_BYTES))
            file.seek(start.dataset_offset)
            source: BinaryIO = file
            if start.is_deflated:
                source = io.BytesIO(inflate(file.read(), _MAX_INFLATED_BYTES))
            return _parse(path, source, start, status, tuple(tags))
    except OSError as error:
        raise unreadable(error) from error


def inflate(data: bytes, limit: int) -> bytes:
    """Inflate a raw deflate stream in steps, never beyond 200 times its size (SEC-004).

    A stream that breaks off gives what came before the break.
    """
    limit = min(limit, max(_MAX_INFLATE_RATIO * len(data), _INFLATE_STEP))
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    out = bytearray()
    pending = data
    try:
        while pending and not stream.eof:
            out += stream.decompress(pending, _INFLATE_STEP)
            pending = stream.unconsumed_tail
            if len(out) > limit:
                raise LimitExceededError(
                    "The deflated data set is far larger than its file.",
                    hint="This is no honest image; it was not read.",
                )
        out += stream.flush()
    except zlib.error:
        pass
    return bytes(out)


class _MeteredFile:
    """A file that refuses when a parser reads too often or too long."""

    def __init__(self, file: BinaryIO) -> None:
        self._read = file.read
        self._reads = 0
        self._deadline = time.monotonic() + _MAX_SECONDS
        self.seek = file.seek
        self.tell = file.tell

    def read(self, count: int = -1) -> bytes:
        """Read, and count."""
        self._reads += 1
        if self._reads > _MAX_READS or (
            self._reads % 4096 == 0 and time.monotonic() > self._deadline
        ):
            raise LimitExceededError("The data set has more elements than any honest file.")
        return self._read(count)


def _parse(
    path: Path,
    source: BinaryIO,
    start: FileStart,
    status: os.stat_result,
    tags: tuple[int, ...],
) -> DicomFile:
    findings = list(start.findings)
    size = source.seek(0, os.SEEK_END) if start.is_deflated else status.st_size
    source.seek(0 if start.is_deflated else start.dataset_offset)
    stop = _Stop(source, size)
    elements = _elements(source, start, tags, stop, findings)
    if stop.overrun is not None:
        findings.append(
            Finding(
                Severity.ERROR, stop.overrun,
                "This element claims to run beyond the end: the file is cut off or damaged.",
                "What comes after it is missing; get the file again.", "security 3.3",
            )
        )  # fmt: skip
    if not elements and stop.pixels is None:
        raise no_data_set(b"\0" * 128 + b"DICM" if start.file_meta else b"")
    dataset = Dataset(elements)
    character_set = elements.get(0x00080005)
    raw = getattr(character_set, "value", None)
    name = decode_text(raw, "") if isinstance(raw, bytes) else ""
    dataset.set_original_encoding(
        start.is_implicit,
        not start.is_big_endian,
        convert_encodings(name.split("\\") if name else []),
    )
    return DicomFile(path, dataset, start, stop.pixels, size, status.st_mtime_ns, tuple(findings))


class _Stop:
    """Tells the parser to stop before the pixel data, or before an element that overruns."""

    def __init__(self, source: BinaryIO, size: int) -> None:
        self._tell = source.tell
        self._size = size
        self.pixels: PixelElement | None = None
        self.overrun: str | None = None

    def __call__(self, tag: int, vr: str | None, length: int) -> bool:
        """Whether parsing ends before this element."""
        tag = int(tag)  # pydicom's own tags compare slowly
        offset = self._tell()
        if tag in PIXEL_TAGS:
            known = None if length == UNDEFINED_LENGTH else length
            self.pixels = PixelElement(tag, offset, known)
            return True
        if length != UNDEFINED_LENGTH and offset + length > self._size:
            self.overrun = f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
            return True
        return False


def _elements(
    source: BinaryIO,
    start: FileStart,
    tags: tuple[int, ...],
    stop: Callable[[Any, str | None, int], bool],
    findings: list[Finding],
) -> dict[Any, Any]:
    """Collect elements until the parser stops or stumbles."""
    elements: dict[Any, Any] = {}
    previous = 0
    generator = data_element_generator(
        cast("BinaryIO", _MeteredFile(source)),
        start.is_implicit,
        not start.is_big_endian,
        stop_when=stop,
        defer_size=_MAX_ELEMENT_BYTES,
        specific_tags=list(tags) or None,
    )
    try:
        for element in generator:
            tag = int(element.tag)
            if tag <= previous:
                _note_disorder(findings, duplicate=element.tag in elements)
            previous = tag
            elements[element.tag] = element
    except RecursionError:
        raise LimitExceededError("The data set is nested deeper than any honest file.") from None
    except PYDICOM_ERRORS:
        findings.append(
            Finding(
                Severity.ERROR, "file",
                "The data set is damaged; what comes before the damage was read.",
                "Get the file again.", "PS3.5 7",
            )
        )  # fmt: skip
    return elements


def _note_disorder(findings: list[Finding], *, duplicate: bool) -> None:
    what = (
        "An element occurs twice; the last one counts."
        if duplicate
        else ("Elements are not in ascending order.")
    )
    finding = Finding(Severity.NOTE, "file", what, reference="PS3.5 7.1")
    if finding not in findings:
        findings.append(finding)
