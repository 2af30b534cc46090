"""C-MOVE: a node sends what is asked for to a storage server, ours (PS3.4 C.4.2)."""

from collections.abc import Iterable, Iterator, Mapping

from viewer.base.jobs import Job
from viewer.dicom.identifiers import encode_identifier
from viewer.model.node import Node
from viewer.model.query import Root
from viewer.net.association import Association, associate
from viewer.net.contexts import MOVE, Context
from viewer.net.dimse import HAS_DATA_SET, MEDIUM_PRIORITY, Command, Field
from viewer.net.echo import next_answer
from viewer.net.errors import StatusError, UnsupportedServiceError
from viewer.net.side_by_side import side_by_side
from viewer.net.status import MOVE_DESTINATION_UNKNOWN, PENDING
from viewer.net.suboperations import Suboperations


def move(
    node: Node,
    requests: Iterable[Mapping[str, str]],
    *,
    destination: str,
    own_ae_title: str,
    job: Job,
    associations: int = 1,
) -> Suboperations:
    """Have a node send to an AE title what each of `requests` asks for (keys, and their level).

    Raises `UnsupportedServiceError`, `StatusError` where the node does not know the destination,
    and other `NetworkError`.
    """
    sop_class_uid = MOVE[Root.STUDY]
    context = Context(sop_class_uid)

    def converse(share: Iterator[Mapping[str, str]]) -> Suboperations:
        with associate(node, [context], own_ae_title=own_ae_title, job=job) as association:
            agreed = association.context_for(sop_class_uid)
            if agreed is None:
                raise UnsupportedServiceError("The node does not offer C-MOVE.")
            counts = Suboperations()
            for keys in share:
                message_id = association.next_message_id()
                association.send(
                    agreed.context_id,
                    {
                        Field.AFFECTED_SOP_CLASS: sop_class_uid,
                        Field.COMMAND: Command.C_MOVE,
                        Field.MESSAGE_ID: message_id,
                        Field.MOVE_DESTINATION: destination,
                        Field.PRIORITY: MEDIUM_PRIORITY,
                        Field.DATA_SET_TYPE: HAS_DATA_SET,
                    },
                    encode_identifier(keys, syntax=agreed.syntax),
                )
                counts = counts.plus(_wait(association, message_id))
                if counts.status == MOVE_DESTINATION_UNKNOWN:
                    raise StatusError(
                        "The node does not know where to send to: it has no entry for "
                        f"{destination}.",
                        status=counts.status,
                        hint="Ask its administrator to enter our AE title, address and port.",
                    )
        return counts

    return side_by_side(requests, converse, associations=associations)


def _wait(association: Association, message_id: int) -> Suboperations:
    while True:
        answer = next_answer(association, message_id)
        if answer.status not in PENDING:
            return Suboperations.of(answer)
