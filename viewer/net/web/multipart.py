"""multipart/related in both directions, as a stream (RFC 2046 5.1, RFC 2387, PS3.18 8.6.1.2.1).

A part that tells its Content-Length is passed on without being searched. Whatever the other side
sends is bounded: headers, the number of parts, the size of each.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Final

from viewer.base.i18n import tr
from viewer.net.errors import AbortedError, ProtocolError

Read = Callable[[int], bytes]

_READ_BYTES: Final = 1 << 18
_MAX_HEADER_BYTES: Final = 1 << 14
_MAX_PREAMBLE_BYTES: Final = 1 << 16
_MAX_BOUNDARY: Final = 200  # RFC 2046 says 70; some servers use more


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may hold at most."""

    parts: int = 1_000_000
    part_bytes: int = 16 << 30


USUAL: Final = Limits()


@dataclass(frozen=True, slots=True)
class Part:
    """One part: headers in lower case, and its bytes as they come; they can be read once."""

    headers: Mapping[str, str]
    chunks: Iterator[memoryview]


def boundary_of(content_type: str) -> str:
    """The boundary of a multipart answer; `ProtocolError` where there is none."""
    message = Message()
    message["Content-Type"] = content_type
    boundary = message.get_boundary("")
    if message.get_content_maintype() != "multipart":
        raise ProtocolError(
            tr("The server answered with another kind of content than images."),
            hint=tr("Check the address of its DICOMweb service."),
            detail=message.get_content_type(),
        )
    if not 0 < len(boundary) <= _MAX_BOUNDARY or not boundary.isascii():
        raise ProtocolError(tr("The answer of the server does not say where its parts end."))
    return boundary


def read_parts(read: Read, boundary: str, *, limits: Limits = USUAL) -> Iterator[Part]:
    """The parts of an answer, each while it arrives; what is left of one is passed over.

    Raises `AbortedError` where the answer breaks off, `ProtocolError` where it is no multipart
    or goes beyond `limits`.
    """
    stream = _Stream(read, b"\r\n--" + boundary.encode("ascii"))
    stream.skip_preamble()
    for _ in range(limits.parts):
        if stream.is_last():
            return
        headers = stream.headers()
        part = Part(headers, stream.content(_length(headers), limits.part_bytes))
        yield part
        for _chunk in part.chunks:
            pass
    raise ProtocolError(tr("The answer of the server has too many parts."))


def _headers(block: bytes) -> dict[str, str]:
    headers = {}
    for line in block.split(b"\r\n"):
        name, separator, value = line.decode("latin-1").partition(":")
        if separator:
            headers[name.strip().lower()] = value.strip()
        elif line.strip():
            raise ProtocolError(tr("A part of the answer has headers that are none."))
    return headers


def _length(headers: Mapping[str, str]) -> int | None:
    text = headers.get("content-length")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise ProtocolError(tr("A part of the answer has an impossible length."))
    return int(text)


class _Stream:
    """Bytes that came and are not used up, from `at` on."""

    def __init__(self, read: Read, delimiter: bytes) -> None:
        self._read = read
        self._delimiter = delimiter
        self._data = b"\r\n"  # so that a first boundary is found like any other
        self._at = 0

    def _more(self) -> None:
        data = self._read(_READ_BYTES)
        if not data:
            raise AbortedError(
                tr("The answer of the server broke off."),
                hint=tr("Try again; what is missing is fetched."),
            )
        self._data = self._data[self._at :] + data
        self._at = 0

    def _find(self, wanted: bytes, limit: int) -> int:
        """Where `wanted` begins, counted from `at`."""
        searched = 0
        while (place := self._data.find(wanted, self._at + searched)) < 0:
            searched = max(0, len(self._data) - self._at - len(wanted) + 1)
            if searched > limit:
                raise ProtocolError(tr("The answer of the server is no multipart message."))
            self._more()
        return place - self._at

    def skip_preamble(self) -> None:
        """Go behind the first boundary."""
        self._at += self._find(self._delimiter, _MAX_PREAMBLE_BYTES) + len(self._delimiter)

    def is_last(self) -> bool:
        """Behind a boundary: whether it ends the message; if not, go to the next part."""
        if self._starts_with(b"--"):
            return True
        if self._until(b"\r\n", _MAX_HEADER_BYTES).strip(b" \t"):
            raise ProtocolError(tr("The answer of the server is no multipart message."))
        return False

    def headers(self) -> dict[str, str]:
        """The headers of a part; goes to its content."""
        if self._starts_with(b"\r\n"):
            self._at += 2
            return {}
        return _headers(self._until(b"\r\n\r\n", _MAX_HEADER_BYTES))

    def content(self, length: int | None, limit: int) -> Iterator[memoryview]:
        """The content of a part, in pieces; goes behind the boundary after it."""
        if length is None:
            yield from self._searched(limit)
            return
        if length > limit:
            raise ProtocolError(tr("A part of the answer is larger than we take."))
        left = length
        while left:
            if self._at == len(self._data):
                self._more()
            piece = memoryview(self._data)[self._at : self._at + left]
            self._at += len(piece)
            left -= len(piece)
            yield piece
        if not self._starts_with(self._delimiter):
            raise ProtocolError(tr("A part of the answer is not as long as it says."))
        self._at += len(self._delimiter)

    def _searched(self, limit: int) -> Iterator[memoryview]:
        taken = 0
        while (place := self._data.find(self._delimiter, self._at)) < 0:
            end = max(self._at, len(self._data) - len(self._delimiter) + 1)
            taken += end - self._at
            if taken > limit:
                raise ProtocolError(tr("A part of the answer is larger than we take."))
            yield memoryview(self._data)[self._at : end]
            self._at = end
            self._more()
        yield memoryview(self._data)[self._at : place]
        self._at = place + len(self._delimiter)

    def _starts_with(self, wanted: bytes) -> bool:
        while len(self._data) - self._at < len(wanted):
            self._more()
        return self._data.startswith(wanted, self._at)

    def _until(self, wanted: bytes, limit: int) -> bytes:
        """What comes before `wanted`; goes behind it."""
        length = self._find(wanted, limit)
        block = self._data[self._at : self._at + length]
        self._at += length + len(wanted)
        return block


def part_head(length: int, boundary: str) -> bytes:
    """What stands before a DICOM file of `length` bytes."""
    return (
        f"\r\n--{boundary}\r\nContent-Type: application/dicom\r\nContent-Length: {length}\r\n\r\n"
    ).encode("ascii")


def tail(boundary: str) -> bytes:
    """What ends the message."""
    return f"\r\n--{boundary}--\r\n".encode("ascii")


def new_boundary() -> str:
    """A boundary that stands in no file."""
    return secrets.token_hex(24)
