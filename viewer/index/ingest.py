"""Records into rows: one transaction, repeatable without effect.

A file is known by its path and unchanged while its size and time are. Where the files of a
study disagree, the last non-empty value is kept.
"""

import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Generic, TypeVar

from viewer.base.path_parts import folder_and_name
from viewer.index.patients import give_patient, given_patient, take_back_patient
from viewer.index.query import ORDER_COLUMNS, order_keys
from viewer.index.removal import put_back
from viewer.index.rows import (
    INSTANCE_COLUMNS,
    MARK_COLUMNS,
    SERIES_COLUMNS,
    STUDY_COLUMNS,
    instance_tail,
    joined_names,
    mark_of,
    path_of,
    series_record,
    series_values,
    storable_path,
    storable_text,
    study_record,
    study_values,
    study_words,
)
from viewer.model.archive import NO_MARK, StoreResult, StudyMark
from viewer.model.identity import StudyUid
from viewer.model.patient import Patient
from viewer.model.study import InstanceRecord, SeriesRecord, StudyRecord

Record = TypeVar("Record", StudyRecord, SeriesRecord)


def _marks(columns: str) -> str:
    return ", ".join("?" * (columns.count(",") + 1))


_INSERT_STUDY = f"""
    INSERT INTO study ({STUDY_COLUMNS}, {ORDER_COLUMNS}, added_s)
    VALUES ({_marks(STUDY_COLUMNS)}, {_marks(ORDER_COLUMNS)}, ?)
"""
_UPDATE_STUDY = f"""
    UPDATE study SET ({STUDY_COLUMNS}, {ORDER_COLUMNS})
        = ({_marks(STUDY_COLUMNS)}, {_marks(ORDER_COLUMNS)})
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
_ADD_SOURCE = "INSERT INTO source (name) VALUES (?) ON CONFLICT DO NOTHING"
_FIND_SOURCE = "SELECT id FROM source WHERE name = ?"
_ADD_STUDY_SOURCE = """
    INSERT INTO study_source (source_id, study_id) SELECT ?, id FROM study WHERE id = ?
    ON CONFLICT DO NOTHING
"""
_FIND_MARK = f"SELECT {MARK_COLUMNS} FROM mark WHERE study_uid = ?"
_FIND_FILE = """
    SELECT instance.id, file_size, file_mtime_ns, series_id, study_id
    FROM instance JOIN series ON series.id = series_id
    WHERE folder_id = ? AND file_name = ?
