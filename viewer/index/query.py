"""The questions that are asked of the archive, as SQL with bound values."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from viewer.index.rows import (
    MARK_COLUMNS,
    STUDY_COLUMNS,
    date_key,
    joined_names,
    storable_text,
    time_key,
)
from viewer.index.words import fold, has_wildcard, patterns_of
from viewer.model.archive import StudyRow
from viewer.model.search import NEWEST_FIRST, Order, Search, SortKey
from viewer.model.study import StudyRecord

# The unary plus keeps the order of the index: one study after the other until `limit` rows are
# found, instead of sorting everything that a short word matches. Where few match, the walk would
# pass nearly every study: see `few_queries`.
_MATCHES = "+study.id IN (SELECT rowid FROM study_words WHERE study_words MATCH ?)"
# Wildcards read all words, in the table where FTS5 keeps them: twice as fast as through FTS5.
_MATCHES_WILDCARDS = "+study.id IN (SELECT id FROM study_words_content WHERE {})"
_MATCHES_WILDCARD = "(' ' || c0) GLOB ?"
_HAS_MODALITY = "+study.id IN (SELECT study_id FROM series WHERE modality IN ({}))"
_HAS_BODY_PART = "+study.id IN (SELECT study_id FROM series WHERE body_part = ?)"
_HAS_SOURCE = """+study.id IN (
    SELECT study_id FROM study_source JOIN source ON source.id = source_id WHERE name = ?
)"""
_HAS_LABEL = "+study.study_uid IN (SELECT study_uid FROM mark WHERE instr(labels, ?))"
_IS_AMONG = "+study.study_uid IN (SELECT value FROM json_each(?))"
_IS_SEEN = "+study.study_uid IN (SELECT study_uid FROM mark WHERE is_seen)"
_IS_UNSEEN = "coalesce(mark.is_seen, 0) = 0"
# What may hold for few studies, and can be asked for without the list.
_COUNTABLE = frozenset((_MATCHES, _HAS_LABEL, _IS_SEEN))

_MARKS = ", ".join(f"mark.{column}" for column in MARK_COLUMNS.split(", "))
# Columns by their table: the mark of a study has a study_uid too.
_STUDY = ", ".join(f"study.{column}" for column in STUDY_COLUMNS.split(", "))
STUDY_ROWS = (
    f"SELECT {_STUDY}, modalities, series_count, instance_count, study.id, {_MARKS}, "
    "EXISTS (SELECT 1 FROM given_patient WHERE given_patient.study_uid = study.study_uid) "
    "FROM study LEFT JOIN mark ON mark.study_uid = study.study_uid"
)

# Without a condition on marks, SQLite leaves them out by itself.
_STUDY_UIDS = "SELECT study.study_uid FROM study LEFT JOIN mark ON mark.study_uid = study.study_uid"
STUDIES_BY_UID = f"{STUDY_ROWS} WHERE study.study_uid IN (SELECT value FROM json_each(?))"

FEW = 1000  # studies that are sorted sooner than the list is walked

Value = str | int
Clause = tuple[str, tuple[Value, ...]]
Ordered = tuple[str, Callable[[StudyRow], Value]]  # a column, and its value in a row

_ORDERED: Mapping[SortKey, tuple[Ordered, ...]] = MappingProxyType(
    {
        SortKey.DATE: (
            ("date_key", lambda row: date_key(row.study.date)),
            ("time_key", lambda row: time_key(row.study.time)),
        ),
        SortKey.NAME: (("name_key", lambda row: order_keys(row.study)[2]),),
        SortKey.PATIENT_ID: (
            ("patient_id", lambda row: storable_text(row.study.patient.patient_id)),
        ),
        SortKey.DESCRIPTION: (("description_key", lambda row: order_keys(row.study)[3]),),
        SortKey.MODALITY: (("modalities", lambda row: joined_names(row.modalities) or "\\"),),
        SortKey.IMAGES: (("instance_count", lambda row: row.instance_count),),
        SortKey.ADDED: (("study.id", lambda row: row.added),),
    }
)
_LAST: Ordered = ("study.study_uid", lambda row: storable_text(row.study.study_uid))


def uid_query(search: Search, *, few: Clause | None = None) -> tuple[str, tuple[Value, ...]]:
    """As `study_query`, but every study, and of each its UID only: the order's index is enough."""
    return _ordered_query(_STUDY_UIDS, search, after=None, few=few)


def study_query(
    search: Search, *, limit: int, after: StudyRow | None, few: Clause | None = None
) -> tuple[str, tuple[Value, ...]]:
    """The statement and its values for `Archive.find_studies`.

    `few`: one of `few_queries`, whose studies are taken by their keys and sorted.
    """
    statement, values = _ordered_query(STUDY_ROWS, search, after=after, few=few)
    return f"{statement} LIMIT ?", (*values, limit)


