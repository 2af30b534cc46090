"""C-MOVE: a node sends what is asked for to a storage server, ours (PS3.4 C.4.2)."""

from collections.abc import Iterable, Iterator, Mapping

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.net.association import Association, associate
from viewer.net.contexts import MOVE
from viewer.net.dimse import Command, Field
from viewer.net.echo import next_answer
from viewer.net.errors import StatusError
from viewer.net.retrieve_root import Above, Asking, root_contexts
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
    above: Above = lambda _root: {},
) -> Suboperations:
    """Have a node send to an AE title what each of `requests` asks for (keys, and their level).

    `above` tells the unique keys above the study, for a node that has patients on top. Raises
    `UnsupportedServiceError`, `StatusError` where the node does not know the destination,
    and other `NetworkError`.
    """
    contexts = root_contexts(MOVE, node)

    def converse(share: Iterator[Mapping[str, str]]) -> Suboperations:
        with associate(node, contexts, own_ae_title=own_ae_title, job=job) as association:
            asking = Asking(association, MOVE, node, above=above, name="C-MOVE")
            command: dict[int, int | str] = {
                Field.COMMAND: Command.C_MOVE,
                Field.MOVE_DESTINATION: destination,
            }
            counts = Suboperations()
            for keys in share:
                message_id = asking.ask(command, keys)
                counts = counts.plus(_wait(association, message_id))
                if counts.status == MOVE_DESTINATION_UNKNOWN:
                    raise StatusError(
                        tr(
                            "The node does not know where to send to: it has no entry for {title}."
                        ).format(title=destination),
                        status=counts.status,
                        hint=tr("Ask its administrator to enter our AE title, address and port."),
                    )
        return counts

    return side_by_side(requests, converse, associations=associations)


def _wait(association: Association, message_id: int) -> Suboperations:
    while True:
        answer = next_answer(association, message_id)
        if answer.status not in PENDING:
            return Suboperations.of(answer)
