"""Negotiation: the PDUs by which an association begins, by pynetdicom's classes (PS3.8 9.3)."""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from viewer import __version__
from viewer.net.channel import OUR_PDU_BYTES
from viewer.net.contexts import MAX_CONTEXTS, Context
from viewer.net.errors import ProtocolError

IMPLEMENTATION_UID: Final = "2.25.179146383437842925303018478207293226305"
IMPLEMENTATION_VERSION: Final = f"RADIOLUCENT_{__version__}"[:16]
_MAX_ASSOCIATE_BYTES: Final = 262_144  # 128 contexts with every transfer syntax are 140,000
_MAX_ITEMS: Final = 8_192
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
    """What the acceptor said; `refused` names SOP classes with the reason for each."""

    accepted: tuple[Accepted, ...]
    refused: tuple[tuple[str, str], ...]
    max_pdu_bytes: int
    implementation: str = ""


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


def encode_request(
    *, called_ae_title: str, calling_ae_title: str, contexts: Sequence[Context]
) -> bytes:
    """The A-ASSOCIATE-RQ for contexts numbered 1, 3, 5, ... in their order."""
    from pynetdicom.pdu import A_ASSOCIATE_RQ
    from pynetdicom.pdu_primitives import A_ASSOCIATE, SCP_SCU_RoleSelectionNegotiation
    from pynetdicom.presentation import build_context

    request = A_ASSOCIATE()
    request.application_context_name = "1.2.840.10008.3.1.1.1"
    request.called_ae_title = called_ae_title
    request.calling_ae_title = calling_ae_title
    proposed = []
    for index, context in enumerate(contexts):
        item = build_context(context.sop_class_uid, list(context.syntaxes))
        item.context_id = 2 * index + 1
        proposed.append(item)
    request.presentation_context_definition_list = proposed
    request.user_information = _user_information()
    for uid in sorted({c.sop_class_uid for c in contexts if c.is_reversed}):
        role = SCP_SCU_RoleSelectionNegotiation()
        role.sop_class_uid, role.scu_role, role.scp_role = uid, False, True
        request.user_information.append(role)
    return bytes(A_ASSOCIATE_RQ(request).encode())


def _user_information() -> list[Any]:
    from pynetdicom.pdu_primitives import (
        ImplementationClassUIDNotification,
        ImplementationVersionNameNotification,
        MaximumLengthNotification,
    )

    length = MaximumLengthNotification()
    length.maximum_length_received = OUR_PDU_BYTES
    identity = ImplementationClassUIDNotification()
    identity.implementation_class_uid = IMPLEMENTATION_UID
    version = ImplementationVersionNameNotification()
    version.implementation_version_name = IMPLEMENTATION_VERSION
    return [length, identity, version]


def decode_answer(body: bytes, contexts: Sequence[Context]) -> Answer:
    """Read an A-ASSOCIATE-AC to a request with these contexts."""
    answer = _decode("A_ASSOCIATE_AC", 2, body)
    accepted, refused = [], []
    for item in answer.presentation_context:
        index, odd = divmod(item.context_id, 2)
        if not odd or index >= len(contexts):
            continue  # an answer to what nobody asked
        context = contexts[index]
        syntax = str(item.transfer_syntax or "")
        if item.result == 0 and syntax in context.syntaxes:
            accepted.append(
                Accepted(item.context_id, context.sop_class_uid, syntax, context.is_reversed)
            )
        else:
            reason = REFUSALS.get(item.result, "an answer against the standard")
            refused.append((context.sop_class_uid, reason))
    information = answer.user_information
    length = information.maximum_length
    version = information.implementation_version_name or ""
    return Answer(tuple(accepted), tuple(refused), _sane_length(length), str(version))


def decode_request(body: bytes) -> Request:
    """Read an A-ASSOCIATE-RQ of a stranger: sizes and counts are checked first (SEC-010)."""
    if len(body) > _MAX_ASSOCIATE_BYTES or len(body) < 68:
        raise ProtocolError("A request for an association has an impossible size.")
    _count_items(body[68:])
    request = _decode("A_ASSOCIATE_RQ", 1, body)
    contexts = request.presentation_context
    if len(contexts) > MAX_CONTEXTS:
        raise ProtocolError("A request for an association has too many contexts.")
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
    from pynetdicom.pdu import A_ASSOCIATE_AC
    from pynetdicom.presentation import build_context, negotiate_as_acceptor

    try:
        asked = request.raw.to_primitive()
        supported = []
        for uid in sorted(request.sop_class_uids):
            if syntaxes := syntaxes_of(uid):
                context = build_context(uid, list(syntaxes))
                context.scu_role = context.scp_role = True
                supported.append(context)
        roles = {
            uid: (role.scu_role, role.scp_role)
            for uid, role in request.raw.user_information.role_selection.items()
        }
        results, role_items = negotiate_as_acceptor(
            asked.presentation_context_definition_list, supported, roles
        )
        asked.presentation_context_definition_results_list = results
        asked.result = 0
        asked.user_information = [*_user_information(), *role_items]
        body = bytes(A_ASSOCIATE_AC(asked).encode())
    except _DECODE_ERRORS as error:
        raise _unreadable(error) from error
    reversed_uids = {uid for uid, (_, scp) in roles.items() if scp}
    accepted = tuple(
        Accepted(
            item.context_id,
            str(item.abstract_syntax),
            str(item.transfer_syntax[0]),
            str(item.abstract_syntax) in reversed_uids,
        )
        for item in results
        if item.result == 0 and item.context_id is not None
    )
    return body, Answer(accepted, (), request.max_pdu_bytes)


def _decode(name: str, kind: int, body: bytes) -> Any:
    import pynetdicom.pdu

    try:
        pdu = getattr(pynetdicom.pdu, name)()
        pdu.decode(struct.pack(">BxI", kind, len(body)) + body)
        information = pdu.user_information
        if information is None:
            raise ProtocolError("The node's association message lacks the user information.")
    except _DECODE_ERRORS as error:
        raise _unreadable(error) from error
    return pdu


def _unreadable(error: Exception) -> ProtocolError:
    return ProtocolError(
        "The node's association message cannot be read.",
        hint="The other side is no DICOM node, or a faulty one.",
        detail=type(error).__name__,
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
            raise ProtocolError("A request for an association has too many items.")


def _sane_length(length: int | None) -> int:
    """The largest PDU the other side takes: no limit for 0, and never too small to be of use."""
    if not length or length > OUR_PDU_BYTES:
        return OUR_PDU_BYTES
    return max(length, 128)
