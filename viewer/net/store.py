"""C-STORE: files to a node, straight from disk (PS3.4 B)."""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.net.association import Association, associate
from viewer.net.contexts import Context, store_contexts
from viewer.net.dimse import (
    HAS_DATA_SET,
    MEDIUM_PRIORITY,
    Command,
    CommandSet,
    Field,
    Message,
    text,
)
from viewer.net.echo import next_answer
from viewer.net.errors import NetworkError
from viewer.net.negotiation import Accepted
from viewer.net.outcome import Failure, TransferReport
from viewer.net.status import Category, category, status_text

# Makes the bytes of a data set in a plain transfer syntax without loss; None where that fails.
Transcode = Callable[[Path, str], bytes | None]
_WORTH_AN_ASSOCIATION: Final = 16  # files


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file to send; `offset` is where its data set begins, the study "" where it is not known."""

    path: Path
    sop_class_uid: str
    sop_instance_uid: str
    transfer_syntax_uid: str
    offset: int
    study_uid: str = ""


Settled = Callable[[Outgoing, str], None]


def store(
    node: Node,
    files: Sequence[Outgoing],
    *,
    own_ae_title: str,
    job: Job,
    transcode: Transcode,
    settled: Settled = lambda _file, _reason: None,
    associations: int = 4,
) -> TransferReport:
    """Send files, by several associations at once where there are many, as many as classes need.

    `settled` is told of each file when its fate is known: why it was not stored, "" when it was.
    What the node refuses is named and does not stop the rest. A broken association does not
    either while another one lives; without any the error is raised.
    """
    sending = _Sending(
        node,
        len(files),
        own_ae_title=own_ae_title,
        job=job,
        transcode=transcode,
        settled=settled,
    )
    for group, now in batches(files):
        sending.send(group, now, associations=associations)
    return TransferReport(
        len(files),
        sending.completed,
        tuple(sending.failures),
        tuple(dict.fromkeys(sending.warnings)),
        "C-STORE",
    )


class _Sending:
    """The books of one call of `store`, for several threads."""

    def __init__(
        self,
        node: Node,
        total: int,
        *,
        own_ae_title: str,
        job: Job,
        transcode: Transcode,
        settled: Settled,
    ) -> None:
        self._node = node
        self._total = total
        self._own = own_ae_title
        self._job = job
        self._transcode = transcode
        self._settled = settled
        self._lock = threading.Lock()
        self._broken = set[Outgoing]()
        self._left = deque[Outgoing]()
        self.completed = 0
        self.failures: list[Failure] = []
        self.warnings: list[str] = []

    def send(
        self, group: Sequence[Context], files: Sequence[Outgoing], *, associations: int
    ) -> None:
        """Send what the contexts of one association are for."""
        self._left.extend(files)
        count = max(1, min(associations, len(files) // _WORTH_AN_ASSOCIATION))
        errors: list[NetworkError] = []

        def work() -> None:
            try:
                while self._left:
                    self._converse(group)
            except NetworkError as error:
                errors.append(error)

        with ThreadPoolExecutor(count, "send") as pool:
            for future in [pool.submit(work) for _ in range(count)]:
                future.result()
        if self._left:
            self._left.clear()
            raise errors[0]

    def _converse(self, group: Sequence[Context]) -> None:
        """Send on one association until nothing is left, or it is no more."""
        with associate(self._node, group, own_ae_title=self._own, job=self._job) as association:
            while self._left and not association.is_aborted:
                try:
                    file = self._left.popleft()
                except IndexError:  # another thread was faster
                    return
                self._job.check()
                try:
                    reason = send_one(association, file, self._transcode, self.warnings)
                except NetworkError:
                    self._broke(file)
                    raise
                self._settle(file, reason)

    def _broke(self, file: Outgoing) -> None:
        """A file with which an association broke has one more chance."""
        if file in self._broken:
            self._settle(file, tr("the association broke off while it was sent"))
        else:
            self._broken.add(file)
            self._left.append(file)

    def _settle(self, file: Outgoing, reason: str) -> None:
        with self._lock:
            if reason:
                self.failures.append(Failure(file.sop_instance_uid, reason))
            else:
                self.completed += 1
            self._job.progress(self.completed + len(self.failures), self._total)
            self._settled(file, reason)


def batches(files: Sequence[Outgoing]) -> Iterator[tuple[list[Context], list[Outgoing]]]:
    """The files in groups, each with the presentation contexts of one association."""
    left = list(files)
    kinds = {(file.sop_class_uid, file.transfer_syntax_uid) for file in files}
    for group in store_contexts(kinds):
        own = {(context.sop_class_uid, context.syntaxes[0]) for context in group}
        now = [file for file in left if (file.sop_class_uid, file.transfer_syntax_uid) in own]
        left = [file for file in left if (file.sop_class_uid, file.transfer_syntax_uid) not in own]
        yield group, now


def send_one(
    association: Association,
    file: Outgoing,
    transcode: Transcode,
    warnings: list[str],
    *,
    origin: CommandSet = MappingProxyType({}),
    others: Callable[[Message], None] = lambda _message: None,
) -> str:
    """Send one file; returns why it was not stored, "" when it was.

    `origin` names the C-MOVE that this belongs to. `others` is told of what comes besides the
    answer, such as C-CANCEL.
    """
    context = association.context_for(file.sop_class_uid, file.transfer_syntax_uid)
    data: bytes | None = None
    if context is None:
        context = association.context_for(file.sop_class_uid)
        if context is None:
            return _refusal(association, file)
        data = transcode(file.path, context.syntax)
        if data is None:
            return tr(
                "the node does not take its transfer syntax, and it cannot be changed unharmed"
            )
        warnings.append(
            tr("Data sets were rewritten: the node does not take their transfer syntax.")
        )
    return _store_one(association, context, file, data, warnings, origin=origin, others=others)


def _refusal(association: Association, file: Outgoing) -> str:
    for uid, reason in association.answer.refused:
        if uid == file.sop_class_uid:
            return tr("refused by the node: {reason}").format(reason=reason)
    return tr("the node does not take objects of this class")


def _store_one(
    association: Association,
    context: Accepted,
    file: Outgoing,
    data: bytes | None,
    warnings: list[str],
    *,
    origin: CommandSet,
    others: Callable[[Message], None],
) -> str:
    message_id = association.next_message_id()
    command: dict[int, int | str] = {
        Field.AFFECTED_SOP_CLASS: file.sop_class_uid,
        Field.COMMAND: Command.C_STORE,
        Field.MESSAGE_ID: message_id,
        Field.PRIORITY: MEDIUM_PRIORITY,
        Field.DATA_SET_TYPE: HAS_DATA_SET,
        Field.AFFECTED_SOP_INSTANCE: file.sop_instance_uid,
        **origin,
    }
    if data is not None:
        association.send(context.context_id, command, data)
    else:
        try:
            stream = file.path.open("rb", buffering=0)
        except OSError as error:
            return tr("the file cannot be read: {why}").format(why=error.strerror)
        try:
            with stream:
                stream.seek(file.offset)
                association.send_stream(
                    context.context_id, command, lambda view: stream.readinto(view) or 0
                )
        except OSError as error:
            association.abort()  # half a data set cannot be taken back
            return tr("the file cannot be read: {why}").format(why=error.strerror)
    answer = next_answer(association, message_id, others=others)
    kind = category(answer.status)
    if kind is Category.WARNING:
        warnings.append(tr("Stored with a warning: {why}.").format(why=status_text(answer.status)))
    if kind in (Category.SUCCESS, Category.WARNING):
        return ""
    comment = text(answer.command, Field.ERROR_COMMENT)
    return status_text(answer.status) + (f", {comment}" if comment else "")
