"""Scan files for their records, in about 40 microseconds each: one bounded read, skip by length.

The scanner follows what honest files of the usual encodings look like. Whatever else it meets
(big endian, deflated, elements out of order, unknown VRs, missing UIDs, functional groups) it
leaves to the tolerant reader, so that both together read everything (performance.md, P1).
"""

import os
import struct
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from viewer.dicom.character_sets import decode_text
from viewer.dicom.damage import refuse_broken
from viewer.dicom.element_runs import ElementRuns, UnusualError, steps_of
from viewer.dicom.errors import DamagedFileError, NotDicomError
from viewer.dicom.file_start import FileStart, read_file_start
from viewer.dicom.header_layout import HeaderLayout, layout_of
from viewer.dicom.load_pydicom import load_pydicom
from viewer.dicom.records import (
    BINARY_TAGS,
    INSTANCE_TAGS,
    PROJECTIONS,
    WANTED_TAGS,
    Source,
    record_from_texts,
    sibling_record,
)
from viewer.dicom.sniff import unreadable
from viewer.dicom.sop_classes import MEDIA_DIRECTORY, needs_whole_header
from viewer.model.study import InstanceRecord

_READ_BYTES = (1 << 14, 1 << 18, 1 << 22)
_OPEN = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_SERIES_KEPT = 8  # whose images may come by turns
_LAYOUTS = 8  # of headers of one series, by the lengths of what its images have of their own
_OFTEN = 4
_LAST_WANTED = max(WANTED_TAGS)
_FIRST_PIXEL_TAG = 0x7FE00008
_PIXEL_TAGS = (b"\xe0\x7f\x08\x00", b"\xe0\x7f\x09\x00", b"\xe0\x7f\x10\x00")
_FUNCTIONAL_GROUPS = (b"\x00\x52\x29\x92", b"\x00\x52\x30\x92")
_VIEW_CODES = b"\x54\x00\x20\x02"
_MEDIA_DIRECTORY = MEDIA_DIRECTORY.encode()
_PERSON_NAMES = (0x00080090, 0x00100010)
_UIDS = (0x00080016, 0x00080018, 0x0020000D, 0x0020000E)
_INSTANCE_UID, _SERIES_UID = 0x00080018, 0x0020000E
_SEPARATOR = b"\x01"  # stands in no honest text


class _Cut(Exception):  # noqa: N818 - a change of hands, not an error
    """The bytes read so far end too early."""


def scan_file(path: Path, *, character_set: str = "") -> InstanceRecord:
    """Read the record of one file, as `HeaderScanner.scan` does."""
    return HeaderScanner().scan(path, character_set=character_set)


@dataclass(frozen=True, slots=True)
class _Start:
    """A file meta information, and its bytes around the SOP Instance UID."""

    read: FileStart
    head: bytes = b""
    tail: bytes = b""

    def begins(self, data: bytes) -> bool:
        """Whether a file begins so, whatever its SOP Instance UID."""
        end = self.read.dataset_offset
        return (
            bool(self.tail)
            and data.startswith(self.head)
            and data[end - len(self.tail) : end] == self.tail
        )


@dataclass(frozen=True, slots=True)
class _Last:
    """An earlier file of a series, as far as the next one may resemble it.

    `layouts`: those of headers that say the same of study and series, last used first.
    """

    start: _Start
    found: dict[int, bytes]
    texts: dict[int, str]
    record: InstanceRecord
    layouts: list[HeaderLayout] = field(default_factory=list)
    met: Counter[tuple[int, ...]] = field(default_factory=Counter)  # by the lengths of values


