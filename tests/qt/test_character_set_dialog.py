"""Choosing a character set in the window."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.support.builders import misdeclared_cyrillic
from tests.support.window import OpenWindow
from viewer.commands.command import call
from viewer.model.identity import StudyUid
from viewer.qt.dialogs.character_set_dialog import CharacterSetDialog
from viewer.workflows.choose_character_set import CharacterSetChoice, CharacterSetPreview

PREVIEWS = (
    CharacterSetPreview("", "As the file says", "<b>?", "Head"),
    CharacterSetPreview("ISO_IR 144", "Cyrillic", "Иванов\u202e", "Head"),
)


def _dialog(current: str) -> tuple[CharacterSetDialog, list[str]]:
    dialog = CharacterSetDialog(CharacterSetChoice(StudyUid("1.2"), current, PREVIEWS))
    taken: list[str] = []
    dialog.chosen.connect(taken.append)
    return dialog, taken


def test_the_list_shows_the_name_in_each_set(qapp: QApplication) -> None:
    dialog, _ = _dialog("")
    model = dialog.table.model()
    shown = [[model.index(row, column).data() for column in range(3)] for row in range(2)]
    assert shown == [["As the file says", "<b>?", "Head"], ["Cyrillic", "Иванов", "Head"]]
    dialog.close()


def test_the_line_taken_is_sent_and_the_present_one_is_not(qapp: QApplication) -> None:
    for current, row, expected in (("", 1, ["ISO_IR 144"]), ("ISO_IR 144", 1, [])):
        dialog, taken = _dialog(current)
        dialog.table.selectRow(row)
        dialog.accept()
        assert taken == expected


def test_a_study_is_read_anew_and_listed_under_the_right_name(
    opened: Callable[[Path], OpenWindow], tmp_path: Path
) -> None:
    misdeclared_cyrillic(tmp_path / "study", 3)
    program = opened(tmp_path / "study")
    program.window.verbs.run(call("study.character_set"))
    program.wait(lambda: program.window.findChildren(CharacterSetDialog))
    (dialog,) = program.window.findChildren(CharacterSetDialog)
    rows = range(dialog.table.model().rowCount())
    (row,) = [r for r in rows if dialog.table.model().index(r, 0).data() == "Cyrillic"]
    dialog.table.selectRow(row)
    dialog.accept()
    program.wait(program.program.archive.character_sets)
    program.settle()
    model = program.window.browser.model
    program.wait(lambda: model.index(0, 0).data() == "Иванов")
    assert program.canvas.picture is not None
    assert program.canvas.picture.scene.frame.image.patient.name.display() == "Иванов"
