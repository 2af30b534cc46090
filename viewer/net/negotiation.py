"""Negotiation: the PDUs by which an association begins (PS3.8 9.3).

Requests of strangers are read by pynetdicom's classes; the rest is packed and read here.
"""

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from viewer import __version__
from viewer.base.i18n import tr
from viewer.dicom.transfer_syntaxes import IMPLICIT_LITTLE_ENDIAN
from viewer.net.channel import OUR_PDU_BYTES, Pdu
from viewer.net.contexts import MAX_CONTEXTS, Context
from viewer.net.errors import ProtocolError

IMPLEMENTATION_UID: Final = "2.25.179146383437842925303018478207293226305"
IMPLEMENTATION_VERSION: Final = f"RADIOLUCENT_{__version__}"[:16]
_MAX_ASSOCIATE_BYTES: Final = 262_144  # 128 contexts with every transfer syntax are 140,000
_MAX_ITEMS: Final = 8_192
_APPLICATION_CONTEXT: Final = "1.2.840.10008.3.1.1.1"
# Everything that decoding a forged PDU was seen to raise.
_DECODE_ERRORS: Final = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError,
    NotImplementedError, struct.error, RecursionError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Accepted:
    """A presentation context that both sides agreed on."""

    context_id: int
    sop_class_uid: str
    syntax: str
    is_reversed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the acceptor said; `refused` names SOP classes with the reason for each.

    `extended` has what it said of SOP classes to extended negotiation.
    """

    accepted: tuple[Accepted, ...]
    refused: tuple[tuple[str, str], ...]
    max_pdu_bytes: int
    implementation: str = ""
    extended: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked; `raw` is its PDU as pynetdicom reads it."""

    calling_ae_title: str
    called_ae_title: str
    max_pdu_bytes: int
    sop_class_uids: frozenset[str]
    raw: Any


REFUSALS: Final[Mapping[int, str]] = {
    1: "refused by the user",
    2: "no reason",
    3: "the SOP class is not supported",
    4: "none of the transfer syntaxes is supported",
}
_STRANGE: Final = "an answer against the standard"


def encode_request(
    *, called_ae_title: str, calling_ae_title: str, contexts: Sequence[Context]
) -> bytes:
    """The A-ASSOCIATE-RQ for contexts numbered 1, 3, 5, ... in their order (PS3.8 9.3.2).

    Packed here, as the answer is: pynetdicom checks each of the 3,700 UIDs by which a C-GET offers
    all classes in all syntaxes, and takes as long for it as the node for a hundred images.
    """
    items = b""
    for index, context in enumerate(contexts):
        syntaxes = b"".join(_uid_item(0x40, uid) for uid in context.syntaxes)
        head = struct.pack(">B3x", 2 * index + 1)
        items += _item(0x20, head + _uid_item(0x30, context.sop_class_uid) + syntaxes)
    # The SCU role not for us, the SCP role for us (PS3.7 D.3.3.4).
    roles = {context.sop_class_uid: (False, True) for context in contexts if context.is_reversed}
    extended = {context.sop_class_uid: context.extended for context in contexts if context.extended}
    titles = _ae_title(called_ae_title) + _ae_title(calling_ae_title)
    return _associate(Pdu.ASSOCIATE_RQ, titles, items, roles, extended)


def _associate(
    kind: Pdu,
    titles: bytes,
    contexts: bytes,
    roles: Mapping[str, tuple[bool, bool]],
    extended: Mapping[str, bytes] | None = None,
) -> bytes:
    """An A-ASSOCIATE PDU with the items of its contexts, and with (SCU, SCP) roles by class.

    `extended` is the application information of classes in extended negotiation.
    """
    information = _item(0x51, struct.pack(">I", OUR_PDU_BYTES)) + _uid_item(
        0x52, IMPLEMENTATION_UID
    )
    for uid, role in sorted(roles.items()):
        sop_class = uid.encode("ascii")
        information += _item(0x54, struct.pack(">H", len(sop_class)) + sop_class + bytes(role))
    information += _item(0x55, IMPLEMENTATION_VERSION.encode("ascii"))
    for uid, application in sorted((extended or {}).items()):
        sop_class = uid.encode("ascii")
        information += _item(0x56, struct.pack(">H", len(sop_class)) + sop_class + application)
    body = struct.pack(">H2x", 1) + titles + bytes(32)
    body += _uid_item(0x10, _APPLICATION_CONTEXT) + contexts + _item(0x50, information)
    return struct.pack(">BxI", kind, len(body)) + body


def _item(kind: int, body: bytes) -> bytes:
    return struct.pack(">BxH", kind, len(body)) + body


def _uid_item(kind: int, uid: str) -> bytes:
    return _item(kind, uid.encode("ascii"))


def _ae_title(title: str) -> bytes:
    return title.encode("ascii", "replace")[:16].ljust(16)


def decode_answer(body: bytes, contexts: Sequence[Context]) -> Answer:
    """Read an A-ASSOCIATE-AC to a request with these contexts (PS3.8 9.3.3).

    Read here: loading pynetdicom takes longer than most nodes take for the first answer.
    """
    accepted, refused = list[Accepted](), list[tuple[str, str]]()
    information: dict[int, bytes] | None = None
    extended = dict[str, bytes]()
    for kind, item in _items(body[68:]):
        if kind == 0x50:
            information = dict(_items(item))
            extended = dict(_extended(part) for kind, part in _items(item) if kind == 0x56)
        if kind != 0x21 or len(item) < 4:
            continue
        context_id, result = item[0], item[2]
        index, odd = divmod(context_id, 2)
        if not odd or index >= len(contexts):
            continue  # an answer to what nobody asked
        context = contexts[index]
        syntax = _text(dict(_items(item[4:])).get(0x40, b"")) if result == 0 else ""
        if syntax in context.syntaxes:
            accepted.append(
                Accepted(context_id, context.sop_class_uid, syntax, context.is_reversed)
            )
        else:
            reason = REFUSALS.get(result, _STRANGE)
            refused.append((context.sop_class_uid, tr(reason)))
    if information is None:
        raise ProtocolError(tr("The node's association message lacks the user information."))
    length = int.from_bytes(information.get(0x51, b"")[:4], "big")
    version = _text(information.get(0x55, b""))
    return Answer(tuple(accepted), tuple(refused), _sane_length(length), version, extended)


