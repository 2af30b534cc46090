"""KeyImageStore: which images users marked, in a database of its own.

The list of studies can be made anew from the files; marks cannot. They are kept by UIDs, so that
they come back with their study however often that is listed, moved or removed from the list.
"""

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path

from viewer.index.connection import open_writer, transaction
from viewer.index.errors import newer_archive_error, sqlite_errors_translated
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.key_image import KeyImage

_VERSION = 1
_SCHEMA = """CREATE TABLE IF NOT EXISTS key_image (
    study_uid TEXT NOT NULL,
    series_uid TEXT NOT NULL,
    sop_instance_uid TEXT NOT NULL,
    frame_index INTEGER NOT NULL,
    PRIMARY KEY (study_uid, series_uid, sop_instance_uid, frame_index)
) STRICT, WITHOUT ROWID"""
_MATCH = "study_uid = ? AND series_uid = ? AND sop_instance_uid = ? AND frame_index = ?"


class KeyImageStore:
    """Opens its file when it is first needed; any thread may call it.

    Every method raises `ArchiveError` where the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def load(self, study_uid: StudyUid) -> list[KeyImage]:
        """The key images of a study."""
        query = (
            "SELECT series_uid, sop_instance_uid, frame_index FROM key_image WHERE study_uid = ?"
        )
        with self._lock, sqlite_errors_translated():
            rows = self._open().execute(query, (study_uid,)).fetchall()
        return [
            KeyImage(study_uid, SeriesUid(series), InstanceUid(uid), index)
            for series, uid, index in rows
        ]

    def save(self, marked: Iterable[KeyImage], unmarked: Iterable[KeyImage] = ()) -> None:
        """Keep marks and forget others: all or nothing."""
        with self._lock, sqlite_errors_translated():
            connection = self._open()
            with transaction(connection):
                connection.executemany(
                    "INSERT INTO key_image VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    map(_row, marked),
                )
                connection.executemany(f"DELETE FROM key_image WHERE {_MATCH}", map(_row, unmarked))

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


def _row(key: KeyImage) -> tuple[str, str, str, int]:
    return key.study_uid, key.series_uid, key.sop_instance_uid, key.frame_index
