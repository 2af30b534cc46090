"""DICOMDIR: which files a medium lists, in the order of its records (PS3.3 F.3, PS3.10 8).

The links between records are not followed: whatever they say, each record is read once, so that no
circle and no wrong offset can lead astray. A file says itself whose it is.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from viewer.dicom.errors import DamagedFileError, LimitExceededError
from viewer.dicom.file_start import LONG_VRS, read_file_start
from viewer.dicom.sniff import unreadable

MAX_BYTES = 64 << 20
MAX_RECORDS = 200_000

_UNDEFINED = 0xFFFFFFFF
_MAX_DEPTH = 16
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_RECORDS, _IN_USE, _FILE_ID = 0x00041220, 0x00041410, 0x00041500
_implicit = struct.Struct("<HHI").unpack_from
_explicit = struct.Struct("<HH2sH").unpack_from
_length = struct.Struct("<I").unpack_from


def referenced_files(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield the parts of each Referenced File ID that is in use, as they stand there.

    Raises `NotDicomError`, `LimitExceededError`, or `DamagedFileError` where the records break off,
    after those before.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise unreadable(error) from error
    if len(data) > MAX_BYTES:
        raise LimitExceededError(f"The DICOMDIR is larger than {MAX_BYTES >> 20} MB.")
    start = read_file_start(data)
    reader = _Reader(data, is_implicit=start.is_implicit)
    try:
        yield from _file_ids(reader, start.dataset_offset)
    except struct.error as error:
        raise DamagedFileError("The records of the DICOMDIR break off.") from error


class _Reader:
    """Elements of a data set in little endian."""

    def __init__(self, data: bytes, *, is_implicit: bool) -> None:
        self.data = data
        self._is_implicit = is_implicit

    def head(self, pos: int) -> tuple[int, int, int]:
        """Tag and length of the element or item at `pos`, and where its value begins."""
        group, element, length = _implicit(self.data, pos)
        tag = group << 16 | element
        if group == 0xFFFE or self._is_implicit:
            return tag, length, pos + 8
        _, _, vr, short = _explicit(self.data, pos)
        if vr in LONG_VRS:
            return tag, _length(self.data, pos + 8)[0], pos + 12
        return tag, short, pos + 8

    def end(self, length: int, begin: int, depth: int = 0) -> int:
        """Where a value of `length` ends, which may be undefined; struct.error if nowhere."""
        if length != _UNDEFINED:
            if begin + length > len(self.data):
                raise struct.error
            return begin + length
        if depth > _MAX_DEPTH:
            raise struct.error
        pos = begin
        while True:
            tag, inner, begin = self.head(pos)
            if tag in (_ITEM_END, _SEQUENCE_END):
                return begin
            pos = self.end(inner, begin, depth + 1)


def _file_ids(reader: _Reader, pos: int) -> Iterator[tuple[str, ...]]:
    while True:
        tag, length, begin = reader.head(pos)
        if tag == _RECORDS:
            break
        pos = reader.end(length, begin)
    end = len(reader.data) if length == _UNDEFINED else reader.end(length, begin)
    pos, count = begin, 0
    while pos < end:
        tag, length, begin = reader.head(pos)
        if tag == _SEQUENCE_END:
            return
        count += 1
        if count > MAX_RECORDS:
            raise LimitExceededError(f"The DICOMDIR has more than {MAX_RECORDS:,} records.")
        pos = reader.end(length, begin)
        if parts := _file_id(reader, begin, pos):
            yield parts


def _file_id(reader: _Reader, pos: int, end: int) -> tuple[str, ...]:
    """The file of one record; nothing for a record without one, or one not in use."""
    parts: tuple[str, ...] = ()
    while pos < end:
        tag, length, begin = reader.head(pos)
        if tag in (_ITEM_END, _SEQUENCE_END):
            break
        pos = reader.end(length, begin)
        value = reader.data[begin:pos]
        if tag == _IN_USE and value == b"\0\0":
            return ()
        if tag == _FILE_ID:
            text = value.decode("latin-1").strip(" \0")
            parts = tuple(part.strip(" ") for part in text.split("\\")) if text else ()
    return parts
