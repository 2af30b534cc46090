"""AwaitedStudies: what a place has, as far as it has told by now; the tree never waits for it."""

from collections.abc import Callable
from functools import partial

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job, JobRunner, Lane
from viewer.base.signal import Signal
from viewer.model.archive import SeriesRow, StudyRow, StudySource
from viewer.model.identity import StudyUid
from viewer.model.search import Search

_MOST_AT_ONCE = 400  # rows that are read anew, and laid out, in one go

_Known = tuple[list[StudyRow], dict[StudyUid, list[SeriesRow]]]


class AwaitedStudies:
    """Gives the rows that are here, asks for what is not, and tells when that has come.

    `arrived` sends the study whose series came, None for more studies; `renewed` sends the
    search that `renew` was asked for, where its rows are not the ones of before.
    """

    def __init__(
        self,
        make_source: Callable[[Job], StudySource],
        runner: JobRunner,
        *,
        lane: Lane = Lane.NET,
        at_a_time: int = 500,
    ) -> None:
        self.arrived: Signal[StudyUid | None] = Signal()
        self.renewed: Signal[Search] = Signal()
        self.failed: Signal[ViewerError] = Signal()
        self._make_source = make_source
        self._runner = runner
        self._lane, self._at_a_time = lane, at_a_time
        self._search: Search | None = None
        self._rows: list[StudyRow] = []
        self._series: dict[StudyUid, list[SeriesRow]] = {}
        self._is_complete = False
        self._life = Job()  # ends what is asked for the present search
        self._renewal = Job()
        self._source: StudySource | None = None
        self.is_asking = False

    @property
    def count(self) -> int:
        """How many studies are here."""
        return len(self._rows)

    def renew(self, search: Search) -> None:
        """Have a search answered anew; what is here stays until the answer is."""
        self._renewal.cancel()
        life = Job()
        source = self._make_source(life)
        is_same = search == self._search
        count = max(self._at_a_time, min(len(self._rows), _MOST_AT_ONCE) if is_same else 0)
        opened = frozenset(self._series)

        def read(job: Job) -> _Known:
            rows = source.find_studies(search, limit=count)
            listed = opened.intersection(row.study.study_uid for row in rows)
            return rows, {uid: source.find_series(uid) for uid in listed}

        def keep(known: _Known) -> None:
            if is_same and known == (self._rows, self._series):
                return
            self._life.cancel()
            self._life, self._search, self._source = life, search, source
            self._rows, self._series = known
            self._is_complete, self.is_asking = len(known[0]) < count, False
            self.renewed.emit(search)

        self._renewal = self._runner.submit(self._lane, read, done=keep, failed=self.failed.emit)

    def find_studies(self, search: Search, *, limit: int, after: StudyRow | None) -> list[StudyRow]:
        """The rows behind `after` that are here."""
        if search != self._search:
            self._begin(search)
        first = 0 if after is None else self._place_of(after) + 1
        page = self._rows[first : first + limit]
        if len(page) < limit and not self._is_complete:
            self._ask()
        return page

    def _place_of(self, row: StudyRow) -> int:
        """Where a row stands that was given: near the end, however long the list is."""
        rows = self._rows
        return next(place for place in reversed(range(len(rows))) if rows[place] == row)

    def find_series(self, study_uid: StudyUid) -> list[SeriesRow]:
        """The series of a study, if they are here."""
        if study_uid in self._series or self._source is None:
            return self._series.get(study_uid, [])
        source, life = self._source, self._life

        def keep(rows: list[SeriesRow]) -> None:
            if life is self._life:
                self._series[study_uid] = rows
                self.arrived.emit(study_uid)

        self._runner.submit(
            self._lane,
            lambda job: source.find_series(study_uid),
            done=keep,
            failed=partial(self._fail, life),
        )
        return []

    def close(self) -> None:
        """Ask for nothing any more."""
        self._renewal.cancel()
        self._life.cancel()
        self._life = Job()

    def _begin(self, search: Search) -> None:
        self._life.cancel()
        self._life = Job()
        self._search, self._source = search, self._make_source(self._life)
        self._rows, self._series = [], {}
        self._is_complete = self.is_asking = False

    def _ask(self) -> None:
        """Have more rows fetched, one request at a time."""
        source, search, life = self._source, self._search, self._life
        if self.is_asking or source is None or search is None:
            return
        self.is_asking = True
        after = self._rows[-1] if self._rows else None

        def keep(rows: list[StudyRow]) -> None:
            if life is not self._life:
                return  # something else is looked for by now
            self.is_asking = False
            self._rows.extend(rows)
            self._is_complete = len(rows) < self._at_a_time
            self.arrived.emit(None)

        self._runner.submit(
            self._lane,
            lambda job: source.find_studies(search, limit=self._at_a_time, after=after),
            done=keep,
            failed=partial(self._fail, life),
        )

    def _fail(self, life: Job, error: ViewerError) -> None:
        if life is self._life:
            self.is_asking, self._is_complete = False, True
            self.failed.emit(error)
