"""Transfer: a piece of work of the queue, images that come from a node or go to one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path


class Direction(Enum):
    """Which way images go."""

    RETRIEVE = "retrieve"
    SEND = "send"


class TransferState(Enum):
    """What becomes of a transfer.

    RUNNING is never kept: a transfer runs while a living process holds it, so that nothing needs
    to be put right after a process was killed. WAITING includes waiting for the next attempt.
    """

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    PARTLY = "partly"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self not in (TransferState.WAITING, TransferState.RUNNING, TransferState.PAUSED)


class ItemState(Enum):
    """What became of one instance."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Commitment(Enum):
    """What a node said about keeping what was sent (PS3.4 J): sent is not yet committed.

    SILENT is a node that took the request and has not told in the time it was given; what it
    tells later still counts.
    """

    NONE = ""
    WANTED = "wanted"
    ASKED = "asked"
    COMMITTED = "committed"
    REFUSED = "refused"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class TransferItem:
    """One instance of a transfer; `path` is where it lies, for those to send."""

    sop_instance_uid: str
    sop_class_uid: str = ""
    path: Path | None = None
    state: ItemState = ItemState.WAITING
    reason: str = ""
    commitment: Commitment = Commitment.NONE


@dataclass(frozen=True, slots=True)
class Transfer:
    """A retrieve or a send, with its books.

    `keys` are the UIDs to retrieve; `title` tells people what it is, and may name the patient.
    `method` is the way asked for, `used` the one that was taken;
    `is_again` fetches what is here too. `retry_at` is in seconds since
    1970, 0 for at once. `total` is 0 while unknown. Higher priorities go first.
    """

    direction: Direction
    node: str
    title: str = ""
    keys: Mapping[str, str] = field(default_factory=dict[str, str])
    method: str = ""
    is_again: bool = False
    number: int = 0
    state: TransferState = TransferState.WAITING
    priority: int = 0
    attempts: int = 0
    retry_at: float = 0.0
    used: str = ""
    reason: str = ""
    warning: str = ""
    total: int = 0
    done: int = 0
    failed: int = 0
    commitment: Commitment = Commitment.NONE
    committed: int = 0
    transaction_uid: str = ""
    asked_at: float = 0.0

    @property
    def study_uid(self) -> str:
        """The study it is about, "" where it is about files."""
        return self.keys.get("StudyInstanceUID", "")
