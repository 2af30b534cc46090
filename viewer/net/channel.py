"""Channel: PDUs over a socket, in one blocking thread (PS3.8 9.3).

This is what goes under pynetdicom, whose own machinery polls twice a millisecond, makes a
data set of every command, reads in steps of 4 kB, allocates what a stranger announces, and may
lose answers: it received 170 files a second where this receives more than `storescp`
(docs/decisions/0013, tests/unit/net/test_server.py). A length is checked before anything is read.
"""

import selectors
import socket
import ssl
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from enum import IntEnum
from typing import Final

from viewer.base.i18n import tr
from viewer.net.errors import AbortedError, ProtocolError, TimeoutExceededError

OUR_PDU_BYTES: Final = 131_072  # what we announce, and never exceed ourselves
MAX_PDU_BYTES: Final = 1 << 20  # SEC-010: beyond this nothing is read, whoever announces it
_POLL_S: Final = 0.2  # how soon a cancellation is noticed
_HEADER: Final = struct.Struct(">BxI")
_QUICK_ACK: Final = getattr(socket, "TCP_QUICKACK", None)


class Pdu(IntEnum):
    """Types of PDUs."""

    ASSOCIATE_RQ = 1
    ASSOCIATE_AC = 2
    ASSOCIATE_RJ = 3
    DATA = 4
    RELEASE_RQ = 5
    RELEASE_RP = 6
    ABORT = 7


class Channel:
    """One connection; every call blocks, at most `limit_s` without a byte from the other side.

    `check` is called while waiting: it may raise, to give up.
    """

    def __init__(
        self,
        connection: socket.socket,
        *,
        limit_s: float,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self._socket = connection
        self._check = check
        self.limit_s = limit_s
        self._buffer = bytearray(OUR_PDU_BYTES + 64)
        connection.settimeout(_POLL_S)
        if connection.family in (socket.AF_INET, socket.AF_INET6):
            # Nagle against delayed acknowledgements costs 40 ms a message (network.md).
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def be_patient(self, limit_s: float) -> None:
        """Go on after a cancellation, for a last word, with another limit."""
        self.limit_s = limit_s
        self._check = lambda: None

    def read(self) -> tuple[int, memoryview]:
        """Read one PDU; the view of its body is good until the next call.

        Raises `AbortedError` when the other side is gone, `ProtocolError` for a length beyond
        the cap, `TimeoutExceededError`.
        """
        self._check()  # whoever talks without end lets nobody wait
        deadline = time.monotonic() + self.limit_s
        head = memoryview(self._buffer)[:6]
        self._fill(head, deadline)
        kind, length = _HEADER.unpack(head)
        if length > MAX_PDU_BYTES:
            raise ProtocolError(
                tr("The other side announced a message of an impossible size."),
                hint=tr("It is no DICOM node, or it means harm. Is this the right port?"),
                detail=f"PDU type {kind:02X}, {length:,} bytes",
            )
        head.release()
        if length > len(self._buffer):
            self._buffer = bytearray(length)
        body = memoryview(self._buffer)[:length]
        self._fill(body, deadline)
        return kind, body

    def _fill(self, view: memoryview, deadline: float) -> None:
        """Fill a view; a whole PDU has one limit of time, so that nobody can drip it."""
        filled, size = 0, len(view)
        if _QUICK_ACK is not None and size == 6:
            self._acknowledge_at_once()
        while filled < size:
            try:
                count = self._socket.recv_into(view[filled:])
            except TimeoutError:
                count = -1
            except OSError as error:
                raise _gone(error) from error
            if count == 0:
                raise AbortedError(
                    tr("The other side closed the connection."),
                    hint=tr("It may not know our AE title or address, or expect TLS."),
                )
            filled += max(count, 0)
            if filled < size:
                self._check()
                if time.monotonic() > deadline:
                    raise TimeoutExceededError(
                        tr("The other side did not answer in time."),
                        hint=tr("It may be busy; a longer time can be set for the node."),
                    )

    def _acknowledge_at_once(self) -> None:
        assert _QUICK_ACK is not None
        with suppress(OSError):  # a socket that is none of TCP
            self._socket.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)

    def has_input(self) -> bool:
        """Whether something has come that was not read; waits for nothing."""
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return True
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            return bool(selector.select(0))

    def send(self, data: bytes | bytearray | memoryview) -> None:
        """Send all of it."""
        view = memoryview(data)
        deadline = time.monotonic() + self.limit_s
        while view:
            try:
                sent = self._socket.send(view)
            except TimeoutError:
                sent = 0
            except OSError as error:
                raise _gone(error) from error
            view = view[sent:]
            if sent:
                deadline = time.monotonic() + self.limit_s
                continue
            self._check()
            if time.monotonic() > deadline:
                raise TimeoutExceededError(tr("The other side takes no more data."))

    def send_pdu(self, kind: Pdu, body: bytes = b"\0\0\0\0") -> None:
        """Send a short PDU."""
        self.send(_HEADER.pack(kind, len(body)) + body)

    def close(self) -> None:
        """Close the connection; further calls do nothing."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def _gone(error: OSError) -> AbortedError:
    return AbortedError(tr("The connection broke off."), detail=error.strerror or str(error.errno))
