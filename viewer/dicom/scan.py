"""Scan a file for its record, in about 50 microseconds: one bounded read, skip by length.

The scanner follows what honest files of the usual encodings look like. Whatever else it meets
(big endian, deflated, elements out of order, unknown VRs, missing UIDs, functional groups) it
leaves to the tolerant reader, so that both together read everything (performance.md, P1).
"""

import os
import struct
from dataclasses import replace
from pathlib import Path

from viewer.dicom.character_sets import decode_text
from viewer.dicom.damage import refuse_broken
from viewer.dicom.errors import DamagedFileError, NotDicomError
from viewer.dicom.file_start import LONG_VRS, FileStart, read_file_start
from viewer.dicom.load_pydicom import load_pydicom
from viewer.dicom.records import BINARY_TAGS, WANTED_TAGS, Source, record_from_texts
from viewer.dicom.sniff import EXPLICIT_VRS, unreadable
from viewer.dicom.sop_classes import MEDIA_DIRECTORY, needs_whole_header
from viewer.model.study import InstanceRecord

_READ_BYTES = (1 << 14, 1 << 18, 1 << 22)
_MAX_DEPTH = 64
_UNDEFINED = 0xFFFFFFFF
_LAST_WANTED = max(WANTED_TAGS)
_FIRST_PIXEL_TAG = 0x7FE00008
_PIXEL_TAGS = (b"\xe0\x7f\x08\x00", b"\xe0\x7f\x09\x00", b"\xe0\x7f\x10\x00")
_FUNCTIONAL_GROUPS = (b"\x00\x52\x29\x92", b"\x00\x52\x30\x92")
_MEDIA_DIRECTORY = MEDIA_DIRECTORY.encode()
_PERSON_NAMES = (0x00080090, 0x00100010)
_UIDS = (0x00080016, 0x00080018, 0x0020000D, 0x0020000E)

_SHORT_VRS = EXPLICIT_VRS - LONG_VRS
_BINARY_VRS = {"<d": b"FD", "<I": b"UL", "<H": b"US"}
_TEXT_VRS = frozenset(b"AE AS CS DA DS IS LO PN SH TM UI".split())
_WANTED_VRS = {
    tag: frozenset((_BINARY_VRS[BINARY_TAGS[tag]],)) if tag in BINARY_TAGS else _TEXT_VRS
    for tag in WANTED_TAGS
}
_SEPARATOR = b"\x01"  # stands in no honest text
_explicit = struct.Struct("<HH2sH").unpack_from
_implicit = struct.Struct("<HHI").unpack_from
_length = struct.Struct("<I").unpack_from


class _Unusual(Exception):  # noqa: N818 - a change of hands, not an error
    """The scanner does not follow this file."""


class _Cut(Exception):  # noqa: N818 - as above
    """The bytes read so far end too early."""


def scan_file(path: Path, *, character_set: str = "") -> InstanceRecord:
    """Read the record of a file; a `character_set` counts in place of what it declares.

    Raises `NotDicomError` with the reason for files that are no DICOM, `DamagedFileError` for
    those that break off before their pixel data, `DicomError` for those that the system does not
    give us.
    """
    record = _scan_fast(path, character_set) or _scan_tolerantly(path, character_set)
    if not record.has_pixels:
        refuse_broken(record.sop_class_uid, record.findings)
    if character_set:
        return replace(record, study=replace(record.study, character_set=character_set))
    return record


