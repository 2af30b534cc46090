"""CinePlan: how a stack is to be played."""

from dataclasses import dataclass
from enum import Enum


class Repeat(Enum):
    """What happens at the end."""

    LOOP = "loop"
    BOUNCE = "bounce"  # back the way it came
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class CinePlan:
    """How a stack is to be played; `first` and `last` bound it, None for its ends."""

    repeat: Repeat = Repeat.LOOP
    first: int | None = None
    last: int | None = None
    speed: float = 1.0

    def range_in(self, length: int) -> tuple[int, int]:
        """First and last frame to play of a stack, in order, whichever was set first."""
        first = 0 if self.first is None else min(self.first, length - 1)
        last = length - 1 if self.last is None else min(self.last, length - 1)
        return min(first, last), max(first, last)
