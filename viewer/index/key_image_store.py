"""KeyImageStore: which images users marked.

They are kept by UIDs, so that they come back with their study however often that is listed, moved
or removed from the list.
"""

from collections.abc import Iterable
from pathlib import Path

from viewer.index.connection import transaction
from viewer.index.work_database import WorkDatabase
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.key_image import KeyImage

_SCHEMA = """CREATE TABLE IF NOT EXISTS key_image (
    study_uid TEXT NOT NULL,
    series_uid TEXT NOT NULL,
    sop_instance_uid TEXT NOT NULL,
    frame_index INTEGER NOT NULL,
    PRIMARY KEY (study_uid, series_uid, sop_instance_uid, frame_index)
) STRICT, WITHOUT ROWID"""
_MATCH = "study_uid = ? AND series_uid = ? AND sop_instance_uid = ? AND frame_index = ?"


class KeyImageStore:
    """Every method raises `ArchiveError` where the file cannot be read or written."""

    def __init__(self, path: Path) -> None:
        self._database = WorkDatabase(path, _SCHEMA)

    def load(self, study_uid: StudyUid) -> list[KeyImage]:
        """The key images of a study."""
        query = (
            "SELECT series_uid, sop_instance_uid, frame_index FROM key_image WHERE study_uid = ?"
        )
        with self._database.connection() as connection:
            rows = connection.execute(query, (study_uid,)).fetchall()
        return [
            KeyImage(study_uid, SeriesUid(series), InstanceUid(uid), index)
            for series, uid, index in rows
        ]

    def studies(self) -> frozenset[str]:
        """The Study Instance UIDs of all key images."""
        with self._database.connection() as connection:
            rows = connection.execute("SELECT DISTINCT study_uid FROM key_image")
            return frozenset(uid for (uid,) in rows)

    def save(self, kept: Iterable[KeyImage], removed: Iterable[KeyImage] = ()) -> None:
        """Keep marks and forget others: all or nothing."""
        with self._database.connection() as connection, transaction(connection):
            connection.executemany(
                "INSERT INTO key_image VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                map(_row, kept),
            )
            connection.executemany(f"DELETE FROM key_image WHERE {_MATCH}", map(_row, removed))

    def close(self) -> None:
        """Close the file, if it was opened."""
        self._database.close()


def _row(key: KeyImage) -> tuple[str, str, str, int]:
    return key.study_uid, key.series_uid, key.sop_instance_uid, key.frame_index
