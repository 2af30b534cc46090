"""The root by which a node gives what is asked for: studies on top, or patients (PS3.4 C.6)."""

from collections.abc import Callable, Mapping, Sequence

from viewer.base.i18n import tr
from viewer.dicom.identifiers import encode_identifier
from viewer.model.node import Node
from viewer.model.query import Root
from viewer.net.association import Association
from viewer.net.contexts import Context
from viewer.net.dimse import HAS_DATA_SET, MEDIUM_PRIORITY, CommandSet, Field
from viewer.net.errors import UnsupportedServiceError

# The unique keys of the levels that a root has above the study.
Above = Callable[[Root], Mapping[str, str]]


def _roots(node: Node) -> Sequence[Root]:
    """Both, the better one first: a study is named by its UID alone where studies are on top."""
    both = (Root.STUDY, Root.PATIENT)
    return both[::-1] if node.query_root is Root.PATIENT else both


def root_contexts(classes: Mapping[Root, str], node: Node) -> list[Context]:
    """Contexts for a service by either root."""
    return [Context(classes[root]) for root in _roots(node)]


class Asking:
    """Requests of one service on an association, by the root that was agreed on.

    `hint` is what to do where the node agreed to none, which is an `UnsupportedServiceError`.
    """

    def __init__(
        self,
        association: Association,
        classes: Mapping[Root, str],
        node: Node,
        *,
        above: Above,
        name: str,
        hint: str = "",
    ) -> None:
        agreed = {root: association.context_for(classes[root]) for root in _roots(node)}
        root, accepted = next((pair for pair in agreed.items() if pair[1]), (Root.AUTO, None))
        if accepted is None:
            raise UnsupportedServiceError(
                tr("The node does not offer {service}.").format(service=name), hint=hint
            )
        self._association = association
        self._accepted = accepted
        self._character_set = node.character_set
        self._above = above(root)

    def ask(self, command: CommandSet, keys: Mapping[str, str]) -> int:
        """Send a request, whose command and destination `command` has; its message ID."""
        message_id = self._association.next_message_id()
        self._association.send(
            self._accepted.context_id,
            {
                Field.AFFECTED_SOP_CLASS: self._accepted.sop_class_uid,
                Field.MESSAGE_ID: message_id,
                Field.PRIORITY: MEDIUM_PRIORITY,
                Field.DATA_SET_TYPE: HAS_DATA_SET,
                **command,
            },
            encode_identifier(
                {**self._above, **keys},
                syntax=self._accepted.syntax,
                character_set=self._character_set,
            ),
        )
        return message_id
