"""The list of hanging protocols: order, switches, what they are for, why they fit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from tests.support.mammograms import screening
from tests.support.window import OpenWindow
from viewer.base.errors import ViewerError
from viewer.base.i18n import use_language
from viewer.commands.command import call
from viewer.model.hanging import CellRule, HangingProtocol, Times
from viewer.model.layout import Grid
from viewer.model.view import Anchor
from viewer.qt.dialogs.hanging_dialog import HangingDialog
from viewer.qt.dialogs.stages_dialog import StagesDialog
from viewer.workflows.hanging_file import default_protocols, read_protocols

Told = list[tuple[HangingProtocol, ...]]


@pytest.fixture
def dialog(program: OpenWindow, tmp_path: Path) -> Iterator[HangingDialog]:
    program.window.open_paths([screening(tmp_path / "mg")])
    program.settle()
    program.window.verbs.run(call("hanging.edit"))
    (made,) = program.window.findChildren(HangingDialog)
    yield made
    made.close()


def names(dialog: HangingDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def click(dialog: HangingDialog, title: str) -> None:
    (button,) = (b for b in dialog.findChildren(QPushButton) if b.text() == title)
    button.click()


def test_it_says_why_the_study_hangs_as_it_does(dialog: HangingDialog) -> None:
    assert names(dialog)[dialog.list.currentRow()] == "Mammography"
    assert "✓ modality MG" in dialog.why.text()
    assert "the first that does" in dialog.why.text()
    dialog.list.setCurrentRow(names(dialog).index("CT"))
    assert "✗ modality CT; the study has MG" in dialog.why.text()
    assert "does not fit" in dialog.why.text()


def test_changes_count_at_once_and_in_the_next_run(
    dialog: HangingDialog, program: OpenWindow
) -> None:
    dialog.modalities.setText("mg, dx")
    dialog.modalities.editingFinished.emit()
    parts = program.program.parts
    assert parts.hangings.protocols[0].rule.modalities == ("MG", "DX")
    click(dialog, "Down")
    assert names(dialog)[1] == "Mammography"
    dialog.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert "switched off" in dialog.why.text()
    click(dialog, "Delete")
    assert "Mammography" not in names(dialog)
    kept = read_protocols(parts.paths.hanging_file)
    assert kept == parts.hangings.protocols == default_protocols()[1:]
    click(dialog, "Restore the defaults")
    assert parts.hangings.protocols == default_protocols()


def test_protocols_travel_as_files(dialog: HangingDialog, tmp_path: Path) -> None:
    dialog.export_to(tmp_path / "all.json")
    dialog.name.setText("Mine")
    dialog.name.editingFinished.emit()
    told: Told = []
    dialog.changed.connect(told.append)
    dialog.import_from(tmp_path / "all.json")
    assert told == [(*default_protocols(), told[0][-1])]
    assert told[0][-1].name == "Mine"


def test_a_file_that_is_none_changes_nothing(dialog: HangingDialog, tmp_path: Path) -> None:
    failures: list[ViewerError] = []
    dialog.failed.connect(failures.append)
    (tmp_path / "bad.json").write_text('{"version": 1, "protocols": [{"name": "<b>x"}]}')
    before = names(dialog)
    dialog.import_from(tmp_path / "bad.json")
    assert [failure.message for failure in failures] == ["These are no hanging protocols."]
    assert names(dialog) == before


def test_the_menu_lists_protocols_priors_and_what_was_opened_lately(
    program: OpenWindow, tmp_path: Path
) -> None:
    for study, date in (("old", "20190101"), ("now", "20240101")):
        program.window.open_paths([screening(tmp_path / study, study=study, StudyDate=date)])
        program.settle()
    told: dict[str, list[str]] = {}
    for menu in program.window.findChildren(QMenu):
        if menu.title() in ("Hanging", "Compare with prior", "Recent studies"):
            menu.aboutToShow.emit()
            told[menu.title()] = [action.text() for action in menu.actions() if action.text()]
    assert "Mammography" in told["Hanging"]
    assert any("2019-01-01" in text for text in told["Compare with prior"])
    days = [text.split(" · ")[1] for text in told["Recent studies"]]
    assert days == ["2024-01-01", "2019-01-01"]
    assert "Doe, Jane" in told["Recent studies"][0]


def test_resetting_goes_back_to_how_it_was_hung(program: OpenWindow, tmp_path: Path) -> None:
    """DC-084: the edge and the flip of a mammogram are no zoom that one would want to lose."""
    program.window.open_paths([screening(tmp_path, PatientOrientation=["A", "L"])])
    program.settle()
    run, right = program.window.verbs.run, program.workspace.viewports[0]
    hung = right.view
    assert hung.anchor is Anchor.RIGHT
    assert hung.flip_horizontal
    program.workspace.activate(right)
    for command in ("view.zoom_in", "view.rotate_right", "view.flip_horizontal"):
        run(call(command))
    run(call("view.reset"))
    assert right.view == hung
    run(call("view.flip_horizontal"))
    run(call("layout.grid", rows=1, columns=1))
    run(call("edit.undo"))
    run(call("view.reset"))
    assert program.workspace.active.view == hung


def test_chest_walls_touch_on_screen(program: OpenWindow, tmp_path: Path) -> None:
    """DC-084: pixels at the inner edges of the two upper cells show tissue."""
    program.window.open_paths([screening(tmp_path)])
    program.settle()
    program.workspace.show_texts(text=False, patient=False)
    program.settle()
    right, left = program.window.grid.cells[:2]
    for cell, x in ((right, right.canvas.width() - 3), (left, 2)):
        image = cell.canvas.grab().toImage()
        here = image.pixelColor(QPoint(x, cell.canvas.height() // 2)).lightness()
        outer = cell.canvas.width() - 1 - x
        there = image.pixelColor(QPoint(outer, cell.canvas.height() // 2)).lightness()
        assert here > 60 > there


def test_what_hangs_where_is_edited_cell_by_cell(
    dialog: HangingDialog, program: OpenWindow
) -> None:
    hangings = program.program.parts.hangings
    dialog.edit_stages.click()
    [stages] = dialog.findChildren(StagesDialog)
    assert [button.text() for button in stages.map.buttons[:2]] == [
        "MG\nright CC\nplain", "MG\nleft CC\nplain"
    ]  # fmt: skip
    stages.map.buttons[1].click()
    assert stages.form.views.text() == "CC"
    stages.form.views.setText("ml, lm")
    stages.form.views.editingFinished.emit()
    assert hangings.protocols[0].stages[0].cells[1].views == ("ML", "LM")
    assert "left ML LM" in stages.map.buttons[1].text()
    stages.form.chest_wall.setCurrentIndex(0)
    stages.form.chest_wall.activated.emit(0)
    assert hangings.protocols[0].stages[0].cells[1].chest_wall is None
    stages.columns.setValue(3)
    stage = hangings.protocols[0].stages[0]
    assert (stage.grid, len(stages.map.buttons), len(stage.cells)) == (Grid(2, 3), 6, 4)
    assert stages.map.buttons[5].text() == "what is left"
    stages.map.buttons[5].click()
    stages.form.study.setCurrentIndex(1)
    stages.form.study.activated.emit(1)
    assert hangings.protocols[0].stages[0].cells[5] == CellRule(study=Times.PRIOR)
    kept = read_protocols(program.program.parts.paths.hanging_file)
    assert kept == hangings.protocols


def test_stages_are_added_moved_and_deleted(dialog: HangingDialog, program: OpenWindow) -> None:
    dialog.edit_stages.click()
    [stages] = dialog.findChildren(StagesDialog)

    def press(title: str) -> None:
        [button] = [b for b in stages.findChildren(QPushButton) if b.text() == title]
        button.click()

    def names_of_stages() -> list[str]:
        return [stage.name for stage in program.program.parts.hangings.protocols[0].stages]

    before = names_of_stages()
    press("Add")
    stages.name.setText("My own")
    stages.name.editingFinished.emit()
    press("Up")
    assert names_of_stages() == ["My own", *before]
    assert "My own" in dialog.stages.text()
    press("Delete")
    assert names_of_stages() == before


@pytest.fixture
def german() -> Iterator[None]:
    use_language("de")
    yield
    use_language("en")


@pytest.mark.usefixtures("german")
def test_protocols_of_the_program_speak_the_language_and_keep_their_names(
    program: OpenWindow,
) -> None:
    program.window.verbs.run(call("hanging.edit"))
    [dialog] = program.window.findChildren(HangingDialog)
    assert names(dialog)[0] == "Mammographie"
    assert dialog.stages.text().startswith("Vier Ansichten · CC · MLO")
    dialog.name.editingFinished.emit()
    dialog.fewest.setValue(2)
    assert program.program.parts.hangings.protocols[0].name == "Mammography"
    dialog.close()
