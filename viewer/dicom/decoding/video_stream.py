"""The stream of a video: its fragments joined as one file to read, never whole in memory."""

import io
import os
from array import array
from bisect import bisect_right
from itertools import accumulate
from typing import BinaryIO, Final

from viewer.dicom.decoding.fragments import (
    Fragments,
    read_at,
    read_item,
    read_offset_table,
    scan_fragments,
)
from viewer.dicom.errors import CorruptPixelDataError

_ITEM = 0xE000FFFE
_ITEM_HEADER_BYTES = 8
_PACKET_BYTES = (188, 192)  # of a transport stream, bare or with a time stamp (ISO/IEC 13818-1)
_MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide")
LOOKED_AT: Final = 400  # bytes that tell the kind of a stream


class FragmentStream(io.BufferedIOBase):
    """The values of all fragments one after another, in the interface that decoders read."""

    def __init__(self, file: BinaryIO, fragments: Fragments) -> None:
        self._file = file
        self._offsets = fragments.offsets
        self._starts = array("q", accumulate(fragments.lengths, initial=0))
        self._position = 0

    @property
    def size(self) -> int:
        """Bytes of the whole stream."""
        return self._starts[-1]

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to `size` bytes from the position on; b"" at the end and where the disk fails."""
        wanted = self.size if size is None or size < 0 else size
        parts = []
        while wanted > 0 and self._position < self.size:
            part = self._read_part(wanted)
            if not part:
                break
            parts.append(part)
            self._position += len(part)
            wanted -= len(part)
        return b"".join(parts)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move the position, within the stream."""
        base = {io.SEEK_CUR: self._position, io.SEEK_END: self.size}.get(whence, 0)
        self._position = min(max(base + offset, 0), self.size)
        return self._position

    def tell(self) -> int:
        """The position."""
        return self._position

    def _read_part(self, wanted: int) -> bytes:
        """Bytes of one fragment; an error may not cross the decoder, so it ends the stream."""
        index = bisect_right(self._starts, self._position) - 1
        within = self._position - self._starts[index]
        left = self._starts[index + 1] - self._position
        try:
            return read_at(self._file, self._offsets[index] + within, min(wanted, left))
        except (OSError, ValueError):
            return b""


def open_stream(file: BinaryIO, start: int) -> tuple[FragmentStream, bool]:
    """The video whose Pixel Data have their value at `start`; and whether the file cuts it off.

    `file` is unbuffered. Raises `CorruptPixelDataError` where no video begins, and
    `LimitExceededError` for too many fragments.
    """
    size = os.fstat(file.fileno()).st_size
    first, _, _ = read_offset_table(file, start, size=size, frames=1)
    found = scan_fragments(file, first, size=size)
    if found.is_cut:
        _take_what_is_left(file, found, first, size)
    stream = FragmentStream(file, found)
    if not begins_video(stream.read(LOOKED_AT)):
        raise CorruptPixelDataError("No video stream begins where one belongs.")
    stream.seek(0)
    return stream, found.is_cut


def begins_video(head: bytes) -> bool:
    """Whether bytes begin an MPEG-2, H.264 or HEVC stream, bare or in TS, PS or MP4.

    Nothing else reaches the decoder: it would also open play lists, which name other files
    and addresses.
    """
    is_bare = head.startswith((b"\0\0\1", b"\0\0\0\1"))
    is_mp4 = head[4:8] in _MP4_BOXES
    return is_bare or is_mp4 or any(_begins_packets(head, size) for size in _PACKET_BYTES)


def _begins_packets(head: bytes, size: int) -> bool:
    return len(head) > size and all(
        byte == 0x47 for byte in head[size - _PACKET_BYTES[0] : 2 * size : size]
    )


def _take_what_is_left(file: BinaryIO, found: Fragments, first: int, size: int) -> None:
    """Add the fragment that the end of the file cuts: a video plays up to there."""
    end = found.offsets[-1] + found.lengths[-1] if found.offsets else first
    tag, _ = read_item(file, end)
    if tag == _ITEM and end + _ITEM_HEADER_BYTES < size:
        found.append(end + _ITEM_HEADER_BYTES, size - end - _ITEM_HEADER_BYTES)