class HeaderScanner:
    """Reads the records of many files; what the files of a series have in common is read once.

    For one thread at a time.
    """

    def __init__(self) -> None:
        self._runs = ElementRuns()
        # By character set and series UID, the one that was met last at the end.
        self._known: dict[str, dict[bytes, _Last]] = {}

    def scan(self, path: Path, *, character_set: str = "") -> InstanceRecord:
        """Read the record of a file; a `character_set` counts in place of what it declares.

        Raises `NotDicomError` with the reason for files that are no DICOM, `DamagedFileError`
        for those that break off before their pixel data, `DicomError` for those that the system
        does not give us.
        """
        record = self._scan_fast(path, character_set) or _scan_tolerantly(path, character_set)
        if not record.has_pixels:
            refuse_broken(record.sop_class_uid, record.findings)
        return record

    def _scan_fast(self, path: Path, character_set: str) -> InstanceRecord | None:
        """The record of an ordinary file, None for any other."""
        try:
            file = os.open(path, _OPEN)
            try:
                status = os.fstat(file)
                data = b""
                for limit in _READ_BYTES:
                    data += os.read(file, limit - len(data))
                    try:
                        return self._scan(data, path, status, character_set)
                    except _Cut:
                        continue
            finally:
                os.close(file)
        except OSError as error:
            raise unreadable(error) from error
        except UnusualError:
            pass
        return None

    def _scan(
        self, data: bytes, path: Path, status: os.stat_result, character_set: str
    ) -> InstanceRecord:
        known = self._known.setdefault(character_set, {})
        seen = _seen_at_a_glance(known, data)
        if seen is not None:
            return _sibling(*seen, path, status)
        newest = next(reversed(known.values()), None)
        is_alike = newest is not None and newest.start.begins(data)
        start = newest.start if newest and is_alike else _read_start(data, status.st_size)
        found: dict[int, bytes] = {}
        end = self._collect(data, start.read, status.st_size, found)
        has_pixels = data[end : end + 4] in _PIXEL_TAGS
        last = known.pop(found.get(_SERIES_UID, b""), None)
        if last is not None and last.start.begins(data) and has_pixels is last.record.has_pixels:
            changed = _changes(found, last.found)
            if changed is not None:
                if has_pixels and _is_plain(found):
                    _keep_layout(last, data, found, end)
                known[found[_SERIES_UID]] = last
                return _sibling(last, changed, path, status)
        texts = _texts(found, character_set)
        if not all(map(texts.get, _UIDS)):
            raise UnusualError
        record = record_from_texts(texts, _source(start.read, path, status, has_pixels))
        if character_set:
            record = replace(record, study=replace(record.study, character_set=character_set))
        known[found[_SERIES_UID]] = _Last(start, found, texts, record)
        if len(known) > _SERIES_KEPT:
            del known[next(iter(known))]
        return record

    def _collect(self, data: bytes, start: FileStart, size: int, found: dict[int, bytes]) -> int:
        """Find the wanted values; tells where pixel data would be. `size` is that of the file."""
        is_whole = len(data) >= size
        if start.is_deflated or start.is_big_endian:
            raise UnusualError
        walk = self._runs.walk
        is_implicit = start.is_implicit
        try:
            pos = walk(data, start.dataset_offset, _LAST_WANTED, found, is_implicit=is_implicit)
            if pos >= len(data) and not is_whole:
                raise _Cut
            sop_class = found.get(0x00080016, b"").decode("ascii", "replace").strip(" \0")
            if needs_whole_header(sop_class):
                raise UnusualError
            end = walk(data, pos, _FIRST_PIXEL_TAG - 1, found, is_implicit=is_implicit)
        except struct.error:
            raise (UnusualError if is_whole else _Cut) from None
        if end >= len(data) and not is_whole:
            raise _Cut
        if 0x00200032 not in found and any(data.find(t, pos, end) >= 0 for t in _FUNCTIONAL_GROUPS):
            raise UnusualError
        if _needs_code(found) and data.find(_VIEW_CODES, start.dataset_offset, end) >= 0:
            raise UnusualError
        return end


def _seen_at_a_glance(
    known: dict[bytes, _Last], data: bytes
) -> tuple[_Last, dict[int, bytes]] | None:
    """The series that a header is of, and its changes, where its layout was met before."""
    for uid, last in reversed(known.items()):
        changed = _changes_at_a_glance(last.layouts, data)
        if changed is not None:
            known[uid] = known.pop(uid)
            return last, changed
    return None


def _changes_at_a_glance(layouts: list[HeaderLayout], data: bytes) -> dict[int, bytes] | None:
    """As `_changes`, where a header has one of these layouts, which then comes first."""
    for layout in layouts:
        changed = layout.changes(data)
        if changed is not None and _is_own(changed):
            if layout is not layouts[0]:
                layouts.remove(layout)
                layouts.insert(0, layout)
            return changed
    return None


def _keep_layout(last: _Last, data: bytes, found: dict[int, bytes], end: int) -> None:
    """Remember how a header is laid out that comes again and again.

    It costs as much as reading some headers element by element.
    """
    lengths = end, *map(len, found.values())
    last.met[lengths] += 1
    if last.met[lengths] < _OFTEN or len(last.layouts) == _LAYOUTS:
        return
    start = last.start.read
    meta_uid = slice(len(last.start.head), start.dataset_offset - len(last.start.tail))
    steps = steps_of(
        data, start.dataset_offset, _FIRST_PIXEL_TAG - 1, is_implicit=start.is_implicit
    )
    layout = layout_of(data, meta_uid, start.dataset_offset, steps, last.found)
    last.layouts.insert(0, layout)


