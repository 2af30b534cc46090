"""A deflated data set as a file to read from, inflated no further than needed (SEC-004)."""

import zlib
from collections.abc import Generator
from typing import BinaryIO

from viewer.dicom.errors import LimitExceededError

_STEP = 1 << 20
_MAX_RATIO = 200  # beyond the first megabytes; images of air alone deflate better
_ALWAYS_ALLOWED = 64 << 20
_MAX_BYTES = 2 << 30
_MAX_HEADER_BYTES = 64 << 20


class InflatedHeader:
    """The beginning of a deflate stream, readable like a file, inflated as it is read.

    `is_cut` tells that the stream breaks off and its end was read. Raises `LimitExceededError`
    where a header would be longer than any honest one.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.is_cut = False
        self._blocks = inflated_blocks(file)
        self._held = bytearray()
        self._position = 0

    def read(self, count: int) -> bytes:
        """Read up to `count` bytes; fewer where the stream ends or breaks off."""
        end = self._position + count
        while len(self._held) < end:
            if len(self._held) > _MAX_HEADER_BYTES:
                raise LimitExceededError(
                    f"The deflated header is larger than {_MAX_HEADER_BYTES >> 20} MB inflated.",
                    hint="This is no honest image; it was not read.",
                )
            try:
                self._held += next(self._blocks)
            except StopIteration as end_of_stream:
                self.is_cut = self.is_cut or end_of_stream.value is False
                break
        data = bytes(self._held[self._position : end])
        self._position += len(data)
        return data

    def seek(self, offset: int) -> int:
        """Go to a position from the beginning."""
        self._position = offset
        return offset

    def tell(self) -> int:
        """The position from the beginning."""
        return self._position


def inflated_blocks(file: BinaryIO) -> Generator[bytes, None, bool]:
    """Inflate the rest of `file` in steps; returns whether the stream was whole.

    Raises `LimitExceededError` beyond 2 GB, or 200 times what was read.
    """
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    consumed = produced = 0
    while not stream.eof:
        data = stream.unconsumed_tail or file.read(_STEP)
        if not data:
            return False
        try:
            block = stream.decompress(data, _STEP)
        except zlib.error:
            return False
        consumed += len(data) - len(stream.unconsumed_tail)
        produced += len(block)
        if produced > min(_MAX_BYTES, max(_ALWAYS_ALLOWED, _MAX_RATIO * consumed)):
            raise LimitExceededError(
                f"The deflated data set is more than {_MAX_RATIO} times larger than its file, "
                f"or than {_MAX_BYTES >> 30} GB.",
                hint="This is no honest image; it was not read.",
            )
        if block:
            yield block
    return True


def inflated_size(file: BinaryIO, end: int) -> int:
    """How many of the first `end` inflated bytes there are; nothing is kept."""
    size = 0
    for block in inflated_blocks(file):
        size += len(block)
        if size >= end:
            return end
    return size


def inflated_part(file: BinaryIO, start: int, length: int) -> bytearray:
    """Inflate and keep `length` bytes from `start`; fewer where the stream breaks off."""
    part = bytearray()
    position = 0
    for block in inflated_blocks(file):
        part += block[max(0, start - position) : start + length - position]
        position += len(block)
        if position >= start + length:
            break
    return part
