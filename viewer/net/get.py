"""C-GET: a node sends what is asked for on the same association (PS3.4 C.4.3)."""

from collections.abc import Iterable, Iterator, Mapping

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.net.association import Association, associate
from viewer.net.contexts import GET, get_contexts
from viewer.net.dimse import RESPONSE, Command, Field, number
from viewer.net.errors import AbortedError
from viewer.net.inbox import Inbox
from viewer.net.retrieve_root import Above, Asking, root_contexts
from viewer.net.side_by_side import side_by_side
from viewer.net.status import PENDING
from viewer.net.store_scp import StoreScp
from viewer.net.suboperations import Suboperations


def get(
    node: Node,
    requests: Iterable[Mapping[str, str]],
    *,
    inbox: Inbox,
    own_ae_title: str,
    job: Job,
    associations: int = 1,
    above: Above = lambda _root: {},
) -> Suboperations:
    """Fetch into the inbox what each of `requests` asks for (keys with QueryRetrieveLevel).

    The next request is taken when an association is done with the one before, so that it may
    depend on that. `above` tells the unique keys above the study, for a node that has patients on
    top. Raises `UnsupportedServiceError` where the node offers no C-GET, and other
    `NetworkError`.
    """
    contexts = get_contexts(root_contexts(GET, node))

    def converse(share: Iterator[Mapping[str, str]]) -> Suboperations:
        with associate(node, contexts, own_ae_title=own_ae_title, job=job) as association:
            hint = tr("Retrieve from it by C-MOVE.")
            asking = Asking(association, GET, node, above=above, name="C-GET", hint=hint)
            counts = Suboperations()
            for keys in share:
                message_id = asking.ask({Field.COMMAND: Command.C_GET}, keys)
                counts = counts.plus(_take(association, message_id, inbox, job))
        return counts

    return side_by_side(requests, converse, associations=associations)


def _take(association: Association, message_id: int, inbox: Inbox, job: Job) -> Suboperations:
    counts = Suboperations()
    with StoreScp(association, inbox) as store:
        while True:
            message = association.receive(store.open)
            if message is None:
                raise AbortedError(tr("The node ended the association before it was done."))
            if message.kind == Command.C_STORE:
                store.answer(message)
            elif message.kind & RESPONSE and (
                number(message.command, Field.RESPONDED_MESSAGE_ID) == message_id
            ):
                counts = Suboperations.of(message)
                if message.status not in PENDING:
                    return counts
            job.check()
