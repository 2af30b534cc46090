"""Layouts: grids, halves, closed cells and moved gaps always cover the window once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.model.layout import (
    SMALLEST,
    Cell,
    Gap,
    Grid,
    Layout,
    close_cell,
    move_gap,
    split_cell,
)


def test_a_grid_numbers_its_cells_row_by_row() -> None:
    cells = Grid(2, 3).layout.cells
    assert [(cell.top, cell.left) for cell in cells] == [
        (0.0, 0.0), (0.0, 0.333333), (0.0, 0.666667), (0.5, 0.0), (0.5, 0.333333), (0.5, 0.666667)
    ]  # fmt: skip


@pytest.mark.parametrize(("rows", "columns"), [(0, 1), (1, 6), (6, 1), (-1, 2)])
def test_a_grid_has_one_to_five_rows_and_columns(rows: int, columns: int) -> None:
    with pytest.raises(ValueError, match="rows and columns"):
        _ = Grid(rows, columns).layout


@pytest.mark.parametrize(
    "cells",
    [
        (),
        (Cell(0, 0, 0.5, 1),),
        (Cell(0, 0, 0.6, 1), Cell(0.4, 0, 1, 1)),
        (Cell(0, 0, 1.2, 1),),
        (Cell(0, 0, 1, 1), Cell(0, 0, 1, 1)),
        (Cell(0, 0, 0.99, 1), Cell(0.99, 0, 1, 1)),
        (Cell(float("nan"), 0, 1, 1),),
        (Cell(),) * 26,
    ],
)
def test_cells_that_do_not_cover_the_window_once_are_refused(cells: tuple[Cell, ...]) -> None:
    with pytest.raises(ValueError, match=r"layout|cells"):
        Layout(cells)


def test_the_lines_of_a_grid_run_through() -> None:
    assert Grid(2, 2).layout.gaps == (Gap(True, 0.5, 0, 1), Gap(False, 0.5, 0, 1))


def test_a_split_cell_leaves_its_half_to_the_next_one() -> None:
    layout = split_cell(Grid(1, 2).layout, 0, is_right=False)
    assert layout.cells == (Cell(0, 0, 0.5, 0.5), Cell(0, 0.5, 0.5, 1), Cell(0.5, 0, 1, 1))
    assert layout.gaps == (Gap(True, 0.5, 0, 1), Gap(False, 0.5, 0, 0.5))


def test_there_is_an_end_to_splitting() -> None:
    layout = Layout()
    for _ in range(40):
        layout = split_cell(layout, 0, is_right=True)
    assert all(cell.width >= SMALLEST for cell in layout.cells)
    assert split_cell(Grid(5, 5).layout, 0, is_right=True) == Grid(5, 5).layout


def test_the_neighbours_of_a_closed_cell_grow_over_its_place() -> None:
    layout = split_cell(Grid(1, 2).layout, 1, is_right=False)
    assert close_cell(layout, 0).cells == (Cell(0, 0, 1, 0.5), Cell(0, 0.5, 1, 1))
    assert close_cell(layout, 1) == Grid(1, 2).layout
    assert close_cell(Layout(), 0) == Layout()


def test_a_gap_takes_the_cells_along_it_and_leaves_the_others() -> None:
    layout = split_cell(Grid(1, 2).layout, 1, is_right=False)
    level = next(gap for gap in layout.gaps if not gap.is_upright)
    moved = move_gap(layout, level, 0.25)
    assert moved.cells == (Cell(0, 0, 0.5, 1), Cell(0.5, 0, 1, 0.25), Cell(0.5, 0.25, 1, 1))


@pytest.mark.parametrize(("to", "at"), [(-3.0, 0.05), (9.0, 0.95), (0.3, 0.3)])
def test_a_gap_stops_where_a_cell_would_become_too_small(to: float, at: float) -> None:
    layout = Grid(1, 2).layout
    assert move_gap(layout, layout.gaps[0], to).cells[0].right == at


@given(st.data())
def test_whatever_is_done_to_a_layout_it_covers_the_window_once(data: st.DataObject) -> None:
    layout = Grid(data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))).layout
    for _ in range(data.draw(st.integers(0, 12))):
        number = data.draw(st.integers(0, len(layout.cells) - 1))
        match data.draw(st.sampled_from(["split", "close", "move"])):
            case "split":
                layout = split_cell(layout, number, is_right=data.draw(st.booleans()))
            case "close":
                layout = close_cell(layout, number)
            case _ if layout.gaps:
                gap = data.draw(st.sampled_from(layout.gaps))
                layout = move_gap(layout, gap, data.draw(st.floats(-1, 2)))
    assert Layout(layout.cells) == layout  # made anew, its cells are checked once more
