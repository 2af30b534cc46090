"""Read frame k of encapsulated pixel data: by the offset table, else by one scan (PS3.5 A.4)."""

import os
import threading
from collections.abc import Sequence
from typing import BinaryIO

from viewer.dicom.decoding.fragments import (
    Fragments,
    OffsetTableError,
    first_fragments,
    fragments_between,
    read_at,
    read_offset_table,
    scan_fragments,
)
from viewer.dicom.decoding.native import frame_bytes
from viewer.dicom.errors import CorruptPixelDataError, LimitExceededError
from viewer.model.finding import Finding, FindingKind, Severity
from viewer.model.image import PixelFormat

_SLACK = 16 << 20  # comments, profiles and padding beside the compressed samples
_WRONG_TABLE = "The offset table is wrong; the frames were found without it."


class EncapsulatedFrames:
    """The compressed frames of one open file; owns the file. Safe from any thread.

    `start` is the position of the value of Pixel Data.
    """

    def __init__(self, file: BinaryIO, start: int, pixel_format: PixelFormat) -> None:
        self.findings: tuple[Finding, ...] = ()
        self._file = file
        self._lock = threading.Lock()
        self._size = os.fstat(file.fileno()).st_size
        self._count = pixel_format.number_of_frames
        self._limit = 4 * frame_bytes(pixel_format) + _SLACK
        self._first, self._table, is_wrong = read_offset_table(
            file, start, size=self._size, frames=self._count
        )
        self._scanned: tuple[Fragments, list[int]] | None = None
        if is_wrong:
            self._note(_WRONG_TABLE)

    @property
    def nbytes(self) -> int:
        """Memory of the index."""
        fragments = len(self._scanned[0]) if self._scanned else 0
        return 32 * len(self._table or ()) + 24 * fragments

    def read(self, frame_index: int) -> bytes:
        """Join the fragments of one frame; `CorruptPixelDataError` if it is not whole."""
        with self._lock:
            found = self._by_table(frame_index, self._table) if self._table else None
            if found is None:
                found = self._by_scan(frame_index)
            if sum(found.lengths) > self._limit:
                raise LimitExceededError(
                    "A compressed frame is far larger than its image: "
                    f"more than {self._limit >> 20:,} MB."
                )
            parts = [
                read_at(self._file, offset, length)
                for offset, length in zip(found.offsets, found.lengths, strict=True)
            ]
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()

    def _by_table(self, frame_index: int, table: Sequence[int]) -> Fragments | None:
        end = table[frame_index + 1] if frame_index + 1 < len(table) else None
        try:
            return fragments_between(self._file, table[frame_index], end, size=self._size)
        except OffsetTableError:
            self._table = None
            self._note(_WRONG_TABLE)
            return None

    def _by_scan(self, frame_index: int) -> Fragments:
        if self._scanned is None:
            found = scan_fragments(self._file, self._first, size=self._size)
            firsts = first_fragments(self._file, found, frames=self._count)
            self._scanned = found, firsts
            if len(firsts) <= self._count:
                self._note(
                    f"Only {len(firsts) - 1} of {self._count} frames are whole.",
                    Severity.ERROR,
                    FindingKind.INCOMPLETE,
                )
        found, firsts = self._scanned
        if frame_index + 1 >= len(firsts):
            raise CorruptPixelDataError(f"Frame {frame_index + 1} is cut off or missing.")
        begin, end = firsts[frame_index], firsts[frame_index + 1]
        return Fragments(found.offsets[begin:end], found.lengths[begin:end])

    def _note(
        self,
        what: str,
        severity: Severity = Severity.WARNING,
        kind: FindingKind = FindingKind.OTHER,
    ) -> None:
        noted = Finding(severity, "PixelData", what, reference="PS3.5 A.4", kind=kind)
        self.findings = (*self.findings, noted)