def _sibling(
    last: _Last, changed: dict[int, bytes], path: Path, status: os.stat_result
) -> InstanceRecord:
    """The record of another image of the same series, which differs in `changed`."""
    texts = last.texts | _texts(changed, "")
    source = _source(last.start.read, path, status, last.record.has_pixels)
    return sibling_record(last.record, texts, changed, source)


def _source(start: FileStart, path: Path, status: os.stat_result, has_pixels: bool) -> Source:
    return Source(
        path, start.transfer_syntax_uid, status.st_size, status.st_mtime_ns, has_pixels,
        start.findings,
    )  # fmt: skip


def _is_plain(found: Mapping[int, bytes]) -> bool:
    """Whether all that counts stands in plain attributes, which a layout compares."""
    return 0x00200032 in found and not _needs_code(found)


def _needs_code(found: Mapping[int, bytes]) -> bool:
    """Whether a radiograph leaves its view to a code, or a mammogram may have modifiers there."""
    modality = found.get(0x00080060, b"").decode("ascii", "replace").strip(" \0")
    is_told = bool(found.get(0x00185101, b"").strip(b" \0"))
    return modality == "MG" or (modality in PROJECTIONS and not is_told)


def _read_start(data: bytes, size: int) -> _Start:
    """Read the file meta information of a file of `size` bytes; a DICOMDIR is refused."""
    try:
        start = read_file_start(data)
    except DamagedFileError:
        if len(data) < size:
            raise _Cut from None  # file meta information may be long
        raise
    if start.file_meta.get(0x00020002, b"").startswith(_MEDIA_DIRECTORY):
        raise NotDicomError("A DICOMDIR: a table of contents, not an object.")
    uid = start.file_meta.get(0x00020003, b"")
    at = data.rfind(uid, 0, start.dataset_offset) if uid else -1
    if at < 0:
        return _Start(start)
    return _Start(start, data[:at], data[at + len(uid) : start.dataset_offset])


def _changes(found: dict[int, bytes], last: dict[int, bytes]) -> dict[int, bytes] | None:
    """What another image of the same series has of its own; None where more is different."""
    if found.keys() != last.keys():
        return None
    changed = {tag: value for tag, value in found.items() if value != last[tag]}
    return changed if changed.keys() <= INSTANCE_TAGS and _is_own(changed) else None


def _is_own(changed: dict[int, bytes]) -> bool:
    """Whether values of `INSTANCE_TAGS` make another image: a UID, and plain text."""
    return (
        bool(changed.get(_INSTANCE_UID, b"?").strip(b" \0"))
        and b"".join(changed.values()).isascii()
    )


def _scan_tolerantly(path: Path, character_set: str) -> InstanceRecord:
    load_pydicom()
    from viewer.dicom.scan_fallback import scan_with_pydicom

    record = scan_with_pydicom(path, character_set=character_set)
    if character_set:
        return replace(record, study=replace(record.study, character_set=character_set))
    return record


def _texts(found: Mapping[int, bytes], character_set: str) -> dict[int, str]:
    """All values as clean texts; they are decoded in one go where all are plain ASCII."""
    if not found:
        return {}
    letters = {tag: value for tag, value in found.items() if tag not in BINARY_TAGS}
    joined = _SEPARATOR.join(letters.values())
    plain = joined.translate(None, _SEPARATOR + b"\0")
    is_split = joined.count(_SEPARATOR) == len(letters) - 1
    if is_split and plain.isascii() and plain.decode("ascii").isprintable():
        parts = joined.decode("ascii").split(_SEPARATOR.decode())
        texts = {tag: part.strip(" \0") for tag, part in zip(letters, parts, strict=True)}
    else:
        declared = found.get(0x00080005, b"").decode("ascii", "replace").strip(" \0")
        names = character_set or declared
        texts = {
            tag: decode_text(value, names, is_name=tag in _PERSON_NAMES)
            for tag, value in letters.items()
        }
    for tag in found.keys() - letters.keys():
        if found[tag]:
            texts[tag] = str(struct.unpack_from(BINARY_TAGS[tag], found[tag])[0])
    return texts
