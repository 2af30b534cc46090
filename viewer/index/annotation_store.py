"""AnnotationStore: what users drew, in a database of its own.

The list of studies can be made anew from the files; what was drawn cannot. So neither repairing
nor losing the list touches it.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path

from viewer.index.annotation_json import from_json, to_json
from viewer.index.connection import open_writer, transaction
from viewer.index.errors import newer_archive_error, sqlite_errors_translated
from viewer.model.annotation import Annotation
from viewer.model.identity import StudyUid

_VERSION = 1
_SCHEMA = """CREATE TABLE IF NOT EXISTS annotation (
    uid TEXT PRIMARY KEY,
    study_uid TEXT NOT NULL,
    place INTEGER NOT NULL,
    data TEXT NOT NULL
) WITHOUT ROWID"""
_log = logging.getLogger(__name__)


class AnnotationStore:
    """Opens its file when it is first needed; any thread may call it.

    Every method raises `ArchiveError` where the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def load(self, study_uid: StudyUid) -> list[Annotation]:
        """Everything drawn on a study, in the order of drawing; what cannot be read stays."""
        query = "SELECT data FROM annotation WHERE study_uid = ? ORDER BY place, uid"
        with self._lock, sqlite_errors_translated():
            rows = self._open().execute(query, (study_uid,)).fetchall()
        found = []
        for (text,) in rows:
            try:
                found.append(from_json(text))
            except ValueError as error:
                _log.warning("an annotation cannot be read: %s", error)
        return found

    def save(self, changed: Iterable[Annotation], removed: Iterable[str] = ()) -> None:
        """Keep annotations, new or changed, and forget others by their UIDs: all or nothing."""
        with self._lock, sqlite_errors_translated():
            connection = self._open()
            with transaction(connection):
                (place,) = connection.execute("SELECT max(place) FROM annotation").fetchone()
                connection.executemany(
                    "INSERT INTO annotation VALUES (?, ?, ?, ?) "
                    "ON CONFLICT (uid) DO UPDATE SET data = excluded.data",
                    [
                        (each.uid, each.study_uid, (place or 0) + number, to_json(each))
                        for number, each in enumerate(changed, start=1)
                    ],
                )
                connection.executemany(
                    "DELETE FROM annotation WHERE uid = ?", [(uid,) for uid in removed]
                )

    def close(self) -> None:
        """Close the file, if it was opened."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = open_writer(self._path)
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > _VERSION:
                connection.close()
                raise newer_archive_error()
            connection.execute(_SCHEMA)
            connection.execute(f"PRAGMA user_version = {_VERSION}")
            self._connection = connection
        return self._connection
