"""KeyImages: which frames of the open studies are marked, and where that is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from viewer.base.signal import Signal
from viewer.model.display_set import DisplaySet
from viewer.model.identity import StudyUid
from viewer.model.key_image import KeyImage, key_image
from viewer.workspace.cells import Cells
from viewer.workspace.reports import Reports
from viewer.workspace.stack import stepped
from viewer.workspace.viewport import Viewport

Keys = frozenset[KeyImage]
Places = tuple[int, ...]  # in a stack


class KeyImages:
    """Owns the key images of the open studies.

    `changed` sends those that came or went, for views; `edited` those of them that somebody
    marked or unmarked, for whoever keeps them. `is_only` says that scrolling stops at key
    images alone, in stacks that have any. `selected_in` tells which images of a stack are in key
    objects of others: they are stepped through with those marked here, and are nobody's to unmark.
    """

    def __init__(self, cells: Cells, reports: Reports) -> None:
        self.changed: Signal[Keys] = Signal()
        self.edited: Signal[Keys] = Signal()
        self.all: Keys = frozenset()  # what undo takes
        self.is_only = False
        self.selected_in = reports.selected_in
        self._cells = cells
        reports.changed.connect(self._follow_all)
        cells.viewport_changed.connect(self._follow)

    def holds(self, viewport: Viewport) -> bool:
        """Whether the image that a viewport is at is marked."""
        shown, wanted = viewport.display_set, viewport.wanted
        return shown is not None and wanted is not None and key_image(shown, wanted) in self.all

    def key(self, mark: KeyImage) -> KeyImage:
        """What tells one mark from another: all of it."""
        return mark

    def current(self, mark: KeyImage) -> KeyImage | None:
        """The mark, if it is still there."""
        return mark if mark in self.all else None

    def toggle(self, viewport: Viewport) -> None:
        """Mark the image that a viewport is at, or take the mark away."""
        shown, wanted = viewport.display_set, viewport.wanted
        if shown is not None and wanted is not None and not shown.is_document:
            viewport.is_at_start = False
            self.restore(self.all ^ {key_image(shown, wanted)})

    def restore(self, keys: Iterable[KeyImage]) -> None:
        """Have just these marked."""
        touched = self._swap(frozenset(keys))
        if touched:
            self.edited.emit(touched)

    def take_in(self, keys: Iterable[KeyImage]) -> None:
        """Add what was marked earlier."""
        self._swap(self.all | frozenset(keys))

    def forget(self, study_uid: StudyUid) -> None:
        """Let go of what belongs to a study that is open no more; it is kept elsewhere."""
        self._swap(frozenset(key for key in self.all if key.study_uid != study_uid))

    def places_in(self, shown: DisplaySet) -> Places:
        """Which images of a stack are marked, by index."""
        uids = {key.sop_instance_uid for key in self.all if key.series_uid == shown.series_uid}
        if not uids:
            return ()
        return tuple(
            index
            for index, ref in enumerate(shown.frames)
            if ref.sop_instance_uid in uids and key_image(shown, ref) in self.all
        )

    def stops_in(self, shown: DisplaySet) -> Places:
        """Which images of a stack are marked, or in a key object of somebody, by index."""
        return tuple(sorted({*self.places_in(shown), *self.selected_in(shown)}))

    def listed(self, sets: Sequence[DisplaySet]) -> list[tuple[DisplaySet, int]]:
        """Every key image among display sets, in their order: the set and the index in it."""
        return [(shown, place) for shown in sets for place in self.places_in(shown)]

    def step(self, viewport: Viewport, steps: int) -> None:
        """Go to the next key image of the stack, or to an earlier one."""
        if viewport.display_set is None:
            return
        index = stepped(viewport.view.index, steps, self.stops_in(viewport.display_set))
        viewport.set_cine(None)
        viewport.go_to(index)

    def show_only(self, *, is_only: bool) -> None:
        """Have scrolling stop at key images alone; each cell goes to its nearest."""
        self.is_only = is_only
        for viewport in self._cells.visible_viewports:
            self._follow(viewport)
            if viewport.stops:
                at = viewport.view.index
                viewport.go_to(min(viewport.stops, key=lambda stop: abs(stop - at)))

    def _follow_all(self, _: object = None) -> None:
        for viewport in self._cells.visible_viewports:
            self._follow(viewport)

    def _swap(self, keys: Keys) -> Keys:
        """Put other marks in place, show them; returns those that came or went."""
        touched, self.all = keys ^ self.all, keys
        if touched:
            self._follow_all()
            self.changed.emit(touched)
        return touched

    def _follow(self, viewport: Viewport) -> None:
        """Tell a viewport whether its picture is marked, and where it may stop."""
        shown, frame = viewport.display_set, viewport.frame
        is_key = shown and frame and bool(self.all) and key_image(shown, frame.ref) in self.all
        viewport.stops = self.stops_in(shown) if shown and self.is_only else ()
        viewport.set_guides(replace(viewport.guides, is_key=bool(is_key)))
