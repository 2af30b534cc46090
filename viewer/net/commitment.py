"""Storage commitment as SCU: have a node promise to keep what it was sent (PS3.4 J).

The answer may come on the same association, or minutes or hours later on one that the node opens
to our server: there the node is the requestor, and by role selection the SCP (PS3.7 D.3.3.4).
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.dicom.commitment import (
    CommitmentReport,
    decode_commitment_report,
    encode_commitment_request,
)
from viewer.dicom.errors import DicomError
from viewer.model.node import Node
from viewer.net.association import Association, associate
from viewer.net.contexts import STORAGE_COMMITMENT, Context
from viewer.net.dimse import HAS_DATA_SET, Command, Field, Message
from viewer.net.echo import next_answer
from viewer.net.errors import NetworkError, StatusError, UnsupportedServiceError
from viewer.net.serving import Caller, Service, Services, answer
from viewer.net.status import SUCCESS, status_text

_PUSH_MODEL_INSTANCE: Final = "1.2.840.10008.1.20.1.1"
_REQUEST_ACTION: Final = 1
_PROCESSING_FAILURE: Final = 0x0110
_SAME_ASSOCIATION_S: Final = 1.0  # those that answer at once do it within moments

Told = Callable[[CommitmentReport], object]


def ask_commitment(
    node: Node,
    transaction_uid: str,
    instances: Sequence[tuple[str, str]],
    *,
    own_ae_title: str,
    told: Told,
    job: Job,
) -> None:
    """Ask a node to keep `instances`, UIDs of SOP class and instance; it has taken the request.

    `told` gets what the node reports on the same association, if it does. Raises
    `UnsupportedServiceError` where it offers no storage commitment, and other `NetworkError`.
    """
    contexts = [Context(STORAGE_COMMITMENT)]
    with associate(node, contexts, own_ae_title=own_ae_title, job=job) as association:
        agreed = association.context_for(STORAGE_COMMITMENT)
        if agreed is None:
            raise UnsupportedServiceError(
                tr("The node does not offer storage commitment."),
                hint=tr("What was sent is there, but the node does not promise to keep it."),
            )
        message_id = association.next_message_id()
        association.send(
            agreed.context_id,
            {
                Field.REQUESTED_SOP_CLASS: STORAGE_COMMITMENT,
                Field.COMMAND: Command.N_ACTION,
                Field.MESSAGE_ID: message_id,
                Field.DATA_SET_TYPE: HAS_DATA_SET,
                Field.REQUESTED_SOP_INSTANCE: _PUSH_MODEL_INSTANCE,
                Field.ACTION_TYPE: _REQUEST_ACTION,
            },
            encode_commitment_request(transaction_uid, instances, syntax=agreed.syntax),
        )
        early: list[Message] = []  # a hasty node may report before it answers
        response = next_answer(association, message_id, others=early.append)
        if response.status != SUCCESS:
            raise StatusError(
                tr("The node refused to commit: {why}.").format(why=status_text(response.status)),
                status=response.status,
            )
        with suppress(NetworkError):  # it took the request, however it ends the association
            for message in early:
                _take(association, message, told)
            if not early:
                _wait_a_moment(association, told, job)


def _wait_a_moment(association: Association, told: Told, job: Job) -> None:
    deadline = time.monotonic() + _SAME_ASSOCIATION_S
    while not association.channel.has_input():
        if time.monotonic() > deadline:
            return
        job.check()
        time.sleep(0.02)
    message = association.receive()
    if message is not None:
        _take(association, message, told)


def _take(association: Association, message: Message, told: Told) -> None:
    """Take a report and answer it; what is none is answered so."""
    is_report = message.kind == Command.N_EVENT_REPORT and message.data is not None
    status = _PROCESSING_FAILURE
    if is_report:
        syntax = association.context(message.context_id).syntax
        try:
            report = decode_commitment_report(message.data or b"", syntax=syntax)
        except DicomError:
            pass
        else:
            told(report)
            status = SUCCESS
    answer(
        association,
        message,
        status,
        fields={
            Field.AFFECTED_SOP_INSTANCE: _PUSH_MODEL_INSTANCE,
            Field.EVENT_TYPE: int(message.command.get(Field.EVENT_TYPE, 1)),
        },
    )


def commitment_service(told: Told) -> Services:
    """The service of our server that takes reports which come later."""

    def serve(association: Association, message: Message, _caller: Caller) -> None:
        _take(association, message, told)

    services: dict[str, Service] = {STORAGE_COMMITMENT: serve}
    return services
