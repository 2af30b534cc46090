"""Links: viewports that scroll, move, zoom and change their window together."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import combinations

from viewer.base.signal import Signal
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.guides import LinkKind, LinkNote
from viewer.model.view import Appearance, ViewState
from viewer.render.transform import fit
from viewer.workspace.cells import Cells, leading_viewports
from viewer.workspace.linked_view import (
    has_same_pan,
    has_same_window,
    has_same_zoom,
    linked_zoom,
    pan_by,
    pan_to,
    with_window_of,
)
from viewer.workspace.places import (
    Nearest,
    Relation,
    centre_lps,
    is_of_same_patient,
    nearest_image,
    nearest_position,
    relation,
)
from viewer.workspace.viewport import Viewport


@dataclass(frozen=True, slots=True)
class LinkState:
    """Whether cells are linked, in what, and whether scrolling keeps the offsets of the hand.

    Without `keeps_offset`, stacks of one frame of reference go by the position in the patient.
    """

    is_on: bool = False
    kinds: frozenset[LinkKind] = frozenset({LinkKind.SCROLL, LinkKind.PAN, LinkKind.ZOOM})
    keeps_offset: bool = False

    def does(self, kind: LinkKind) -> bool:
        """Whether cells do this together now."""
        return self.is_on and kind in self.kinds


@dataclass(frozen=True, slots=True)
class _Seen:
    """A viewport when it was last heard of."""

    key: str
    wanted: FrameRef | None
    view: ViewState
    appearance: Appearance


class Links:
    """Owns how viewports are linked; `changed` sends it.

    It hears every change of a viewport (`follow`) and brings the others on screen after it. What
    it does itself is not heard again, so that nothing echoes.
    """

    def __init__(self, cells: Cells) -> None:
        self.changed: Signal[LinkState] = Signal()
        self.state = LinkState()
        self._cells = cells
        self._seen: dict[Viewport, _Seen] = {}
        self._anchors: dict[Viewport, FrameRef] = {}  # images that belong together
        self.is_busy = False
        cells.viewport_changed.connect(self.follow)
        cells.layout_changed.connect(self._layout_changed)

    def may_move(self, viewport: Viewport) -> bool:
        """Whether a cell goes by itself: of a tiled window only the first does."""
        return viewport in leading_viewports(self._cells)

    def set_state(self, state: LinkState) -> None:
        """Link, or no longer; offsets are those of now."""
        if state == self.state:
            return
        self.state = state
        self._anchor()
        self._note_all({})
        self.changed.emit(state)

    def link_as_they_stand(self) -> None:
        """Take what the cells show now as belonging together."""
        self.set_state(replace(self.state, is_on=True, keeps_offset=True))
        self._anchor()
        self._note_all({})

    def follow(self, viewport: Viewport) -> None:
        """Hear of a change, and bring the other cells after it."""
        before, now = self._seen.get(viewport), _seen(viewport)
        self._seen[viewport] = now
        if self.is_busy or not self.state.is_on or before == now:
            return
        if not self.may_move(viewport):
            return
        if before is None or before.key != now.key:
            self._anchor()
            self._note_all({})
            return
        self._bring_others(viewport, before, now)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Whatever moves a cell meanwhile moves it alone."""
        was_busy, self.is_busy = self.is_busy, True
        try:
            yield
        finally:
            self.is_busy = was_busy

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Cells are put as they were meanwhile; those that are new belong where they then are."""
        with self.paused():
            yield
        if any(v.place_of(self._anchors.get(v)) is None for v in self._images()):
            self._anchor()
            self._note_all({})

    def partners(self, viewport: Viewport) -> list[Viewport]:
        """The visible cells that a viewport scrolls with."""
        if not self.state.does(LinkKind.SCROLL):
            return []
        return [
            other
            for other in self._images()
            if other is not viewport and self._relation(viewport, other) is not Relation.CROSSING
        ]

    def is_across_patients(self) -> bool:
        """Whether images of several patients are linked."""
        sets = [v.display_set for v in self._images() if v.display_set is not None]
        return self.state.is_on and not all(
            is_of_same_patient(one, other) for one, other in combinations(sets, 2)
        )

    # Inside

    def _layout_changed(self, _: object) -> None:
        """Cells that come to be seen go where the active one is."""
        visible, source = leading_viewports(self._cells), self._cells.active
        self._seen = {viewport: _seen(viewport) for viewport in visible}
        if not self.state.is_on:
            return
        if source not in visible:
            return
        if any(viewport not in self._anchors for viewport in self._images()):
            self._anchor()
        with self.paused():
            off = self._scroll_others(source)
        self._note_all(off)

    def _images(self) -> list[Viewport]:
        return [
            v
            for v in leading_viewports(self._cells)
            if v.display_set is not None and not v.shows_document
        ]

    def _anchor(self) -> None:
        """Remember which images belong together: those on screen."""
        self._anchors = {v: v.wanted for v in self._images() if v.wanted is not None}

    def _bring_others(self, source: Viewport, before: _Seen, now: _Seen) -> None:
        """Bring all others after `source`, which was as `before`."""
        with self.paused():
            if now.wanted != before.wanted:
                self._note_all(self._scroll_others(source))
            for other in self._images():
                if other is not source:
                    self._bring_view(source, other, before.view)
                    self._bring_window(source, other, before.appearance)

    def _scroll_others(self, source: Viewport) -> dict[Viewport, float]:
        """Bring the others to where `source` is; returns how far those are off that cannot."""
        off: dict[Viewport, float] = {}
        others = [v for v in self._images() if v is not source]
        for other in others if self.state.does(LinkKind.SCROLL) and source.wanted else ():
            nearest = self._place(source, other)
            if nearest is not None:
                other.set_cine(None)  # one plays, the others follow
                other.go_to(nearest.index)
                if nearest.off_mm is not None:
                    off[other] = nearest.off_mm
        return off

    def _place(self, source: Viewport, other: Viewport) -> Nearest | None:
        """Where `other` belongs now that `source` is where it is; None: it stays."""
        here, there = source.display_set, other.display_set
        assert here is not None
        assert there is not None
        kind = self._relation(source, other)
        if kind is Relation.CROSSING:
            return None
        if kind is Relation.SAME_SPACE and not self.state.keeps_offset:
            return nearest_image(there, centre_lps(here, source.view.index))
        from_index = source.place_of(self._anchors.get(source))
        to_index = other.place_of(self._anchors.get(other))
        if from_index is None or to_index is None:
            return None
        if kind is Relation.UNKNOWN or here.spacing_mm is None or there.spacing_mm is None:
            index = to_index + source.view.index - from_index
            within = min(max(index, 0), other.length - 1)
            return Nearest(within, 0.0)
        sense = 1 if here.planes[0].normal @ there.planes[0].normal > 0 else -1
        way_mm = here.positions_mm[source.view.index] - here.positions_mm[from_index]
        return nearest_position(there, there.positions_mm[to_index] + sense * way_mm)

    def _relation(self, one: Viewport, other: Viewport) -> Relation:
        here, there = one.display_set, other.display_set
        return relation(here, there) if here and there else Relation.UNKNOWN

    def _bring_view(self, source: Viewport, other: Viewport, before: ViewState) -> None:
        view = other.view
        is_resized = not has_same_zoom(before, source.view)
        is_moved = not has_same_pan(before, source.view)
        if self.state.does(LinkKind.ZOOM) and is_resized:
            view = linked_zoom(source, other)
        is_whole = self.state.does(LinkKind.ZOOM) and source.view == fit(source.view)
        if self.state.does(LinkKind.PAN) and (is_moved or is_resized) and not is_whole:
            same = self._relation(source, other) is Relation.SAME_SPACE
            view = pan_to(source, other, view) if same else pan_by(source, before, other, view)
        other.set_view(view)

    def _bring_window(self, source: Viewport, other: Viewport, before: Appearance) -> None:
        """Windows are shared within a modality only: values of others mean other things."""
        here, there = source.display_set, other.display_set
        if (
            self.state.does(LinkKind.WINDOW)
            and not has_same_window(before, source.appearance)
            and _modality(here) == _modality(there)
        ):
            other.set_appearance(with_window_of(other.appearance, source.appearance))

    def _note_all(self, off: dict[Viewport, float]) -> None:
        """Say on each cell how it is linked."""
        images = self._images() if self.state.is_on and self.state.kinds else []
        with self.paused():
            for viewport in leading_viewports(self._cells):
                note = None
                if len(images) > 1 and viewport in images:
                    note = LinkNote(
                        self.state.kinds, self._has_stranger(viewport, images), off.get(viewport)
                    )
                viewport.set_guides(replace(viewport.guides, link=note))

    def _has_stranger(self, viewport: Viewport, images: Sequence[Viewport]) -> bool:
        shown = viewport.display_set
        assert shown is not None
        others = (other.display_set for other in images)
        return not all(other is None or is_of_same_patient(shown, other) for other in others)


def _seen(viewport: Viewport) -> _Seen:
    shown = viewport.display_set
    key = shown.key if shown is not None else ""
    return _Seen(key, viewport.wanted, viewport.view, viewport.appearance)


def _modality(display_set: DisplaySet | None) -> str:
    return "" if display_set is None else display_set.series.modality
