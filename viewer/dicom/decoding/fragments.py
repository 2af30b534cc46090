"""Where the frames of encapsulated pixel data are, without reading them (PS3.5 A.4)."""

import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BufferedReader, RawIOBase
from itertools import pairwise
from typing import BinaryIO, cast

from viewer.dicom.errors import CorruptPixelDataError, LimitExceededError

_ITEM = 0xE000FFFE  # (FFFE,E000) as a little-endian integer
_DELIMITER = 0xE0DDFFFE
_HEADER = struct.Struct("<II")
_EXTENDED_TABLE = 0x00017FE0
_EXTENDED_LENGTHS = 0x00027FE0
_MAX_FRAGMENTS = 500_000
_READ_AHEAD = 4096
_STARTS = (b"\xff\xd8\xff", b"\xff\x4f\xff", b"\x00\x00\x00\x0c", b"\xff\x0a")


class OffsetTableError(Exception):
    """An offset table that does not lead to items; the fragments must be scanned."""


@dataclass(slots=True)
class Fragments:
    """Position and length of every fragment's value; `is_cut`: the sequence breaks off."""

    offsets: "array[int]" = field(default_factory=lambda: array("q"))
    lengths: "array[int]" = field(default_factory=lambda: array("q"))
    is_cut: bool = False

    def append(self, offset: int, length: int) -> None:
        """Add the next fragment."""
        self.offsets.append(offset)
        self.lengths.append(length)

    def __len__(self) -> int:
        return len(self.offsets)


def read_at(file: BinaryIO, offset: int, length: int) -> bytes:
    """Read `length` bytes at `offset`; fewer where the file ends."""
    file.seek(offset)
    return file.read(length)


def read_item(file: BinaryIO, offset: int) -> tuple[int, int]:
    """Tag (as a little-endian integer) and length of the item at `offset`; (0, 0) at the end."""
    header = read_at(file, offset, _HEADER.size)
    return _HEADER.unpack(header) if len(header) == _HEADER.size else (0, 0)


def read_offset_table(
    file: BinaryIO, start: int, *, size: int, frames: int
) -> tuple[int, Sequence[int] | None, bool]:
    """Find the first fragment, and where each frame's first item is, as file positions.

    `start` is the position of the value of Pixel Data. Returns the position of the first item
    behind the Basic Offset Table, the positions or None where there is no usable table, and
    whether a table was there but wrong.
    """
    tag, length = read_item(file, start)
    if tag != _ITEM or start + _HEADER.size + length > size:
        raise CorruptPixelDataError("Encapsulated pixel data do not begin with an item.")
    first = start + _HEADER.size + length
    if extended := _extended_table(file, start, frames):
        table: Sequence[int] = extended
    elif length:
        raw = read_at(file, start + _HEADER.size, min(length, 4 * frames))
        table = struct.unpack_from(f"<{len(raw) // 4}I", raw)
    else:
        return first, None, False
    is_sound = (
        len(table) == frames
        and (length == 4 * frames or bool(extended))
        and table[0] == 0
        and first + table[-1] < size
        and all(a < b for a, b in pairwise(table))
    )
    return first, [first + offset for offset in table] if is_sound else None, not is_sound


def _extended_table(file: BinaryIO, start: int, frames: int) -> tuple[int, ...]:
    """The Extended Offset Table, which ends right before Pixel Data (PS3.3 C.7.6.3.1.8).

    Its two elements and the header of Pixel Data have known lengths, so they are found
    backwards from the value of Pixel Data.
    """
    value = 8 * frames
    begin = start - 12 - 2 * (12 + value)
    if begin < 132:
        return ()
    head = read_at(file, begin, 12)
    lengths = read_at(file, begin + 12 + value, 12)
    if len(lengths) < 12 or (head[4:6], lengths[4:6]) != (b"OV", b"OV"):
        return ()
    tags = (*struct.unpack_from("<I", head), *struct.unpack_from("<I", lengths))
    if tags != (_EXTENDED_TABLE, _EXTENDED_LENGTHS):
        return ()
    return struct.unpack(f"<{frames}Q", read_at(file, begin + 12, value))


def fragments_between(file: BinaryIO, start: int, end: int | None, *, size: int) -> Fragments:
    """Walk the items from `start` to `end`, which must meet exactly (None: to the delimiter)."""
    found = Fragments()
    position = start
    while end is None or position < end:
        tag, length = read_item(file, position)
        if end is None and tag == _DELIMITER and found.offsets:
            return found
        is_whole = position + _HEADER.size + length <= size
        if tag != _ITEM or not is_whole or len(found) >= _MAX_FRAGMENTS:
            raise OffsetTableError
        found.append(position + _HEADER.size, length)
        position += _HEADER.size + length
        if end is None and position >= size:
            return found
    if position != end:
        raise OffsetTableError
    return found


def scan_fragments(file: BinaryIO, first: int, *, size: int) -> Fragments:
    """List all whole fragments from the first item to the delimiter or the damage.

    `file` must be unbuffered: many small fragments are read ahead together.
    """
    buffered = BufferedReader(cast("RawIOBase", file), _READ_AHEAD)
    try:
        return _scan(buffered, first, size)
    finally:
        buffered.detach()


def _scan(file: BinaryIO, first: int, size: int) -> Fragments:
    found = Fragments()
    position = first
    while position < size:
        tag, length = read_item(file, position)
        if tag == _DELIMITER:
            return found
        if tag != _ITEM or position + _HEADER.size + length > size:
            found.is_cut = True
            return found
        found.append(position + _HEADER.size, length)
        if len(found) > _MAX_FRAGMENTS:
            raise LimitExceededError(
                f"The pixel data are cut into more than {_MAX_FRAGMENTS:,} fragments."
            )
        position += _HEADER.size + length
    return found


def first_fragments(file: BinaryIO, found: Fragments, *, frames: int) -> list[int]:
    """The index of each frame's first fragment, and one more for the end.

    Fewer frames than announced are returned where the data break off. Raises
    `CorruptPixelDataError` where the fragments cannot be told apart.
    """
    count = len(found)
    if frames == 1:
        return [0, count] if count and not found.is_cut else [0]
    if count == frames:
        return list(range(count + 1))
    starts = [i for i in range(count) if _begins_stream(file, found, i)]
    if starts and starts[0] == 0 and len(starts) <= frames:
        # The last frame of data that break off may lack fragments: only whole frames count.
        return starts if found.is_cut and len(starts) < count else [*starts, count]
    ends = [i + 1 for i in range(count) if _ends_stream(file, found, i)]
    if len(ends) == frames:
        return [0, *ends]
    if count > frames and count % frames == 0 and not found.is_cut:
        step = count // frames
        return list(range(0, count + 1, step))
    if count < frames:
        return list(range(count + 1))
    raise CorruptPixelDataError(
        f"{count} fragments cannot be assigned to {frames} frames.", hint="The file is damaged."
    )


def _begins_stream(file: BinaryIO, found: Fragments, index: int) -> bool:
    return read_at(file, found.offsets[index], min(4, found.lengths[index])).startswith(_STARTS)


def _ends_stream(file: BinaryIO, found: Fragments, index: int) -> bool:
    length = found.lengths[index]
    tail = min(4, length)
    return b"\xff\xd9" in read_at(file, found.offsets[index] + length - tail, tail)
