"""Files that lie somewhere else now: their rows follow them."""

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from viewer.index.rows import storable_path

_ADD_FOLDER = "INSERT INTO folder (path) VALUES (?) ON CONFLICT DO NOTHING"
_WHERE = "folder_id = (SELECT id FROM folder WHERE path = ?) AND file_name = ?"
_DROP = f"DELETE FROM instance WHERE {_WHERE}"
_FIND = f"SELECT 1 FROM instance WHERE {_WHERE}"
_MOVE = f"""
    UPDATE instance SET folder_id = (SELECT id FROM folder WHERE path = ?), file_name = ?
    WHERE {_WHERE}
"""


def relocate(connection: sqlite3.Connection, moved: Iterable[tuple[Path, Path]]) -> None:
    """List files, inside a transaction, at their second paths in place of their first.

    Their content is the same. Where the second is listed already, the first goes.
    """
    for old, new in moved:
        before, after = _parts(old), _parts(new)
        if connection.execute(_FIND, after).fetchone():
            connection.execute(_DROP, before)
            continue
        connection.execute(_ADD_FOLDER, after[:1])
        connection.execute(_MOVE, (*after, *before))


def _parts(path: Path) -> tuple[str | bytes, str | bytes]:
    folder, name = os.path.split(path)
    return storable_path(folder), storable_path(name)
