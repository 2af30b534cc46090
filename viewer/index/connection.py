"""How the database is opened: WAL, one writer behind a lock, readers that can only read."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from viewer.base.private import make_private
from viewer.index.errors import sqlite_errors_translated

_BUSY_TIMEOUT_S = 5.0
_WRITER_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",  # with WAL a crash of the machine loses the last commits only
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA cache_size = -32000",
    # Rare checkpoints write each page once, not at every commit: half the time of an import.
    "PRAGMA wal_autocheckpoint = 10000",
    "PRAGMA journal_size_limit = 8000000",
)
_READER_PRAGMAS = (
    "PRAGMA query_only = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cache_size = -16000",  # the pages that a walk through 50,000 studies passes
)


def open_writer(path: Path) -> sqlite3.Connection:
    """Open or create the database for writing; one thread at a time may use it."""
    make_private(path)  # before SQLite makes it; its log gets the same permissions
    connection = _connect(path, mode="rwc")
    try:
        for pragma in _WRITER_PRAGMAS:
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """Open the database for reading; one thread at a time may use it."""
    connection = _connect(path, mode="ro")
    for pragma in _READER_PRAGMAS:
        connection.execute(pragma)
    return connection


def own_database(path: Path) -> Path:
    """The file of what users made, beside the list at `path`."""
    return path.with_name(f"{path.stem}-own.sqlite")


def attach(connection: sqlite3.Connection, path: Path, *, is_reader: bool = False) -> None:
    """Attach the database beside the list at `path` as `own`."""
    own = own_database(path)
    if not is_reader:
        make_private(own)
    mode = "ro" if is_reader else "rwc"
    connection.execute("ATTACH ? AS own", (f"{own.absolute().as_uri()}?mode={mode}",))
    connection.execute("PRAGMA own.cache_size = -8000")


def _connect(path: Path, *, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=_BUSY_TIMEOUT_S,
        isolation_level=None,  # transactions begin where we say so
        check_same_thread=False,
    )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit everything inside, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def prove_writable(connection: sqlite3.Connection) -> None:
    """Write to the list and to what is beside it, and change nothing.

    To begin to write is not enough: only what is committed has met a full disk.
    """
    for name in ("main", "own"):
        (version,) = connection.execute(f"PRAGMA {name}.user_version").fetchone()
        with transaction(connection):
            connection.execute(f"PRAGMA {name}.user_version = {version:d}")


class Readers:
    """As many read-only connections as threads read at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._is_closed = False

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection to the calling thread."""
        with sqlite_errors_translated():
            with self._lock:
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                connection = open_reader(self._path)
                attach(connection, self._path, is_reader=True)
            try:
                yield connection
            finally:
                self._take_back(connection)

    def _take_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._is_closed:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close what is idle now; connections on loan close when they come back."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
