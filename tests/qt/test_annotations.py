"""Measuring in the window: by key and mouse, listed, kept, brought back (user wishes 30, 33)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.builders import ct_series
from tests.support.window import OpenWindow, let_run, open_window
from viewer.commands.command import call
from viewer.qt.dialogs.text_dialog import TextDialog
from viewer.render.drawing import Ink, Polyline

LEFT = Qt.MouseButton.LeftButton
Opened = Callable[[Path], OpenWindow]


@pytest.fixture
def ct(opened: Opened, tmp_path: Path) -> OpenWindow:
    ct_series(tmp_path / "ct", 4)
    return opened(tmp_path / "ct")


def draw(program: OpenWindow, key: Qt.Key | str) -> None:
    """Choose a tool by its key and drag across the middle of the cell."""
    QTest.keyClick(program.canvas, key)
    middle = program.canvas.rect().center()
    program.drag(middle - QPoint(60, 40), middle + QPoint(60, 40), LEFT)
    program.settle()


def outlines(program: OpenWindow, ink: Ink) -> list[Polyline]:
    assert program.canvas.picture is not None
    drawing = program.canvas.picture.drawing
    return [part for part in drawing if isinstance(part, Polyline) and part.ink is ink]


@pytest.mark.parametrize("key", ["l", "b", "r", "e", "c", "f"])
def test_a_key_and_a_drag_measure(ct: OpenWindow, key: str) -> None:
    draw(ct, key)
    assert outlines(ct, Ink.SELECTED)
    table = ct.window.inspector.measurements.model
    assert table.rowCount() == 1
    assert any(unit in table.data(table.index(0, 1)) for unit in (" mm", " mm²"))


def test_a_measurement_is_on_its_image_only(ct: OpenWindow) -> None:
    """User wish 30."""
    draw(ct, "l")
    QTest.keyClick(ct.canvas, Qt.Key.Key_Down)
    ct.settle()
    assert not outlines(ct, Ink.SELECTED)
    QTest.keyClick(ct.canvas, Qt.Key.Key_Up)
    ct.settle()
    assert outlines(ct, Ink.SELECTED)


def test_a_click_in_the_list_goes_to_the_image(ct: OpenWindow) -> None:
    draw(ct, "l")
    uid = ct.workspace.annotations.all[0].uid
    first = ct.viewport.view.index
    ct.workspace.annotations.select("")
    QTest.keyClick(ct.canvas, Qt.Key.Key_End)
    ct.settle()
    table = ct.window.inspector.measurements.table
    where = table.visualRect(table.model().index(0, 0)).center()
    QTest.mouseClick(table.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, where)
    ct.settle()
    assert ct.viewport.view.index == first
    assert ct.workspace.annotations.selected_uid == uid


def test_delete_takes_the_selected_one_away_and_undo_brings_it_back(ct: OpenWindow) -> None:
    """User wish 32: nothing is asked."""
    draw(ct, "l")
    (drawn,) = ct.workspace.annotations.all
    QTest.keyClick(ct.canvas, Qt.Key.Key_Delete)
    ct.settle()
    assert ct.workspace.annotations.all == ()
    assert ct.window.inspector.measurements.model.rowCount() == 0
    QTest.keyClick(ct.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    ct.settle()
    assert ct.workspace.annotations.all == (drawn,)


def test_a_locked_one_is_not_deleted(ct: OpenWindow) -> None:
    draw(ct, "l")
    ct.window.verbs.run(call("measure.lock"))
    QTest.keyClick(ct.canvas, Qt.Key.Key_Delete)
    assert len(ct.workspace.annotations.all) == 1


def test_an_arrow_asks_for_its_text_and_shows_it_literally(ct: OpenWindow) -> None:
    ct.window.verbs.run(call("measure.arrow"))
    middle = ct.canvas.rect().center()
    ct.drag(middle, middle + QPoint(60, 40), LEFT)
    (dialog,) = ct.window.findChildren(TextDialog)
    dialog.line.setText("  <b>node</b> ")
    dialog.accept()
    ct.settle()
    assert ct.workspace.annotations.all[-1].label == "<b>node</b>"
    model = ct.window.inspector.measurements.model
    assert model.data(model.index(model.rowCount() - 1, 0)) == "<b>node</b>"


def test_what_was_drawn_is_there_after_a_restart(qapp: QApplication, tmp_path: Path) -> None:
    """User wish 30: kept the moment it is made, shown where it was made."""
    ct_series(tmp_path / "ct", 4)
    with open_window(qapp) as first:
        first.window.open_paths([tmp_path / "ct"])
        first.wait(lambda: first.viewport.frame)
        first.settle()
        draw(first, "e")
        (drawn,) = first.workspace.annotations.all
    with open_window(qapp) as second:
        second.window.open_paths([tmp_path / "ct"])
        second.wait(lambda: second.viewport.frame)
        second.wait(lambda: second.workspace.annotations.all)
        assert second.workspace.annotations.all == (drawn,)
        second.settle()
        let_run(50)
        assert outlines(second, Ink.ANNOTATION)
