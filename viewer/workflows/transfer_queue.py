"""Run the transfers of the queue: one after the other, again with back-off where that may help."""

import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any, Final

from viewer.base.errors import Cancelled, ViewerError
from viewer.base.jobs import Job
from viewer.dicom.commitment import new_transaction_uid
from viewer.index.transfer_store import TransferStore
from viewer.model.node import Node, RetrieveMethod
from viewer.model.study import InstanceRecord
from viewer.model.transfer import (
    Commitment,
    Direction,
    ItemState,
    Transfer,
    TransferItem,
    TransferState,
)
from viewer.net.audit.trail import Recorder
from viewer.net.commitment import ask_commitment
from viewer.net.errors import (
    AbortedError,
    NetworkError,
    ProtocolError,
    RejectedError,
    StatusError,
    TimeoutExceededError,
    UnreachableError,
)
from viewer.net.node_store import NodeStore
from viewer.net.outcome import TransferReport
from viewer.net.store import Outgoing
from viewer.workflows.audit_events import begin_event, failed_transfer_event, transfer_event
from viewer.workflows.pace import Pace
from viewer.workflows.reception import listening_for
from viewer.workflows.retrieve import Station, retrieve
from viewer.workflows.retrieve_plan import First
from viewer.workflows.send import item_of, send

PAUSES_S: Final = (5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)  # before each further attempt
_LOOK_EVERY_S: Final = 0.1
_MAY_PASS: Final = (UnreachableError, AbortedError, TimeoutExceededError, ProtocolError)


@dataclass(frozen=True, slots=True)
class Desk:
    """What transfers are run with.

    `is_patient`: what fails is tried again by itself after a while. `report_s` is how long to
    stay for the report of storage commitment, which may also come later.
    """

    queue: TransferStore
    nodes: NodeStore
    station: Station
    audit: Recorder = lambda _event: None
    is_patient: bool = True
    report_s: float = 10.0


def run_transfer(
    number: int, desk: Desk, *, job: Job, first: First = lambda: ""
) -> TransferReport | None:
    """Run a transfer that waits; None where it is held by another process, or waits no more.

    However it ends, the queue says so: also when the process is killed in the middle. Raises
    `Cancelled` when it is paused, cancelled, or the job is; ViewerError when the attempt failed.
    """
    with desk.queue.claim(number) as is_ours:
        transfer = desk.queue.transfer(number)
        is_wanted = desk.queue.wished(number) is TransferState.WAITING
        if transfer is None or not is_ours or not is_wanted:
            return None
        watched = _WatchedJob(job, lambda: desk.queue.wished(number) is TransferState.WAITING)
        try:
            report = _on_record(transfer, desk, watched, first)
        except ViewerError as error:
            _settle_failure(transfer, desk, error)
            raise
        _settle(transfer, desk, report)
    return report


def run_queue(desk: Desk, *, job: Job, ended: Callable[[Transfer], None]) -> None:
    """Run what waits until nothing does, also what waits for another attempt."""
    while True:
        due = desk.queue.next_due()
        if due is None:
            if not any(each.state is TransferState.WAITING for each in desk.queue.transfers()):
                return
            job.check()
            time.sleep(_LOOK_EVERY_S)
            continue
        try:
            run_transfer(due.number, desk, job=job)
        except ViewerError:
            pass  # the queue says why
        except Cancelled:
            job.check()
        if (after := desk.queue.transfer(due.number)) is not None:
            ended(after)


def _on_record(transfer: Transfer, desk: Desk, job: Job, first: First) -> TransferReport:
    """Do it, with its beginning and its end in the audit trail."""
    node = desk.nodes.node(transfer.node)
    studies = list(filter(None, transfer.study_uid.split("\\")))
    is_sending = transfer.direction is Direction.SEND
    if is_sending and not _left(desk.queue.items(transfer.number)):
        return _work(transfer, desk, node, job, first)  # only asked to be kept: nothing moves
    desk.audit(begin_event(node, studies, is_sending=is_sending))
    try:
        report = _work(transfer, desk, node, job, first)
    except (ViewerError, Cancelled) as error:
        reason = error.message if isinstance(error, ViewerError) else "cancelled"
        desk.audit(failed_transfer_event(node, studies, reason, is_sending=is_sending))
        raise
    desk.audit(transfer_event(node, studies, report, is_sending=is_sending))
    return report


def _work(transfer: Transfer, desk: Desk, node: Node, job: Job, first: First) -> TransferReport:
    if transfer.direction is Direction.SEND:
        return _send(transfer, desk, node, job)

    def note(batch: tuple[InstanceRecord, ...], total: int) -> None:
        items = [
            TransferItem(record.sop_instance_uid, record.sop_class_uid, state=ItemState.DONE)
            for record in batch
        ]
        desk.queue.note(transfer.number, items, total=total)

    report = retrieve(
        node,
        transfer.keys,
        method=RetrieveMethod(transfer.method) if transfer.method else node.retrieve,
        station=desk.station,
        job=job,
        is_again=transfer.is_again and not transfer.done,
        first=first,
        note=note,
    )
    failed = [
        TransferItem(each.sop_instance_uid, state=ItemState.FAILED, reason=each.reason)
        for each in report.failed
        if each.sop_instance_uid
    ]
    desk.queue.note(transfer.number, failed, total=report.requested)
    return report


def _left(items: Iterable[TransferItem]) -> list[TransferItem]:
    """What is still to be sent."""
    return [item for item in items if item.state is not ItemState.DONE]


