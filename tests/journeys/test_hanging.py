"""A morning of reading: hang, step, compare with the prior, arrange, keep, close, come back."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.mammograms import screening, tomosynthesis
from tests.support.window import OpenWindow, open_window
from viewer.commands.command import call
from viewer.model.layout import Grid


def shown(program: OpenWindow) -> list[str | None]:
    sets = [viewport.display_set for viewport in program.workspace.viewports]
    return [f"{s.study.date[:4]} {s.series.description}" if s else None for s in sets]


def test_a_morning_of_reading(qapp: QApplication, tmp_path: Path) -> None:
    screening(tmp_path / "old", study="old", StudyDate="20220301")
    screening(tmp_path / "new", study="new", StudyDate="20240405")
    with open_window(qapp, width=1600, height=1000) as program:
        program.window.open_paths([tmp_path / "old"])
        program.settle()
        program.window.verbs.run(call("study.close_all"))
        program.window.open_paths([tmp_path / "new"])
        program.wait(lambda: len(program.workspace.display_sets) == 8)  # the prior came by itself
        program.settle()
        assert shown(program) == ["2024 R CC", "2024 L CC", "2024 R MLO", "2024 L MLO"]
        for _ in range(3):
            QTest.keyClick(program.canvas, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ShiftModifier)
        program.settle()
        assert shown(program) == ["2024 R CC", "2024 L CC", "2022 R CC", "2022 L CC"]
        QTest.keyClick(program.canvas, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(program.canvas, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
        program.settle()
        compared = shown(program)
        assert compared == ["2024 R MLO", "2022 R MLO"]
        program.window.verbs.run(call("edit.undo"))
        assert shown(program) == ["2024 R MLO", "2024 L MLO"]
        program.window.verbs.run(call("edit.redo"))
        assert shown(program) == compared
    with open_window(qapp, width=1600, height=1000) as program:
        program.program.parts.kept_session.bring_back()
        program.settle()
        assert shown(program) == compared
        assert program.workspace.screen.layout == Grid(1, 2).layout
        assert all(cell.canvas.picture for cell in program.window.grid.cells)
        assert program.window.messages.texts == []


def test_stages_without_pictures_are_passed_over(qapp: QApplication, tmp_path: Path) -> None:
    """DC-084: of a screening with tomosynthesis of one view, three arrangements are left."""
    screening(tmp_path)
    for side in "RL":
        tomosynthesis(tmp_path, side, "CC")
    with open_window(qapp, width=1600, height=1000) as program:
        program.window.open_paths([tmp_path])
        program.settle()
        hung = []
        for _ in range(4):
            stage = program.program.parts.hangings.stage
            assert stage is not None
            hung.append(stage.name)
            assert all(cell.canvas.picture for cell in program.window.grid.cells)
            QTest.keyClick(program.canvas, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ShiftModifier)
            program.settle()
        assert hung == ["Four views", "CC", "MLO", "Tomosynthesis, CC"]
        stage = program.program.parts.hangings.stage
        assert stage is not None
        assert stage.name == "Four views"
