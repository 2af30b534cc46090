"""Association: ask for one, exchange messages on it, end it (PS3.7, PS3.8 7)."""

import struct
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final, Protocol

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.net.channel import Channel, Pdu
from viewer.net.connect import open_connection
from viewer.net.contexts import Context
from viewer.net.dimse import (
    NO_DATA_SET,
    CommandSet,
    Field,
    Message,
    decode_command,
    encode_command,
    number,
)
from viewer.net.errors import AbortedError, NetworkError, ProtocolError, RejectedError
from viewer.net.negotiation import Accepted, Answer, decode_answer, encode_request

_MAX_COMMAND_BYTES: Final = 65_536
_MAX_IDENTIFIER_BYTES: Final = 4 << 20  # a data set held in memory; files go to a sink
_RELEASE_S: Final = 3.0
_PDV: Final = struct.Struct(">IBB")
_DATA_PDU: Final = struct.Struct(">BxIIBB")
_COMMAND, _LAST = 0x01, 0x02


class Sink(Protocol):
    """Where the data set of a message goes while it arrives."""

    def write(self, data: memoryview, /) -> object:
        """Take a part."""
        ...


SinkFor = Callable[[int, CommandSet], Sink | None]


class Association:
    """Messages over a channel, on the presentation contexts agreed on; for one thread."""

    def __init__(self, channel: Channel, answer: Answer) -> None:
        self.channel = channel
        self.answer = answer
        self._contexts = {item.context_id: item for item in answer.accepted}
        self._next_id = 0
        self._fragment = answer.max_pdu_bytes - 6
        self.is_aborted = False  # by us

    def context(self, context_id: int) -> Accepted:
        """The context of a message; `ProtocolError` for one never agreed on."""
        try:
            return self._contexts[context_id]
        except KeyError:
            raise ProtocolError(
                tr("The node used a presentation context never agreed on.")
            ) from None

    def context_for(self, sop_class_uid: str, syntax: str | None = None) -> Accepted | None:
        """The agreed context of a SOP class (in a transfer syntax), None where there is none."""
        for item in self.answer.accepted:
            if item.sop_class_uid == sop_class_uid and syntax in (None, item.syntax):
                return item
        return None

    def next_message_id(self) -> int:
        """A message ID not used before on this association."""
        self._next_id = self._next_id % 0xFFFF + 1
        return self._next_id

    def send(self, context_id: int, command: CommandSet, data: bytes | None = None) -> None:
        """Send a message; `data` is its encoded data set."""
        self._send_fragments(context_id, encode_command(command), _COMMAND)
        if data is not None:
            self._send_fragments(context_id, data, 0)

    def _send_fragments(self, context_id: int, data: bytes, flags: int) -> None:
        view = memoryview(data)
        for start in range(0, max(len(view), 1), self._fragment):
            part = view[start : start + self._fragment]
            is_last = start + self._fragment >= len(view)
            head = self._head(context_id, len(part), flags | (_LAST if is_last else 0))
            self.channel.send(head + part)

    @staticmethod
    def _head(context_id: int, size: int, flags: int) -> bytes:
        return _DATA_PDU.pack(Pdu.DATA, size + 6, size + 2, context_id, flags)

    def send_stream(
        self, context_id: int, command: CommandSet, read_into: Callable[[memoryview], int]
    ) -> None:
        """Send a message whose data set is read piece by piece into one buffer."""
        self._send_fragments(context_id, encode_command(command), _COMMAND)
        size = self._fragment
        buffers = bytearray(12 + size), bytearray(12 + size)
        count = read_into(memoryview(buffers[0])[12:])
        turn = 0
        while True:
            following = read_into(memoryview(buffers[1 - turn])[12:]) if count else 0
            is_last = not following
            buffer = buffers[turn]
            buffer[:12] = self._head(context_id, count, _LAST if is_last else 0)
            self.channel.send(memoryview(buffer)[: 12 + count])
            if is_last:
                return
            turn, count = 1 - turn, following

    def receive(self, sink_for: SinkFor = lambda _context, _command: None) -> Message | None:
        """Receive one message; None when the other side released the association.

        `sink_for` gives a sink for the data set of a command; without one it is held in memory.
        """
        incoming = _Incoming(self, sink_for)
        while True:
            kind, body = self.channel.read()
            if kind == Pdu.RELEASE_RQ and incoming.is_empty:
                self.channel.send_pdu(Pdu.RELEASE_RP)
                return None
            if kind != Pdu.DATA:
                raise _unexpected(kind, bytes(body))
            for context_id, flags, fragment in _pdvs(body):
                incoming.add(context_id, flags, fragment)
            if incoming.message is not None:
                return incoming.message

    def release(self) -> None:
        """End in order, cancelled or not; what still arrives is thrown away."""
        self.channel.be_patient(_RELEASE_S)
        self.channel.send_pdu(Pdu.RELEASE_RQ)
        deadline = time.monotonic() + _RELEASE_S
        while time.monotonic() < deadline:
            kind, _body = self.channel.read()
            if kind in (Pdu.RELEASE_RP, Pdu.ABORT):
                return
            if kind == Pdu.RELEASE_RQ:  # both at once (PS3.8 7.2.2)
                self.channel.send_pdu(Pdu.RELEASE_RP)

    def abort(self) -> None:
        """End at once."""
        self.is_aborted = True
        with suppress(NetworkError):
            self.channel.send_pdu(Pdu.ABORT)


