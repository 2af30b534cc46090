"""How far each frame of a stack is: what the position bar shows."""

from enum import Enum, auto

from viewer.frames.store import FrameStore
from viewer.model.display_set import DisplaySet


class LoadState(Enum):
    """Where a frame is."""

    ABSENT = auto()
    AWAITED = auto()  # asked for, on its way
    LOADED = auto()  # in memory
    FAILED = auto()  # cannot be shown


def load_states(shown: DisplaySet, frames: FrameStore) -> tuple[LoadState, ...]:
    """The state of each frame of a stack."""
    awaited = frames.awaited()

    def state(place: int) -> LoadState:
        ref = shown.frames[place]
        if frames.holds(ref):
            return LoadState.LOADED
        if frames.failure(ref) is not None:
            return LoadState.FAILED
        return LoadState.AWAITED if ref in awaited else LoadState.ABSENT

    return tuple(state(place) for place in range(len(shown.frames)))
