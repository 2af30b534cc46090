"""Retrieve: fetch studies from a node into the archive, with own books of what arrived."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from viewer.base.errors import ViewerError
from viewer.base.file_store import place_of
from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.dicom.scan import scan_file
from viewer.model.identity import StudyUid
from viewer.model.node import LocalNode, Node, RetrieveMethod
from viewer.model.study import InstanceRecord
from viewer.net.errors import (
    NetworkError,
    PortTakenError,
    StatusError,
    UnsupportedServiceError,
)
from viewer.net.get import get
from viewer.net.inbox import Inbox
from viewer.net.move import move
from viewer.net.outcome import Failure, TransferReport
from viewer.net.side_by_side import ASSOCIATIONS
from viewer.net.status import SUCCESS, Category, category, status_text
from viewer.net.suboperations import Suboperations
from viewer.net.web.wado import retrieve_web
from viewer.workflows.arrivals import Arrivals, Note
from viewer.workflows.reception import Reception, listening_for
from viewer.workflows.retrieve_plan import First, RetrievePlan
from viewer.workflows.share_archive import ListedArchive

_WORDS: Final = {
    RetrieveMethod.WADO: "WADO-RS",
    RetrieveMethod.GET: "C-GET",
    RetrieveMethod.MOVE: "C-MOVE",
}

_NOT_OFFERED: Final = (UnsupportedServiceError, StatusError)


@dataclass(frozen=True, slots=True)
class Station:
    """This side of a transfer: who we are, where files go and are listed, and the other nodes."""

    local: Callable[[], LocalNode]
    folder: Path
    archive: ListedArchive
    reception: Reception
    nodes: Callable[[], Sequence[Node]] = lambda: ()


def retrieve(
    node: Node,
    keys: Mapping[str, str],
    *,
    method: RetrieveMethod,
    station: Station,
    job: Job,
    is_again: bool = False,
    first: First = lambda: "",
    note: Note = lambda _batch, _total: None,
) -> TransferReport:
    """Fetch what matches `keys` (UIDs of a study, series or images) and is not here yet.

    Instances that arrived are sent to the job as `OpenedBatch` while the rest comes, and are
    listed in the archive. What the node lists and did not deliver is a failure by name. AUTO
    goes from one way to the next until nothing is missing; one that breaks off is an error. With
    `is_again` everything is fetched, also what is here.
    """
    retrieval = _Retrieval(node, keys, station, job, first=first, note=note)
    if not is_again:
        retrieval.find_what_is_here()
    try:
        counts, used = retrieval.run(_methods(node, method))
    finally:
        retrieval.arrivals.flush()
    return retrieval.report(counts, used)


def _methods(node: Node, method: RetrieveMethod) -> list[RetrieveMethod]:
    """The ways to try, the best first (docs/decisions, network: measured)."""
    offered = {
        RetrieveMethod.WADO: node.has_web,
        RetrieveMethod.GET: node.has_dimse,
        RetrieveMethod.MOVE: node.has_dimse,
    }
    if method is RetrieveMethod.AUTO:
        return [each for each, is_offered in offered.items() if is_offered]
    if not offered[method]:
        raise UnsupportedServiceError(
            f"Images do not come from this node by {_WORDS[method]}.",
            hint="It has no address for that: choose another way, or complete the node.",
        )
    return [method]


def _has_other_way(error: NetworkError, method: RetrieveMethod) -> bool:
    """Whether another way may do: a break in the middle of DIMSE would break that as well."""
    return method is RetrieveMethod.WADO or isinstance(error, _NOT_OFFERED)


class _Retrieval:
    """One retrieve: its plan and its books."""

    def __init__(
        self,
        node: Node,
        keys: Mapping[str, str],
        station: Station,
        job: Job,
        *,
        first: First,
        note: Note,
    ) -> None:
        self._node = node
        self._keys = keys
        self._station = station
        self._job = job
        self._first = first
        self._own = node.own_ae_title or station.local().ae_title
        self._plan = RetrievePlan(node, keys, own_ae_title=self._own, job=job)
        series = frozenset(filter(None, keys.get("SeriesInstanceUID", "").split("\\")))
        self.arrivals = Arrivals(station.archive, job, series=series, source=node.name, note=note)
        self._inbox = Inbox(
            station.folder,
            wanted=frozenset([self._plan.study_uid]),
            is_durable=False,
            arrived=self.arrivals.take,
            refused=self.arrivals.take,
        )

    def find_what_is_here(self) -> None:
        """Note what is listed or lies in the folder: a killed program may not have listed it."""
        study_uid = StudyUid(self._plan.study_uid)
        listed = {row.path for row in self._station.archive.instances(study_uid)}
        place = place_of(self._station.folder, study_uid=study_uid, sop_instance_uid="any").parent
        lying = set(place.glob("*.dcm")) if place.is_dir() else set[Path]()
        self.arrivals.there(list(self._wanted_of(listed | lying)))

    def _wanted_of(self, paths: Iterable[Path]) -> Iterable[InstanceRecord]:
        series = self._keys.get("SeriesInstanceUID", "").split("\\")
        for path in sorted(paths):
            self._job.check()
            try:
                record = scan_file(path)
            except ViewerError:  # gone, or not what it was: it is fetched anew
                continue
            is_of_series = series == [""] or record.series.series_uid in series
            uids = self._plan.instances
            if is_of_series and (not uids or record.sop_instance_uid in uids):
                yield record

    def run(self, methods: Sequence[RetrieveMethod]) -> tuple[Suboperations, str]:
        """Fetch by one way after the other until nothing is missing; by which it came."""
        counts, used = Suboperations(), list[str]()
        if methods[0] is not RetrieveMethod.WADO or self.arrivals.uids:
            self._list_series()
            if self._plan.is_all_here(self.arrivals):
                return counts, ""  # all of it is here
        for method in methods:
            is_last = method is methods[-1]
            before = len(self.arrivals.uids)
            try:
                counts = self._by(method)
            except NetworkError as error:
                if used and is_last and isinstance(error, _NOT_OFFERED):
                    break  # what came by the way before counts, and what is missing is named
                if is_last or not _has_other_way(error, method):
                    raise
                continue
            if len(self.arrivals.uids) > before or is_last or counts.status == SUCCESS:
                used.append(_WORDS[method])
            is_whole = (
                counts.status == SUCCESS
                and not counts.failed
                and not self._plan.is_short(self.arrivals)
            )
            if is_whole or self.arrivals.is_disk_full:  # for another way as well
                break
        return counts, " and ".join(used) or _WORDS[methods[-1]]

    def _list_series(self) -> None:
        if not self._plan.series:
            self._plan.ask_for_series()
            self.arrivals.total = self._plan.total

    def _by(self, method: RetrieveMethod) -> Suboperations:
        if method is RetrieveMethod.WADO:
            counts = Suboperations()
            for keys in self._plan.requests(self.arrivals, first=self._first):
                counts = counts.plus(
                    retrieve_web(self._node, keys, inbox=self._inbox, job=self._job)
                )
            return counts
        self._list_series()
        requests = self._plan.requests(self.arrivals, first=self._first)
        associations = min(ASSOCIATIONS, max(1, len(self._plan.series)))
        if method is RetrieveMethod.GET:
            return get(
                self._node,
                requests,
                inbox=self._inbox,
                own_ae_title=self._own,
                job=self._job,
                associations=associations,
                above=self._plan.above,
            )
        station = self._station
        listening = listening_for(self._node, station.nodes(), station.local())
        before = len(self.arrivals.uids)
        expecting = station.reception.expecting
        with expecting(self._plan.study_uid, self.arrivals.take, listening) as is_own_port:
            counts = move(
                self._node,
                requests,
                destination=self._own,
                own_ae_title=self._own,
                job=self._job,
                associations=associations,
                above=self._plan.above,
            )
        was_sent = counts.completed or counts.failed
        if was_sent and not is_own_port and len(self.arrivals.uids) == before:
            raise PortTakenError(
                f"Nothing arrived at port {listening.port}, where another program listens.",
                hint="Unless it is our own server, choose another port for us, here and at the "
                "node.",
            )
        return counts

    def report(self, counts: Suboperations, used: str) -> TransferReport:
        """Compare what came with what was listed: the counts of a node are not proof."""
        arrived, warnings = len(self.arrivals.uids), list(self.arrivals.warnings)
        reason = "the node did not send it"
        if self.arrivals.is_disk_full:
            reason = tr("the disk of this computer is full or refuses")
            warnings.append(
                tr(
                    "The disk of this computer is full, or the folder for images cannot be "
                    "written. Mend that, then try again."
                )
            )
        elif counts.status != SUCCESS:
            reason = status_text(counts.status)
            warnings.append(f"The node ended with: {reason}.")
        missing = self._plan.missing(self.arrivals)
        failed = [Failure(uid, reason) for uid in missing]
        if not self._plan.series:  # it lists nothing: then its counts are all there is
            failed += [Failure("", reason)] * max(0, counts.failed - len(failed))
        if not failed and not arrived and category(counts.status) is Category.FAILURE:
            failed.append(Failure("", reason))
        total = arrived + len(failed)
        return TransferReport(total, arrived, tuple(failed), tuple(warnings), used)
