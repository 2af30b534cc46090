"""Tiling: one stack fills the cells of a window, image after image."""

from dataclasses import replace
from typing import Final

from viewer.model.display_set import DisplaySet
from viewer.model.layout import Grid
from viewer.model.snapshot import ScreenState
from viewer.workspace.cell_states import Find, restore_screen, take_screen
from viewer.workspace.screen import Screen
from viewer.workspace.viewport import Viewport

_TILES: Final = Grid(3, 4)


class Tiling:
    """Has the cells of tiled windows follow each other, and remembers what was there before."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._before: dict[Screen, ScreenState] = {}
        self._is_spreading = False

    def begin(self, screen: Screen, lead: Viewport) -> None:
        """Fill a window with the stack of `lead`, from the image it shows.

        A window of one cell is divided first.
        """
        self._before[screen] = take_screen(screen)
        if len(screen.viewports) == 1:
            screen.set_layout(_TILES.layout)
        screen.maximise(None)
        screen.is_tiled = True
        self._spread(screen, lead, first=lead.view.index)
        screen.set_tiled(is_tiled=True)

    def end(self, screen: Screen) -> None:
        """Give a window back the cells it had before, and what they showed."""
        before = self._before.pop(screen, None)
        screen.set_tiled(is_tiled=False)
        if before is not None:
            restore_screen(screen, before, self._find)

    def follow(self, screen: Screen, lead: Viewport) -> None:
        """Have all cells of a tiled window go where one of them went."""
        if screen.is_tiled and not self._is_spreading:
            place = screen.viewports.index(lead)
            self._spread(screen, lead, first=lead.view.index - place)

    def _spread(self, screen: Screen, lead: Viewport, *, first: int) -> None:
        """Show the images from `first` on; the last cell goes no further than the last image.

        Cells that a short stack cannot fill are empty.
        """
        first = max(0, min(first, lead.length - len(screen.viewports)))
        shown, length = lead.display_set, lead.length
        view, appearance = lead.view, lead.appearance
        self._is_spreading = True
        try:
            for index, viewport in enumerate(screen.viewports, first):
                _mount(viewport, shown if index < length else None, index)
                if index < length:
                    viewport.set_view(replace(view, index=index))
                    viewport.set_appearance(appearance)
        finally:
            self._is_spreading = False


def _mount(viewport: Viewport, shown: DisplaySet | None, index: int) -> None:
    there = viewport.display_set
    if (there and there.key) != (shown and shown.key):
        viewport.show(shown, index=index)
