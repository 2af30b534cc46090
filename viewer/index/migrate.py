"""Bring a database to the schema of this version, or refuse it."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from viewer.base.private import make_private
from viewer.index.connection import transaction
from viewer.index.errors import damaged_archive_error, newer_archive_error
from viewer.index.schema import APPLICATION_ID, SCHEMA, SCHEMA_VERSION, VERSION_3
from viewer.index.words import fold, search_words


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: `change` turns a database of `from_version` into the next version."""

    from_version: int
    change: Callable[[sqlite3.Connection], None]


def _add_character_set(connection: sqlite3.Connection) -> None:
    """From 1: a chosen character set; names are searched in either kana and without spaces."""
    connection.execute("ALTER TABLE study ADD COLUMN character_set TEXT NOT NULL DEFAULT ''")
    rows = connection.execute(
        "SELECT id, patient_name, patient_id, accession_number, description FROM study"
    ).fetchall()
    connection.execute("DELETE FROM study_words")
    connection.executemany(
        "INSERT INTO study_words (rowid, words) VALUES (?, ?)",
        [(row_id, search_words(*texts)) for row_id, *texts in rows],
    )


def _add_sources(connection: sqlite3.Connection) -> None:
    """From 2: sources; keys to order studies by."""
    for column in _KEY_COLUMNS:
        connection.execute(f"ALTER TABLE study ADD COLUMN {column}")
    rows = connection.execute("SELECT id, patient_name, description FROM study").fetchall()
    connection.executemany(
        "UPDATE study SET name_key = ?, description_key = ? WHERE id = ?",
        [(fold(name), fold(description), row_id) for row_id, name, description in rows],
    )
    for statement in VERSION_3:
        connection.execute(statement)


def _move_marks(connection: sqlite3.Connection) -> None:
    """From 3: marks have a database of their own."""
    if connection.execute("SELECT 1 FROM main.sqlite_schema WHERE name = 'mark'").fetchone():
        connection.execute(
            "INSERT OR IGNORE INTO own.mark SELECT study_uid, is_seen, note, labels FROM main.mark"
        )
        connection.execute("DROP TABLE main.mark")


def _move_character_sets(connection: sqlite3.Connection) -> None:
    """From 4: what was chosen by hand is among what users said, and outlives the list."""
    connection.execute(
        "INSERT OR IGNORE INTO own.character_set "
        "SELECT study_uid, character_set FROM main.study WHERE character_set <> ''"
    )


_KEY_COLUMNS = (
    "name_key TEXT NOT NULL DEFAULT ''",
    "description_key TEXT NOT NULL DEFAULT ''",
    "added_s INTEGER NOT NULL DEFAULT 0",
)
MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, _add_character_set),
    Migration(2, _add_sources),
    Migration(3, _move_marks),
    Migration(4, _move_character_sets),
)


def prepare(
    connection: sqlite3.Connection,
    path: Path,
    *,
    version: int = SCHEMA_VERSION,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> None:
    """Create the tables in an empty database; migrate an older one after a backup beside it.

    What users made is attached already (own_database.py).
    A database of a newer version, or of another program, is left untouched: `ArchiveError`.
    """
    application_id, found, is_empty = _identify(connection)
    if is_empty:
        with transaction(connection):
            # Another process may have made the tables since.
            if _identify(connection)[2]:
                _create(connection, version)
        return
    if application_id != APPLICATION_ID:
        raise damaged_archive_error("not an archive of this program")
    if found > version:
        raise newer_archive_error()
    if found < version:
        _back_up(connection, path.with_name(f"{path.name}.v{found}.backup"))
        _migrate(connection, migrations, version=version)


def _identify(connection: sqlite3.Connection) -> tuple[int, int, bool]:
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return application_id, version, tables == 0


def _create(connection: sqlite3.Connection, version: int) -> None:
    for statement in SCHEMA:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
    connection.execute(f"PRAGMA user_version = {version:d}")


def _migrate(
    connection: sqlite3.Connection, migrations: Sequence[Migration], *, version: int
) -> None:
    steps = {migration.from_version: migration for migration in migrations}
    with transaction(connection):
        (current,) = connection.execute("PRAGMA user_version").fetchone()
        for step in range(current, version):
            steps[step].change(connection)
        connection.execute(f"PRAGMA user_version = {version:d}")


def _back_up(connection: sqlite3.Connection, target: Path) -> None:
    make_private(target)
    backup = sqlite3.connect(target)
    try:
        connection.backup(backup)
    finally:
        backup.close()
