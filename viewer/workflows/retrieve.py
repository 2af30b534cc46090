"""Retrieve: fetch studies from a node into the archive, with own books of what arrived."""

import threading
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from viewer.base.jobs import Job
from viewer.model.archive import Archive
from viewer.model.node import LocalNode, Node, RetrieveMethod
from viewer.model.query import Level, Query, first_text
from viewer.model.study import InstanceRecord
from viewer.net.ask import ask
from viewer.net.connect import open_connection
from viewer.net.errors import NetworkError, UnsupportedServiceError
from viewer.net.get import get
from viewer.net.inbox import Inbox, Received
from viewer.net.move import move
from viewer.net.outcome import Failure, TransferReport
from viewer.net.server import Peer, ServerOptions, StorageServer
from viewer.net.status import SUCCESS, Category, category, status_text
from viewer.net.suboperations import Suboperations
from viewer.net.web.wado import retrieve_web
from viewer.workflows.open_paths import OpenedBatch
from viewer.workflows.pace import Pace

_SERIES, _INSTANCE = "0020000E", "00080018"


def retrieve(
    node: Node,
    keys: Mapping[str, str],
    *,
    method: RetrieveMethod,
    local: LocalNode,
    folder: Path,
    archive: Archive,
    job: Job,
) -> TransferReport:
    """Fetch what matches `keys` (UIDs of a study, a series or an instance) from a node.

    Instances that arrived are sent to the job as `OpenedBatch` while the rest comes, and are
    listed in the archive. What the node lists and did not deliver is a failure by name.
    """
    own = node.own_ae_title or local.ae_title
    # By the web the stream tells when it is whole; a list would take longer than the images.
    is_listed = node.has_dimse and not _is_by_web(node, method)
    expected = _expected(node, keys, own_ae_title=own, job=job) if is_listed else set[str]()
    arrivals = _Arrivals(archive, job, len(expected), source=node.name)
    wanted = frozenset([keys["StudyInstanceUID"]])
    inbox = Inbox(folder, wanted=wanted, is_durable=False, arrived=arrivals.take)
    identifier = {"QueryRetrieveLevel": _level(keys).value, **keys}
    try:
        counts, used = _fetch(
            node, identifier, method=method, own=own, local=local, inbox=inbox, job=job
        )
    finally:
        arrivals.flush()
    return _books(expected, arrivals.uids, counts, used)


def _fetch(
    node: Node,
    identifier: Mapping[str, str],
    *,
    method: RetrieveMethod,
    own: str,
    local: LocalNode,
    inbox: Inbox,
    job: Job,
) -> tuple[Suboperations, str]:
    """By the method asked for; AUTO tries WADO-RS, C-GET, C-MOVE: the first that is offered."""
    if _is_by_web(node, method):
        try:
            return retrieve_web(node, identifier, inbox=inbox, job=job), "WADO-RS"
        except NetworkError:
            if method is not RetrieveMethod.AUTO or not node.has_dimse:
                raise
    if method is not RetrieveMethod.MOVE:
        try:
            return get(node, identifier, inbox=inbox, own_ae_title=own, job=job), "C-GET"
        except UnsupportedServiceError:
            if method is not RetrieveMethod.AUTO:
                raise
    with closing(open_connection(node)) as connection:
        address = str(connection.getsockname()[0])  # ours, as the node sees us
    options = ServerOptions(own, address, local.port, peers=(Peer(node.ae_title),))
    with StorageServer(options, inbox):
        counts = move(node, identifier, destination=own, own_ae_title=own, job=job)
    return counts, "C-MOVE"


def _is_by_web(node: Node, method: RetrieveMethod) -> bool:
    """Whether WADO-RS comes first."""
    is_chosen = method is RetrieveMethod.AUTO and node.has_web
    return is_chosen or method is RetrieveMethod.WADO or not node.has_dimse


def _level(keys: Mapping[str, str]) -> Level:
    if keys.get("SOPInstanceUID"):
        return Level.IMAGE
    return Level.SERIES if keys.get("SeriesInstanceUID") else Level.STUDY


def _expected(node: Node, keys: Mapping[str, str], *, own_ae_title: str, job: Job) -> set[str]:
    """The SOP instance UIDs that the node lists; empty where it does not tell."""
    if keys.get("SOPInstanceUID"):
        return set(keys["SOPInstanceUID"].split("\\"))
    study = {"StudyInstanceUID": keys["StudyInstanceUID"]}
    uids: set[str] = set()
    try:
        series = keys.get("SeriesInstanceUID", "").split("\\")
        if series == [""]:
            query = Query(Level.SERIES, study)
            found = ask(node, query, own_ae_title=own_ae_title, job=job)
            series = [first_text(match, _SERIES) for match in found]
        for series_uid in series:
            query = Query(Level.IMAGE, {**study, "SeriesInstanceUID": series_uid})
            found = ask(node, query, own_ae_title=own_ae_title, job=job)
            uids.update(first_text(match, _INSTANCE) for match in found)
    except NetworkError:
        return set()
    return uids - {""}


class _Arrivals:
    """Passes what arrived on, in batches; called by the threads of associations."""

    def __init__(self, archive: Archive, job: Job, total: int, *, source: str) -> None:
        self._archive = archive
        self._source = source
        self._job = job
        self._total = total
        self._lock = threading.Lock()
        self._pace = Pace()
        self._waiting: list[InstanceRecord] = []
        self.uids: set[str] = set()

    def take(self, received: Received) -> None:
        """Note an instance; the first is passed on at once."""
        with self._lock:
            is_first = not self.uids
            self.uids.add(received.record.sop_instance_uid)
            self._waiting.append(received.record)
            self._job.progress(len(self.uids), max(self._total, len(self.uids)))
            if is_first or self._pace.is_due():
                self._flush()

    def flush(self) -> None:
        """Pass on what waits."""
        with self._lock:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            batch, self._waiting = tuple(self._waiting), []
            self._job.send(OpenedBatch(batch))
            self._archive.store(batch, source=self._source)


def _books(
    expected: set[str], arrived: set[str], counts: Suboperations, method: str
) -> TransferReport:
    """Compare what came with what was listed: the counts of a node are not proof."""
    kind = category(counts.status)
    reason = "the node did not send it"
    warnings: list[str] = []
    if counts.status != SUCCESS:
        reason = status_text(counts.status)
        warnings.append(f"The node ended with: {reason}.")
    failed = [Failure(uid, reason) for uid in sorted(expected - arrived)]
    unknown = counts.failed - len(failed)
    if unknown > 0 and not expected:
        failed += [Failure("", reason)] * unknown
    if kind is Category.FAILURE and not failed and not arrived:
        failed.append(Failure("", reason))
    requested = max(len(expected | arrived), len(arrived) + len(failed))
    return TransferReport(requested, len(arrived), tuple(failed), tuple(warnings), method)
