"""Read the header of a file tolerantly: what can be read is kept, what was odd is told.

pydicom parses; the limits on size, count and time are ours (security.md 3.3, SEC-004).
"""

import os
import struct
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.filereader import data_element_generator

from viewer.dicom.attributes import PYDICOM_ERRORS
from viewer.dicom.character_sets import chosen_name, decode_text, pydicom_encodings
from viewer.dicom.errors import DamagedFileError, LimitExceededError
from viewer.dicom.file_start import FileStart, read_file_start
from viewer.dicom.inflate import InflatedHeader, inflated_size
from viewer.dicom.sniff import no_data_set, unreadable
from viewer.model.finding import Finding, Severity

PIXEL_TAGS = (0x7FE00008, 0x7FE00009, 0x7FE00010)
UNDEFINED_LENGTH = 0xFFFFFFFF

_PIXEL_GROUPS = tuple((tag >> 16, tag & 0xFFFF) for tag in PIXEL_TAGS)
_START_BYTES = 1 << 16
_MAX_START_BYTES = 1 << 20  # private file meta information may be long
_SNIFF_BYTES = 512
_MAX_ELEMENTS = 50_000  # beside each other; honest objects have a few hundred
_MAX_ITEMS = 500_000
_MAX_EMPTY_ITEMS = 10_000  # honest items are not empty
_MAX_READS = 2_000_000
_MAX_SECONDS = 8.0
_MAX_DEPTH = 64
_MAX_ELEMENT_BYTES = 256 << 20
_NOT_HONEST = "This is no honest object; it was not read."
_ITEM = b"\xfe\xff\x00\xe0"
_EMPTY_ITEM = _ITEM + b"\0\0\0\0"


@dataclass(frozen=True, slots=True)
class PixelElement:
    """Where the value of a pixel data element begins; `length` None if undefined."""

    tag: int
    offset: int
    length: int | None


@dataclass(frozen=True, slots=True)
class DicomFile:
    """A header with what reading noticed. `pixels` is None where no pixel data follow.

    `has_more_pixels`: another pixel data element follows the first one, against the standard.
    `character_set` counts in place of what the data set declares, where it is not "".
    """

    path: Path
    dataset: Dataset
    start: FileStart
    pixels: PixelElement | None
    size: int
    mtime_ns: int
    findings: tuple[Finding, ...]
    has_more_pixels: bool = False
    character_set: str = ""


def read_dataset(path: Path, *, tags: Iterable[int] = (), character_set: str = "") -> DicomFile:
    """Read a header up to the pixel data, or only `tags` of it; texts in `character_set`, if given.

    Raises `NotDicomError` for other files, `DamagedFileError` for those without a data set,
    `LimitExceededError` for hostile ones, `DicomError` when the system gives no access.
    """
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            start = _file_start(file, status.st_size)
            file.seek(start.dataset_offset)
            source = InflatedHeader(file) if start.is_deflated else file
            found = _parse(path, source, start, status, tuple(tags))
            return _read_as(found, character_set) if character_set else found
    except OSError as error:
        raise unreadable(error) from error


def _file_start(file: BinaryIO, size: int) -> FileStart:
    data = file.read(_START_BYTES)
    try:
        return read_file_start(data)
    except DamagedFileError:
        if size <= len(data):
            raise
        return read_file_start(data + file.read(_MAX_START_BYTES - len(data)))


def held_size(file: DicomFile) -> int:
    """Where the data set ends, by the offsets of its elements; at most the end of the pixel data.

    For deflated files this inflates all of it.
    """
    if not file.start.is_deflated or file.pixels is None or file.pixels.length is None:
        return file.size
    try:
        with file.path.open("rb") as source:
            source.seek(file.start.dataset_offset)
            return inflated_size(source, file.pixels.offset + file.pixels.length)
    except OSError as error:
        raise unreadable(error) from error


class _Readable(Protocol):
    def read(self, count: int, /) -> bytes: ...
    def seek(self, offset: int, /) -> int: ...
    def tell(self) -> int: ...


class _MeteredFile:
    """A file that refuses when a parser reads too often or too long."""

    def __init__(self, file: _Readable) -> None:
        self._read = file.read
        self._reads = 0
        self._items = self._empty_items = 0
        self._deadline = time.monotonic() + _MAX_SECONDS
        self.refusal: LimitExceededError | None = None  # pydicom may swallow what is raised
        self.seek = file.seek
        self.tell = file.tell

    def read(self, count: int = -1) -> bytes:
        """Read, and count."""
        self._reads += 1
        if self._reads % 4096 == 0:
            self._check_budget()
        data = self._read(count)
        if count == 8 and data.startswith(_ITEM):
            self._items += 1
            self._empty_items += data == _EMPTY_ITEM
            if self._items > _MAX_ITEMS or self._empty_items > _MAX_EMPTY_ITEMS:
                self._refuse(
                    f"The data set has more than {_MAX_ITEMS:,} items, "
                    f"or {_MAX_EMPTY_ITEMS:,} empty ones."
                )
        return data

    def _check_budget(self) -> None:
        if self._reads > _MAX_READS:
            self._refuse(f"The data set has more than {_MAX_READS // 2:,} elements.")
        if time.monotonic() > self._deadline:
            self._refuse(f"Reading the data set takes longer than {_MAX_SECONDS:g} s.")

    def _refuse(self, what: str) -> None:
        self.refusal = LimitExceededError(what, hint=_NOT_HONEST)
        raise self.refusal


