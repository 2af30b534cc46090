"""Serving: answer the requests of one association, as SCP of verification and storage."""

from viewer.net.association import Association, Sink
from viewer.net.dimse import NO_DATA_SET, RESPONSE, Command, CommandSet, Field, number, text
from viewer.net.errors import ProtocolError
from viewer.net.get import answer_store, open_for
from viewer.net.inbox import Delivery, Inbox
from viewer.net.status import SUCCESS

_UNRECOGNISED = 0x0211


def serve_messages(association: Association, inbox: Inbox) -> int:
    """Answer until the other side releases the association; returns how much was stored."""
    stored = 0
    delivery: Delivery | None = None

    def open_delivery(context_id: int, command: CommandSet) -> Sink | None:
        nonlocal delivery
        if number(command, Field.COMMAND) != Command.C_STORE:
            return None
        delivery = open_for(inbox, association, context_id, command)
        return delivery

    try:
        while (message := association.receive(open_delivery)) is not None:
            if message.kind == Command.C_STORE:
                if delivery is None:
                    raise ProtocolError("A C-STORE came without a data set.")
                status = delivery.finish()
                delivery = None
                answer_store(association, message, status)
                stored += status == SUCCESS
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
    finally:
        if delivery is not None:
            delivery.drop()
    return stored
