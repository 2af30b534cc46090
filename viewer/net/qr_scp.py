"""Query and retrieve as SCP: C-FIND, C-MOVE and C-GET on what we have (PS3.4 C.4).

What is found and sent comes through `Shared`, so that this file knows no archive.
"""

from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.dicom.errors import CorruptIdentifierError
from viewer.dicom.identifiers import decode_identifier, encode_identifier, keyword_of
from viewer.dicom.transcode import to_plain
from viewer.model.node import Node
from viewer.model.query import Level, Query, Root, first_text
from viewer.net.association import Association, associate
from viewer.net.contexts import FIND, GET, MOVE
from viewer.net.dimse import Command, CommandSet, Field, Message, number, text
from viewer.net.errors import AbortedError, NetworkError
from viewer.net.serving import Caller, Service, answer
from viewer.net.status import (
    CANCELLED,
    CANNOT_UNDERSTAND,
    DATA_SET_MISMATCH,
    MOVE_DESTINATION_UNKNOWN,
    PENDING,
    SUCCESS,
    WARNING_SUBOPERATIONS,
)
from viewer.net.store import Outgoing, batches, send_one

_NO_SUBOPERATIONS: Final = 0xA702
# What needs no answer of its own: it steers the query, or says how texts are written.
_UNIQUE: Final = ("PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
_CONTROL: Final = frozenset(("QueryRetrieveLevel", "SpecificCharacterSet", "TimezoneOffsetFromUTC"))
_LEVELS: Final = {
    Root.PATIENT: frozenset(Level),
    Root.STUDY: frozenset((Level.STUDY, Level.SERIES, Level.IMAGE)),
}


class Shared(Protocol):
    """What others may find and fetch here; called in the threads of associations."""

    def known_keys(self, level: Level) -> Collection[str]:
        """The keywords that can be matched and told at a level."""
        ...

    def find(self, query: Query) -> Iterator[Mapping[str, str]]:
        """The values of each match by keyword."""
        ...

    def files(self, query: Query) -> Sequence[Outgoing]:
        """The files of all instances that the unique keys of a query name."""
        ...


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What a peer had us send: for the audit trail."""

    caller: Caller
    destination: str
    study_uids: tuple[str, ...]
    sent: int
    requested: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What a peer looked for."""

    caller: Caller
    sop_class_uid: str
    identifier: bytes
    syntax: str


class QueryRetrieve:
    """The services by SOP class; `destination` finds a node by its AE title, for C-MOVE."""

    def __init__(
        self,
        shared: Shared,
        *,
        own_ae_title: str,
        destination: Callable[[str], Node | None],
        told: Callable[[Asked | Retrieved], None] = lambda _event: None,
    ) -> None:
        self._shared = shared
        self._own_ae_title = own_ae_title
        self._destination = destination
        self._told = told

    def services(self) -> dict[str, Service]:
        """Each SOP class with what answers its requests."""
        found: dict[str, Service] = {}
        for root in FIND:
            found[FIND[root]] = _answering_failures(self._find)
            found[MOVE[root]] = _answering_failures(self._move)
            found[GET[root]] = _answering_failures(self._get)
        return found

    def _find(self, association: Association, request: Message, caller: Caller) -> None:
        query = self._question(association, request, caller)
        if query is None:
            return
        known = self._shared.known_keys(query.level)
        is_whole = all(keyword in known for keyword in query.keys)
        syntax = association.context(request.context_id).syntax
        fixed = {"QueryRetrieveLevel": query.level.value}
        for match in self._shared.find(query):
            if was_cancelled(association, request):
                answer(association, request, CANCELLED)
                return
            wanted = {key: match.get(key, "") for key in query.keys if key in known}
            answer(
                association,
                request,
                PENDING[0] if is_whole else PENDING[1],
                encode_identifier({**fixed, **wanted}, syntax=syntax),
            )
        answer(association, request, SUCCESS)

    def _question(self, association: Association, request: Message, caller: Caller) -> Query | None:
        """The query of a request; one that is none is answered here."""
        accepted = association.context(request.context_id)
        root = next(
            root for root in FIND
            if accepted.sop_class_uid in (FIND[root], MOVE[root], GET[root])
        )  # fmt: skip
        try:
            model = decode_identifier(request.data or b"", syntax=accepted.syntax)
        except CorruptIdentifierError:
            answer(association, request, CANNOT_UNDERSTAND)
            return None
        keys = {keyword_of(tag): first_text(model, tag) for tag in model}
        keys.pop("", None)
        level = next((one for one in Level if one.value == keys.get("QueryRetrieveLevel")), None)
        if level is None or level not in _LEVELS[root]:
            _refuse(association, request, "no such level in this root")
            return None
        data = request.data or b""
        self._told(Asked(caller, accepted.sop_class_uid, data, accepted.syntax))
        return Query(level, {k: v for k, v in keys.items() if k not in _CONTROL}, root)

    def _files(
        self, association: Association, request: Message, caller: Caller
    ) -> Sequence[Outgoing] | None:
        """What is to be sent; None where the request was answered already."""
        query = self._question(association, request, caller)
        if query is None:
            return None
        if not any(query.keys.get(key) for key in _UNIQUE):
            _refuse(association, request, "a unique key is missing")
            return None
        return self._shared.files(query)

    def _get(self, association: Association, request: Message, caller: Caller) -> None:
        files = self._files(association, request, caller)
        if files is None:
            return
        tally = _Tally(association, request, len(files))
        sent = (
            (file, send_one(association, file, to_plain, [], others=tally.watch)) for file in files
        )
        tally.perform(sent)
        self._told(_retrieved(caller, caller.ae_title, files, tally))

    def _move(self, association: Association, request: Message, caller: Caller) -> None:
        title = text(request.command, Field.MOVE_DESTINATION)
        node = self._destination(title)
        if node is None:
            answer(association, request, MOVE_DESTINATION_UNKNOWN)
            return
        files = self._files(association, request, caller)
        if files is None:
            return
        tally = _Tally(association, request, len(files))
        origin: dict[int, int | str] = {
            Field.MOVE_ORIGINATOR: caller.ae_title,
            Field.MOVE_MESSAGE_ID: number(request.command, Field.MESSAGE_ID),
        }
        tally.perform(_sent_to(node, files, own_ae_title=self._own_ae_title, origin=origin))
        self._told(_retrieved(caller, title, files, tally))


def _refuse(association: Association, request: Message, comment: str) -> None:
    fields: dict[int, int | str] = {Field.ERROR_COMMENT: comment}
    answer(association, request, DATA_SET_MISMATCH, fields=fields)


def _answering_failures(service: Service) -> Service:
    """Answer what the archive cannot do by a status; what the network does goes on."""

    def answered(association: Association, request: Message, caller: Caller) -> None:
        try:
            service(association, request, caller)
        except NetworkError:
            raise
        except ViewerError:
            answer(association, request, CANNOT_UNDERSTAND)

    return answered


def _sent_to(
    node: Node, files: Sequence[Outgoing], *, own_ae_title: str, origin: CommandSet
) -> Generator[tuple[Outgoing, str], None, None]:
    """Send files to a node; each with why it was not stored, "" when it was."""
    for contexts, batch in batches(files):
        left = deque(batch)
        try:
            with associate(node, contexts, own_ae_title=own_ae_title, job=Job()) as association:
                while left:
                    reason = send_one(association, left[0], to_plain, [], origin=origin)
                    yield left.popleft(), reason
        except NetworkError as error:
            for file in left:
                yield file, error.message


def was_cancelled(association: Association, request: Message) -> bool:
    """Whether the peer has asked by now to stop what it requested; waits for nothing."""
    while association.channel.has_input():
        message = association.receive()
        if message is None:
            raise AbortedError(tr("The node released the association before it was answered."))
        if _is_cancel(message, request):
            return True
    return False


def _is_cancel(message: Message, request: Message) -> bool:
    responded = number(message.command, Field.RESPONDED_MESSAGE_ID)
    return message.kind == Command.C_CANCEL and responded == number(
        request.command, Field.MESSAGE_ID
    )


class _Tally:
    """The books of the sub-operations of one request, told to the peer while they go on."""

    def __init__(self, association: Association, request: Message, total: int) -> None:
        self._association = association
        self._request = request
        self._total = total
        self._is_cancelled = False
        self.completed = 0
        self.failed: list[str] = []

    def watch(self, message: Message) -> None:
        """Note a C-CANCEL that came between answers."""
        self._is_cancelled = self._is_cancelled or _is_cancel(message, self._request)

    def perform(self, sent: Generator[tuple[Outgoing, str], None, None]) -> None:
        """Send one after the other until all are done or the peer wants no more."""
        for file, reason in sent:
            if reason:
                self.failed.append(file.sop_instance_uid)
            else:
                self.completed += 1
            self._answer(PENDING[0])
            if self._is_cancelled or was_cancelled(self._association, self._request):
                sent.close()
                self._answer(CANCELLED, self._failed_list())
                return
        if not self.failed:
            self._answer(SUCCESS)
            return
        status = WARNING_SUBOPERATIONS if self.completed else _NO_SUBOPERATIONS
        self._answer(status, self._failed_list())

    def _failed_list(self) -> bytes | None:
        if not self.failed:
            return None
        syntax = self._association.context(self._request.context_id).syntax
        return encode_identifier(
            {"FailedSOPInstanceUIDList": "\\".join(self.failed)}, syntax=syntax
        )

    def _answer(self, status: int, data: bytes | None = None) -> None:
        counts: dict[int, int | str] = {
            Field.COMPLETED: self.completed,
            Field.FAILED: len(self.failed),
            Field.WARNING: 0,
        }
        if status in (*PENDING, CANCELLED):
            counts[Field.REMAINING] = self._total - self.completed - len(self.failed)
        answer(self._association, self._request, status, data, fields=counts)


def _retrieved(
    caller: Caller, destination: str, files: Sequence[Outgoing], tally: _Tally
) -> Retrieved:
    studies = dict.fromkeys(file.study_uid for file in files if file.study_uid)
    return Retrieved(caller, destination, tuple(studies), tally.completed, len(files))
