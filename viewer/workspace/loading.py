"""Loading: what is on screen is loaded to its ends, then the series beside it.

It asks for few frames at a time and only in the background, so that whoever looks waits for
one frame at most, and it plans no more than the cache can keep.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from viewer.frames.prefetch import outward
from viewer.frames.queue import RequestKind
from viewer.frames.store import FrameStore
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.workspace.cells import Cells
from viewer.workspace.phases import phases_of
from viewer.workspace.viewport import Viewport

_AT_A_TIME: Final = 2
_BUDGET_PART: Final = 0.7  # of the cache: the rest is for what was seen before
_BYTES_A_PIXEL: Final = 2  # before a frame of a stack has come


class Loading:
    """Follows the viewports of a workspace, and goes on with every frame that comes."""

    def __init__(self, cells: Cells, frames: FrameStore) -> None:
        self._cells = cells
        self._frames = frames
        self._frame_bytes: dict[str, int] = {}  # by display set, as seen
        self._followed: DisplaySet | None = None
        self._has_phases = False
        self._is_asking = False
        self._has_news = False
        cells.viewport_changed.connect(self._viewport_changed)
        cells.active_changed.connect(self._go_on)
        cells.display_sets_changed.connect(self._sets_changed)
        frames.frame_arrived.connect(self._go_on)
        frames.frame_failed.connect(self._go_on)

    def plan(self) -> Iterator[FrameRef]:
        """The frames to have, the likeliest first: as many as the cache can keep.

        The image on screen in every phase; the active stack from its image on, in the direction
        it is scrolled; then the other stacks on screen; then the next series of the list and the
        one before.
        """
        active = self._cells.active
        phases = phases_of(active.display_set, self._cells.display_sets)
        self._has_phases = phases is not None
        if phases is not None:
            yield from (each.frames[active.view.index] for each in phases.sets)
        left = self._frames.options.limit_bytes * _BUDGET_PART
        for shown, index, direction in self._stacks():
            cost = self._frame_bytes.get(shown.key) or shown.rows * shown.columns * _BYTES_A_PIXEL
            for place in outward(index, len(shown.frames), direction=direction):
                left -= cost
                if left < 0:
                    return
                yield shown.frames[place]

    def _stacks(self) -> Iterator[tuple[DisplaySet, int, int]]:
        """Display sets to load, each with where to begin and which way to go."""
        active = self._cells.active
        seen = set[str]()
        others = [v for v in self._cells.visible_viewports if v is not active]
        for viewport in (active, *others):
            shown = viewport.display_set
            if shown is not None and _is_loadable(shown) and shown.key not in seen:
                seen.add(shown.key)
                self._learn(shown, viewport)
                yield shown, viewport.view.index, viewport.direction
        for shown in _beside(active.display_set, self._cells.display_sets):
            if shown.key not in seen and _is_loadable(shown):
                seen.add(shown.key)
                yield shown, 0, 1

    def _learn(self, shown: DisplaySet, viewport: Viewport) -> None:
        if viewport.frame is not None:
            self._frame_bytes[shown.key] = viewport.frame.pixels.nbytes

    def _viewport_changed(self, viewport: Viewport) -> None:
        """Plan anew for another stack; while one is scrolled the frames that come do that.

        So a step costs the same in a stack of any length.
        """
        if viewport is self._cells.active and (
            viewport.display_set is not self._followed or self._has_phases
        ):
            self._go_on(viewport)

    def _sets_changed(self, sets: tuple[DisplaySet, ...]) -> None:
        keys = {shown.key for shown in sets}
        self._frame_bytes = {key: n for key, n in self._frame_bytes.items() if key in keys}
        self._go_on(None)

    def _go_on(self, _: object) -> None:
        """Ask for the next few that are missing; what comes at once is not asked from within."""
        self._has_news = True
        self._followed = self._cells.active.display_set
        if self._is_asking:
            return
        self._is_asking = True
        try:
            while self._has_news:
                self._has_news = False
                missing = islice(filter(self._is_missing, self.plan()), _AT_A_TIME)
                self._frames.request(list(missing), RequestKind.BACKGROUND, client=self)
        finally:
            self._is_asking = False

    def _is_missing(self, ref: FrameRef) -> bool:
        return not self._frames.holds(ref) and self._frames.failure(ref) is None


def _is_loadable(shown: DisplaySet) -> bool:
    """Videos are read as they are played: far frames take long to reach."""
    return not shown.is_document and not shown.is_video


def _beside(shown: DisplaySet | None, sets: Sequence[DisplaySet]) -> list[DisplaySet]:
    """The next display set of the list, then the one before."""
    keys = [each.key for each in sets]
    if shown is None or shown.key not in keys:
        return []
    place = keys.index(shown.key)
    return [*sets[place + 1 : place + 2], *sets[max(place - 1, 0) : place]]
