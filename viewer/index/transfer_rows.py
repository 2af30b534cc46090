"""Rows of the transfer queue: from values and to them."""

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from viewer.model.transfer import (
    Commitment,
    Direction,
    ItemState,
    Transfer,
    TransferItem,
    TransferState,
)

COLUMNS: Final = (
    "direction", "node", "title", "keys", "method", "is_again", "state", "priority",
    "attempts", "retry_at", "used", "reason", "warning", "total", "commitment",
    "transaction_uid", "asked_at",
)  # fmt: skip
ROWS: Final = f"""SELECT number, {", ".join(COLUMNS)},
    (SELECT count(*) FROM item WHERE item.number = t.number AND item.state = 'done'),
    (SELECT count(*) FROM item WHERE item.number = t.number AND item.state = 'failed'),
    (SELECT count(*) FROM item WHERE item.number = t.number AND item.commitment = 'committed'),
    (SELECT count(*) FROM item WHERE item.number = t.number)
    FROM transfer t"""
SILENT_AFTER_S: Final = 3600.0  # a node that archives at night is not silent for a minute


def transfer_of(row: Sequence[object]) -> Transfer:
    """A transfer of a row of `ROWS`, as it is kept: whether it runs, its lock tells."""
    number, *values, done, failed, committed, known = row
    named = dict(zip(COLUMNS, values, strict=True))
    commitment = Commitment(named["commitment"])
    asked_at = float(str(named["asked_at"]))
    if commitment is Commitment.ASKED and time.time() - asked_at > SILENT_AFTER_S:
        commitment = Commitment.SILENT
    return Transfer(
        direction=Direction(named["direction"]),
        node=str(named["node"]),
        title=str(named["title"]),
        keys=json.loads(str(named["keys"])),
        method=str(named["method"]),
        is_again=bool(named["is_again"]),
        number=int(str(number)),
        state=TransferState(named["state"]),
        priority=int(str(named["priority"])),
        attempts=int(str(named["attempts"])),
        retry_at=float(str(named["retry_at"])),
        used=str(named["used"]),
        reason=str(named["reason"]),
        warning=str(named["warning"]),
        total=max(int(str(named["total"])), int(str(known))),
        done=int(str(done)),
        failed=int(str(failed)),
        commitment=commitment,
        committed=int(str(committed)),
        transaction_uid=str(named["transaction_uid"]),
        asked_at=asked_at,
    )


def values_of(transfer: Transfer) -> tuple[object, ...]:
    """The values of `COLUMNS`."""
    return (
        transfer.direction.value, transfer.node, transfer.title, json.dumps(dict(transfer.keys)),
        transfer.method, int(transfer.is_again), transfer.state.value, transfer.priority,
        transfer.attempts, transfer.retry_at, transfer.used, transfer.reason, transfer.warning,
        transfer.total, transfer.commitment.value, transfer.transaction_uid, transfer.asked_at,
    )  # fmt: skip


def put_items(connection: sqlite3.Connection, number: int, items: Iterable[TransferItem]) -> None:
    """Add instances, or keep what became of those that are there."""
    connection.executemany(
        "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (number, sop_instance_uid) DO UPDATE SET state = excluded.state, "
        "reason = excluded.reason, path = coalesce(excluded.path, path)",
        [
            (
                number,
                item.sop_instance_uid,
                item.sop_class_uid,
                None if item.path is None else os.fspath(item.path),
                item.state.value,
                item.reason,
                item.commitment.value,
            )
            for item in items
        ],
    )


def item_of(row: Sequence[str | None]) -> TransferItem:
    """An instance of its row."""
    uid, sop_class_uid, path, state, reason, commitment = row
    return TransferItem(
        str(uid),
        str(sop_class_uid),
        None if path is None else Path(path),
        ItemState(state),
        str(reason),
        Commitment(commitment),
    )
