"""C-FIND: answers as they come, ended by C-CANCEL when there are enough (PS3.4 C.4.1)."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from itertools import islice
from typing import Final

from viewer.base.errors import Cancelled
from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.dicom.identifiers import decode_identifier, encode_identifier, tag_of
from viewer.model.levels import (
    UNIQUE_KEYS,
    begins_at,
    direct_keys,
    hierarchy,
    keys_at,
    patients_of,
    unique_above,
)
from viewer.model.node import Node
from viewer.model.query import DicomJson, Level, Peculiarity, Query, Remark, Root, first_text
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

# Relational queries, if the node takes them; no other matching than that of the standard's base
# (PS3.4 C.5.1.1).
_RELATIONAL: Final = b"\x01"
_CANCEL_S: Final = 3.0
Told = Callable[[Remark], None]
Matches = Generator[DicomJson, None, None]


def find(
    node: Node,
    query: Query,
    *,
    own_ae_title: str,
    job: Job,
    tell: Told = lambda _remark: None,
) -> Iterator[DicomJson]:
    """The matches of a query, each when it arrives; at most `query.limit` where that is not 0.

    An association for each query; the peer is told to stop by C-CANCEL when the limit is
    reached, and when the job is cancelled. Where levels above that of the query are left open, a
    node that agrees to relational queries is asked at once, any other level by level; an answer
    then has the attributes of those above it. Raises `NetworkError`.
    """
    roots = _roots(node, query)
    contexts = [Context(FIND[root], extended=_RELATIONAL) for root in roots]
    with associate(node, contexts, own_ae_title=own_ae_title, job=job) as association:
        offered = [root for root in roots if association.context_for(FIND[root])]
        if not offered:
            raise UnsupportedServiceError(
                tr("The node does not offer this kind of query."),
                hint=tr("Try the other root (patient or study), or another node."),
            )
        asking = _Asking(association, node.character_set, job, tell)
        yield from asking.matches(query, offered)


def _roots(node: Node, query: Query) -> list[Root]:
    """The roots to offer, the better one first."""
    root = root_for(node, query)
    if root is not Root.AUTO:
        return [root]
    both = [Root.STUDY, Root.PATIENT]
    return both[::-1] if query.level is Level.PATIENT else both


def root_for(node: Node, query: Query) -> Root:
    """The root that was chosen for the query, or else for the node."""
    return node.query_root if query.root is Root.AUTO else query.root


class _Asking:
    """A query on an association."""

    def __init__(self, association: Association, character_set: str, job: Job, tell: Told) -> None:
        self._association = association
        self._character_set = character_set
        self._job = job
        self._tell = tell

    def matches(self, query: Query, offered: Sequence[Root]) -> Matches:
        """All of them, by the root that needs the fewest questions."""
        if query.level is Level.PATIENT and Root.PATIENT not in offered:
            self._tell(Remark(Peculiarity.GATHERED))
            studies = self.matches(replace(query, level=Level.STUDY, limit=0), offered)
            with closing(studies):
                yield from islice(patients_of(studies), query.limit or None)
            return
        root = next((root for root in offered if self._is_direct(root, query)), offered[0])
        if self._is_direct(root, query):
            keys = direct_keys(root, query, is_relational=self._is_relational(root))
            yield from self._ask(root, query.level, keys, query.limit)
            return
        self._tell(Remark(Peculiarity.WALKED))
        level = begins_at(root, query)
        above = unique_above(root, query, level)
        with closing(self._walk(root, level, query, above, {})) as found:
            yield from islice(found, query.limit or None)

    def _is_relational(self, root: Root) -> bool:
        return self._association.answer.extended.get(FIND[root], b"")[:1] == _RELATIONAL

    def _is_direct(self, root: Root, query: Query) -> bool:
        return self._is_relational(root) or begins_at(root, query) is query.level

    def _walk(
        self,
        root: Root,
        level: Level,
        query: Query,
        above: Mapping[str, str],
        parent: DicomJson,
    ) -> Matches:
        """Down from a level to that of the query, by the unique keys that come back."""
        found = self._ask(root, level, keys_at(level, query, above, root), 0)
        if level is query.level:
            with closing(found):
                for match in found:
                    yield {**parent, **match}
            return
        key = UNIQUE_KEYS[level]
        following = hierarchy(root)[hierarchy(root).index(level) + 1]
        for match in list(found):  # one question at a time on an association
            if uid := first_text(match, tag_of(key)):
                below = {**above, key: uid}
                yield from self._walk(root, following, query, below, {**parent, **match})

    def _ask(self, root: Root, level: Level, keys: Mapping[str, str], limit: int) -> Matches:
        identifier = {"QueryRetrieveLevel": level.value, **keys}
        yield from ask_on(
            self._association,
            FIND[root],
            identifier,
            limit=limit,
            character_set=self._character_set,
            job=self._job,
            tell=self._tell,
        )


def find_worklist(
    node: Node, keys: Mapping[str, str], *, own_ae_title: str, job: Job, limit: int = 0
) -> Iterator[DicomJson]:
    """The scheduled procedure steps of a modality worklist (PS3.4 K)."""
    with associate(node, [Context(WORKLIST)], own_ae_title=own_ae_title, job=job) as association:
        if association.context_for(WORKLIST) is None:
            raise UnsupportedServiceError(
                tr("The node does not offer a worklist."),
                hint=tr("Ask the node that keeps the worklist."),
            )
        character_set = node.character_set
        yield from ask_on(
            association, WORKLIST, keys, limit=limit, character_set=character_set, job=job
        )


def ask_on(
    association: Association,
    sop_class_uid: str,
    keys: Mapping[str, str],
    *,
    limit: int,
    character_set: str,
    job: Job,
    tell: Told = lambda _remark: None,
) -> Iterator[DicomJson]:
    """The answers to one C-FIND on an association, which has to offer the class."""
    agreed = association.context_for(sop_class_uid)
    assert agreed is not None
    message_id = association.next_message_id()
    identifier = encode_identifier(keys, syntax=agreed.syntax, character_set=character_set)
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
    yield from _answers(association, agreed, message_id, keys, limit=limit, job=job, tell=tell)


def _answers(
    association: Association,
    agreed: Accepted,
    message_id: int,
    keys: Mapping[str, str],
    *,
    limit: int,
    job: Job,
    tell: Told,
) -> Iterator[DicomJson]:
    count = 0
    try:
        while True:
            answer = next_answer(association, message_id)
            if answer.status not in PENDING:
                break
            job.check()
            if answer.data is not None:
                match = decode_identifier(answer.data, syntax=agreed.syntax)
                if answer.status == PENDING[1] and count == 0:
                    tell(Remark(Peculiarity.UNTOLD, tuple(_lacking(keys, match))))
                yield match
                count += 1
                if count == limit:
                    _cancel(association, agreed, message_id)
                    return
    except (Cancelled, GeneratorExit):
        _cancel(association, agreed, message_id)
        raise
    if answer.status not in (SUCCESS, CANCELLED):
        raise StatusError(
            tr("The node refused the query: {why}.").format(why=status_text(answer.status)),
            status=answer.status,
            hint=tr("Some nodes want other keys, or fewer: try a patient ID or a date alone."),
            detail=text(answer.command, Field.ERROR_COMMENT),
        )


def _lacking(keys: Mapping[str, str], match: DicomJson) -> Iterator[str]:
    """What was asked for and is not in an answer; of sequences nothing."""
    return (key for key in keys if "." not in key and tag_of(key) not in match)


def _cancel(association: Association, agreed: Accepted, message_id: int) -> None:
    """Ask the peer to stop, and read on until it has, for a moment."""
    association.channel.be_patient(_CANCEL_S)
    deadline = time.monotonic() + _CANCEL_S
    with suppress(NetworkError):
        association.send(
            agreed.context_id,
            {
                Field.COMMAND: Command.C_CANCEL,
                Field.RESPONDED_MESSAGE_ID: message_id,
                Field.DATA_SET_TYPE: NO_DATA_SET,
            },
        )
        while time.monotonic() < deadline:
            if next_answer(association, message_id).status not in PENDING:
                return
