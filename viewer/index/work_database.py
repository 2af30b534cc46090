"""WorkDatabase: a small database of what users made, apart from the list of studies.

The list can be made anew from the files; what users made cannot. So neither repairing nor
losing the list touches it.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from viewer.index.connection import open_writer
from viewer.index.errors import newer_archive_error, sqlite_errors_translated

_VERSION = 1


class WorkDatabase:
    """Opens its file when it is first needed; any thread may use it, one at a time."""

    def __init__(self, path: Path, schema: str) -> None:
        self._path = path
        self._schema = schema
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection; errors of SQLite come as `ArchiveError`."""
        with self._lock, sqlite_errors_translated():
            if self._connection is None:
                self._connection = self._open()
            yield self._connection

    def close(self) -> None:
        """Close the file, if it was opened."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _open(self) -> sqlite3.Connection:
        connection = open_writer(self._path)
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > _VERSION:
                raise newer_archive_error()
            connection.executescript(self._schema)
            connection.execute(f"PRAGMA user_version = {_VERSION}")
        except BaseException:
            connection.close()
            raise
        return connection
