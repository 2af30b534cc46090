"""The questions that are asked of the archive, as SQL with bound values."""

from collections.abc import Sequence

from viewer.index.rows import STUDY_COLUMNS, date_key, storable_text, time_key
from viewer.index.words import has_wildcard, patterns_of
from viewer.model.archive import StudyRow
from viewer.model.study import StudyRecord

# The unary plus keeps the order of the index: newest first until `limit` rows are found,
# instead of sorting everything that a short word matches.
_MATCHES = "+id IN (SELECT rowid FROM study_words WHERE study_words MATCH ?)"
_MATCHES_WILDCARDS = "+id IN (SELECT rowid FROM study_words WHERE (' ' || words) GLOB ?)"
_IS_BEHIND = "(date_key, time_key, study_uid) < (?, ?, ?)"

STUDY_ROW = f"{STUDY_COLUMNS}, modalities, series_count, instance_count"

Clause = tuple[str, tuple[str, ...]]


def study_query(
    words: str,
    *,
    modalities: Sequence[str],
    date_from: str,
    date_to: str,
    limit: int,
    after: StudyRow | None,
) -> tuple[str, tuple[str | int, ...]]:
    """The statement and its values for `Archive.find_studies`."""
    clauses = [
        *_word_clauses(words),
        *_modality_clauses(modalities),
        *_date_clauses(date_from, date_to),
        *_page_clauses(after),
    ]
    where = " AND ".join(condition for condition, _ in clauses) or "TRUE"
    values = tuple(value for _, bound in clauses for value in bound)
    statement = (
        f"SELECT {STUDY_ROW} FROM study "
        f"WHERE {where} ORDER BY date_key DESC, time_key DESC, study_uid DESC LIMIT ?"
    )
    return statement, (*values, limit)


def _word_clauses(words: str) -> list[Clause]:
    prefixes, clauses = [], list[Clause]()
    for pattern in patterns_of(storable_text(words)):
        if has_wildcard(pattern):
            clauses.append((_MATCHES_WILDCARDS, (f"* {pattern}*",)))
        else:
            prefixes.append(f'"{pattern}"*')  # letters and digits only: nothing to escape
    if prefixes:
        clauses.append((_MATCHES, (" ".join(prefixes),)))
    return clauses


def _modality_clauses(modalities: Sequence[str]) -> list[Clause]:
    if not modalities:
        return []
    marks = ", ".join("?" * len(modalities))
    condition = f"+id IN (SELECT study_id FROM series WHERE modality IN ({marks}))"
    return [(condition, tuple(map(storable_text, modalities)))]


def _date_clauses(date_from: str, date_to: str) -> list[Clause]:
    clauses = list[Clause]()
    if date_from:
        clauses.append(("date_key >= ?", (date_key(date_from),)))
    if date_to:
        clauses.append(("date_key BETWEEN '0' AND ?", (date_key(date_to),)))
    return clauses


def _page_clauses(after: StudyRow | None) -> list[Clause]:
    return [(_IS_BEHIND, study_key(after.study))] if after is not None else []


def study_key(study: StudyRecord) -> tuple[str, str, str]:
    """What studies are ordered by."""
    return date_key(study.date), time_key(study.time), storable_text(study.study_uid)


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

# Every file, in the order of the stack.
INSTANCES = f"""
    SELECT folder.path, file_name, study.study_uid, series.series_uid,
        (SELECT uid FROM code WHERE code.id = sop_class), sop_instance_uid,
        (SELECT uid FROM code WHERE code.id = transfer_syntax), instance_number,
        rows, columns, number_of_frames, position_mm, file_size, {_IS_DUPLICATE}
    {_OF_STUDY}
    ORDER BY {_STUDY_ORDER}, {_SERIES_ORDER}
"""

# No file was ever changed at the time -1: each is read again.
CHOOSE_CHARACTER_SET = (
    "UPDATE study SET character_set = :chosen WHERE study_uid = :study",
    """
    UPDATE instance SET file_mtime_ns = -1
    WHERE series_id IN (
        SELECT series.id FROM series JOIN study ON study.id = series.study_id
        WHERE study_uid = :study
    )
    """,
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