def _scan_fast(path: Path, character_set: str) -> InstanceRecord | None:
    """The record of an ordinary file, None for any other."""
    try:
        with path.open("rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            data = b""
            for limit in _READ_BYTES:
                data += file.read(limit - len(data)) or b""
                try:
                    start = read_file_start(data)
                except DamagedFileError:
                    if len(data) == limit < status.st_size:
                        continue  # file meta information may be long
                    raise
                _refuse_directory(start)
                try:
                    texts, has_pixels = _scan(data, start, status.st_size, character_set)
                except _Cut:
                    continue
                source = Source(
                    path, start.transfer_syntax_uid, status.st_size, status.st_mtime_ns,
                    has_pixels, start.findings,
                )  # fmt: skip
                return record_from_texts(texts, source)
    except OSError as error:
        raise unreadable(error) from error
    except _Unusual:
        pass
    return None


def _refuse_directory(start: FileStart) -> None:
    if start.file_meta.get(0x00020002, b"").startswith(_MEDIA_DIRECTORY):
        raise NotDicomError("A DICOMDIR: a table of contents, not an object.")


def _scan_tolerantly(path: Path, character_set: str) -> InstanceRecord:
    load_pydicom()
    from viewer.dicom.scan_fallback import scan_with_pydicom

    return scan_with_pydicom(path, character_set=character_set)


def _scan(
    data: bytes, start: FileStart, size: int, character_set: str
) -> tuple[dict[int, str], bool]:
    """Texts of the wanted tags, and whether pixel data follow; `size` is that of the file."""
    is_whole = len(data) >= size
    if start.is_deflated or start.is_big_endian:
        raise _Unusual
    walk = _walk_implicit if start.is_implicit else _walk_explicit
    found: dict[int, bytes] = {}
    try:
        pos = walk(data, start.dataset_offset, _LAST_WANTED, found)
        if pos >= len(data) and not is_whole:
            raise _Cut
        texts = _texts(found, character_set)
        if not all(map(texts.get, _UIDS)) or needs_whole_header(texts[0x00080016]):
            raise _Unusual
        end = walk(data, pos, _FIRST_PIXEL_TAG - 1, found)
    except struct.error:
        raise (_Unusual if is_whole else _Cut) from None
    if end >= len(data) and not is_whole:
        raise _Cut
    if 0x00200032 not in texts and any(data.find(t, pos, end) >= 0 for t in _FUNCTIONAL_GROUPS):
        raise _Unusual
    return texts, data[end : end + 4] in _PIXEL_TAGS


def _walk_explicit(data: bytes, pos: int, last: int, found: dict[int, bytes]) -> int:
    """Collect wanted elements up to tag `last`; returns where the next one begins."""
    wanted = _WANTED_VRS
    previous = 0
    end = len(data)
    while pos < end:
        group, element, vr, length = _explicit(data, pos)
        tag = group << 16 | element
        if tag > last:
            return pos
        if vr in LONG_VRS:
            (length,) = _length(data, pos + 8)
            pos += 12
        elif vr in _SHORT_VRS:
            pos += 8
        else:
            raise _Unusual
        if tag <= previous:
            raise _Unusual
        previous = tag
        if length == _UNDEFINED:
            pos = _skip_sequence(data, pos, vr)
            continue
        if tag in wanted:
            if vr not in wanted[tag]:
                raise _Unusual
            found[tag] = data[pos : pos + length]
        pos += length
    if pos > end:
        raise struct.error
    return pos


def _walk_implicit(data: bytes, pos: int, last: int, found: dict[int, bytes]) -> int:
    """As `_walk_explicit`, for implicit VR."""
    wanted = WANTED_TAGS
    previous = 0
    end = len(data)
    while pos < end:
        group, element, length = _implicit(data, pos)
        tag = group << 16 | element
        if tag > last:
            return pos
        if tag <= previous:
            raise _Unusual
        previous = tag
        pos += 8
        if length == _UNDEFINED:
            pos = _skip_sequence(data, pos, None)
            continue
        if tag in wanted:
            found[tag] = data[pos : pos + length]
        pos += length
    if pos > end:
        raise struct.error
    return pos


def _skip_sequence(data: bytes, pos: int, vr: bytes | None) -> int:
    """The end of a value of undefined length: every delimiter closes what was opened.

    `vr` is None in implicit VR.
    """
    is_implicit = vr is None
    if vr == b"UN":  # its items are in implicit VR (PS3.5 6.2.2)
        raise _Unusual
    depth = 1
    while depth:
        group, element, length = _implicit(data, pos)
        pos += 8
        if group == 0xFFFE:
            if element in (0xE00D, 0xE0DD):
                depth -= 1
                continue
        elif not is_implicit:
            vr = data[pos - 4 : pos - 2]
            if vr in _SHORT_VRS:
                length >>= 16
            elif vr in LONG_VRS and vr != b"UN":
                (length,) = _length(data, pos)
                pos += 4
            else:
                raise _Unusual
        if length == _UNDEFINED:
            depth += 1
        else:
            pos += length
        if depth > _MAX_DEPTH:
            raise _Unusual
    return pos


def _texts(found: dict[int, bytes], character_set: str) -> dict[int, str]:
    """All values as clean texts; they are decoded in one go where all are plain ASCII."""
    binary = {tag: found.pop(tag) for tag in BINARY_TAGS if tag in found}
    joined = _SEPARATOR.join(found.values())
    plain = joined.translate(None, _SEPARATOR + b"\0")
    is_split = joined.count(_SEPARATOR) == len(found) - 1
    if is_split and plain.isascii() and plain.decode("ascii").isprintable():
        parts = joined.decode("ascii").split(_SEPARATOR.decode())
        texts = {tag: part.strip(" \0") for tag, part in zip(found, parts, strict=True)}
    else:
        declared = found.get(0x00080005, b"").decode("ascii", "replace").strip(" \0")
        names = character_set or declared
        texts = {
            tag: decode_text(value, names, is_name=tag in _PERSON_NAMES)
            for tag, value in found.items()
        }
    for tag, value in binary.items():
        if value:
            texts[tag] = str(struct.unpack_from(BINARY_TAGS[tag], value)[0])
    return texts