def _parse(
    path: Path,
    source: _Readable,
    start: FileStart,
    status: os.stat_result,
    tags: tuple[int, ...],
) -> DicomFile:
    findings = list(start.findings)
    size = sys.maxsize if start.is_deflated else status.st_size  # not known until inflated
    stop = _Stop(source, size)
    elements = _elements(source, start, tags, stop, findings)
    if stop.overrun is not None:
        what = "This element claims to run beyond the end: the file is cut off or damaged."
        findings.append(_cut_off(stop.overrun, what))
    if isinstance(source, InflatedHeader) and source.is_cut and stop.pixels is None:
        findings.append(_cut_off("file", "The deflated data set breaks off."))
    if not elements and stop.pixels is None:
        with path.open("rb") as file:
            raise no_data_set(file.read(_SNIFF_BYTES))
    dataset = Dataset(elements)
    character_set = elements.get(0x00080005)
    raw = getattr(character_set, "value", None)
    name = decode_text(raw, "") if isinstance(raw, bytes) else ""
    dataset.set_original_encoding(
        start.is_implicit,
        not start.is_big_endian,
        pydicom_encodings(name),
    )
    return DicomFile(
        path, dataset, start, stop.pixels, status.st_size, status.st_mtime_ns, tuple(findings),
        has_more_pixels=_has_more_pixels(source, start, stop.pixels),
    )  # fmt: skip


def _read_as(file: DicomFile, character_set: str) -> DicomFile:
    """The file with another character set than it declares, and a finding that says so."""
    start = file.start
    encodings = pydicom_encodings(character_set)
    file.dataset.set_original_encoding(start.is_implicit, not start.is_big_endian, encodings)
    what = f"Texts are read as {chosen_name(character_set)}, as chosen for this study."
    note = Finding(Severity.NOTE, "SpecificCharacterSet", what)
    return replace(file, character_set=character_set, findings=(*file.findings, note))


def _cut_off(where: str, what: str) -> Finding:
    hint = "What comes after it is missing; get the file again."
    return Finding(Severity.ERROR, where, what, hint, "security 3.3")


def _has_more_pixels(source: _Readable, start: FileStart, pixels: PixelElement | None) -> bool:
    """Whether another kind of pixel data follows the first one (DC-111); deflated: not looked."""
    if start.is_deflated or pixels is None or pixels.length is None:
        return False
    source.seek(pixels.offset + pixels.length)
    tag = source.read(4)
    order = ">" if start.is_big_endian else "<"
    return len(tag) == 4 and struct.unpack(order + "HH", tag) in _PIXEL_GROUPS


class _Stop:
    """Tells the parser to stop before the pixel data, or before an element that overruns."""

    def __init__(self, source: _Readable, size: int) -> None:
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
    source: _Readable,
    start: FileStart,
    tags: tuple[int, ...],
    stop: _Stop,
    findings: list[Finding],
) -> dict[Any, Any]:
    """Collect elements until the parser stops or stumbles."""
    elements: dict[Any, Any] = {}
    previous = 0
    metered = _MeteredFile(source)
    generator = data_element_generator(
        cast("BinaryIO", metered),
        start.is_implicit,
        not start.is_big_endian,
        stop_when=stop,
        defer_size=_MAX_ELEMENT_BYTES,
        specific_tags=list(tags) or None,
    )
    try:
        for count, element in enumerate(generator):
            if count >= _MAX_ELEMENTS:
                raise LimitExceededError(
                    f"The data set has more than {_MAX_ELEMENTS:,} elements beside each other.",
                    hint=_NOT_HONEST,
                )
            tag = int(element.tag)
            if tag <= previous:
                _note_disorder(findings, duplicate=element.tag in elements)
            previous = tag
            elements[element.tag] = element
    except RecursionError:
        raise _too_deep() from None
    except PYDICOM_ERRORS:
        if metered.refusal is not None:
            raise metered.refusal from None
        findings.append(
            Finding(
                Severity.ERROR, "file",
                "The data set is damaged; what comes before the damage was read.",
                "Get the file again.", "PS3.5 7",
            )
        )  # fmt: skip
    _check_depth(elements)
    return elements


def _check_depth(elements: dict[Any, Any]) -> None:
    """Refuse sequences in sequences beyond a depth; those not yet parsed have none to cost."""
    level = [element.value for element in elements.values() if _is_parsed_sequence(element)]
    for _ in range(_MAX_DEPTH):
        level = [
            element.value
            for sequence in level
            for item in sequence
            for element in item.values()
            if _is_parsed_sequence(element)
        ]
        if not level:
            return
    raise _too_deep()


def _is_parsed_sequence(element: Any) -> bool:
    return isinstance(element, DataElement) and element.VR == "SQ"


def _too_deep() -> LimitExceededError:
    return LimitExceededError(
        f"Sequences are nested deeper than {_MAX_DEPTH} levels.", hint=_NOT_HONEST
    )


def _note_disorder(findings: list[Finding], *, duplicate: bool) -> None:
    what = (
        "An element occurs twice; the last one counts."
        if duplicate
        else ("Elements are not in ascending order.")
    )
    finding = Finding(Severity.NOTE, "file", what, reference="PS3.5 7.1")
    if finding not in findings:
        findings.append(finding)
