"""What users said of studies, in a database beside the list: marks, patients, character sets.

The list can be made anew from the files; this cannot. It is attached to every connection of the
list, so that studies are found by their marks, and has its own file: neither repairing nor losing
the list touches it.
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from viewer.base.private import make_private
from viewer.index.connection import attach, own_database
from viewer.index.errors import damaged_archive_error, newer_archive_error
from viewer.index.salvage import set_aside

_VERSION = 2
_APPLICATION_ID = 0x5241_444D  # "RADM"

_TABLES = {
    # By UID and without a reference: it outlives the study's rows.
    "mark": r"""
        study_uid TEXT PRIMARY KEY,
        is_seen INTEGER NOT NULL DEFAULT 0,
        note TEXT NOT NULL DEFAULT '',
        labels TEXT NOT NULL DEFAULT '' -- \one\two\, sorted
    """,
    # Whose a study is by hand, as JSON, and whose it is by its files.
    "given_patient": """
        study_uid TEXT PRIMARY KEY,
        patient TEXT NOT NULL,
        of_files TEXT NOT NULL
    """,
    # Came with version 2: what texts are read in, whatever the files declare.
    "character_set": """
        study_uid TEXT PRIMARY KEY,
        chosen TEXT NOT NULL
    """,
    # The rows of a study that was taken from the list, as JSON, until they are put back.
    "removed": """
        study_uid TEXT PRIMARY KEY,
        removed_s INTEGER NOT NULL,
        content TEXT NOT NULL
    """,
}


def prepare_own(connection: sqlite3.Connection) -> None:
    """Make the tables where there are none; a newer version is left alone: `ArchiveError`."""
    (version,) = connection.execute("PRAGMA own.user_version").fetchone()
    (application_id,) = connection.execute("PRAGMA own.application_id").fetchone()
    if version > _VERSION:
        raise newer_archive_error()
    if version and application_id != _APPLICATION_ID:
        raise damaged_archive_error("the marks are of another program")
    connection.execute("PRAGMA own.journal_mode = WAL")
    connection.execute("PRAGMA own.synchronous = FULL")  # nobody can make it anew
    if version < _VERSION:
        for name, columns in _TABLES.items():
            connection.execute(
                f"CREATE TABLE IF NOT EXISTS own.{name} ({columns}) STRICT, WITHOUT ROWID"
            )
        connection.execute(f"PRAGMA own.application_id = {_APPLICATION_ID:d}")
        connection.execute(f"PRAGMA own.user_version = {_VERSION:d}")


def rescue(path: Path) -> bool:
    """Make the database beside the list at `path` anew where it is damaged; tells whether it was.

    Nobody may have it open. What can still be read comes along; the damaged one is set aside.
    """
    own = own_database(path)
    if not own.exists() or _is_sound(own):
        return False
    aside = set_aside(own)
    make_private(own)
    with closing(sqlite3.connect(":memory:", uri=True, isolation_level=None)) as connection:
        attach(connection, path)
        prepare_own(connection)
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(aside)) as old:
            for name in _TABLES:
                _copy_rows(old, connection, name)
    return True


def _copy_rows(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> None:
    with suppress(sqlite3.DatabaseError):
        for row in old.execute(f"SELECT * FROM {table}"):
            marks = ", ".join("?" * len(row))
            new.execute(f"INSERT OR IGNORE INTO own.{table} VALUES ({marks})", row)


def _is_sound(own: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{own.absolute().as_uri()}?mode=ro", uri=True)) as reader:
            (found,) = reader.execute("PRAGMA integrity_check (1)").fetchone()
            (version,) = reader.execute("PRAGMA user_version").fetchone()
            (application_id,) = reader.execute("PRAGMA application_id").fetchone()
    except sqlite3.OperationalError:
        return True  # locked, or not to be opened: nothing that making it anew would heal
    except sqlite3.DatabaseError:
        return False
    return found == "ok" and (not version or application_id == _APPLICATION_ID)
