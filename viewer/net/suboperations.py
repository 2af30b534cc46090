"""Suboperations: the counts in answers to C-GET and C-MOVE (PS3.7 9.3.3.2)."""

from dataclasses import dataclass

from viewer.net.dimse import Field, Message, number
from viewer.net.status import SUCCESS, Category, category


@dataclass(frozen=True, slots=True)
class Suboperations:
    """What the node says it did; some nodes leave the counts out, or at zero."""

    status: int = SUCCESS
    remaining: int = 0
    completed: int = 0
    failed: int = 0
    warning: int = 0

    @classmethod
    def of(cls, message: Message) -> "Suboperations":
        """The counts of an answer."""
        command = message.command
        return cls(
            message.status,
            number(command, Field.REMAINING),
            number(command, Field.COMPLETED),
            number(command, Field.FAILED),
            number(command, Field.WARNING),
        )

    @property
    def total(self) -> int:
        """How many there are in all."""
        return self.remaining + self.completed + self.failed + self.warning

    def plus(self, other: "Suboperations") -> "Suboperations":
        """The counts of two requests together, with the status of the one that fared worse."""
        return Suboperations(
            max(self, other, key=lambda each: _BADNESS.index(category(each.status))).status,
            self.remaining + other.remaining,
            self.completed + other.completed,
            self.failed + other.failed,
            self.warning + other.warning,
        )


_BADNESS = (
    Category.SUCCESS, Category.PENDING, Category.WARNING, Category.CANCEL, Category.FAILURE,
)  # fmt: skip
