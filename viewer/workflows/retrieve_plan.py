"""What a retrieve has to ask for: what the node lists, without what is here."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Final

from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.model.query import Level, Query, Root, first_text
from viewer.net.ask import ask
from viewer.net.errors import NetworkError
from viewer.net.find import Matches
from viewer.workflows.arrivals import Arrivals

_PATIENT, _SERIES, _INSTANCE, _MODALITY = "00100020", "0020000E", "00080018", "00080060"
_NUMBER, _COUNT = "00200011", "00201209"
_AT_ONCE: Final = 400  # UIDs in one request: 65 of them fill a kilobyte
_LAST: Final = ("SR", "PR", "KO", "DOC", "SEG", "REG", "RTSTRUCT", "RTPLAN", "RTDOSE")

# The series that the user looks at, to be fetched before the others; "" while there is none.
First = Callable[[], str]


@dataclass(slots=True)
class SeriesPlan:
    """A series of the study: how many instances it has by the node, and their UIDs once asked.

    `count` is 0 where the node does not tell.
    """

    uid: str
    modality: str = ""
    number: int = 0
    count: int = 0
    listed: frozenset[str] | None = None


class RetrievePlan:
    """The series wanted from a node; without any where it cannot list them."""

    def __init__(self, node: Node, keys: Mapping[str, str], *, own_ae_title: str, job: Job) -> None:
        self._node = node
        self._patient_id = keys.get("PatientID", "")  # of no use to nodes with studies on top
        self._keys = {key: value for key, value in keys.items() if key != "PatientID"}
        self._own = own_ae_title
        self._job = job
        self.study_uid = keys["StudyInstanceUID"]
        self.instances = frozenset(filter(None, keys.get("SOPInstanceUID", "").split("\\")))
        self.series: list[SeriesPlan] = []

    def ask_for_series(self) -> None:
        """Have the node list the series, images first."""
        wanted = self._keys.get("SeriesInstanceUID", "")
        named = set(filter(None, wanted.split("\\")))
        try:
            for match in self._ask(Level.SERIES, {"SeriesInstanceUID": wanted} if wanted else {}):
                uid = first_text(match, _SERIES)
                if uid and (not named or uid in named):
                    self.series.append(
                        SeriesPlan(
                            uid,
                            first_text(match, _MODALITY),
                            _whole_number(first_text(match, _NUMBER)),
                            _whole_number(first_text(match, _COUNT)),
                        )
                    )
        except NetworkError:
            self.series = []
        if self.instances and len(self.series) == 1:
            self.series[0].count, self.series[0].listed = len(self.instances), self.instances
        self.series.sort(key=lambda each: (each.modality in _LAST, each.number))

    def above(self, root: Root) -> dict[str, str]:
        """The unique keys above the study in a root: of patients the ID, which may be asked for."""
        if root is not Root.PATIENT:
            return {}
        if not self._patient_id:
            with suppress(NetworkError), closing(self._ask(Level.STUDY, {})) as found:
                next(found, None)
        return {"PatientID": self._patient_id}

    def _ask(self, level: Level, keys: Mapping[str, str]) -> Matches:
        """What the node has of the study; the ID of its patient is noted on the way."""
        patient = {}
        if self._patient_id and self._node.has_dimse:
            patient["PatientID"] = self._patient_id
        query = Query(level, {**patient, "StudyInstanceUID": self.study_uid, **keys})
        for match in ask(self._node, query, own_ae_title=self._own, job=self._job):
            self._patient_id = self._patient_id or first_text(match, _PATIENT)
            yield match

    @property
    def total(self) -> int:
        """How many instances there are in all; 0 where the node does not tell of each series."""
        counts = [series.count for series in self.series]
        return sum(counts) if all(counts) else len(self.instances)

    def ask_for_instances(self, series: SeriesPlan) -> None:
        """Have the node list the instances of a series, if it was not asked yet."""
        if series.listed is not None:
            return
        try:
            found = frozenset(
                first_text(match, _INSTANCE)
                for match in self._ask(Level.IMAGE, {"SeriesInstanceUID": series.uid})
            )
        except NetworkError:
            return
        series.listed = found - {""}
        series.count = len(series.listed)

    def is_whole(self, series: SeriesPlan, arrivals: Arrivals) -> bool:
        """Whether all of a series is here, as far as the node told what it has."""
        here = arrivals.by_series.get(series.uid, set[str]())
        if series.listed is not None:
            return series.listed <= here
        return 0 < series.count <= len(here)

    def is_all_here(self, arrivals: Arrivals) -> bool:
        """Whether nothing is left to fetch, which is never so where the node lists nothing."""
        return bool(self.series) and all(self.is_whole(each, arrivals) for each in self.series)

    def is_short(self, arrivals: Arrivals) -> bool:
        """Whether the node told of something that is not here; not every node counts."""
        return any(
            (each.count or each.listed) and not self.is_whole(each, arrivals)
            for each in self.series
        )

    def requests(self, arrivals: Arrivals, *, first: First) -> Iterator[dict[str, str]]:
        """Identifiers of what is missing, one after the other; `first` is asked before each."""
        left = [each for each in self.series if not self.is_whole(each, arrivals)]
        if not self.series or (len(self.series) == 1 and not arrivals.uids):
            # At the level that was asked for: some nodes look at nothing but the UID of a series,
            # and would send those of other studies that have the same.
            yield {"QueryRetrieveLevel": _level(self._keys).value, **self._keys}
            return
        while left:
            looked_at = first()
            series = next((each for each in left if each.uid == looked_at), left[0])
            left.remove(series)
            yield from self._of_series(series, arrivals)

    def _of_series(self, series: SeriesPlan, arrivals: Arrivals) -> Iterator[dict[str, str]]:
        here = arrivals.by_series.get(series.uid, set[str]())
        keys = {"StudyInstanceUID": self.study_uid, "SeriesInstanceUID": series.uid}
        if here or self.instances:
            self.ask_for_instances(series)
        if series.listed is None or not (here or self.instances):
            yield {"QueryRetrieveLevel": Level.SERIES.value, **keys}
            return
        missing = sorted(series.listed - here)
        for start in range(0, len(missing), _AT_ONCE):
            uids = "\\".join(missing[start : start + _AT_ONCE])
            yield {"QueryRetrieveLevel": Level.IMAGE.value, **keys, "SOPInstanceUID": uids}

    def missing(self, arrivals: Arrivals) -> list[str]:
        """The UIDs that the node lists and that are not here; it is asked where a count differs."""
        missing = set(self.instances)
        for series in self.series:
            if not self.is_whole(series, arrivals):
                self.ask_for_instances(series)
                missing |= series.listed or frozenset()
        return sorted(missing - arrivals.uids)


def _level(keys: Mapping[str, str]) -> Level:
    if keys.get("SOPInstanceUID"):
        return Level.IMAGE
    return Level.SERIES if keys.get("SeriesInstanceUID") else Level.STUDY


def _whole_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