class _Incoming:
    """A message while its fragments come: first those of the command, then those of the data."""

    def __init__(self, association: Association, sink_for: SinkFor) -> None:
        self._association = association
        self._sink_for = sink_for
        self._context_id: int | None = None
        self._command: dict[int, int | str] | None = None
        self._held = bytearray()
        self._sink: Sink | None = None
        self.message: Message | None = None

    @property
    def is_empty(self) -> bool:
        return self._context_id is None

    def add(self, context_id: int, flags: int, fragment: memoryview) -> None:
        if self._context_id is None:
            self._context_id = self._association.context(context_id).context_id
        is_command = bool(flags & _COMMAND)
        is_out_of_order = self.message is not None or is_command != (self._command is None)
        if is_out_of_order or context_id != self._context_id:
            raise ProtocolError(tr("The node sent a message in the wrong order."))
        if self._sink is not None:
            self._sink.write(fragment)
        else:
            self._held += fragment
            limit = _MAX_COMMAND_BYTES if is_command else _MAX_IDENTIFIER_BYTES
            if len(self._held) > limit:
                raise ProtocolError(tr("The node sent a message of an impossible size."))
        if not flags & _LAST:
            return
        if self._command is not None:
            self.message = Message(context_id, self._command, bytes(self._held))
            return
        self._command = decode_command(bytes(self._held))
        self._held.clear()
        if number(self._command, Field.DATA_SET_TYPE) == NO_DATA_SET:
            self.message = Message(context_id, self._command)
        else:
            self._sink = self._sink_for(context_id, self._command)


def _unexpected(kind: int, body: bytes) -> NetworkError:
    if kind == Pdu.ABORT:
        return AbortedError(
            tr("The other side aborted the association."),
            detail=f"source {body[2]}, reason {body[3]}" if len(body) > 3 else "",
        )
    return ProtocolError(tr("The node sent what has no place here."), detail=f"PDU type {kind:02X}")


def _pdvs(body: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    """The presentation data values of a P-DATA-TF PDU: context, control header, fragment."""
    pos, end = 0, len(body)
    while pos < end:
        if pos + 6 > end:
            raise ProtocolError(tr("The node sent a fragment that breaks off."))
        length, context_id, flags = _PDV.unpack_from(body, pos)
        if length < 2 or pos + 4 + length > end:
            raise ProtocolError(tr("The node sent a fragment of an impossible length."))
        yield context_id, flags, body[pos + 6 : pos + 4 + length]
        pos += 4 + length


@contextmanager
def associate(
    node: Node, contexts: Sequence[Context], *, own_ae_title: str, job: Job
) -> Iterator[Association]:
    """An association with a node: released at the end, aborted on an error or a cancellation.

    Raises `UnreachableError`, `RejectedError`, `AbortedError`, `TimeoutExceededError`.
    """
    job.check()
    connection = open_connection(node)
    channel = Channel(connection, limit_s=node.answer_s, check=job.check)
    try:
        association = _negotiate(channel, node, contexts, own_ae_title)
        try:
            yield association
        except BaseException:
            association.abort()
            raise
        with suppress(NetworkError):  # what was asked is done, however it ends
            association.release()
    finally:
        channel.close()


def _negotiate(
    channel: Channel, node: Node, contexts: Sequence[Context], own_ae_title: str
) -> Association:
    channel.send(
        encode_request(
            called_ae_title=node.ae_title,
            calling_ae_title=node.own_ae_title or own_ae_title,
            contexts=contexts,
        )
    )
    kind, body = channel.read()
    if kind == Pdu.ASSOCIATE_AC:
        return Association(channel, decode_answer(bytes(body), contexts))
    if kind == Pdu.ASSOCIATE_RJ and len(body) >= 4:
        raise RejectedError(source=body[2], reason=body[3], is_permanent=body[1] == 1)
    if kind == Pdu.ABORT:
        raise AbortedError(
            tr("The node aborted the association before it began."),
            hint=tr("It may not know our AE title or address."),
        )
    raise ProtocolError(
        tr("The node answered, but not as a DICOM node does."),
        hint=tr("Is this the right port?"),
        detail=f"PDU type {kind:02X}",
    )
