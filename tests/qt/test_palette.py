"""The command palette as a user has it: type, see, run."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.series import ct_series
from tests.support.window import OpenWindow
from viewer.commands.command import call
from viewer.model.lut import VoiWindow
from viewer.qt.dialogs.palette import CommandPalette

Opened = Callable[[Path], OpenWindow]


def open_palette(program: OpenWindow) -> CommandPalette:
    program.window.verbs.run(call("app.palette"))
    [palette] = program.window.findChildren(CommandPalette)
    return palette


def titles(palette: CommandPalette) -> list[str]:
    return [palette.model.item(row).text() for row in range(palette.model.rowCount())]


def test_a_command_is_found_by_some_letters_and_run_by_enter(
    opened: Opened, tmp_path: Path
) -> None:
    ct_series(tmp_path / "ct", 3)
    program = opened(tmp_path / "ct")
    palette = open_palette(program)
    QTest.keyClicks(palette.box, "invrt")
    assert titles(palette)[0] == "Invert"
    QTest.keyClick(palette.box, Qt.Key.Key_Return)
    assert program.workspace.active.appearance.is_inverted


def test_a_command_that_cannot_be_run_is_greyed_with_its_reason(program: OpenWindow) -> None:
    palette = open_palette(program)
    QTest.keyClicks(palette.box, "invert")
    item = palette.model.item(0)
    assert item.text() == "Invert"
    assert not item.isEnabled()
    assert "Needs an image" in item.data(Qt.ItemDataRole.AccessibleTextRole)
    QTest.keyClick(palette.box, Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.close()


def test_arrows_move_through_the_list_and_each_row_tells_its_key(program: OpenWindow) -> None:
    palette = open_palette(program)
    QTest.keyClicks(palette.box, "open f")
    QTest.keyClick(palette.box, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 1
    texts = [
        palette.model.item(row).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(palette.model.rowCount())
    ]
    assert any("Ctrl+Shift+O" in text for text in texts)
    palette.close()


def test_a_window_preset_is_found_by_its_name_and_taken(opened: Opened, tmp_path: Path) -> None:
    ct_series(tmp_path / "ct", 3)
    program = opened(tmp_path / "ct")
    palette = open_palette(program)
    QTest.keyClicks(palette.box, "bone window")
    assert titles(palette)[0] == "Bone"
    QTest.keyClick(palette.box, Qt.Key.Key_Return)
    voi = program.workspace.active.appearance.voi
    assert isinstance(voi, VoiWindow)
    assert (voi.center, voi.width) == (500, 2000)