def _send(transfer: Transfer, desk: Desk, node: Node, job: Job) -> TransferReport:
    items = desk.queue.items(transfer.number)
    left = _left(items)
    pace, waiting = Pace(), list[TransferItem]()

    def settled(file: Outgoing, reason: str) -> None:
        waiting.append(item_of(file, reason))
        if pace.is_due():
            flush()

    def flush() -> None:
        now, waiting[:] = list(waiting), []
        desk.queue.note(transfer.number, now)

    own = node.own_ae_title or desk.station.local().ae_title
    try:
        report = TransferReport()
        if left:
            report = send(node, left, own_ae_title=own, job=job, settled=settled)
    finally:
        flush()
    report = replace(
        report,
        requested=len(items),
        completed=report.completed + len(items) - len(left),
    )
    if transfer.commitment is not Commitment.NONE and report.completed:
        _commit(transfer, desk, node, job)
    return report


def _commit(transfer: Transfer, desk: Desk, node: Node, job: Job) -> None:
    """Ask the node to keep what it has, and stay a while for its report."""
    queue, number = desk.queue, transfer.number
    sent = [item for item in queue.items(number) if item.state is ItemState.DONE]
    uid = new_transaction_uid()

    def is_open() -> bool:
        now = queue.transfer(number)
        return now is not None and now.commitment is Commitment.ASKED

    queue.asked(number, uid)  # first: the report may be faster than the answer
    try:
        listening = listening_for(node, desk.nodes.nodes(), desk.station.local())
        with desk.station.reception.hearing(listening):
            ask_commitment(
                node,
                uid,
                [(item.sop_class_uid, item.sop_instance_uid) for item in sent],
                own_ae_title=node.own_ae_title or desk.station.local().ae_title,
                told=queue.commit,
                job=job,
            )
            deadline = time.monotonic() + desk.report_s
            while is_open() and time.monotonic() < deadline:
                job.check()
                time.sleep(0.05)
    except NetworkError as error:
        queue.refuse_commitment(number, f"{error.message} {error.hint}".strip())


def hear_reports(desk: Desk, names: Iterable[str], stack: ExitStack) -> None:
    """Listen for what these nodes report on storage commitment until `stack` is closed.

    Where our server is to run with the window, it listens, and hears them itself.
    """
    if desk.station.local().is_serving:
        return
    nodes = desk.nodes.nodes()
    for node in nodes:
        if node.name in names and node.has_dimse:
            listening = listening_for(node, nodes, desk.station.local())
            stack.enter_context(desk.station.reception.hearing(listening))


def _settle(transfer: Transfer, desk: Desk, report: TransferReport) -> None:
    """Keep how an attempt ended: partly done is never called done."""
    state = TransferState.DONE
    reason = ""
    retry_at = 0.0
    attempts = transfer.attempts
    if not (report.is_complete and report.completed):
        state = TransferState.PARTLY if report.completed else TransferState.FAILED
        reason = report.failed[0].reason if report.failed else "the node has nothing of it"
        may_help = transfer.direction is Direction.RETRIEVE and report.completed
        if desk.is_patient and may_help and attempts < len(PAUSES_S) // 2:
            state, retry_at = TransferState.WAITING, time.time() + PAUSES_S[attempts]
            attempts += 1
    desk.queue.settle(
        replace(
            transfer,
            state=state,
            reason=reason,
            used=report.method,
            warning=" ".join(report.warnings),
            retry_at=retry_at,
            attempts=attempts,
            total=report.requested,
        )
    )


def _settle_failure(transfer: Transfer, desk: Desk, error: ViewerError) -> None:
    now = desk.queue.transfer(transfer.number) or transfer
    state = TransferState.PARTLY if now.done else TransferState.FAILED
    retry_at, attempts = 0.0, transfer.attempts
    if desk.is_patient and _may_pass(error) and attempts < len(PAUSES_S):
        state, retry_at = TransferState.WAITING, time.time() + PAUSES_S[attempts]
        attempts += 1
    desk.queue.settle(
        replace(
            now,
            state=state,
            reason=" ".join(part for part in (error.message, error.hint) if part),
            retry_at=retry_at,
            attempts=attempts,
        )
    )


def _may_pass(error: ViewerError) -> bool:
    """Whether waiting may help: a node that is down or busy, not one that says no."""
    if isinstance(error, RejectedError):
        return error.source == 3
    if isinstance(error, StatusError):
        return error.status & 0xFF00 == 0xA700
    return isinstance(error, _MAY_PASS)


class _WatchedJob(Job):
    """A job that also ends when the queue says that its transfer is not wanted any more."""

    def __init__(self, outer: Job, is_wanted: Callable[[], bool]) -> None:
        super().__init__(outer.title)
        self._outer = outer
        self._is_wanted = is_wanted
        self._look_at = time.monotonic() + _LOOK_EVERY_S

    def progress(self, done: int, total: int = 0, text: str = "") -> None:
        """Pass it on."""
        self._outer.progress(done, total, text)

    def send(self, value: Any) -> None:
        """Pass it on."""
        self._outer.send(value)

    def check(self) -> None:
        """Raise `Cancelled` when either says so; the queue is looked at now and then."""
        if self.is_cancelled:
            raise Cancelled(self.title)

    @property
    def is_cancelled(self) -> bool:
        """Whether it is not wanted any more."""
        if time.monotonic() > self._look_at:
            self._look_at = time.monotonic() + _LOOK_EVERY_S
            if not self._is_wanted():
                self.cancel()
        return super().is_cancelled or self._outer.is_cancelled
