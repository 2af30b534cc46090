"""The histogram in the inspector: late, in step with the window, and draggable."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

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