def _ordered_query(
    rows: str, search: Search, *, after: StudyRow | None, few: Clause | None
) -> tuple[str, tuple[Value, ...]]:
    ordered = _ordered_columns(search.order)
    clauses = [
        (clause[0].removeprefix("+"), clause[1]) if clause == few else clause
        for clause in _named_clauses(search)
    ]
    clauses += [
        *_series_clauses(search),
        *_date_clauses(search.date_from, search.date_to),
        *([] if after is None else [_behind(after, ordered)]),
    ]
    where = " AND ".join(condition for condition, _ in clauses) or "TRUE"
    values = tuple(value for _, bound in clauses for value in bound)
    order = ", ".join(f"{column} {'DESC' if down else 'ASC'}" for (column, _), down in ordered)
    return f"{rows} WHERE {where} ORDER BY {order}", values


def few_queries(search: Search) -> list[tuple[Clause, Clause]]:
    """Conditions that may hold for few studies, each with a statement that tells.

    It yields more than FEW rows where many studies match, and stops at the first too many.
    """
    return [
        ((condition, values), (f"{_selected(condition)} LIMIT ?", (*values, FEW + 1)))
        for condition, values in _named_clauses(search)
        if condition in _COUNTABLE
    ]


def _selected(condition: str) -> str:
    """The statement in the brackets of `column IN (...)`."""
    return condition[condition.index("(") + 1 : -1]


def _named_clauses(search: Search) -> list[Clause]:
    return [*_word_clauses(search.words), *_mark_clauses(search)]


def _ordered_columns(order: Sequence[Order]) -> list[tuple[Ordered, bool]]:
    """Each column of the order with its direction; the UID decides between equals."""
    levels = order or NEWEST_FIRST
    columns = [(one, level.is_descending) for level in levels for one in _ORDERED[level.key]]
    return [*columns, (_LAST, levels[0].is_descending)]


def _behind(row: StudyRow, ordered: list[tuple[Ordered, bool]]) -> Clause:
    """What comes later in the order than `row`."""
    values = tuple(value_of(row) for (_, value_of), _ in ordered)
    columns = [column for (column, _), _ in ordered]
    directions = [down for _, down in ordered]
    if len(set(directions)) == 1:  # a form that an index can begin at
        marks = ", ".join("?" * len(columns))
        return f"({', '.join(columns)}) {'<' if directions[0] else '>'} ({marks})", values
    behind, bound = list[str](), list[Value]()
    for number, (column, down) in enumerate(zip(columns, directions, strict=True)):
        same = [f"{earlier} = ?" for earlier in columns[:number]]
        behind.append(" AND ".join([*same, f"{column} {'<' if down else '>'} ?"]))
        bound.extend(values[: number + 1])
    return f"({' OR '.join(f'({one})' for one in behind)})", tuple(bound)


def _word_clauses(words: str) -> list[Clause]:
    prefixes, wildcards = list[str](), list[str]()
    for pattern in patterns_of(storable_text(words)):
        if has_wildcard(pattern):
            letters = pattern.replace("?", "[^ ]")  # of a word, never the space behind it
            wildcards.append(f"* {letters}*")
        else:
            prefixes.append(f'"{pattern}"*')  # letters and digits only: nothing to escape
    clauses = list[Clause]()
    if prefixes:
        clauses.append((_MATCHES, (" ".join(prefixes),)))
    if wildcards:
        all_of_them = " AND ".join([_MATCHES_WILDCARD] * len(wildcards))
        clauses.append((_MATCHES_WILDCARDS.format(all_of_them), tuple(wildcards)))
    return clauses


def _series_clauses(search: Search) -> list[Clause]:
    clauses = list[Clause]()
    if search.modalities:
        marks = ", ".join("?" * len(search.modalities))
        names = tuple(map(storable_text, search.modalities))
        clauses.append((_HAS_MODALITY.format(marks), names))
    if search.body_part:
        clauses.append((_HAS_BODY_PART, (storable_text(search.body_part),)))
    if search.source:
        clauses.append((_HAS_SOURCE, (storable_text(search.source),)))
    return clauses


def _mark_clauses(search: Search) -> list[Clause]:
    clauses = list[Clause]()
    if search.label:
        clauses.append((_HAS_LABEL, (joined_names([search.label]),)))
    if search.is_seen is not None:
        clauses.append((_IS_SEEN if search.is_seen else _IS_UNSEEN, ()))
    if search.has_key_images:
        either = f"({_HAS_MODALITY.format('?')} OR {_IS_AMONG})"
        clauses.append((either, ("KO", _json_list(search.key_images_by_hand))))
    if search.has_drawings:
        clauses.append((_IS_AMONG, (_json_list(search.drawn_on),)))
    return clauses


