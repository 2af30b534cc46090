"""How connections are opened."""

import sqlite3
from pathlib import Path

import pytest

from viewer.index.connection import Readers, attach, open_reader, open_writer, transaction
from viewer.index.errors import ArchiveError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "index.sqlite"
    writer = open_writer(path)
    attach(writer, path)
    writer.execute("CREATE TABLE t (x INTEGER)")
    writer.close()
    return path


def test_the_writer_uses_a_log_and_trusts_no_schema(path: Path) -> None:
    writer = open_writer(path)
    assert writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert writer.execute("PRAGMA trusted_schema").fetchone() == (0,)
    assert writer.execute("PRAGMA foreign_keys").fetchone() == (1,)
    writer.close()


def test_a_reader_cannot_write(path: Path) -> None:
    reader = open_reader(path)
    assert reader.execute("PRAGMA trusted_schema").fetchone() == (0,)
    with pytest.raises(sqlite3.OperationalError):
        reader.execute("INSERT INTO t VALUES (1)")
    reader.close()


def test_a_transaction_is_all_or_nothing(path: Path) -> None:
    writer = open_writer(path)

    def fail_in_the_middle() -> None:
        with transaction(writer):
            writer.execute("INSERT INTO t VALUES (1)")
            raise KeyError

    with pytest.raises(KeyError):
        fail_in_the_middle()
    with transaction(writer):
        writer.execute("INSERT INTO t VALUES (2)")
    assert writer.execute("SELECT x FROM t").fetchall() == [(2,)]
    writer.close()


def test_a_connection_is_used_again_and_never_shared(path: Path) -> None:
    readers = Readers(path)
    with readers.connection() as one, readers.connection() as two:
        assert one is not two
    with readers.connection() as again:
        assert again in (one, two)
    readers.close()


def test_a_connection_on_loan_closes_when_it_comes_back(path: Path) -> None:
    readers = Readers(path)
    with readers.connection() as lent:
        readers.close()
        assert lent.execute("SELECT count(*) FROM t").fetchone() == (0,)
    with pytest.raises(sqlite3.ProgrammingError):
        lent.execute("SELECT 1")


def test_a_mistake_of_our_own_is_no_archive_error(path: Path) -> None:
    readers = Readers(path)
    with pytest.raises(sqlite3.OperationalError), readers.connection() as reader:
        reader.execute("SELECT nothing FROM nowhere")
    readers.close()


def test_a_database_that_is_gone_is_an_archive_error(tmp_path: Path) -> None:
    readers = Readers(tmp_path / "missing.sqlite")
    with pytest.raises(ArchiveError, match="cannot be opened"), readers.connection():
        pass
    readers.close()
