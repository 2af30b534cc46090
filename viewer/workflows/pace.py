"""Keep reports to a pace that a face can follow."""

import time

PERIOD_S = 0.1  # at most ten times a second


class Pace:
    """Says when it is time for the next report."""

    def __init__(self, period_s: float = PERIOD_S) -> None:
        self._period_s = period_s
        self._next = time.monotonic() + period_s

    def is_due(self) -> bool:
        """Whether a period has passed since it was due last."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self._period_s
        return True
