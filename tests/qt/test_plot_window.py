"""The window of plots shows what is measured, and gives its numbers away."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication

from tests.support.builders import ct_series
from tests.support.window import OpenWindow
from viewer.commands.command import call
from viewer.model.shape import Shape, ShapeKind
from viewer.qt.plot_window import PlotWindow
from viewer.qt.theme import THEMES
from viewer.workspace.tools.annotate import measured, new_annotation


def test_a_profile_is_shown_and_copied(program: OpenWindow, tmp_path: Path) -> None:
    ct_series(tmp_path / "ct", 3)
    program.window.open_paths([tmp_path / "ct"])
    program.wait(lambda: program.viewport.frame is not None)
    frame = program.viewport.frame
    assert frame is not None
    shape = Shape(ShapeKind.LENGTH, ((1.0, 1.0), (5.0, 4.0)))
    drawn = measured(new_annotation(frame, shape), frame)
    program.workspace.annotations.put(drawn)
    program.workspace.annotations.select(drawn.uid)
    program.window.verbs.run(call("measure.plot"))
    (window,) = program.window.findChildren(PlotWindow)
    assert window.isVisible()
    assert "HU" in window.plot.getAxis("left").labelText
    assert "mm" in window.plot.getAxis("bottom").labelText
    window.copy.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 1 + 11  # five pixels in halves
    assert float(lines[-1].split("\t")[0]) == drawn.measurements[0].value
    program.workspace.annotations.remove(drawn.uid)
    assert not window.copy.isEnabled()
    window.reject()
    program.wait(lambda: not program.window.findChildren(PlotWindow))


def test_an_open_plot_takes_the_new_theme_and_a_closed_one_is_told_of_nothing(
    program: OpenWindow, tmp_path: Path
) -> None:
    ct_series(tmp_path / "ct", 3)
    program.window.open_paths([tmp_path / "ct"])
    program.wait(lambda: program.viewport.frame is not None)
    frame = program.viewport.frame
    assert frame is not None
    shape = Shape(ShapeKind.RECTANGLE, ((1.0, 1.0), (5.0, 4.0)))
    drawn = measured(new_annotation(frame, shape), frame)
    program.workspace.annotations.put(drawn)
    program.workspace.annotations.select(drawn.uid)
    program.window.verbs.run(call("measure.plot"))
    (window,) = program.window.findChildren(PlotWindow)
    assert "HU" in window.plot.getAxis("bottom").labelText
    program.look.set_theme(THEMES["light"])
    assert window.plot.backgroundBrush().color().name() == THEMES["light"].panel.lower()
    (bars,) = window.plot.listDataItems()
    assert bars.opts["fillBrush"].color().name() == THEMES["light"].accent.lower()
    window.reject()
    program.wait(lambda: not program.window.findChildren(PlotWindow))
    program.workspace.annotations.remove(drawn.uid)
    program.look.set_theme(THEMES["dark"])
