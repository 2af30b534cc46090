"""Screen: the layout of one window, and the viewports in its cells."""

from collections.abc import Callable, Iterable
from typing import Final

from viewer.base.signal import Signal
from viewer.model.layout import Gap, Layout, close_cell, move_gap, split_cell
from viewer.workspace.viewport import Viewport

_WHOLE: Final = Layout()


class Screen:
    """Owns the cells of one window: viewport k is in cell k of the layout.

    `layout_changed` tells of another layout, other viewports or another order of them.
    """

    def __init__(self, new_viewport: Callable[[], Viewport]) -> None:
        self.layout_changed: Signal[Screen] = Signal()
        self.layout = Layout()
        self.maximised: Viewport | None = None
        self.is_tiled = False
        self._new_viewport = new_viewport
        self.viewports: tuple[Viewport, ...] = (new_viewport(),)

    @property
    def visible_viewports(self) -> tuple[Viewport, ...]:
        """The viewports on screen: all, or the maximised one."""
        return (self.maximised,) if self.maximised else self.viewports

    @property
    def visible_layout(self) -> Layout:
        """The layout on screen."""
        return _WHOLE if self.maximised else self.layout

    def set_layout(self, layout: Layout) -> tuple[Viewport, ...]:
        """Divide the screen; the first viewports stay. Returns the new ones, still empty."""
        count = len(layout.cells)
        kept, gone = self.viewports[:count], self.viewports[count:]
        new = tuple(self._new_viewport() for _ in range(count - len(kept)))
        self._put(layout, kept + new, gone)
        return new

    def split(self, viewport: Viewport, *, is_right: bool) -> Viewport | None:
        """Halve a cell; returns the viewport of the new one, None where there is no room."""
        place = self.viewports.index(viewport)
        layout = split_cell(self.layout, place, is_right=is_right)
        if layout is self.layout:
            return None
        new = self._new_viewport()
        self._put(layout, (*self.viewports[: place + 1], new, *self.viewports[place + 1 :]))
        return new

    def close_cell(self, viewport: Viewport) -> bool:
        """Take a cell out; its neighbours grow. False for the only cell."""
        layout = close_cell(self.layout, self.viewports.index(viewport))
        if layout is self.layout:
            return False
        self._put(layout, tuple(v for v in self.viewports if v is not viewport), [viewport])
        return True

    def move_gap(self, gap: Gap, to: float) -> None:
        """Move a line between cells; 0 is left or top, 1 right or bottom."""
        if gap in self.layout.gaps and self.maximised is None:
            self._put(move_gap(self.layout, gap, to), self.viewports)

    def exchange(self, ours: Viewport, theirs: Viewport) -> None:
        """Put another viewport into the cell of one of ours; the caller finds that a place."""
        place = self.viewports.index(ours)
        exchanged = (*self.viewports[:place], theirs, *self.viewports[place + 1 :])
        if theirs in self.viewports:
            other = self.viewports.index(theirs)
            exchanged = (*exchanged[:other], ours, *exchanged[other + 1 :])
        self._put(self.layout, exchanged)

    def maximise(self, viewport: Viewport | None) -> None:
        """Give the whole window to one viewport, or with None back to all."""
        self.maximised = viewport if len(self.viewports) > 1 else None
        self.layout_changed.emit(self)

    def set_tiled(self, *, is_tiled: bool) -> None:
        """Say whether one stack fills all cells, image after image: `Tiling` does it."""
        self.is_tiled = is_tiled
        self.layout_changed.emit(self)

    def close(self) -> None:
        """Let go of everything shown."""
        for viewport in self.viewports:
            viewport.close()

    def _put(
        self, layout: Layout, viewports: tuple[Viewport, ...], gone: Iterable[Viewport] = ()
    ) -> None:
        self.layout = layout
        self.viewports = viewports
        self.maximised = None
        for viewport in gone:
            viewport.close()
        self.layout_changed.emit(self)
