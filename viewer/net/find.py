"""C-FIND: answers as they come, ended by C-CANCEL when there are enough (PS3.4 C.4.1)."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from viewer.base.errors import Cancelled
from viewer.base.jobs import Job
from viewer.dicom.identifiers import decode_identifier, encode_identifier
from viewer.model.node import Node
from viewer.model.query import DicomJson, Query
from viewer.net.association import Association, associate
from viewer.net.contexts import FIND, WORKLIST, Context
from viewer.net.dimse import (
    HAS_DATA_SET,
    MEDIUM_PRIORITY,
    NO_DATA_SET,
    Command,
    Field,
    text,
)
from viewer.net.echo import next_answer
from viewer.net.errors import NetworkError, StatusError, UnsupportedServiceError
from viewer.net.negotiation import Accepted
from viewer.net.status import CANCELLED, PENDING, SUCCESS, status_text


def find(node: Node, query: Query, *, own_ae_title: str, job: Job) -> Iterator[DicomJson]:
    """The matches of a query, each when it arrives; at most `query.limit` where that is not 0.

    An association for each query; the peer is told to stop by C-CANCEL when the limit is
    reached, and when the job is cancelled. Raises `NetworkError`.
    """
    keys = {"QueryRetrieveLevel": query.level.value, **query.all_keys()}
    yield from _ask(
        node, FIND[query.root], keys, limit=query.limit, own_ae_title=own_ae_title, job=job
    )


def find_worklist(
    node: Node, keys: Mapping[str, str], *, own_ae_title: str, job: Job, limit: int = 0
) -> Iterator[DicomJson]:
    """The scheduled procedure steps of a modality worklist (PS3.4 K)."""
    yield from _ask(node, WORKLIST, keys, limit=limit, own_ae_title=own_ae_title, job=job)


def _ask(
    node: Node,
    sop_class_uid: str,
    keys: Mapping[str, str],
    *,
    limit: int,
    own_ae_title: str,
    job: Job,
) -> Iterator[DicomJson]:
    context = Context(sop_class_uid)
    with associate(node, [context], own_ae_title=own_ae_title, job=job) as association:
        agreed = association.context_for(sop_class_uid)
        if agreed is None:
            raise UnsupportedServiceError(
                "The node does not offer this kind of query.",
                hint="Try the other root (patient or study), or another node.",
            )
        message_id = association.next_message_id()
        identifier = encode_identifier(keys, syntax=agreed.syntax, character_set=node.character_set)
        association.send(
            agreed.context_id,
            {
                Field.AFFECTED_SOP_CLASS: sop_class_uid,
                Field.COMMAND: Command.C_FIND,
                Field.MESSAGE_ID: message_id,
                Field.PRIORITY: MEDIUM_PRIORITY,
                Field.DATA_SET_TYPE: HAS_DATA_SET,
            },
            identifier,
        )
        yield from _answers(association, agreed, message_id, limit=limit, job=job)


def _answers(
    association: Association, agreed: Accepted, message_id: int, *, limit: int, job: Job
) -> Iterator[DicomJson]:
    count = 0
    try:
        while True:
            answer = next_answer(association, message_id)
            if answer.status not in PENDING:
                break
            job.check()
            if answer.data is not None:
                yield decode_identifier(answer.data, syntax=agreed.syntax)
                count += 1
                if count == limit:
                    _cancel(association, agreed, message_id)
                    return
    except (Cancelled, GeneratorExit):
        _cancel(association, agreed, message_id)
        raise
    if answer.status not in (SUCCESS, CANCELLED):
        raise StatusError(
            f"The node refused the query: {status_text(answer.status)}.",
            status=answer.status,
            hint="Some nodes want other keys, or fewer: try a patient ID or a date alone.",
            detail=text(answer.command, Field.OFFENDING_ELEMENT),
        )


def _cancel(association: Association, agreed: Accepted, message_id: int) -> None:
    """Ask the peer to stop, and read on until it has, for a moment."""
    association.channel.be_patient(3.0)
    with suppress(NetworkError):
        association.send(
            agreed.context_id,
            {
                Field.COMMAND: Command.C_CANCEL,
                Field.RESPONDED_MESSAGE_ID: message_id,
                Field.DATA_SET_TYPE: NO_DATA_SET,
            },
        )
        for _ in range(1000):
            if next_answer(association, message_id).status not in PENDING:
                return
