"""Windows of the workspace: free layouts, tiles, cells that change places, more windows."""

from pathlib import Path

import pytest

from tests.support.series import ct_records
from viewer.frames.store import FrameStore
from viewer.model.layout import Grid
from viewer.model.view import Appearance
from viewer.workspace.screen import Screen
from viewer.workspace.viewport import Viewport
from viewer.workspace.workspace import Workspace


@pytest.fixture
def workspace(frames: FrameStore, tmp_path: Path) -> Workspace:
    """Series 1 of twelve slices is shown; series 2 and 3 of two slices are open."""
    workspace = Workspace(frames)
    for number, length in ((1, 12), (2, 2), (3, 2)):
        name = f"s{number}"
        workspace.add_records(ct_records(tmp_path / name, length, name=name, SeriesNumber=number))
    workspace.show(workspace.display_sets[0])
    return workspace


def series_shown(viewports: tuple[Viewport, ...]) -> list[int | None]:
    return [v.display_set.series.number if v.display_set else None for v in viewports]


def places(screen: Screen) -> list[int | None]:
    return [v.view.index if v.display_set else None for v in screen.viewports]


def test_a_split_cell_keeps_its_series_and_the_new_one_is_beside_it(workspace: Workspace) -> None:
    workspace.set_grid(Grid(1, 2))
    new = workspace.screen.split(workspace.viewports[0], is_right=False)
    assert new is workspace.viewports[1]
    assert series_shown(workspace.viewports) == [1, None, 2]
    workspace.fill([new])
    assert series_shown(workspace.viewports) == [1, 3, 2]


def test_a_closed_cell_leaves_an_active_one_behind(workspace: Workspace) -> None:
    workspace.set_grid(Grid(1, 2))
    active: list[Viewport] = []
    workspace.active_changed.connect(active.append)
    gone = workspace.active
    assert workspace.screen.close_cell(gone)
    assert series_shown(workspace.viewports) == [2]
    assert workspace.active is workspace.viewports[0]
    assert active == [workspace.viewports[0]]
    assert not workspace.screen.close_cell(workspace.active), "the last cell stays"


def test_two_cells_change_places(workspace: Workspace) -> None:
    workspace.set_grid(Grid(1, 3))
    first, _, third = workspace.viewports
    workspace.exchange(first, third)
    assert series_shown(workspace.viewports) == [3, 2, 1]
    assert workspace.active is first


def test_cells_of_two_windows_change_places(workspace: Workspace) -> None:
    other = workspace.open_screen()
    one, two = workspace.viewports
    workspace.exchange(one, two)
    assert (workspace.screens[0].viewports, other.viewports) == ((two,), (one,))
    assert series_shown(workspace.viewports) == [2, 1]


def test_a_stack_fills_the_cells_and_scrolls_as_one(workspace: Workspace) -> None:
    workspace.set_grid(Grid(2, 2))
    workspace.active.scroll(3)
    workspace.set_tiled(is_tiled=True)
    assert series_shown(workspace.viewports) == [1, 1, 1, 1]
    assert places(workspace.screen) == [3, 4, 5, 6]
    workspace.viewports[2].scroll(2)
    assert places(workspace.screen) == [5, 6, 7, 8]
    workspace.viewports[0].scroll(99)
    assert places(workspace.screen) == [8, 9, 10, 11]
    workspace.viewports[1].set_appearance(Appearance(is_inverted=True))
    assert all(viewport.appearance.is_inverted for viewport in workspace.viewports)


def test_leaving_the_tiles_brings_back_what_was_there(workspace: Workspace) -> None:
    workspace.set_grid(Grid(2, 2))
    before = series_shown(workspace.viewports)
    workspace.set_tiled(is_tiled=True)
    workspace.set_tiled(is_tiled=False)
    assert series_shown(workspace.viewports) == before == [1, 2, 3, None]


def test_a_single_cell_is_divided_for_tiles_and_put_together_after(workspace: Workspace) -> None:
    workspace.set_tiled(is_tiled=True)
    assert len(workspace.viewports) == 12
    workspace.set_tiled(is_tiled=False)
    assert series_shown(workspace.viewports) == [1]


def test_tiles_that_a_short_stack_cannot_fill_are_empty(workspace: Workspace) -> None:
    workspace.set_grid(Grid(2, 2))
    workspace.set_tiled(is_tiled=True)
    workspace.show(workspace.display_sets[1], 3)
    assert series_shown(workspace.viewports) == [2, 2, None, None]
    assert places(workspace.screen) == [0, 1, None, None]


def test_tiles_follow_a_stack_that_grows(frames: FrameStore, tmp_path: Path) -> None:
    workspace = Workspace(frames)
    records = ct_records(tmp_path, 8)
    workspace.add_records(records[:2])
    workspace.show(workspace.display_sets[0])
    workspace.set_grid(Grid(2, 2))
    workspace.set_tiled(is_tiled=True)
    workspace.add_records(records)
    assert places(workspace.screen) == [0, 1, 2, 3]


def test_another_window_has_cells_of_its_own_over_the_same_studies(workspace: Workspace) -> None:
    told: list[int] = []
    workspace.screens_changed.connect(lambda screens: told.append(len(screens)))
    screen = workspace.open_screen()
    workspace.activate(screen.viewports[0])
    workspace.set_grid(Grid(1, 2))
    assert series_shown(screen.viewports) == [2, 3]
    assert series_shown(workspace.screens[0].viewports) == [1]
    workspace.close_screen(screen)
    assert told == [2, 1]
    assert workspace.active is workspace.viewports[0]


def test_the_main_window_is_not_closed_as_another(workspace: Workspace) -> None:
    workspace.close_screen(workspace.screens[0])
    assert len(workspace.screens) == 1
