"""Linked cells, reference lines, key images, phases and what is loaded, in the real window."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider

from tests.support.builders import ct_series, uid
from tests.support.window import OpenWindow, open_window
from viewer.commands.command import call
from viewer.model.layout import Grid
from viewer.qt.panels.strip_model import StripRole
from viewer.qt.viewport.position_bar import runs
from viewer.render.drawing import Ink, Line
from viewer.render.trust import TrustKind
from viewer.workspace import playback
from viewer.workspace.load_states import LoadState

Open = Callable[[Path], OpenWindow]
WHOLE = {"PixelSpacing": [1.0, 1.0]}


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """An axial stack, a coronal one of the same space, and two echoes."""
    folder = tmp_path / "study"
    ct_series(folder / "a", 8, name="a", SeriesNumber=1, **WHOLE)
    coronal = (1, 0, 0, 0, 0, -1)
    ct_series(folder / "c", 8, name="c", SeriesNumber=2, orientation=coronal, **WHOLE)
    for echo in (1, 2):
        ct_series(
            folder / f"e{echo}", 4, name=f"e{echo}", SeriesInstanceUID=uid("echoes"),
            SeriesNumber=3, EchoNumbers=echo, Modality="MR", **WHOLE,
        )  # fmt: skip
    return folder


@pytest.fixture
def beside(opened: Open, study: Path) -> OpenWindow:
    """The axial and the coronal stack side by side, linked."""
    shown = opened(study)
    workspace = shown.workspace
    workspace.set_grid(Grid(1, 2))
    workspace.show(workspace.display_sets[1], 1)
    workspace.show(workspace.display_sets[0], 0)
    shown.window.verbs.run(call("link.toggle"))
    shown.settle()
    return shown


def press(opened: OpenWindow, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    held = modifier or Qt.KeyboardModifier.NoModifier
    opened.canvas.setFocus()
    QTest.keyClick(opened.canvas, key, held)
    opened.settle()


def test_linked_cells_say_so_under_their_pictures(beside: OpenWindow) -> None:
    marks = [cell.marks for cell in beside.window.grid.cells]
    assert all(any(mark.kind is TrustKind.LINK for mark in of_cell) for of_cell in marks)
    press(beside, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert not beside.workspace.links.state.is_on
    assert not any(m.kind is TrustKind.LINK for m in beside.window.grid.cells[0].marks)


def test_the_coronal_cell_has_the_line_of_the_axial_one_until_it_is_hidden(
    beside: OpenWindow,
) -> None:
    def reference_lines() -> int:
        picture = beside.window.grid.cells[1].canvas.picture
        assert picture is not None
        inks = [part.ink for part in picture.drawing if isinstance(part, Line)]
        return inks.count(Ink.REFERENCE)

    assert reference_lines() == 1
    press(beside, Qt.Key.Key_X, Qt.KeyboardModifier.ShiftModifier)
    assert reference_lines() == 0


def test_shift_and_the_pointer_mark_one_place_in_both_cells(beside: OpenWindow) -> None:
    canvas = beside.window.grid.cells[0].canvas
    where = QPointF(QPoint(canvas.width() // 2, canvas.height() // 2))
    none = Qt.MouseButton.NoButton
    shift = Qt.KeyboardModifier.ShiftModifier
    globally = QPointF(canvas.mapToGlobal(where.toPoint()))
    moved = QMouseEvent(QEvent.Type.MouseMove, where, globally, none, none, shift)
    QApplication.sendEvent(canvas, moved)
    beside.settle()
    points = {viewport.guides.cursor_lps for viewport in beside.workspace.viewports}
    assert len(points) == 1
    assert None not in points


def test_a_key_image_is_marked_listed_and_found_again(beside: OpenWindow) -> None:
    beside.viewport.scroll(5)
    press(beside, Qt.Key.Key_K)
    bar = beside.window.grid.active.position_bar
    assert "Key images: 1" in bar.toolTip()
    strip = beside.window.strip.strip
    counts = [strip.index(row).data(StripRole.KEYS) for row in range(strip.rowCount())]
    assert counts == [1, 0, 0, 0]
    press(beside, Qt.Key.Key_Home)
    rows = beside.window.inspector.key_images.rows
    assert rows.item(0).text().startswith("Im 6/8")
    rows.itemClicked.emit(rows.item(0))
    beside.settle()
    assert beside.viewport.view.index == 5
    press(beside, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert beside.workspace.key_images.all == frozenset()


def test_key_images_are_there_after_the_program_was_closed(qapp: QApplication, study: Path) -> None:
    with open_window(qapp) as first:
        first.window.open_paths([study / "a"])
        first.settle()
        first.viewport.scroll(3)
        first.window.verbs.run(call("key.toggle"))
        first.settle()
    with open_window(qapp) as again:
        again.window.open_paths([study / "a"])
        again.settle()
        shown = again.workspace.display_sets[0]
        assert again.workspace.key_images.places_in(shown) == (3,)


def test_the_slider_moves_through_phases_and_the_wheel_through_space(
    opened: Open, study: Path
) -> None:
    shown = opened(study)
    echoes = shown.workspace.display_sets[2:]
    shown.workspace.show(echoes[0])
    shown.settle()
    bar = shown.window.grid.active.phase_bar
    assert not bar.isHidden()
    shown.viewport.scroll(2)
    slider: QSlider = bar.slider
    slider.setValue(1)
    shown.settle()
    assert shown.viewport.display_set == echoes[1]
    assert shown.viewport.view.index == 2
    press(shown, Qt.Key.Key_Comma)
    assert shown.viewport.display_set == echoes[0]
    assert slider.value() == 0
    shown.workspace.show(shown.workspace.display_sets[0])
    shown.settle()
    assert bar.isHidden()


def test_everything_open_is_loaded_while_nobody_asks(opened: Open, study: Path) -> None:
    shown = opened(study)
    axial, coronal = shown.workspace.display_sets[:2]
    shown.workspace.show(axial)
    frames = shown.program.parts.frames
    shown.wait(lambda: all(map(frames.holds, axial.frames + coronal.frames)))
    shown.wait(lambda: "8 of 8 loaded" in shown.window.grid.active.position_bar.toolTip())


def test_runs_are_the_parts_of_one_state() -> None:
    here, gone = LoadState.LOADED, LoadState.ABSENT
    assert runs((here, here, gone, here), here) == [(0, 1), (3, 3)]


def test_a_cine_in_a_range_shows_its_range_beside_the_stack(opened: Open, study: Path) -> None:
    shown = opened(study)
    shown.workspace.show(shown.workspace.display_sets[0], index=2)
    press(shown, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    shown.viewport.scroll(3)
    press(shown, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    shown.window.verbs.run(call("cine.toggle"))
    seen: set[int] = set()
    shown.workspace.viewport_changed.connect(lambda viewport: seen.add(viewport.view.index))
    shown.wait(lambda: len(seen) == 4)
    assert seen == {2, 3, 4, 5}
    shown.window.verbs.run(call("cine.toggle"))


def test_dropped_images_are_said_beside_the_rate(opened: Open, study: Path) -> None:
    shown = opened(study)
    shown.workspace.show(shown.workspace.display_sets[0])
    viewport, bar = shown.viewport, shown.window.grid.active.cine_bar
    playback.start(viewport, time.monotonic() - 0.3)  # five images late at 15 a second
    shown.wait(lambda: viewport.cine is not None and viewport.cine.dropped)
    shown.wait(lambda: "dropped" in bar.dropped_text)
    playback.stop(viewport)
    shown.wait(lambda: not bar.dropped_text)
