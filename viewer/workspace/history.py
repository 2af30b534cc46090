"""History: undo and redo of whatever its recorders tell of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from viewer.base.signal import Signal

_MOST_STEPS: Final = 200


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened: how to take it back, and how to have it again."""

    back: Callable[[], None]
    again: Callable[[], None]


class Recorder(Protocol):
    """Knows one kind of state, and what it was when it was asked last."""

    @property
    def has_news(self) -> bool:
        """Whether `collect` would tell of a change."""
        ...

    def collect(self) -> Change | None:
        """What has changed since the last call; None for nothing worth a step."""
        ...


class History:
    """Owns the steps that can be undone and redone; `changed` says that these are others now.

    A step is what changed between two calls of `settle`: whoever lets the user act calls it
    when an act has come to rest.
    """

    def __init__(self, *recorders: Recorder) -> None:
        self.changed: Signal[History] = Signal()
        self._recorders = list(recorders)
        self._past: list[tuple[Change, ...]] = []
        self._future: list[tuple[Change, ...]] = []
        self._collect()

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo, or something that would be one."""
        return bool(self._past) or any(recorder.has_news for recorder in self._recorders)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return bool(self._future)

    def watch(self, recorder: Recorder) -> None:
        """Record another kind of state from now on."""
        recorder.collect()
        self._recorders.append(recorder)

    def settle(self) -> None:
        """Make one step of all that changed since the last time."""
        if step := self._collect():
            self._past.append(step)
            del self._past[:-_MOST_STEPS]
            self._future.clear()
            self.changed.emit(self)

    def undo(self) -> bool:
        """Take the last step back; False when there is none."""
        self.settle()
        if not self._past:
            return False
        step = self._past.pop()
        for change in reversed(step):
            change.back()
        self._future.append(step)
        self._come_to_rest()
        return True

    def redo(self) -> bool:
        """Have a step again that was undone; False when there is none."""
        self.settle()
        if not self._future:
            return False
        step = self._future.pop()
        for change in step:
            change.again()
        self._past.append(step)
        self._come_to_rest()
        return True

    def record(self, change: Change) -> None:
        """Make a step of an act that no recorder sees."""
        self.settle()
        self._past.append((change,))
        del self._past[:-_MOST_STEPS]
        self._future.clear()
        self.changed.emit(self)

    def adopt(self) -> None:
        """Take what is there now as given: nobody's act, and so no step."""
        self._collect()

    def _collect(self) -> tuple[Change, ...]:
        collected = [recorder.collect() for recorder in self._recorders]
        return tuple(change for change in collected if change is not None)

    def _come_to_rest(self) -> None:
        self._collect()  # what undo itself changed is no step
        self.changed.emit(self)
