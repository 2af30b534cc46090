"""Records into rows: one transaction, repeatable without effect.

A file is known by its path and unchanged while its size and time are. Where the files of a
study disagree, the last non-empty value is kept.
"""

import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Generic, TypeVar

from viewer.index.query import study_key
from viewer.index.rows import (
    INSTANCE_COLUMNS,
    SERIES_COLUMNS,
    STUDY_COLUMNS,
    instance_tail,
    path_of,
    series_record,
    series_values,
    storable_path,
    storable_text,
    study_record,
    study_values,
    study_words,
)
from viewer.model.archive import StoreResult
from viewer.model.identity import StudyUid
from viewer.model.study import InstanceRecord, SeriesRecord, StudyRecord

Record = TypeVar("Record", StudyRecord, SeriesRecord)


def _marks(columns: str) -> str:
    return ", ".join("?" * (columns.count(",") + 1))


_INSERT_STUDY = f"""
    INSERT INTO study ({STUDY_COLUMNS}, date_key, time_key)
    VALUES ({_marks(STUDY_COLUMNS)}, ?, ?)
"""
_UPDATE_STUDY = f"""
    UPDATE study SET ({STUDY_COLUMNS}, date_key, time_key) = ({_marks(STUDY_COLUMNS)}, ?, ?)
    WHERE id = ?
"""
_INSERT_SERIES = (
    f"INSERT INTO series ({SERIES_COLUMNS}, study_id) VALUES ({_marks(SERIES_COLUMNS)}, ?)"
)
_UPDATE_SERIES = f"UPDATE series SET ({SERIES_COLUMNS}) = ({_marks(SERIES_COLUMNS)}) WHERE id = ?"
_INSERT_INSTANCE = f"INSERT INTO instance ({INSTANCE_COLUMNS}) VALUES ({_marks(INSTANCE_COLUMNS)})"
_ADD_FOLDER = "INSERT INTO folder (path) VALUES (?) ON CONFLICT DO NOTHING"
_FIND_FOLDER = "SELECT id FROM folder WHERE path = ?"
_ADD_CODE = "INSERT INTO code (uid) VALUES (?) ON CONFLICT DO NOTHING"
_FIND_CODE = "SELECT id FROM code WHERE uid = ?"
_FIND_FILE = """
    SELECT instance.id, file_size, file_mtime_ns, series_id, study_id
    FROM instance JOIN series ON series.id = series_id
    WHERE folder_id = ? AND file_name = ?
"""
_FIND_UID = """
    SELECT instance.id, folder.path, file_name
    FROM instance JOIN folder ON folder.id = folder_id
    WHERE series_id = ? AND sop_instance_uid = ?
"""
_COUNT_SERIES = """
    UPDATE series SET instance_count =
        (SELECT count(DISTINCT sop_instance_uid) FROM instance WHERE series_id = series.id)
    WHERE id = ?
"""
_COUNT_STUDY = r"""
    UPDATE study SET
        series_count = (SELECT count(*) FROM series WHERE study_id = study.id),
        instance_count =
            (SELECT coalesce(sum(instance_count), 0) FROM series WHERE study_id = study.id),
        modalities = (
            SELECT '\' || coalesce(group_concat(modality, '\') || '\', '') FROM (
                SELECT DISTINCT modality FROM series
                WHERE study_id = study.id AND modality <> '' ORDER BY modality
            )
        )
    WHERE id = ?
"""
_DELETE_EMPTY_SERIES = "DELETE FROM series WHERE id = ? AND instance_count = 0"
_DELETE_EMPTY_WORDS = """
    DELETE FROM study_words
    WHERE rowid = (SELECT id FROM study WHERE id = ? AND instance_count = 0)
"""
_DELETE_EMPTY_STUDY = "DELETE FROM study WHERE id = ? AND instance_count = 0"


@dataclass
class _Entry(Generic[Record]):
    """A study or series that this transaction has met; written again where it changed."""

    row_id: int
    record: Record
    is_changed: bool = False


