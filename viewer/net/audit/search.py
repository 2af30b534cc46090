"""Search the audit trail: the newest events that fit, a page at a time."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from viewer.base.jobs import Job
from viewer.net.audit.log import AuditLog, Record
from viewer.net.audit.summary import Summary, summarise


@dataclass(frozen=True, slots=True)
class AuditSearch:
    """Which events are wanted: all fields must fit, "" and None let everything through.

    `event` is a meaning as PS3.15 A.5.3 has it; days are ISO 8601, both included, in the zone in
    which the event was recorded.
    """

    words: str = ""
    event: str = ""
    is_good: bool | None = None
    first_day: str = ""
    last_day: str = ""

    def fits(self, summary: Summary) -> bool:
        """Whether an event is wanted."""
        day = summary.when[:10]
        return (
            self.first_day <= day
            and (not self.last_day or day <= self.last_day)
            and summary.event.startswith(self.event)
            and self.is_good in (None, summary.is_good)
            and summary.has_words(self.words.casefold().split())
        )


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The newest events that fit, newest first; `is_last` where there are no older ones."""

    rows: tuple[Summary, ...]
    is_last: bool


def found_records(
    log: AuditLog, search: AuditSearch, *, job: Job
) -> Iterator[tuple[Record, Summary]]:
    """The records that fit, in their order, each with its summary."""
    for record in log.records():
        job.check()
        summary = summarise(record)
        if search.fits(summary):
            yield record, summary


def newest(
    log: AuditLog, search: AuditSearch, *, limit: int, before: int = 0, job: Job
) -> AuditPage:
    """A page of `limit` events, those before the record `before` where that is not 0."""
    kept: deque[Summary] = deque(maxlen=limit + 1)
    for _, summary in found_records(log, search, job=job):
        if before and summary.number >= before:
            break
        kept.append(summary)
    rows = tuple(reversed(kept))
    return AuditPage(rows[:limit], len(rows) <= limit)
