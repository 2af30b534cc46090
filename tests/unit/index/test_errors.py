"""Result codes of SQLite in words."""

import sqlite3

import pytest

from viewer.index.errors import ArchiveError, sqlite_errors_translated


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_BUSY, "in use"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "in use"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "cannot be written"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be opened"),
        (sqlite3.SQLITE_FULL, "full"),
        (sqlite3.SQLITE_IOERR_READ, "does not answer"),
        (sqlite3.SQLITE_CORRUPT_VTAB, "damaged"),
        (sqlite3.SQLITE_NOTADB, "damaged"),
    ],
)
def test_a_failure_says_what_happened_and_what_to_do(code: int, words: str) -> None:
    error = sqlite3.OperationalError("technical")
    error.sqlite_errorcode = code
    with pytest.raises(ArchiveError, match=words) as caught, sqlite_errors_translated():
        raise error
    assert caught.value.hint
    assert caught.value.detail == "technical"


def test_a_wrong_statement_stays_a_bug() -> None:
    connection = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError), sqlite_errors_translated():
        connection.execute("SELEKT 1")
    connection.close()
