"""AnnotationStore: what users drew."""

import logging
from collections.abc import Iterable
from pathlib import Path

from viewer.index.annotation_json import from_json, to_json
from viewer.index.connection import transaction
from viewer.index.work_database import WorkDatabase
from viewer.model.annotation import Annotation
from viewer.model.identity import StudyUid

_SCHEMA = """CREATE TABLE IF NOT EXISTS annotation (
    uid TEXT PRIMARY KEY,
    study_uid TEXT NOT NULL,
    place INTEGER NOT NULL,
    data TEXT NOT NULL
) WITHOUT ROWID"""
_log = logging.getLogger(__name__)


class AnnotationStore:
    """Every method raises `ArchiveError` where the file cannot be read or written."""

    def __init__(self, path: Path) -> None:
        self._database = WorkDatabase(path, _SCHEMA)

    def load(self, study_uid: StudyUid) -> list[Annotation]:
        """Everything drawn on a study, in the order of drawing; what cannot be read stays."""
        query = "SELECT data FROM annotation WHERE study_uid = ? ORDER BY place, uid"
        with self._database.connection() as connection:
            rows = connection.execute(query, (study_uid,)).fetchall()
        found = []
        for (text,) in rows:
            try:
                found.append(from_json(text))
            except ValueError as error:
                _log.warning("an annotation cannot be read: %s", error)
        return found

    def studies(self) -> frozenset[str]:
        """The Study Instance UIDs of all that is drawn."""
        with self._database.connection() as connection:
            rows = connection.execute("SELECT DISTINCT study_uid FROM annotation")
            return frozenset(uid for (uid,) in rows)

    def save(self, kept: Iterable[Annotation], removed: Iterable[Annotation] = ()) -> None:
        """Keep annotations, new or changed, and forget others: all or nothing."""
        with self._database.connection() as connection, transaction(connection):
            (place,) = connection.execute("SELECT max(place) FROM annotation").fetchone()
            connection.executemany(
                "INSERT INTO annotation VALUES (?, ?, ?, ?) "
                "ON CONFLICT (uid) DO UPDATE SET data = excluded.data",
                [
                    (each.uid, each.study_uid, (place or 0) + number, to_json(each))
                    for number, each in enumerate(kept, start=1)
                ],
            )
            connection.executemany(
                "DELETE FROM annotation WHERE uid = ?", [(each.uid,) for each in removed]
            )

    def close(self) -> None:
        """Close the file, if it was opened."""
        self._database.close()
