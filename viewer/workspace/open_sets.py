"""OpenSets: the open instances, and the display sets that they are cut into."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from viewer.base.jobs import JobRunner, Lane
from viewer.base.signal import Signal
from viewer.dicom.display_sets import split_display_sets
from viewer.model.display_set import DisplaySet
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.snapshot import CellState
from viewer.model.study import InstanceRecord

_SPLIT_AT_ONCE: Final = 500  # records, of about 10 microseconds each


class OpenSets:
    """Owns what is open, wherever it is shown.

    `changed` sends all display sets; after it, `cut` sends those of the series that were cut
    anew. Large series are cut by the runner, so that the owner's thread never waits (P10).
    """

    def __init__(self, runner: JobRunner) -> None:
        self.changed: Signal[tuple[DisplaySet, ...]] = Signal()
        self.cut: Signal[Mapping[SeriesUid, list[DisplaySet]]] = Signal()
        self.listed: tuple[DisplaySet, ...] = ()
        self._runner = runner
        self._records: dict[SeriesUid, dict[InstanceUid, InstanceRecord]] = {}
        self._copies: dict[SeriesUid, dict[Path, InstanceRecord]] = {}  # of instances above
        self._sets: dict[SeriesUid, list[DisplaySet]] = {}
        self._being_split: dict[SeriesUid, int] = {}  # with how many records

    def add(self, records: Iterable[InstanceRecord]) -> tuple[DisplaySet, ...]:
        """Open instances, or more of what is open; returns the display sets they are in by now.

        Of several files of one instance the first stays; the display set says so where they
        differ.
        """
        touched = set[SeriesUid]()
        for record in records:
            self._keep(record)
            touched.add(record.series.series_uid)
        small = {uid for uid in touched if self._count(uid) <= _SPLIT_AT_ONCE}
        self._take({uid: split_display_sets(self._records_of(uid)) for uid in small})
        for series_uid in touched - small:
            self._split_later(series_uid)
        return tuple(s for s in self.listed if s.series_uid in touched)

    def close(self, study_uid: StudyUid) -> None:
        """Forget a study; the files stay as they are."""
        for display_set in self.listed:
            if display_set.study_uid == study_uid:
                self._records.pop(display_set.series_uid, None)
                self._copies.pop(display_set.series_uid, None)
                self._sets.pop(display_set.series_uid, None)
        self._gather()

    def find(self, uid: InstanceUid, frame_index: int = 0) -> tuple[DisplaySet, int] | None:
        """Where an instance stands: its display set and the index in that."""
        for display_set in self.listed:
            places = {
                ref.frame_index: index
                for index, ref in enumerate(display_set.frames)
                if ref.sop_instance_uid == uid
            }
            if places:
                return display_set, places.get(frame_index, min(places.values()))
        return None

    def successor(self, state: CellState) -> DisplaySet | None:
        """What a cell showed, or what its series is now; None where that is not open."""
        of_series = [s for s in self.listed if s.series_uid == state.series_uid]
        same = (s for s in of_series if s.key == state.key)
        return next(same, next(iter(of_series), None))

    def holds(self, uid: InstanceUid) -> bool:
        """Whether an instance is open."""
        return any(uid in records for records in self._records.values())

    def _keep(self, record: InstanceRecord) -> None:
        known = self._records.setdefault(record.series.series_uid, {})
        first = known.setdefault(record.sop_instance_uid, record)
        if first.path == record.path:
            known[record.sop_instance_uid] = record  # the file may have changed
        else:
            self._copies.setdefault(record.series.series_uid, {})[record.path] = record

    def _records_of(self, series_uid: SeriesUid) -> list[InstanceRecord]:
        copies = self._copies.get(series_uid, {})
        return [*self._records[series_uid].values(), *copies.values()]

    def _count(self, series_uid: SeriesUid) -> int:
        return len(self._records[series_uid]) + len(self._copies.get(series_uid, {}))

    def _split_later(self, series_uid: SeriesUid) -> None:
        """Have a large series cut elsewhere, one turn at a time."""
        if series_uid in self._being_split:
            return
        records = self._records_of(series_uid)
        self._being_split[series_uid] = len(records)
        self._runner.submit(
            Lane.DISK,
            lambda job: split_display_sets(records),
            done=lambda sets: self._split_done(series_uid, sets),
        )

    def _split_done(self, series_uid: SeriesUid, sets: list[DisplaySet]) -> None:
        count = self._being_split.pop(series_uid)
        if series_uid not in self._records:
            return  # closed meanwhile
        self._take({series_uid: sets})
        if self._count(series_uid) != count:
            self._split_later(series_uid)

    def _take(self, sets: Mapping[SeriesUid, list[DisplaySet]]) -> None:
        if sets:
            self._sets |= sets
            self._gather()
            self.cut.emit(sets)

    def _gather(self) -> None:
        """List all display sets: studies in the order they were opened, series by number."""
        sets = [s for sets in self._sets.values() for s in sets]
        studies = list(dict.fromkeys(s.study_uid for s in sets))
        order = {study_uid: place for place, study_uid in enumerate(studies)}
        sets.sort(key=lambda s: (order[s.study_uid], _number(s), s.series_uid))
        self.listed = tuple(sets)
        self.changed.emit(self.listed)


def _number(display_set: DisplaySet) -> float:
    number = display_set.series.number
    return float("inf") if number is None else number
