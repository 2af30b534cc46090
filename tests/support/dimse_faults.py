"""What a node may do instead of answering, and the error that it is for us."""

import struct
from collections.abc import Callable

from tests.support.dimse_peer import Talk
from viewer.net.channel import MAX_PDU_BYTES, Pdu
from viewer.net.errors import AbortedError, NetworkError, ProtocolError, TimeoutExceededError

Fault = Callable[[Talk], None]


def rubbish(talk: Talk) -> None:
    talk.channel.send(b"HTTP/1.1 400 Bad Request\r\n\r\n" + bytes(64))


def forged_length(talk: Talk) -> None:
    talk.channel.send(struct.pack(">BxI", Pdu.DATA, MAX_PDU_BYTES + 1))


def forged_fragment(talk: Talk) -> None:
    talk.channel.send(struct.pack(">BxIIBB", Pdu.DATA, 6, 0xFFFFFFFF, 1, 0))


def abort(talk: Talk) -> None:
    talk.association.abort()


def die(talk: Talk) -> None:
    talk.channel.close()


def silence(talk: Talk) -> None:
    talk.wait_for_the_end()


def release(talk: Talk) -> None:
    talk.channel.send_pdu(Pdu.RELEASE_RQ)


FAULTS: list[tuple[Fault, type[NetworkError]]] = [
    (rubbish, ProtocolError), (forged_length, ProtocolError), (forged_fragment, ProtocolError),
    (abort, AbortedError), (die, AbortedError), (silence, TimeoutExceededError),
    (release, NetworkError),
]  # fmt: skip
