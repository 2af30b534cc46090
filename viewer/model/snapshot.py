"""Snapshot: what is on screen as a frozen value, to come back to (undo, session, hanging)."""

from dataclasses import dataclass, field, replace

from viewer.model.cine import CinePlan
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.layout import Layout
from viewer.model.view import Appearance, ViewState


@dataclass(frozen=True, slots=True)
class CellState:
    """What one cell shows, by the key of its display set, and how."""

    study_uid: StudyUid
    series_uid: SeriesUid
    key: str
    view: ViewState = field(default_factory=ViewState)
    appearance: Appearance = field(default_factory=Appearance)
    first_view: ViewState = field(default_factory=ViewState)  # as it was hung
    plan: CinePlan = field(default_factory=CinePlan)


@dataclass(frozen=True, slots=True)
class ScreenState:
    """One window: its layout and its cells, None for an empty one."""

    layout: Layout = field(default_factory=Layout)
    cells: tuple[CellState | None, ...] = (None,)
    maximised: int | None = None
    is_tiled: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All windows, and which cell of which is the active one."""

    screens: tuple[ScreenState, ...] = (ScreenState(),)
    active_screen: int = 0
    active_cell: int = 0
    shows_text: bool = True

    @property
    def studies(self) -> tuple[StudyUid, ...]:
        """The studies that are shown, each once."""
        cells = [cell for screen in self.screens for cell in screen.cells if cell is not None]
        return tuple(dict.fromkeys(cell.study_uid for cell in cells))

    @property
    def without_places(self) -> "Snapshot":
        """The same at the first image of each stack: equal for what only scrolling tells apart."""
        screens = tuple(
            replace(screen, cells=tuple(cell and _at_first(cell) for cell in screen.cells))
            for screen in self.screens
        )
        return replace(self, screens=screens, active_screen=0, active_cell=0)


def _at_first(cell: CellState) -> CellState:
    return replace(cell, view=replace(cell.view, index=0))
