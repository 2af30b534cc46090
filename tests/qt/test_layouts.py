"""Layouts in the window: gaps, grips, the chooser, more windows."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.builders import ct_series
from tests.support.window import OpenWindow, let_run, open_window
from viewer.commands.command import call
from viewer.model.layout import Cell, Grid
from viewer.qt.layout_chooser import LayoutChooser

Opened = Callable[[Path], OpenWindow]


@pytest.fixture
def two_series(opened: Opened, tmp_path: Path) -> OpenWindow:
    for number in (1, 2):
        ct_series(tmp_path / "ct" / str(number), 12, name=f"s{number}", SeriesNumber=number)
    return opened(tmp_path / "ct")


def series_shown(program: OpenWindow) -> list[int | None]:
    sets = [viewport.display_set for viewport in program.workspace.viewports]
    return [shown.series.number if shown else None for shown in sets]


def test_the_cells_share_the_window_as_the_layout_says(two_series: OpenWindow) -> None:
    grid = two_series.window.grid
    two_series.workspace.set_grid(Grid(2, 2))
    let_run(50)
    areas = [cell.geometry() for cell in grid.cells]
    assert areas[0].topLeft() == QPoint(0, 0)
    assert areas[3].bottomRight() == grid.rect().bottomRight()
    assert areas[1].left() - areas[0].right() == areas[2].top() - areas[0].bottom() == 3


def test_the_gap_between_cells_is_dragged(two_series: OpenWindow) -> None:
    workspace, grid = two_series.workspace, two_series.window.grid
    workspace.set_grid(Grid(1, 2))
    (handle,) = grid.handles
    middle = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    for _ in range(4):  # the handle follows, so each step is a step further
        QTest.mouseMove(handle, middle - QPoint(30, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle)
    left, right = workspace.screen.layout.cells
    assert left.right == right.left < 0.45
    assert grid.cells[0].width() < grid.cells[1].width()


def test_a_cell_dropped_on_another_changes_places_with_it(two_series: OpenWindow) -> None:
    two_series.workspace.set_grid(Grid(1, 2))
    grid = two_series.window.grid
    let_run(50)
    grip, target = grid.cells[1].grip, grid.cells[0].geometry().center()
    two_series.drop_data(grip.data(), grid, target)
    assert series_shown(two_series) == [2, 1]
    assert grid.cells[0].canvas.picture is not None


def test_the_keys_go_with_a_series_that_is_dropped(two_series: OpenWindow) -> None:
    two_series.workspace.set_grid(Grid(1, 2))
    window, strip = two_series.window, two_series.window.strip
    strip.setFocus()
    data = strip.strip.mimeData([strip.strip.index(1)])
    two_series.drop_data(data, window.grid, window.grid.cells[0].geometry().center())
    assert series_shown(two_series) == [2, 2]
    focused = QApplication.focusWidget()
    assert focused is window.grid.cells[0].canvas
    QTest.keyClick(focused, Qt.Key.Key_Down)
    assert [cell.viewport.view.index for cell in window.grid.cells] == [1, 0]


def test_rows_and_columns_are_chosen_by_keys(two_series: OpenWindow) -> None:
    two_series.window.verbs.run(call("layout.choose"))
    (chooser,) = two_series.window.findChildren(LayoutChooser)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(chooser, key)
    assert two_series.workspace.screen.layout == Grid(2, 3).layout


def test_rows_and_columns_are_chosen_by_mouse(two_series: OpenWindow) -> None:
    chooser = LayoutChooser(two_series.look)
    chosen: list[Grid] = []
    chooser.chosen.connect(chosen.append)
    QTest.mouseClick(chooser, Qt.MouseButton.LeftButton, pos=QPoint(12 + 28 * 4 + 5, 12 + 28 + 5))
    assert chosen == [Grid(2, 5)]
    chooser.deleteLater()


def test_keys_divide_the_screen_and_move_the_edge(two_series: OpenWindow) -> None:
    held = Qt.KeyboardModifier.AltModifier
    QTest.keyClick(two_series.canvas, Qt.Key.Key_R, held)
    assert two_series.workspace.screen.layout == Grid(1, 2).layout
    assert series_shown(two_series) == [1, 2]
    both = held | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(two_series.canvas, Qt.Key.Key_Left, both)
    assert two_series.workspace.screen.layout.cells[0] == Cell(0, 0, 0.45, 1)
    QTest.keyClick(two_series.canvas, Qt.Key.Key_C, held)
    assert series_shown(two_series) == [2]


def test_another_window_obeys_the_keys_and_goes_with_its_screen(two_series: OpenWindow) -> None:
    window = two_series.window
    window.verbs.run(call("layout.open_screen"))
    (other,) = window.screens.windows
    two_series.wait(lambda: other.grid.cells[0].canvas.picture is not None)
    assert window.screens.active is other.grid.cells[0]
    QTest.keyClick(other.grid.cells[0].canvas, Qt.Key.Key_Down)
    assert other.grid.cells[0].viewport.view.index == 1
    other.close()
    two_series.wait(lambda: not window.screens.windows)
    assert len(two_series.workspace.screens) == 1
    assert window.isVisible()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    window.verbs.run(call("layout.grid", rows=1, columns=2))
    assert series_shown(two_series) == [1, 2]


def test_cells_of_two_windows_change_places(two_series: OpenWindow) -> None:
    window, workspace = two_series.window, two_series.workspace
    window.verbs.run(call("layout.open_screen"))
    (other,) = window.screens.windows
    two_series.drop_data(other.grid.cells[0].grip.data(), window.grid, QPoint(50, 50))
    assert series_shown(two_series) == [2, 1]
    let_run(50)
    assert other.grid.cells[0].viewport is workspace.screens[1].viewports[0]


def test_windows_stand_where_they_stood(qapp: QApplication) -> None:
    with open_window(qapp) as first:
        first.window.verbs.run(call("layout.open_screen"))
        first.window.screens.windows[0].setGeometry(120, 90, 400, 300)
        let_run(50)
    with open_window(qapp) as second:
        second.window.verbs.run(call("layout.open_screen"))
        assert second.window.screens.windows[0].size().width() == 400