class Ingest:
    """The state of one transaction: ids met so far, and what to count again at its end."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute
        self._executemany = connection.executemany
        self._folders: dict[str, int] = {}
        self._codes: dict[str, int] = {}
        self._studies: dict[str, _Entry[StudyRecord]] = {}
        self._series: dict[tuple[int, str], _Entry[SeriesRecord]] = {}
        self._touched_series: set[int] = set()
        self._touched_studies: set[int] = set()

    def store(self, instances: Iterable[InstanceRecord]) -> StoreResult:
        """Write every instance, then the studies and series they changed."""
        imported = updated = unchanged = 0
        for instance in instances:
            folder, file_name = os.path.split(os.fspath(instance.path))
            folder_id = self._folder_id(folder)
            stored_name = storable_path(file_name)
            known = self._execute(_FIND_FILE, (folder_id, stored_name)).fetchone()
            if known is not None:
                if known[1:3] == (instance.file_size, instance.file_mtime_ns):
                    unchanged += 1
                    continue
                self._forget(*known)
            has_moved = self._insert(instance, folder_id, stored_name)
            if known is not None or has_moved:
                updated += 1
            else:
                imported += 1
        self._finish()
        return StoreResult(imported, updated, unchanged)

    def _forget(self, row_id: int, _size: int, _mtime: int, series_id: int, study_id: int) -> None:
        self._execute("DELETE FROM instance WHERE id = ?", (row_id,))
        self._touched_series.add(series_id)
        self._touched_studies.add(study_id)

    def _insert(self, instance: InstanceRecord, folder_id: int, file_name: str | bytes) -> bool:
        study_id = self._study_id(instance.study)
        series_id = self._series_id(instance.series, study_id)
        uid = storable_text(instance.sop_instance_uid)
        has_moved = self._drop_missing(series_id, uid)
        self._execute(
            _INSERT_INSTANCE,
            (
                series_id,
                uid,
                folder_id,
                file_name,
                instance.file_size,
                instance.file_mtime_ns,
                self._code_id(instance.sop_class_uid),
                self._code_id(instance.transfer_syntax_uid),
                *instance_tail(instance),
            ),
        )
        self._touched_series.add(series_id)
        self._touched_studies.add(study_id)
        return has_moved

    def _drop_missing(self, series_id: int, uid: str) -> bool:
        """Forget files of a SOP instance that are no longer where they were: it has moved."""
        gone = [
            row_id
            for row_id, folder, name in self._execute(_FIND_UID, (series_id, uid)).fetchall()
            if not path_of(folder, name).exists()
        ]
        for row_id in gone:
            self._execute("DELETE FROM instance WHERE id = ?", (row_id,))
        return bool(gone)

    def _study_id(self, study: StudyRecord) -> int:
        entry = self._studies.get(study.study_uid)
        if entry is None:
            entry = self._studies[study.study_uid] = self._study_entry(study)
        _merge(entry, study)
        return entry.row_id

    def _study_entry(self, study: StudyRecord) -> _Entry[StudyRecord]:
        row = self._execute(
            f"SELECT id, {STUDY_COLUMNS} FROM study WHERE study_uid = ?",
            (storable_text(study.study_uid),),
        ).fetchone()
        if row is not None:
            return _Entry(row[0], study_record(row[1:]))
        values = (*study_values(study), *study_key(study)[:2])
        row_id = self._execute(_INSERT_STUDY, values).lastrowid
        assert row_id is not None
        return _Entry(row_id, study, is_changed=True)  # its words are still to be written

    def _series_id(self, series: SeriesRecord, study_id: int) -> int:
        key = study_id, series.series_uid
        entry = self._series.get(key)
        if entry is None:
            entry = self._series[key] = self._series_entry(series, study_id)
        _merge(entry, series)
        return entry.row_id

    def _series_entry(self, series: SeriesRecord, study_id: int) -> _Entry[SeriesRecord]:
        row = self._execute(
            f"SELECT id, {SERIES_COLUMNS} FROM series WHERE study_id = ? AND series_uid = ?",
            (study_id, storable_text(series.series_uid)),
        ).fetchone()
        if row is not None:
            return _Entry(row[0], series_record(row[1:], StudyUid(series.study_uid)))
        row_id = self._execute(_INSERT_SERIES, (*series_values(series), study_id)).lastrowid
        assert row_id is not None
        return _Entry(row_id, series)

    def _folder_id(self, folder: str) -> int:
        if folder not in self._folders:
            stored = (storable_path(folder),)
            self._execute(_ADD_FOLDER, stored)
            self._folders[folder] = self._execute(_FIND_FOLDER, stored).fetchone()[0]
        return self._folders[folder]

    def _code_id(self, uid: str) -> int:
        if uid not in self._codes:
            stored = (storable_text(uid),)
            self._execute(_ADD_CODE, stored)
            self._codes[uid] = self._execute(_FIND_CODE, stored).fetchone()[0]
        return self._codes[uid]

    def _finish(self) -> None:
        for study in self._studies.values():
            if study.is_changed:
                self._write_study(study.row_id, study.record)
        for series in self._series.values():
            if series.is_changed:
                self._execute(_UPDATE_SERIES, (*series_values(series.record), series.row_id))
        self._count(_COUNT_SERIES, self._touched_series)
        self._count(_DELETE_EMPTY_SERIES, self._touched_series)
        self._count(_COUNT_STUDY, self._touched_studies)
        self._count(_DELETE_EMPTY_WORDS, self._touched_studies)
        self._count(_DELETE_EMPTY_STUDY, self._touched_studies)

    def _write_study(self, row_id: int, study: StudyRecord) -> None:
        self._execute(_UPDATE_STUDY, (*study_values(study), *study_key(study)[:2], row_id))
        self._execute("DELETE FROM study_words WHERE rowid = ?", (row_id,))
        self._execute(
            "INSERT INTO study_words (rowid, words) VALUES (?, ?)", (row_id, study_words(study))
        )

    def _count(self, statement: str, row_ids: set[int]) -> None:
        self._executemany(statement, [(row_id,) for row_id in sorted(row_ids)])


def _merge(entry: _Entry[Record], record: Record) -> None:
    if record == entry.record:
        return
    known = {
        field.name: getattr(record, field.name) or getattr(entry.record, field.name)
        for field in fields(record)
    }
    merged = replace(record, **known)
    if merged != entry.record:
        entry.record, entry.is_changed = merged, True
