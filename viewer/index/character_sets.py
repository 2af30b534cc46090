"""What the texts of a study are read in by hand, whatever its files declare."""

import sqlite3

from viewer.index.rows import storable_text
from viewer.model.identity import StudyUid

_READ_AGAIN = """
    UPDATE instance SET file_mtime_ns = -1
    WHERE series_id IN (
        SELECT series.id FROM series JOIN study ON study.id = series.study_id
        WHERE study_uid = ?
    )
"""


def write_character_set(
    connection: sqlite3.Connection, study_uid: StudyUid, character_set: str
) -> None:
    """Keep what a study is read in, inside a transaction; "" for what its files declare.

    Its files count as changed: none was ever changed at the time -1.
    """
    uid = storable_text(study_uid)
    if character_set:
        chosen = "INSERT OR REPLACE INTO own.character_set VALUES (?, ?)"
        connection.execute(chosen, (uid, character_set))
    else:
        connection.execute("DELETE FROM own.character_set WHERE study_uid = ?", (uid,))
    connection.execute(
        "UPDATE study SET character_set = ? WHERE study_uid = ?", (character_set, uid)
    )
    connection.execute(_READ_AGAIN, (uid,))