def _extended(item: bytes) -> tuple[str, bytes]:
    """A SOP class and its application information (PS3.7 D.3.3.5.1)."""
    end = 2 + int.from_bytes(item[:2], "big")
    return _text(item[2:end]), item[end:]


def _items(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each item; `ProtocolError` where they break off."""
    pos = 0
    while pos < len(data):
        if pos + 4 > len(data):
            raise _unreadable()
        kind, length = struct.unpack_from(">BxH", data, pos)
        pos += 4 + length
        if pos > len(data):
            raise _unreadable()
        yield kind, data[pos - length : pos]


def _text(data: bytes) -> str:
    return data.decode("ascii", "replace").strip(" \0")


def decode_request(body: bytes) -> Request:
    """Read an A-ASSOCIATE-RQ of a stranger: sizes and counts are checked first (SEC-010)."""
    if len(body) > _MAX_ASSOCIATE_BYTES or len(body) < 68:
        raise ProtocolError(tr("A request for an association has an impossible size."))
    _count_items(body[68:])
    request = _decode_request(body)
    contexts = request.presentation_context
    if len(contexts) > MAX_CONTEXTS:
        raise ProtocolError(tr("A request for an association has too many contexts."))
    return Request(
        request.calling_ae_title.strip(),
        request.called_ae_title.strip(),
        _sane_length(request.user_information.maximum_length),
        frozenset(str(context.abstract_syntax) for context in contexts),
        request,
    )


def accept(
    request: Request, *, syntaxes_of: Callable[[str], Sequence[str]]
) -> tuple[bytes, Answer]:
    """The A-ASSOCIATE-AC to a request, and what it agrees on.

    `syntaxes_of` gives the transfer syntaxes that we take for a SOP class, none if we do not.
    For C-GET whoever asks may be the SCP of storage classes.
    """
    asked = request.raw.user_information.role_selection
    roles = {str(uid): (bool(role.scu_role), bool(role.scp_role)) for uid, role in asked.items()}
    items, accepted = b"", list[Accepted]()
    for context in request.raw.presentation_context:
        sop_class_uid = str(context.abstract_syntax)
        offered = frozenset(map(str, context.transfer_syntax))
        syntaxes = syntaxes_of(sop_class_uid)
        syntax = next((uid for uid in syntaxes if uid in offered), None)
        role = roles.get(sop_class_uid, (True, False))
        if not context.context_id % 2:
            raise ProtocolError(tr("A request for an association numbers its contexts wrongly."))
        result = 0 if any(role) else 1
        if syntax is None:
            result = 4 if syntaxes else 3
        if syntax is not None and result == 0:
            accepted.append(Accepted(context.context_id, sop_class_uid, syntax, role[1]))
        # Whoever asked looks at the syntax of accepted contexts only (PS3.8 9.3.3.2).
        syntax_item = _uid_item(0x40, syntax or IMPLICIT_LITTLE_ENDIAN)
        items += _item(0x21, struct.pack(">BxBx", context.context_id, result) + syntax_item)
    taken = {item.sop_class_uid for item in accepted}
    titles = _ae_title(request.called_ae_title) + _ae_title(request.calling_ae_title)
    agreed_roles = {uid: role for uid, role in roles.items() if uid in taken}
    body = _associate(Pdu.ASSOCIATE_AC, titles, items, agreed_roles)
    return body, Answer(tuple(accepted), (), request.max_pdu_bytes)


def _decode_request(body: bytes) -> Any:
    from pynetdicom.pdu import A_ASSOCIATE_RQ

    try:
        pdu: Any = A_ASSOCIATE_RQ()
        pdu.decode(struct.pack(">BxI", Pdu.ASSOCIATE_RQ, len(body)) + body)
        information = pdu.user_information
        if information is None:
            raise ProtocolError(tr("The node's association message lacks the user information."))
    except _DECODE_ERRORS as error:
        raise _unreadable(type(error).__name__) from error
    return pdu


def _unreadable(detail: str = "") -> ProtocolError:
    return ProtocolError(
        tr("The node's association message cannot be read."),
        hint=tr("The other side is no DICOM node, or a faulty one."),
        detail=detail,
    )


def _count_items(items: bytes) -> None:
    """Refuse what would become a mountain of objects: items are walked, none is made."""
    count, pos = 0, 0
    while pos + 4 <= len(items):
        kind, length = struct.unpack_from(">BxH", items, pos)
        # Presentation contexts hold four bytes and then sub-items, user information sub-items.
        inner = {0x20: 4, 0x50: 0}.get(kind)
        pos += 4 + (length if inner is None else inner)
        count += 1
        if count > _MAX_ITEMS:
            raise ProtocolError(tr("A request for an association has too many items."))


def _sane_length(length: int | None) -> int:
    """The largest PDU the other side takes: no limit for 0, and never too small to be of use."""
    if not length or length > OUR_PDU_BYTES:
        return OUR_PDU_BYTES
    return max(length, 128)
