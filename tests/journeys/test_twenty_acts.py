"""The twenty commonest acts, each in one or two (docs/user/twenty-acts.md)."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.architecture.source import ROOT
from tests.support.builders import ct_series
from tests.support.window import OpenWindow, open_window
from viewer.model.lut import VoiWindow
from viewer.model.view import ZoomMode

LEFT, MIDDLE, RIGHT = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
)
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture(scope="module")
def program(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenWindow]:
    """Four series of one patient, on screen after they were dropped."""
    folder = tmp_path_factory.mktemp("acts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RADIOLUCENT_HOME", str(tmp_path_factory.mktemp("home")))
        for number in range(1, 5):
            ct_series(folder / f"s{number}", 12, name=f"s{number}", SeriesNumber=number)
        with open_window(qapp, width=1400, height=900) as opened:
            opened.drop(folder)
            opened.wait(lambda: len(opened.workspace.display_sets) == 4)
            opened.settle()
            yield opened


def _key(program: OpenWindow, key: Qt.Key | str, keys: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(program.canvas, key, keys or Qt.KeyboardModifier.NoModifier)
    program.settle()


def _drag(program: OpenWindow, button: Qt.MouseButton, dx: int, dy: int, *, above: int = 0) -> None:
    start = program.canvas.rect().center() - QPoint(0, above)
    program.drag(start, start + QPoint(dx, dy), button)
    program.settle()


def _wheel(program: OpenWindow) -> None:
    canvas = program.canvas
    where = canvas.rect().center()
    event = QWheelEvent(
        QPointF(where), QPointF(canvas.mapToGlobal(where)), QPoint(), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)
    program.settle()


def _look_at_a_stack(program: OpenWindow) -> None:
    def number_of_series() -> int | None:
        shown = program.viewport.display_set
        return shown.series.number if shown else None

    first = program.viewport.view.index
    _wheel(program)
    assert program.viewport.view.index == first + 1

    before = number_of_series()
    _key(program, Qt.Key.Key_PageDown)
    assert number_of_series() != before

    stored = program.viewport.voi()
    _key(program, "1")
    assert program.viewport.voi() != stored

    _key(program, "i", CONTROL)
    assert program.viewport.appearance.is_inverted

    _drag(program, RIGHT, 0, 80)
    assert program.viewport.view.zoom_mode is ZoomMode.FREE

    _drag(program, MIDDLE, 40, 20)
    assert program.viewport.view.pan_x > 20

    _key(program, "0", CONTROL)
    assert program.viewport.view.zoom_mode is ZoomMode.FIT


def _lay_out_and_link(program: OpenWindow) -> None:
    workspace = program.workspace
    _key(program, "4", ALT)
    assert len(workspace.visible_viewports) == 4

    where = program.canvas.rect().center()
    QTest.mouseDClick(program.canvas, LEFT, Qt.KeyboardModifier.NoModifier, where)
    program.settle()
    assert len(workspace.visible_viewports) == 1
    QTest.mouseDClick(program.canvas, LEFT, Qt.KeyboardModifier.NoModifier, where)
    program.settle()
    assert len(workspace.visible_viewports) == 4

    _key(program, "l", CONTROL)
    places = [viewport.view.index for viewport in workspace.visible_viewports]
    _key(program, Qt.Key.Key_Down)
    assert [v.view.index for v in workspace.visible_viewports] == [place + 1 for place in places]
    _key(program, "l", CONTROL)


def _measure_mark_play_hide_and_find(program: OpenWindow) -> None:
    workspace = program.workspace
    for key, above in (("l", 0), ("e", 80)):
        _key(program, key)
        _drag(program, LEFT, 60, 40, above=above)
    assert len(workspace.annotations.all) == 2
    _key(program, Qt.Key.Key_Escape)

    _key(program, "k")
    assert len(workspace.key_images.all) == 1

    _key(program, "z", CONTROL)
    assert not workspace.key_images.all

    _key(program, Qt.Key.Key_Space)
    assert program.viewport.cine is not None
    _key(program, Qt.Key.Key_Space)
    assert program.viewport.cine is None

    _key(program, "p", CONTROL)
    assert not workspace.shows_patient
    _key(program, "p", CONTROL)

    _key(program, "f", CONTROL)
    box = program.window.browser.filters.box
    program.wait(box.hasFocus)
    QTest.keyClicks(box, "nobody")
    program.wait(lambda: program.window.browser.model.rowCount() == 0)


def test_the_acts_of_the_page_do_what_it_says(program: OpenWindow) -> None:
    """One story, so that each act meets the window as the ones before left it."""
    _look_at_a_stack(program)
    _lay_out_and_link(program)
    _measure_mark_play_hide_and_find(program)


def test_both_buttons_window(program: OpenWindow) -> None:
    _key(program, "0")
    before = program.viewport.voi()
    assert isinstance(before, VoiWindow)
    canvas, start = program.canvas, program.canvas.rect().center()
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, start)
    QTest.mousePress(canvas, RIGHT, Qt.KeyboardModifier.NoModifier, start)
    program.drag(start, start + QPoint(60, 0), LEFT | RIGHT)
    for button in (RIGHT, LEFT):
        QTest.mouseRelease(canvas, button, Qt.KeyboardModifier.NoModifier, start)
    after = program.viewport.voi()
    assert isinstance(after, VoiWindow)
    assert after.width > before.width


def test_no_act_of_the_page_takes_more_than_two() -> None:
    page = (ROOT / "docs" / "user" / "twenty-acts.md").read_text(encoding="utf-8")
    counts = [int(n) for n in re.findall(r"^\| [^|]+ \| (\d+) \|", page, re.MULTILINE)]
    assert len(counts) == 20
    assert max(counts) <= 2
