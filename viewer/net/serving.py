"""Serving: answer the requests of one association, as SCP of verification and storage."""

from viewer.net.association import Association
from viewer.net.dimse import NO_DATA_SET, RESPONSE, Command, Field, number, text
from viewer.net.inbox import Inbox
from viewer.net.status import SUCCESS
from viewer.net.store_scp import StoreScp

_UNRECOGNISED = 0x0211


def serve_messages(association: Association, inbox: Inbox) -> int:
    """Answer until the other side releases the association; returns how much was stored."""
    stored = 0
    with StoreScp(association, inbox) as store:
        while (message := association.receive(store.open)) is not None:
            if message.kind == Command.C_STORE:
                stored += store.answer(message) == SUCCESS
                continue
            if message.kind & RESPONSE or message.kind == Command.C_CANCEL:
                continue
            association.send(
                message.context_id,
                {
                    Field.AFFECTED_SOP_CLASS: text(message.command, Field.AFFECTED_SOP_CLASS),
                    Field.COMMAND: message.kind | RESPONSE,
                    Field.RESPONDED_MESSAGE_ID: number(message.command, Field.MESSAGE_ID),
                    Field.DATA_SET_TYPE: NO_DATA_SET,
                    Field.STATUS: SUCCESS if message.kind == Command.C_ECHO else _UNRECOGNISED,
                },
            )
    return stored
