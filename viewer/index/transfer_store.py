"""TransferStore: the queue of transfers, kept over the end of the program, however it ends."""

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from viewer.base.private import make_private, make_private_folder
from viewer.dicom.commitment import CommitmentReport
from viewer.index.connection import transaction
from viewer.index.transfer_rows import (
    COLUMNS,
    ROWS,
    item_of,
    put_items,
    transfer_of,
    values_of,
)
from viewer.index.work_database import WorkDatabase
from viewer.model.transfer import Transfer, TransferItem, TransferState

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS transfer (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    direction TEXT NOT NULL, node TEXT NOT NULL, title TEXT NOT NULL, keys TEXT NOT NULL,
    method TEXT NOT NULL, is_again INTEGER NOT NULL, state TEXT NOT NULL, priority INTEGER NOT NULL,
    attempts INTEGER NOT NULL, retry_at REAL NOT NULL, used TEXT NOT NULL, reason TEXT NOT NULL,
    warning TEXT NOT NULL, total INTEGER NOT NULL, commitment TEXT NOT NULL,
    transaction_uid TEXT NOT NULL, asked_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS item (
    number INTEGER NOT NULL REFERENCES transfer (number) ON DELETE CASCADE,
    sop_instance_uid TEXT NOT NULL, sop_class_uid TEXT NOT NULL, path TEXT,
    state TEXT NOT NULL, reason TEXT NOT NULL, commitment TEXT NOT NULL,
    PRIMARY KEY (number, sop_instance_uid)
) WITHOUT ROWID;
"""
_CLAIM_S: Final = 0.3  # somebody may be looking just now

_AGAIN: Final = "commitment IN ('wanted', 'asked', 'refused')"
_WISHES: Final = {
    TransferState.WAITING: "state = 'waiting', retry_at = 0, reason = '', attempts = 0, "
    f"commitment = CASE WHEN {_AGAIN} THEN 'wanted' ELSE commitment END",
    TransferState.PAUSED: "state = 'paused'",
    TransferState.CANCELLED: "state = 'cancelled'",
}
_FROM: Final = {
    TransferState.WAITING: f"(state <> 'done' OR {_AGAIN})",
    TransferState.PAUSED: "state = 'waiting'",
    TransferState.CANCELLED: "state IN ('waiting', 'paused')",
}


class TransferStore:
    """The queue, for several processes at once: the window, the server, the command line.

    Nothing says that a transfer runs but the lock that its process holds, which the system takes
    from a process that dies. Every method raises `ArchiveError` where the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._database = WorkDatabase(path, _SCHEMA)
        self._locks = path.with_suffix(".locks")

    def add(self, transfer: Transfer, items: Sequence[TransferItem] = ()) -> Transfer:
        """Put a transfer into the queue; returns it with its number."""
        values = values_of(transfer)
        marks = ", ".join("?" for _ in values)
        with self._database.connection() as connection, transaction(connection):
            cursor = connection.execute(
                f"INSERT INTO transfer ({', '.join(COLUMNS)}) VALUES ({marks})", values
            )
            number = cursor.lastrowid or 0
            put_items(connection, number, items)
        return replace(transfer, number=number)

    def transfers(self) -> list[Transfer]:
        """All of them, in the order in which they are to run."""
        with self._database.connection() as connection:
            rows = connection.execute(f"{ROWS} ORDER BY priority DESC, number").fetchall()
        return [self._transfer(row) for row in rows]

    def transfer(self, number: int) -> Transfer | None:
        """One of them."""
        with self._database.connection() as connection:
            row = connection.execute(f"{ROWS} WHERE number = ?", (number,)).fetchone()
        return None if row is None else self._transfer(row)

    def items(self, number: int) -> list[TransferItem]:
        """The instances of a transfer, as far as they are known; those with trouble first."""
        query = (
            "SELECT sop_instance_uid, sop_class_uid, path, state, reason, commitment FROM item "
            "WHERE number = ? ORDER BY state <> 'failed', state <> 'waiting', sop_instance_uid"
        )
        with self._database.connection() as connection:
            return [item_of(row) for row in connection.execute(query, (number,))]

    def next_due(self) -> Transfer | None:
        """The transfer to run next: waiting, due, and held by no process."""
        now = time.time()
        waiting = (each for each in self.transfers() if each.state is TransferState.WAITING)
        return next((each for each in waiting if each.retry_at <= now), None)

    def settle(self, transfer: Transfer) -> None:
        """Keep how an attempt ended; a wish of the meantime counts, unless the work is done."""
        with self._database.connection() as connection:
            connection.execute(
                "UPDATE transfer SET state = CASE WHEN state = 'waiting' OR ?1 = 'done' "
                "THEN ?1 ELSE state END, reason = ?2, used = ?3, warning = ?4, retry_at = ?5, "
                "attempts = ?6, total = ?7 WHERE number = ?8",
                (
                    transfer.state.value, transfer.reason, transfer.used, transfer.warning,
                    transfer.retry_at, transfer.attempts, transfer.total, transfer.number,
                ),
            )  # fmt: skip

    def wish(self, number: int, state: TransferState) -> bool:
        """Have a transfer wait, pause or be cancelled; whoever runs it looks there.

        Returns whether it could be. What is done can only wait for another request to commit.
        """
        with self._database.connection() as connection:
            cursor = connection.execute(
                f"UPDATE transfer SET {_WISHES[state]} WHERE number = ? AND {_FROM[state]}",
                (number,),
            )
            return cursor.rowcount == 1

    def wished(self, number: int) -> TransferState:
        """What is to become of a transfer, whether it runs or not; CANCELLED when it is gone."""
        with self._database.connection() as connection:
            row = connection.execute(
                "SELECT state FROM transfer WHERE number = ?", (number,)
            ).fetchone()
        return TransferState.CANCELLED if row is None else TransferState(row[0])

    def prioritise(self, number: int, priority: int) -> None:
        """Run it before those of lower priority."""
        with self._database.connection() as connection:
            connection.execute(
                "UPDATE transfer SET priority = ? WHERE number = ?", (priority, number)
            )

    def note(self, number: int, items: Sequence[TransferItem], *, total: int = 0) -> None:
        """Keep what became of instances; those not known before are added."""
        with self._database.connection() as connection, transaction(connection):
            put_items(connection, number, items)
            if total:
                connection.execute(
                    "UPDATE transfer SET total = ? WHERE number = ?", (total, number)
                )

    def asked(self, number: int, transaction_uid: str) -> None:
        """A node took a request for commitment, under this UID."""
        with self._database.connection() as connection:
            connection.execute(
                "UPDATE transfer SET commitment = 'asked', transaction_uid = ?, asked_at = ? "
                "WHERE number = ?",
                (transaction_uid, time.time(), number),
            )

    def refuse_commitment(self, number: int, reason: str) -> None:
        """The node did not even take the request."""
        with self._database.connection() as connection:
            connection.execute(
                "UPDATE transfer SET commitment = 'refused', warning = ? WHERE number = ?",
                (reason, number),
            )

    def commit(self, report: CommitmentReport) -> int:
        """Keep what a node told about a request; returns the number of the transfer, or 0."""
        with self._database.connection() as connection, transaction(connection):
            row = connection.execute(
                "SELECT number FROM transfer WHERE transaction_uid = ? AND transaction_uid <> ''",
                (report.transaction_uid,),
            ).fetchone()
            if row is None:
                return 0
            (number,) = row
            statement = (
                "UPDATE item SET commitment = ?, reason = ? "
                "WHERE number = ? AND sop_instance_uid = ? AND state = 'done'"
            )
            connection.executemany(
                statement, [("committed", "", number, uid) for uid in report.committed]
            )
            connection.executemany(
                statement, [("refused", why, number, uid) for uid, why in report.failed]
            )
            connection.execute(
                "UPDATE transfer SET commitment = CASE WHEN EXISTS (SELECT 1 FROM item "
                "WHERE item.number = transfer.number AND state = 'done' "
                "AND item.commitment <> 'committed') THEN 'refused' ELSE 'committed' END "
                "WHERE number = ?",
                (number,),
            )
            return int(number)

    def forget(self, numbers: Iterable[int]) -> int:
        """Take transfers that are over from the list; returns how many."""
        count = 0
        with self._database.connection() as connection:
            for number in numbers:
                cursor = connection.execute(
                    "DELETE FROM transfer WHERE number = ? AND state NOT IN ('waiting', 'paused')",
                    (number,),
                )
                count += cursor.rowcount
        return count

    @contextmanager
    def claim(self, number: int) -> Iterator[bool]:
        """Hold a transfer while it runs; False where another process or thread has it.

        The lock is one of SQLite's, on a file of its own: it works alike on every system, and
        ends with the process.
        """
        connection = self._lock(number)
        try:
            yield connection is not None
        finally:
            if connection is not None:
                connection.close()

    def close(self) -> None:
        """Close the file, if it was opened."""
        self._database.close()

    def _lock(self, number: int) -> sqlite3.Connection | None:
        path = self._locks / f"{number}.lock"
        with suppress(OSError):
            make_private_folder(self._locks)
            make_private(path)
        connection = sqlite3.connect(
            path, timeout=_CLAIM_S, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error:
            connection.close()
            return None
        return connection

    def _is_held(self, number: int) -> bool:
        """Whether a living process holds it; looking takes the lock from nobody."""
        path = self._locks / f"{number}.lock"
        if not path.exists():
            return False
        connection = sqlite3.connect(path, timeout=0)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error:
            return True
        finally:
            connection.close()
        return False

    def _transfer(self, row: Sequence[object]) -> Transfer:
        found = transfer_of(row)
        if not found.state.is_over and self._is_held(found.number):
            return replace(found, state=TransferState.RUNNING)
        return found