"""
_FIND_BY_PATH = _FIND_FILE.replace("= ?", "= (SELECT id FROM folder WHERE path = ?)", 1)
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
    patient: Patient | None = None  # whose a study is by hand


@dataclass
class _Folder:
    """A folder, and the files of it that this transaction has met."""

    row_id: int
    is_new: bool
    met: set[str | bytes] = field(default_factory=set)


class Ingest:
    """The state of one transaction: ids met so far, and what to count again at its end.

    Rows of files are written together, series by series, for that is several times as fast.
    What needs no question is not asked: nothing can be known of a new folder or series.
    """

    def __init__(self, connection: sqlite3.Connection, *, source: str = "") -> None:
        self._source = source
        self._connection = connection
        self._execute = connection.execute
        self._executemany = connection.executemany
        self._folders: dict[str, _Folder] = {}
        self._new_series: set[int] = set()
        self._waiting: list[tuple[object, ...]] = []  # rows of instances
        self._codes: dict[str, int] = {}
        self._studies: dict[str, _Entry[StudyRecord]] = {}
        self._series: dict[tuple[int, str], _Entry[SeriesRecord]] = {}
        self._touched_series: set[int] = set()
        self._touched_studies: set[int] = set()

    def store(self, instances: Iterable[InstanceRecord]) -> StoreResult:
        """Write every instance, then the studies and series they changed."""
        imported = updated = unchanged = 0
        for instance in instances:
            folder_path, file_name = folder_and_name(instance.path)
            folder = self._folders.get(folder_path) or self._find_folder(folder_path)
            stored_name = storable_path(file_name)
            known = self._known_file(folder, stored_name)
            if known is not None:
                if known[1:3] == (instance.file_size, instance.file_mtime_ns):
                    unchanged += 1
                    continue
                self._forget(*known)
            folder.met.add(stored_name)
            has_moved = self._insert(instance, folder.row_id, stored_name)
            if known is not None or has_moved:
                updated += 1
            else:
                imported += 1
        self._finish()
        return StoreResult(imported, updated, unchanged)

    def drop(self, paths: Iterable[Path]) -> None:
        """Take files from the list, and series and studies that have none left."""
        for path in paths:
            folder, name = folder_and_name(path)
            known = self._execute(_FIND_BY_PATH, (storable_path(folder), storable_path(name)))
            if (row := known.fetchone()) is not None:
                self._forget(*row)
        self._finish()

    def put_back(self, study_uid: StudyUid) -> int:
        """List a study again that was taken from the list; returns its number of instances."""
        row_id = put_back(self._connection, storable_text(study_uid))
        if row_id is None:
            return 0
        row = self._execute(f"SELECT {STUDY_COLUMNS} FROM study WHERE id = ?", (row_id,)).fetchone()
        _write_words(self._connection, row_id, study_record(row))
        found = self._execute("SELECT id FROM series WHERE study_id = ?", (row_id,))
        self._count(_COUNT_SERIES, {series_id for (series_id,) in found.fetchall()})
        self._count(_COUNT_STUDY, {row_id})
        counted = self._execute("SELECT instance_count FROM study WHERE id = ?", (row_id,))
        return int(counted.fetchone()[0])

    def _known_file(
        self, folder: _Folder, name: str | bytes
    ) -> tuple[int, int, int, int, int] | None:
        if folder.is_new and name not in folder.met:
            return None
        self._write_waiting()
        known: tuple[int, int, int, int, int] | None
        known = self._execute(_FIND_FILE, (folder.row_id, name)).fetchone()
        return known

    def _forget(self, row_id: int, _size: int, _mtime: int, series_id: int, study_id: int) -> None:
        self._execute("DELETE FROM instance WHERE id = ?", (row_id,))
        self._touched_series.add(series_id)
        self._touched_studies.add(study_id)

    def _insert(self, instance: InstanceRecord, folder_id: int, file_name: str | bytes) -> bool:
        study_id = self._study_id(instance.study)
        series_id = self._series_id(instance.series, study_id)
        uid = storable_text(instance.sop_instance_uid)
        has_moved = series_id not in self._new_series and self._drop_missing(series_id, uid)
        self._waiting.append(
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
            )
        )
        self._touched_series.add(series_id)
        self._touched_studies.add(study_id)
        return has_moved

    def _write_waiting(self) -> None:
        if self._waiting:
            self._executemany(_INSERT_INSTANCE, self._waiting)
            self._waiting = []

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
            patient = given_patient(self._connection, study.study_uid)
            known = study if patient is None else replace(study, patient=patient)
            entry = self._studies[study.study_uid] = self._study_entry(known)
            entry.patient = patient
        if entry.patient is not None:
            study = replace(study, patient=entry.patient)
        _merge(entry, study)
        return entry.row_id

    def _study_entry(self, study: StudyRecord) -> _Entry[StudyRecord]:
        row = self._execute(
            f"SELECT id, {STUDY_COLUMNS} FROM study WHERE study_uid = ?",
            (storable_text(study.study_uid),),
        ).fetchone()
        if row is not None:
            return _Entry(row[0], study_record(row[1:]))
        values = (*study_values(study), *order_keys(study), int(time.time()))
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
        self._new_series.add(row_id)
        return _Entry(row_id, series)

    def _find_folder(self, path: str) -> _Folder:
        stored = (storable_path(path),)
        is_new = self._execute(_ADD_FOLDER, stored).rowcount == 1
        (row_id,) = self._execute(_FIND_FOLDER, stored).fetchone()
        folder = self._folders[path] = _Folder(row_id, is_new)
        return folder

    def _code_id(self, uid: str) -> int:
        if uid not in self._codes:
            stored = (storable_text(uid),)
            self._execute(_ADD_CODE, stored)
            self._codes[uid] = self._execute(_FIND_CODE, stored).fetchone()[0]
        return self._codes[uid]

    def _finish(self) -> None:
        self._write_waiting()
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
        if self._source:
            self._name_source(storable_text(self._source))

    def _name_source(self, name: str) -> None:
        self._execute(_ADD_SOURCE, (name,))
        (source_id,) = self._execute(_FIND_SOURCE, (name,)).fetchone()
        met = sorted(study.row_id for study in self._studies.values())
        self._executemany(_ADD_STUDY_SOURCE, [(source_id, row_id) for row_id in met])

    def _write_study(self, row_id: int, study: StudyRecord) -> None:
        self._execute(_UPDATE_STUDY, (*study_values(study), *order_keys(study), row_id))
        _write_words(self._connection, row_id, study)

    def _count(self, statement: str, row_ids: set[int]) -> None:
        self._executemany(statement, [(row_id,) for row_id in sorted(row_ids)])


def write_patient(
    connection: sqlite3.Connection, study_uid: StudyUid, patient: Patient | None
) -> None:
    """Say by hand whose a study is, inside a transaction; None for what its files say."""
    row = connection.execute(
        f"SELECT id, {STUDY_COLUMNS} FROM study WHERE study_uid = ?", (storable_text(study_uid),)
    ).fetchone()
    if row is None:
        return
    study = study_record(row[1:])
    if patient is not None:
        give_patient(connection, study_uid, patient, of_files=study.patient)
    else:
        patient = take_back_patient(connection, study_uid) or study.patient
    study = replace(study, patient=patient)
    connection.execute(_UPDATE_STUDY, (*study_values(study), *order_keys(study), row[0]))
    _write_words(connection, row[0], study)


def write_mark(connection: sqlite3.Connection, study_uid: StudyUid, mark: StudyMark) -> None:
    """Keep a mark, inside a transaction, and search the study by it where it is listed."""
    uid = storable_text(study_uid)
    connection.execute(
        f"INSERT OR REPLACE INTO own.mark (study_uid, {MARK_COLUMNS}) VALUES (?, ?, ?, ?)",
        (uid, mark.is_seen, storable_text(mark.note), joined_names(mark.labels)),
    )
    row = connection.execute(
        f"SELECT id, {STUDY_COLUMNS} FROM study WHERE study_uid = ?", (uid,)
    ).fetchone()
    if row is not None:
        _write_words(connection, row[0], study_record(row[1:]))


def write_seen(connection: sqlite3.Connection, study_uid: StudyUid) -> None:
    """Keep that a study has been seen, inside a transaction; its note and labels stay."""
    connection.execute(
        f"INSERT INTO own.mark (study_uid, {MARK_COLUMNS}) VALUES (?, 1, '', '') "
        "ON CONFLICT (study_uid) DO UPDATE SET is_seen = 1",
        (storable_text(study_uid),),
    )


def _write_words(connection: sqlite3.Connection, row_id: int, study: StudyRecord) -> None:
    marked = connection.execute(_FIND_MARK, (storable_text(study.study_uid),)).fetchone()
    words = study_words(study, NO_MARK if marked is None else mark_of(marked))
    connection.execute("DELETE FROM study_words WHERE rowid = ?", (row_id,))
    connection.execute("INSERT INTO study_words (rowid, words) VALUES (?, ?)", (row_id, words))


def _merge(entry: _Entry[Record], record: Record) -> None:
    if record is entry.record or record == entry.record:
        return
    known = {
        one.name: getattr(record, one.name) or getattr(entry.record, one.name)
        for one in fields(record)
    }
    merged = replace(record, **known)
    if merged != entry.record:
        entry.record, entry.is_changed = merged, True
