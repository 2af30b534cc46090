"""C-GET: a node sends what is asked for on the same association (PS3.4 C.4.3)."""

from collections.abc import Mapping

from viewer.base.jobs import Job
from viewer.dicom.identifiers import encode_identifier
from viewer.model.node import Node
from viewer.model.query import Root
from viewer.net.association import Association, Sink, associate
from viewer.net.contexts import GET, get_contexts
from viewer.net.dimse import (
    HAS_DATA_SET,
    MEDIUM_PRIORITY,
    NO_DATA_SET,
    RESPONSE,
    Command,
    CommandSet,
    Field,
    Message,
    number,
    text,
)
from viewer.net.errors import AbortedError, ProtocolError, UnsupportedServiceError
from viewer.net.inbox import Delivery, Inbox
from viewer.net.status import PENDING
from viewer.net.suboperations import Suboperations


def get(
    node: Node, keys: Mapping[str, str], *, inbox: Inbox, own_ae_title: str, job: Job
) -> Suboperations:
    """Fetch what matches `keys` (with QueryRetrieveLevel) into the inbox.

    Raises `UnsupportedServiceError` where the node offers no C-GET, and other `NetworkError`.
    """
    sop_class_uid = GET[Root.STUDY]
    contexts = get_contexts(sop_class_uid)
    with associate(node, contexts, own_ae_title=own_ae_title, job=job) as association:
        agreed = association.context_for(sop_class_uid)
        if agreed is None:
            raise UnsupportedServiceError(
                "The node does not offer C-GET.", hint="Retrieve from it by C-MOVE."
            )
        message_id = association.next_message_id()
        association.send(
            agreed.context_id,
            {
                Field.AFFECTED_SOP_CLASS: sop_class_uid,
                Field.COMMAND: Command.C_GET,
                Field.MESSAGE_ID: message_id,
                Field.PRIORITY: MEDIUM_PRIORITY,
                Field.DATA_SET_TYPE: HAS_DATA_SET,
            },
            encode_identifier(keys, syntax=agreed.syntax),
        )
        return _take(association, message_id, inbox, job)


def _take(association: Association, message_id: int, inbox: Inbox, job: Job) -> Suboperations:
    counts = Suboperations()
    taken = 0
    delivery: Delivery | None = None

    def open_delivery(context_id: int, command: CommandSet) -> Sink | None:
        nonlocal delivery
        if number(command, Field.COMMAND) != Command.C_STORE:
            return None
        delivery = open_for(inbox, association, context_id, command)
        return delivery

    try:
        while True:
            message = association.receive(open_delivery)
            if message is None:
                raise AbortedError("The node ended the association before it was done.")
            if message.kind == Command.C_STORE:
                if delivery is None:
                    raise ProtocolError("The node sent an instance without a data set.")
                answer_store(association, message, delivery.finish())
                delivery = None
                taken += 1
                job.progress(taken, counts.total)
            elif message.kind & RESPONSE and (
                number(message.command, Field.RESPONDED_MESSAGE_ID) == message_id
            ):
                counts = Suboperations.of(message)
                if message.status not in PENDING:
                    return counts
            job.check()
    finally:
        if delivery is not None:
            delivery.drop()


def open_for(
    inbox: Inbox, association: Association, context_id: int, command: CommandSet
) -> Delivery:
    """A delivery for the instance of a C-STORE request."""
    return inbox.open(
        sop_class_uid=text(command, Field.AFFECTED_SOP_CLASS),
        sop_instance_uid=text(command, Field.AFFECTED_SOP_INSTANCE),
        syntax=association.context(context_id).syntax,
    )


def answer_store(association: Association, request: Message, status: int) -> None:
    """Answer a C-STORE request."""
    association.send(
        request.context_id,
        {
            Field.AFFECTED_SOP_CLASS: text(request.command, Field.AFFECTED_SOP_CLASS),
            Field.COMMAND: Command.C_STORE | RESPONSE,
            Field.RESPONDED_MESSAGE_ID: number(request.command, Field.MESSAGE_ID),
            Field.DATA_SET_TYPE: NO_DATA_SET,
            Field.STATUS: status,
            Field.AFFECTED_SOP_INSTANCE: text(request.command, Field.AFFECTED_SOP_INSTANCE),
        },
    )
