"""WebArchive: the studies of a DICOMweb server, searched and read like those of this computer.

QIDO-RS has no words that match anywhere, no choice of an order, and lists only for UIDs. So a word
is asked for in each attribute that it may stand in and each way it may be written, what comes is
held against the search once more, and rows are put in order here. Where there are too many for
that, they are asked for in spans of days, the newest first.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.dicom.records import WANTED_TAGS, series_from_texts, study_from_texts
from viewer.index.words import fold, patterns_of, search_words
from viewer.model.archive import ANY, SeriesRow, StudyRow
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.node import Node
from viewer.model.query import DicomJson, Level, Query, first_text
from viewer.model.search import NEWEST_FIRST, Search, SortKey
from viewer.net.inbox import is_uid
from viewer.net.web.client import WebClient
from viewer.net.web.qido import search as ask
from viewer.net.web.server_files import ServerFiles

_MOST: Final = 2000  # rows that are asked for to be put in order here
_OLDEST: Final = date(1900, 1, 1)
_WORD_KEYS: Final = ("PatientName", "PatientID", "AccessionNumber", "StudyDescription")
_KEYS: Final = {tag: f"{tag:08X}" for tag in WANTED_TAGS}
_ORDERED: Final[Mapping[SortKey, Any]] = {
    SortKey.DATE: lambda row: (row.study.date, row.study.time),
    SortKey.NAME: lambda row: fold(row.study.patient.name.alphabetic),
    SortKey.PATIENT_ID: lambda row: row.study.patient.patient_id,
    SortKey.DESCRIPTION: lambda row: fold(row.study.description),
    SortKey.MODALITY: lambda row: row.modalities,
    SortKey.IMAGES: lambda row: row.instance_count,
    SortKey.ADDED: lambda row: (row.study.date, row.study.time),  # a server does not tell it
}


@dataclass(slots=True)
class _Found:
    """What a search has brought so far, and where the rest comes from."""

    search: Search
    rows: list[StudyRow]
    more: Iterator[list[StudyRow]]


class WebArchive:
    """The studies of one server; see `StudySource`. Raises `NetworkError`."""

    def __init__(self, node: Node, files: ServerFiles, *, job: Job) -> None:
        self._node = node
        self._files = files
        self._job = job
        self._found: _Found | None = None
        self._lock = threading.Lock()

    def find_studies(
        self, search: Search = ANY, *, limit: int = 500, after: StudyRow | None = None
    ) -> list[StudyRow]:
        """Studies in the order of the search; `after` continues behind the last row shown."""
        with self._lock:
            if self._found is None or self._found.search != search or after is None:
                self._found = _Found(search, [], self._spans(search))
            found = self._found
            first = 0 if after is None else found.rows.index(after) + 1
            while len(found.rows) < first + limit:
                more = next(found.more, None)
                if more is None:
                    break
                found.rows.extend(more)
            return found.rows[first : first + limit]

    def find_study(self, study_uid: StudyUid) -> StudyRow | None:
        """One study by its UID."""
        if not is_uid(study_uid):
            return None
        rows, _ = self._ask([{"StudyInstanceUID": study_uid}], ANY, limit=_MOST)
        return next((row for row in rows if row.study.study_uid == study_uid), None)

    def find_series(self, study_uid: StudyUid) -> list[SeriesRow]:
        """The series of a study by number."""
        query = Query(Level.SERIES, {"StudyInstanceUID": study_uid})
        with WebClient(self._node, job=self._job) as client:
            rows = [_series_row(match, study_uid) for match in ask(client, query)]
        return sorted(rows, key=lambda row: (row.series.number is None, row.series.number or 0))

    def locate(self, study_uid: StudyUid, series_uid: SeriesUid | None = None) -> list[Path]:
        """Files of a study or series: they are fetched, as far as they are not here yet."""
        above = {} if series_uid is None else {"SeriesInstanceUID": str(series_uid)}
        query = Query(Level.IMAGE, {"StudyInstanceUID": study_uid, **above})
        with WebClient(self._node, job=self._job) as client:
            paths = [self._files.place(self._node, match) for match in ask(client, query)]
        for path in paths:
            self._files.provide(path)
        return paths

    def _spans(self, search: Search) -> Iterator[list[StudyRow]]:
        """The rows in order, all at once, or by spans of days where there are too many."""
        _refuse_unaskable(search)
        if search.is_seen:  # what was seen is noted here, and of what is here
            return
        questions = _questions(search)
        rows, is_all = self._ask(questions, search, limit=_MOST)
        is_by_date = (search.order or NEWEST_FIRST)[0] == NEWEST_FIRST[0]
        if is_all or not is_by_date:
            yield rows
            return
        for first, last in _days():
            yield from self._within(questions, search, first, last)

    def _within(
        self, questions: Iterable[Mapping[str, str]], search: Search, first: date, last: date
    ) -> Iterator[list[StudyRow]]:
        """The rows of some days, newest first, by halves where there are too many."""
        date_from = max(f"{first:%Y%m%d}", search.date_from)
        date_to = min(f"{last:%Y%m%d}", search.date_to or "99991231")
        if date_from > date_to:
            return
        dated = [{**keys, "StudyDate": f"{date_from}-{date_to}"} for keys in questions]
        rows, is_all = self._ask(dated, search, limit=_MOST if first < last else 0)
        if is_all:
            yield rows
            return
        middle = first + (last - first) // 2
        yield from self._within(questions, search, middle + timedelta(days=1), last)
        yield from self._within(questions, search, first, middle)

    def _ask(
        self, questions: Iterable[Mapping[str, str]], search: Search, *, limit: int
    ) -> tuple[list[StudyRow], bool]:
        """The rows that answer any of the questions and fulfil the search, in its order.

        Tells besides whether those are all.
        """
        rows: dict[str, StudyRow] = {}
        is_all = True
        with WebClient(self._node, job=self._job) as client:
            for keys in questions:
                found = [_study_row(each) for each in ask(client, Query(keys=keys, limit=limit))]
                is_all = is_all and (not limit or len(found) < limit)
                rows |= {row.study.study_uid: row for row in found if _fulfils(row, search)}
        return _in_order(list(rows.values()), search), is_all


def _refuse_unaskable(search: Search) -> None:
    asked = (
        (search.body_part, tr("A server cannot be searched by body part.")),
        (search.source, tr("A server cannot be searched by source.")),
        (search.label, tr("A server cannot be searched by label.")),
        (search.has_drawings, tr("A server cannot be searched by measurements.")),
    )
    for value, told in asked:
        if value:
            raise ViewerError(told, hint=tr("Take that filter away, or retrieve the study."))


def _questions(search: Search) -> list[dict[str, str]]:
    """The queries that together find what may fulfil a search."""
    keys: dict[str, str] = {}
    if search.date_from or search.date_to:
        keys["StudyDate"] = f"{search.date_from}-{search.date_to}"
    modalities = ("KO",) if search.has_key_images else search.modalities
    by_modality = [{**keys, "ModalitiesInStudy": name} for name in modalities] or [keys]
    words = sorted(search.words.split(), key=len)
    if not words or not patterns_of(search.words):
        return by_modality
    word = words[-1].replace("\\", "?").replace(",", "?").strip("*")
    # Only names may be compared without regard to case (PS3.4 C.2.2.2.1): ask for the usual ones.
    cases = dict.fromkeys((word, word.upper(), word.capitalize()))
    return [
        {**each, key: f"*{one}*"} for each in by_modality for key in _WORD_KEYS for one in cases
    ]


def _days() -> Iterator[tuple[date, date]]:
    """Spans of days from the newest to the oldest, each twice as long as the one before."""
    last, length = date.max, 1
    first = date.today()  # noqa: DTZ011 - the user's own calendar day
    while last > _OLDEST:
        yield first, last
        last = first - timedelta(days=1)
        first = max(_OLDEST, first - timedelta(days=length))
        length *= 2


def _study_row(match: DicomJson) -> StudyRow:
    study = study_from_texts(_texts(match), StudyUid(first_text(match, "0020000D")))
    modalities = first_text(match, "00080061")
    return StudyRow(
        study,
        tuple(filter(None, modalities.split("\\"))),
        _count(match, "00201206"),
        _count(match, "00201208"),
    )


def _series_row(match: DicomJson, study_uid: StudyUid) -> SeriesRow:
    uid = SeriesUid(first_text(match, "0020000E"))
    return SeriesRow(series_from_texts(_texts(match), uid, study_uid), _count(match, "00201209"))


def _texts(match: DicomJson) -> dict[int, str]:
    return {tag: text for tag, key in _KEYS.items() if (text := first_text(match, key))}


def _count(match: DicomJson, tag: str) -> int:
    text = first_text(match, tag)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _fulfils(row: StudyRow, search: Search) -> bool:
    """Whether a row is what is looked for, whatever the server thinks of it."""
    study = row.study
    if search.modalities and not {*search.modalities} & {*row.modalities}:
        return False
    if search.date_from and study.date < search.date_from:
        return False
    if search.date_to and not "" < study.date <= search.date_to:
        return False
    names = study.patient.name
    text = search_words(
        "=".join((names.alphabetic, names.ideographic, names.phonetic)),
        study.patient.patient_id, study.accession_number, study.description,
    )  # fmt: skip
    return all(_stands_in(pattern, text) for pattern in patterns_of(search.words))


def _stands_in(pattern: str, text: str) -> bool:
    """Whether some word begins like the pattern, `*` and `?` allowed."""
    parts = (".*" if c == "*" else "[^ ]" if c == "?" else re.escape(c) for c in pattern)
    return re.search(rf"(?:^| ){''.join(parts)}", text) is not None


def _in_order(rows: list[StudyRow], search: Search) -> list[StudyRow]:
    rows.sort(key=lambda row: row.study.study_uid)
    for level in reversed(search.order or NEWEST_FIRST):
        rows.sort(key=_ORDERED[level.key], reverse=level.is_descending)
    return rows
