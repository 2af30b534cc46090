"""Undo and the session in the window: what comes to rest is a step; the next start goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.builders import ct_series
from tests.support.window import OpenWindow, let_run, open_window
from viewer.commands.command import call
from viewer.model.layout import Grid
from viewer.model.view import ViewState

Opened = Callable[[Path], OpenWindow]


@pytest.fixture
def ct(opened: Opened, tmp_path: Path) -> OpenWindow:
    ct_series(tmp_path / "ct", 6)
    return opened(tmp_path / "ct")


def press_undo(program: OpenWindow) -> None:
    undo = program.window.verbs.action(call("edit.undo"))
    program.wait(undo.isEnabled)
    QTest.keyClick(program.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_a_whole_drag_is_one_step(ct: OpenWindow) -> None:
    history = ct.program.parts.history
    ct.drag(QPoint(200, 200), QPoint(260, 280), Qt.MouseButton.MiddleButton)
    moved = ct.viewport.view
    press_undo(ct)
    assert moved != ct.viewport.view == ViewState()
    assert not history.can_undo
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    ct.wait(ct.window.verbs.action(call("edit.redo")).isEnabled)
    QTest.keyClick(ct.window, Qt.Key.Key_Z, both)
    assert ct.viewport.view == moved


def test_undo_of_what_has_not_come_to_rest_takes_it_back_too(ct: OpenWindow) -> None:
    """User wish 32."""
    ct.drag(QPoint(200, 200), QPoint(260, 280), Qt.MouseButton.MiddleButton)
    press_undo(ct)
    assert ct.viewport.view == ViewState()


def test_two_commands_are_two_steps_however_fast(ct: OpenWindow) -> None:
    run = ct.window.verbs.run
    run(call("layout.grid", rows=1, columns=2))
    run(call("layout.grid", rows=2, columns=2))
    run(call("edit.undo"))
    assert ct.workspace.screen.layout == Grid(1, 2).layout


def test_the_next_start_goes_on_where_this_one_ended(qapp: QApplication, tmp_path: Path) -> None:
    ct_series(tmp_path / "ct", 6)
    with open_window(qapp) as first:
        first.window.open_paths([tmp_path / "ct"])
        first.settle()
        first.window.verbs.run(call("layout.grid", rows=1, columns=2))
        first.window.verbs.run(call("layout.open_screen"))
        first.workspace.viewports[0].scroll(3)
    with open_window(qapp) as second:
        second.program.parts.kept_session.bring_back()
        second.settle()
        assert second.workspace.screens[0].layout == Grid(1, 2).layout
        assert second.workspace.viewports[0].view.index == 3
        assert second.window.grid.cells[0].canvas.picture is not None
        assert len(second.window.screens.windows) == 1


def test_what_is_on_screen_is_on_disk_before_a_crash(ct: OpenWindow) -> None:
    file = ct.program.parts.paths.session_file
    ct.window.verbs.run(call("layout.grid", rows=2, columns=3))
    ct.wait(lambda: file.exists() and file.read_text().count('"bottom"') == 3)


def test_what_is_drawn_with_keys_is_one_step_however_slowly(ct: OpenWindow) -> None:
    """Between two keys a hand rests longer than it takes what is done to become a step."""
    for key in (Qt.Key.Key_L, Qt.Key.Key_D, Qt.Key.Key_Space, Qt.Key.Key_Right):
        QTest.keyClick(ct.canvas, key)
    let_run(900)
    for _ in range(3):
        QTest.keyClick(ct.canvas, Qt.Key.Key_Right)
    assert ct.workspace.toolset.is_acting
    QTest.keyClick(ct.canvas, Qt.Key.Key_Return)
    assert not ct.workspace.toolset.is_acting
    (drawn,) = ct.workspace.annotations.all
    press_undo(ct)
    assert ct.workspace.annotations.all == ()
    ct.wait(ct.window.verbs.action(call("edit.redo")).isEnabled)
    assert ct.window.verbs.run(call("edit.redo"))
    assert ct.workspace.annotations.all == (drawn,)
