"""Serving: answer the requests of one association, as SCP of verification, storage and more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from viewer.net.association import Association
from viewer.net.dimse import (
    HAS_DATA_SET,
    NO_DATA_SET,
    RESPONSE,
    Command,
    Field,
    Message,
    number,
    text,
)
from viewer.net.inbox import Inbox
from viewer.net.status import SUCCESS
from viewer.net.store_scp import StoreScp

_UNRECOGNISED: Final = 0x0211


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asked for an association, and from where."""

    ae_title: str
    address: str


# Answers one request of a SOP class, which may take several messages both ways.
Service = Callable[[Association, Message, Caller], None]
Services = Mapping[str, Service]  # by SOP class UID
NO_SERVICES: Final[Services] = MappingProxyType({})


def serve_messages(
    association: Association, inbox: Inbox, caller: Caller, services: Services = NO_SERVICES
) -> int:
    """Answer until the other side releases the association; returns how much was stored.

    `services` has what is offered besides verification and storage.
    """
    stored = 0
    with StoreScp(association, inbox) as store:
        while (message := association.receive(store.open)) is not None:
            if message.kind == Command.C_STORE:
                stored += store.answer(message) == SUCCESS
                continue
            if message.kind & RESPONSE or message.kind == Command.C_CANCEL:
                continue
            service = services.get(association.context(message.context_id).sop_class_uid)
            if service is not None:
                service(association, message, caller)
                continue
            is_echo = message.kind == Command.C_ECHO
            answer(association, message, SUCCESS if is_echo else _UNRECOGNISED)
    return stored


def answer(
    association: Association,
    request: Message,
    status: int,
    data: bytes | None = None,
    *,
    fields: Mapping[int, int | str] = MappingProxyType({}),
) -> None:
    """Answer a request with a status, with more fields of the command, and with a data set."""
    affected = text(request.command, Field.AFFECTED_SOP_CLASS)
    requested = text(request.command, Field.REQUESTED_SOP_CLASS)
    association.send(
        request.context_id,
        {
            Field.AFFECTED_SOP_CLASS: affected or requested,
            Field.COMMAND: request.kind | RESPONSE,
            Field.RESPONDED_MESSAGE_ID: number(request.command, Field.MESSAGE_ID),
            Field.DATA_SET_TYPE: NO_DATA_SET if data is None else HAS_DATA_SET,
            Field.STATUS: status,
            **fields,
        },
        data,
    )
