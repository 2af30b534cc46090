"""Outcome: what became of each instance of a transfer; partly done is never called done."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """An instance that was not transferred, and why; the UID is "" where nobody told it."""

    sop_instance_uid: str
    reason: str


@dataclass(frozen=True, slots=True)
class TransferReport:
    """The books of a transfer."""

    requested: int = 0
    completed: int = 0
    failed: tuple[Failure, ...] = ()
    warnings: tuple[str, ...] = ()
    method: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether every instance got through."""
        return self.completed >= self.requested and not self.failed
