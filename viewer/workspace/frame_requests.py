"""What a viewport asks of the frame store: the wanted frame first, then those likely next."""

from collections.abc import Hashable

from viewer.frames.prefetch import prefetch_indices
from viewer.frames.queue import RequestKind
from viewer.frames.store import FrameStore
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.frame import Frame


def request_frames(
    frames: FrameStore,
    client: Hashable,
    *,
    wanted: FrameRef | None,
    shown: Frame | None,
    likely: list[FrameRef],
) -> None:
    """Ask for `wanted` and then for `likely`, and keep what is shown while it is."""
    asked = [wanted] if wanted else []
    frames.pin(client, asked + ([shown.ref] if shown else []))
    frames.request(asked, RequestKind.INTERACTION, client=client)
    frames.request(likely, RequestKind.PREFETCH, client=client)


def likely_next(
    frames: FrameStore, shown: DisplaySet | None, index: int, direction: int
) -> list[FrameRef]:
    """The frames around `index` that a user who goes in `direction` will want."""
    if shown is None or shown.is_document:
        return []
    indices = prefetch_indices(
        index,
        len(shown.frames),
        direction=direction,
        ahead=frames.options.ahead,
        behind=frames.options.behind,
    )
    return [shown.frames[index] for index in indices]


def nearest_hope(shown: DisplaySet, index: int, frames: FrameStore) -> int | None:
    """The frame nearest to `index` that is not known to fail."""
    hopeful = (k for k, ref in enumerate(shown.frames) if frames.failure(ref) is None)
    return min(hopeful, key=lambda k: abs(k - index), default=None)
