"""From the CD to the next morning: compare, link, scroll, mark, keep a protocol, come back."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from tests.support.builders import ct_series, uid
from tests.support.dicomdirs import write_dicomdir
from tests.support.window import OpenWindow, open_window
from viewer.commands.command import call
from viewer.model.layout import Grid
from viewer.qt.dialogs.text_dialog import TextDialog

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SLICES = 12


def study(folder: Path, name: str, date: str) -> list[Path]:
    return ct_series(
        folder, SLICES, name=name, spacing_mm=5, StudyInstanceUID=uid(name), StudyDate=date,
        StudyDescription=name, FrameOfReferenceUID=uid(name, "space"), BodyPartExamined="CHEST",
        SeriesDescription="Lung", SeriesNumber=1,
    )  # fmt: skip


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    """A CD as a hospital hands it out: both studies, a DICOMDIR, and its own viewer beside them."""
    folder = tmp_path / "cd"
    files = [
        *study(folder / "DICOM" / "A", "Control", "20220301"),
        *study(folder / "DICOM" / "B", "Staging", "20240405"),
    ]
    write_dicomdir(folder, *("\\".join(each.relative_to(folder).parts) for each in files))
    (folder / "AUTORUN.INF").write_text("[autorun]")
    (folder / "VIEWER.EXE").write_bytes(b"MZ" + bytes(100))
    return folder


def press(program: OpenWindow, key: Qt.Key | str, keys: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(program.canvas, key, keys or Qt.KeyboardModifier.NoModifier)
    program.settle()


def wheel(program: OpenWindow, steps: int) -> None:
    canvas, where = program.canvas, program.canvas.rect().center()
    for _ in range(steps):
        event = QWheelEvent(
            QPointF(where), QPointF(canvas.mapToGlobal(where)), QPoint(), QPoint(0, -120),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(canvas, event)
    program.settle()


def shown(program: OpenWindow) -> list[tuple[str, int]]:
    """What the cells show: the study and the number of the image."""
    return [
        (each.display_set.study.description, each.view.index)
        for each in program.workspace.viewports
        if each.display_set is not None
    ]


def read(program: OpenWindow, disc: Path) -> None:
    """Compare, link, scroll, window and zoom, mark two key images."""
    program.drop(disc)
    program.wait(lambda: len(program.workspace.display_sets) == 2)
    program.settle()
    assert shown(program) == [("Staging", 0)]  # the newest of the two

    press(program, "b", ALT)
    assert [name for name, _ in shown(program)] == ["Staging", "Control"]
    program.workspace.activate(program.workspace.viewports[0])
    press(program, Qt.Key.Key_Home)
    program.workspace.viewports[1].scroll(-SLICES)
    if not program.workspace.links.state.is_on:
        press(program, "l", CONTROL)
    wheel(program, 4)
    assert shown(program) == [("Staging", 4), ("Control", 4)]

    press(program, "2")
    centre = program.canvas.rect().center()
    program.drag(centre, centre + QPoint(80, 40), Qt.MouseButton.RightButton)
    program.settle()

    press(program, "k")
    wheel(program, 3)
    press(program, "k")
    assert len(program.workspace.key_images.all) == 2


def keep_as_protocol(program: OpenWindow, name: str) -> None:
    program.window.verbs.run(call("hanging.save"))
    [dialog] = program.window.findChildren(TextDialog)
    QTest.keyClicks(dialog.line, name)
    [buttons] = dialog.findChildren(QDialogButtonBox)
    buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    program.settle()
    protocol = program.program.parts.hangings.protocols[0]
    assert protocol.name == name
    assert protocol.rule.needs_prior


def test_a_reading_from_the_disc_to_the_next_morning(qapp: QApplication, disc: Path) -> None:
    name = "Chest beside its control"
    with open_window(qapp, width=1600, height=1000) as program:
        read(program, disc)
        lung, zoom = program.viewport.voi(), program.viewport.view.zoom
        keep_as_protocol(program, name)

    with open_window(qapp, width=1600, height=1000) as program:
        program.program.parts.kept_session.bring_back()
        program.wait(lambda: len(shown(program)) == 2)
        program.settle()
        assert program.workspace.screen.layout == Grid(1, 2).layout
        assert shown(program) == [("Staging", 7), ("Control", 7)]
        assert program.viewport.voi() == lung
        assert program.viewport.view.zoom == zoom
        assert all(cell.canvas.picture for cell in program.window.grid.cells)
        assert len(program.workspace.key_images.all) == 2
        assert program.workspace.links.state.is_on
        wheel(program, 1)
        assert shown(program) == [("Staging", 8), ("Control", 8)]

        program.window.verbs.run(call("study.close_all"))
        program.window.open_paths([disc])
        program.wait(lambda: len(program.workspace.display_sets) == 2)
        program.settle()
        hung = program.program.parts.hangings.hung
        assert hung is not None
        assert hung.name == name  # it hangs by itself now
        assert [study for study, _ in shown(program)] == ["Staging", "Control"]
        assert program.window.messages.texts == []
