"""Drop a study, see it, scroll it, window it, compare it, close, and find it again."""

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.builders import ct_series
from tests.support.window import OpenWindow, let_run, open_window
from viewer.model.lut import VoiWindow
from viewer.qt.browser.tree_model import Level, Role


@pytest.fixture(params=["synthetic", "phantom"])
def study(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, int]:
    """A folder with one CT series, and how many slices it has."""
    if request.param == "synthetic":
        ct_series(tmp_path / "ct", 40, WindowCenter=-1004, WindowWidth=60)
        return tmp_path / "ct", 40
    corpus: Path = request.getfixturevalue("corpus")
    folder = corpus / "_big" / "ct_phantom_140"
    if not folder.is_dir():
        pytest.skip("the corpus has no _big/ct_phantom_140 here")
    return folder, 140


def test_first_light(qapp: QApplication, study: tuple[Path, int]) -> None:
    folder, slices = study
    with open_window(qapp) as program:
        _drop_and_see(program, folder, slices)
        last = _scroll_to_the_end(program, slices)
        assert last == slices - 1
        _window_by_drag(program)
        _compare(program)
        program.window.close()
    with open_window(qapp) as again:
        _reopen_from_the_index(again, slices)


def _drop_and_see(program: OpenWindow, folder: Path, slices: int) -> None:
    program.drop(folder)
    program.wait(lambda: program.canvas.picture is not None)
    program.settle()
    assert program.viewport.length == slices
    assert program.canvas.picture is not None
    assert program.canvas.picture.pixels.any()


def _scroll_to_the_end(program: OpenWindow, slices: int) -> int:
    positions = []
    for _ in range(slices - 1):
        QTest.keyClick(program.canvas, Qt.Key.Key_Down)
        program.wait(lambda: not program.viewport.is_loading)
        let_run(1)
        assert program.canvas.picture is not None
        plane = program.canvas.picture.scene.frame.header.plane
        assert plane is not None
        positions.append(plane.distance_mm)
    steps = [after - before for before, after in pairwise(positions)]
    assert all(step > 0 for step in steps), "slices come in the order of their positions"
    return program.viewport.view.index


def _window_by_drag(program: OpenWindow) -> None:
    QTest.keyClick(program.canvas, Qt.Key.Key_W)
    before = program.viewport.voi()
    pixels = program.canvas.picture
    program.drag(QPoint(200, 200), QPoint(320, 260), Qt.MouseButton.LeftButton)
    let_run(30)
    after = program.viewport.voi()
    assert isinstance(before, VoiWindow)
    assert isinstance(after, VoiWindow)
    assert after.width > before.width
    assert after.center > before.center
    assert program.canvas.picture is not pixels
    QTest.keyClick(program.canvas, Qt.Key.Key_Escape)


def _compare(program: OpenWindow) -> None:
    QTest.keyClick(program.canvas, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert len(program.window.grid.cells) == 4
    other = program.window.grid.cells[1]
    QTest.mouseClick(other.canvas, Qt.MouseButton.LeftButton)
    assert program.viewport is other.viewport
    program.window.strip.chosen.emit(program.workspace.display_sets[0])
    program.settle()
    shown = [cell.canvas.picture is not None for cell in program.window.grid.cells]
    assert shown == [True, True, False, False]


def _reopen_from_the_index(program: OpenWindow, slices: int) -> None:
    assert program.window.empty.isVisible()
    model, view = program.window.browser.model, program.window.browser.view
    patient = model.index(0, 0, QModelIndex())
    study = model.index(0, 0, patient)
    assert study.data(Role.LEVEL) is Level.STUDY
    view.setCurrentIndex(study)
    QTest.keyClick(view, Qt.Key.Key_Return)
    program.wait(lambda: program.canvas.picture is not None)
    program.settle()
    assert program.viewport.length == slices
    assert program.viewport.view.index == 0
