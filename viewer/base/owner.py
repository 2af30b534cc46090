"""OwnerThread: state has one thread, and says so when another one touches it."""

import threading


class OwnerThread:
    """Remembers the thread that built an owner of state."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def check(self) -> None:
        """Fail when called from any other thread: that is a bug, not a condition."""
        assert threading.get_ident() == self._thread, "touched from a thread that is not its owner"