def _json_list(uids: Iterable[str]) -> str:
    return json.dumps(sorted(map(storable_text, uids)))


def _date_clauses(date_from: str, date_to: str) -> list[Clause]:
    clauses = list[Clause]()
    if date_from:
        clauses.append(("date_key >= ?", (date_key(date_from),)))
    if date_to:
        clauses.append(("date_key BETWEEN '0' AND ?", (date_key(date_to),)))
    return clauses


def order_keys(study: StudyRecord) -> tuple[str, str, str, str]:
    """What studies are ordered by: ORDER_COLUMNS."""
    name = storable_text(study.patient.name.joined())
    description = storable_text(study.description)
    return date_key(study.date), time_key(study.time), fold(name), fold(description)


ORDER_COLUMNS = "date_key, time_key, name_key, description_key"

_SERIES_ORDER = """
    position_mm IS NULL, position_mm, instance_number IS NULL, instance_number,
    file_name, instance.id
"""
_STUDY_ORDER = "series.number IS NULL, series.number, series.id"
_IS_DUPLICATE = """
    EXISTS (
        SELECT 1 FROM instance AS earlier
        WHERE earlier.series_id = instance.series_id
            AND earlier.sop_instance_uid = instance.sop_instance_uid
            AND earlier.id < instance.id
    )
"""
_OF_STUDY = """
    FROM study
    JOIN series ON series.study_id = study.id
    JOIN instance ON instance.series_id = series.id
    JOIN folder ON folder.id = instance.folder_id
    WHERE study.study_uid = :study AND (:series IS NULL OR series.series_uid = :series)
"""

# One file for each SOP instance, in the order of the stack.
PATHS = f"""
    SELECT folder.path, file_name {_OF_STUDY} AND NOT {_IS_DUPLICATE}
    ORDER BY {_STUDY_ORDER}, {_SERIES_ORDER}
"""

LISTED_FILES = """
    SELECT folder.path, file_name, file_size, file_mtime_ns
    FROM instance JOIN folder ON folder.id = folder_id ORDER BY folder.path, file_name
"""

_INSTANCE_ROWS = f"""
    SELECT folder.path, file_name, study.study_uid, series.series_uid,
        (SELECT uid FROM code WHERE code.id = sop_class), sop_instance_uid,
        (SELECT uid FROM code WHERE code.id = transfer_syntax), instance_number,
        rows, columns, number_of_frames, position_mm, file_size, {_IS_DUPLICATE}
"""
# Every file, in the order of the stack.
INSTANCES = f"{_INSTANCE_ROWS} {_OF_STUDY} ORDER BY {_STUDY_ORDER}, {_SERIES_ORDER}"


# The files of SOP instances that lie in several, as rows of INSTANCES, together.
DUPLICATES = f"""
    {_INSTANCE_ROWS} FROM instance
    JOIN series ON series.id = series_id JOIN study ON study.id = series.study_id
    JOIN folder ON folder.id = folder_id
    WHERE sop_instance_uid IN (
        SELECT sop_instance_uid FROM instance GROUP BY sop_instance_uid HAVING count(*) > 1
    )
    ORDER BY sop_instance_uid, instance.id
"""

# Body parts, sources, and joined labels.
CHOICES = (
    "SELECT DISTINCT body_part FROM series WHERE body_part <> '' ORDER BY body_part LIMIT 500",
    "SELECT name FROM source ORDER BY name LIMIT 500",
    "SELECT DISTINCT labels FROM mark WHERE labels <> '' LIMIT 5000",
)

COUNTS = """
    SELECT
        (SELECT count(*) FROM (
            SELECT DISTINCT patient_id, issuer, iif(patient_id = '', patient_name, '') FROM study
        )),
        (SELECT count(*) FROM study),
        (SELECT count(*) FROM series),
        (SELECT coalesce(sum(instance_count), 0) FROM study),
        (SELECT coalesce(sum(file_size), 0) FROM instance),
        (SELECT count(*) FROM instance) - (SELECT coalesce(sum(instance_count), 0) FROM study)
"""

# What lies in a folder and below it, by study, oldest first; `ends` is the text behind all of it.
STORED_STUDIES = """
    SELECT study.study_uid, study.added_s, sum(file_size)
    FROM folder JOIN instance ON folder_id = folder.id
    JOIN series ON series.id = series_id JOIN study ON study.id = series.study_id
    WHERE folder.path = :folder OR (folder.path > :begins AND folder.path < :ends)
    GROUP BY study.id ORDER BY study.added_s, study.id
"""
NEWEST_ADDED = "SELECT coalesce(max(added_s), 0) FROM study"
