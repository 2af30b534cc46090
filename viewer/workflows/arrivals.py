"""Arrivals: own books of what a retrieve brought, passed on to the screen and the archive."""

import threading
from collections import Counter
from collections.abc import Callable

from viewer.base.jobs import Job
from viewer.model.archive import Archive
from viewer.model.study import InstanceRecord
from viewer.net.inbox import Received, Refusal, Refused
from viewer.workflows.open_paths import OpenedBatch
from viewer.workflows.pace import Pace

Note = Callable[[tuple[InstanceRecord, ...], int], None]


class Arrivals:
    """Called by the threads of associations; what came is passed on in batches, the first at once.

    `note` gets each batch and how many there are to be in all, as far as that is known.
    """

    def __init__(
        self,
        archive: Archive,
        job: Job,
        *,
        series: frozenset[str],
        source: str,
        note: Note = lambda _batch, _total: None,
    ) -> None:
        self._archive = archive
        self._job = job
        self._series = series
        self._source = source
        self._note = note
        self._lock = threading.Lock()
        self._pace = Pace()
        self._waiting: list[InstanceRecord] = []
        self._has_shown = False
        self._strange = Counter[str]()
        self.is_disk_full = False  # or refuses: something that was sent could not be written
        self.total = 0
        self.by_series = dict[str, set[str]]()
        self.uids = set[str]()

    def take(self, event: Received | Refused) -> None:
        """Note an instance that came, or one that was turned away."""
        with self._lock:
            if isinstance(event, Refused):
                if event.why is Refusal.NOT_WRITTEN:
                    self.is_disk_full = True
                    return
                self._strange["of studies that nobody asked for, and not taken"] += 1
                return
            record = event.record
            uid, series_uid = record.sop_instance_uid, record.series.series_uid
            if uid in self.uids:
                again = "that came twice with other content" if event.is_new else "that came twice"
                self._strange[again] += 1
                return
            if self._series and series_uid not in self._series:
                self._strange["of series that nobody asked for"] += 1
            self._add(record)
            self._waiting.append(record)
            self._job.progress(len(self.uids), max(self.total, len(self.uids)))
            is_first = not self._has_shown and record.has_pixels
            if is_first or self._pace.is_due():
                self._has_shown |= is_first
                self._flush()

    def there(self, records: list[InstanceRecord]) -> None:
        """Note what was there before; it goes to the screen, and is not fetched again."""
        with self._lock:
            for record in records:
                self._add(record)
            self._waiting += records
            self._has_shown |= any(record.has_pixels for record in records)
            self._flush()

    def _add(self, record: InstanceRecord) -> None:
        self.uids.add(record.sop_instance_uid)
        self.by_series.setdefault(record.series.series_uid, set()).add(record.sop_instance_uid)

    def flush(self) -> None:
        """Pass on what waits."""
        with self._lock:
            self._flush()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What came that should not have."""
        return tuple(
            f"The node sent {count} instance{'s' if count > 1 else ''} {what}."
            for what, count in self._strange.items()
        )

    def _flush(self) -> None:
        if self._waiting:
            batch, self._waiting = tuple(self._waiting), []
            self._job.send(OpenedBatch(batch))
            self._archive.store(batch, source=self._source)
            self._note(batch, self.total)
