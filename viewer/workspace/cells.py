"""Cells: what those who relate viewports to each other need to know of the workspace."""

from collections.abc import Sequence
from typing import Protocol

from viewer.base.signal import Signal
from viewer.model.display_set import DisplaySet
from viewer.workspace.screen import Screen
from viewer.workspace.viewport import Viewport


class Cells(Protocol):
    """All windows with their viewports; the workspace is one."""

    viewport_changed: Signal[Viewport]
    layout_changed: Signal[Screen]
    active_changed: Signal[Viewport]
    display_sets_changed: Signal[tuple[DisplaySet, ...]]
    active: Viewport
    screens: tuple[Screen, ...]

    @property
    def display_sets(self) -> tuple[DisplaySet, ...]:
        """All that is open."""
        ...

    @property
    def visible_viewports(self) -> Sequence[Viewport]:
        """The viewports on screen."""
        ...


def leading_viewports(cells: Cells) -> list[Viewport]:
    """The viewports on screen that go by themselves: of a tiled window only the first does."""
    return [
        viewport
        for screen in cells.screens
        for viewport in screen.visible_viewports[: 1 if screen.is_tiled else None]
    ]
