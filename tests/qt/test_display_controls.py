"""Display controls in the window: histogram, colours, tools by their keys, the clipboard."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.builders import make_dataset, write
from tests.support.window import OpenWindow, let_run
from viewer.commands.command import call
from viewer.model.lut import VoiSource, VoiWindow
from viewer.qt.panels.section import Section
from viewer.qt.theme import LIGHT


@pytest.fixture
def ramp(opened: Callable[[Path], OpenWindow], tmp_path: Path) -> OpenWindow:
    """The values -1000 to 1047 of one image, shown through a window of its own."""
    stored = np.arange(2048, dtype=np.uint16).reshape(32, 64)
    dataset = make_dataset(
        stored, RescaleIntercept=-1000, RescaleSlope=1, WindowCenter=40, WindowWidth=400
    )
    write(tmp_path / "ramp" / "IM1", dataset)
    program = opened(tmp_path / "ramp")
    program.window.inspector_dock.show()
    return program


def unfold(program: OpenWindow) -> None:
    section = program.window.inspector.histogram.parent()
    assert isinstance(section, Section)
    section._heading.setChecked(True)
    let_run(100)


def test_it_is_made_only_when_it_is_unfolded(ramp: OpenWindow) -> None:
    assert ramp.window.inspector.histogram.plot is None
    unfold(ramp)
    assert ramp.window.inspector.histogram.plot is not None


def test_it_follows_image_window_and_theme(ramp: OpenWindow) -> None:
    unfold(ramp)
    plot = ramp.window.inspector.histogram.plot
    assert plot is not None
    edges, heights = plot.curve.getData()
    assert (edges[0], edges[-1]) == (-1000, 1047)
    assert np.expm1(heights).sum() == pytest.approx(2048)
    assert plot.band.getRegion() == (-160, 239)
    ramp.window.verbs.run(call("window.set", center=100, width=51))
    ramp.settle()
    assert plot.band.getRegion() == (74.5, 124.5)
    ramp.look.set_theme(LIGHT)
    assert plot.plot.backgroundBrush().color().name().upper() == LIGHT.panel


def test_dragging_an_edge_sets_the_window(ramp: OpenWindow) -> None:
    unfold(ramp)
    plot = ramp.window.inspector.histogram.plot
    assert plot is not None
    plot.band.lines[1].setValue(600)
    ramp.settle()
    voi = ramp.viewport.voi()
    assert voi == VoiWindow((-160 + 600 + 1) / 2, 761, source=VoiSource.USER)
    assert plot.band.getRegion() == (-160, 600)


def test_a_whole_drag_in_the_histogram_is_one_step(ramp: OpenWindow) -> None:
    unfold(ramp)
    plot, before = ramp.window.inspector.histogram.plot, ramp.viewport.voi()
    assert plot is not None
    for value in (300, 400, 600):
        plot.band.lines[1].setValue(value)
        let_run(5)
    ramp.settle()
    ramp.window.verbs.run(call("edit.undo"))
    assert ramp.viewport.voi() == before


def test_the_inspector_chooses_colours_and_follows_them(ramp: OpenWindow) -> None:
    colours = ramp.window.inspector.window_section.colours
    assert colours.currentText() == "Gray"
    colours.activated.emit(colours.findText("Hot Iron"))
    assert ramp.viewport.appearance.colour_map == "hot-iron"
    ramp.window.verbs.run(call("look.colour_map", name="magma"))
    ramp.settle()
    assert colours.currentText() == "Magma"


def test_keys_choose_glass_region_and_true_size(ramp: OpenWindow) -> None:
    toolset = ramp.workspace.toolset
    for key, held, tool in (
        (Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier, "glass"),
        (Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier, "region-window"),
    ):
        QTest.keyClick(ramp.canvas, key, held)
        assert toolset.chosen is not None
        assert toolset.chosen.id == tool
    middle = ramp.canvas.rect().center()
    ramp.drag(middle, middle + QPoint(60, 60), Qt.MouseButton.LeftButton)
    voi = ramp.viewport.voi()
    assert isinstance(voi, VoiWindow)
    assert voi.source is VoiSource.USER
    assert voi.width < 2048


def test_control_c_puts_the_picture_into_the_clipboard(ramp: OpenWindow) -> None:
    QApplication.clipboard().clear()
    canvas = ramp.viewport.canvas
    QTest.keyClick(ramp.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    ramp.wait(lambda: not QApplication.clipboard().image().isNull())
    image = QApplication.clipboard().image()
    assert (image.width(), image.height()) == (canvas.width, canvas.height)
