"""Painted steps at 1000x1000: our viewport, and pyqtgraph's two ways."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tests.bench.rows import Row, at_most, within
from tests.bench.timing import percentile
from tests.bench.window import RunningProgram, running_program
from viewer.model.lut import VoiWindow
from viewer.model.view import Appearance
from viewer.qt.viewport.viewport_widget import ViewportWidget

SIDE = 1000
_LEVELS = (824.0, 1224.0)


@contextmanager
def stack_on_screen(home: Path, folder: Path) -> Iterator[tuple[RunningProgram, ViewportWidget]]:
    """The program with the stack of `folder` loaded, and its canvas of 1000x1000."""
    with running_program(home) as running:
        running.open(folder)
        cell = running.window.grid.active
        cell.setParent(None)
        cell.show()
        running.app.processEvents()
        surplus = cell.size() - cell.canvas.size()
        cell.resize(SIDE + surplus.width(), SIDE + surplus.height())
        running.app.processEvents()
        assert (cell.canvas.width(), cell.canvas.height()) == (SIDE, SIDE)
        viewport = cell.viewport
        for _ in range(viewport.length):
            viewport.scroll(1)
            running.spin_until(lambda: not viewport.is_loading)
        yield running, cell
        cell.setParent(running.window.grid)


def our_scroll_ms(running: RunningProgram, cell: ViewportWidget, steps: int) -> list[float]:
    """Each step from the wheel's call to the painted picture."""
    viewport = cell.viewport
    times, direction = [], -1
    for _ in range(steps):
        if viewport.view.index in (0, viewport.length - 1):
            direction = -direction if times else direction
        start = time.perf_counter()
        viewport.scroll(direction)
        running.app.processEvents()
        times.append((time.perf_counter() - start) * 1000)
        picture = cell.canvas.picture
        assert picture is not None
        assert picture.scene.frame.ref == viewport.wanted, "the step was not painted"
    return times


def our_window_ms(running: RunningProgram, cell: ViewportWidget, steps: int) -> list[float]:
    """Each step of a window drag, painted."""
    times = []
    for step in range(steps):
        window = VoiWindow(40.0 + step % 50, 400.0)
        start = time.perf_counter()
        cell.viewport.set_appearance(replace(Appearance(), voi=window))
        running.app.processEvents()
        times.append((time.perf_counter() - start) * 1000)
        picture = cell.canvas.picture
        assert picture is not None
        assert picture.scene.appearance.voi == window, "the step was not painted"
    return times


def peer_ms(
    running: RunningProgram, frames: Sequence[NDArray[np.uint16]], steps: int, *, windowing: bool
) -> dict[str, float]:
    """Median of the same step by pyqtgraph's ImageItem and ImageView, and by a bare widget."""
    import pyqtgraph

    pyqtgraph.setConfigOptions(imageAxisOrder="row-major")
    return {
        "pyqtgraph ImageItem": _item_ms(pyqtgraph, running, frames, steps, windowing=windowing),
        "pyqtgraph ImageView": _view_ms(pyqtgraph, running, frames, steps, windowing=windowing),
        "bare widget": bare_ms(running, frames, steps, windowing=windowing),
    }


def _item_ms(pyqtgraph, running, frames, steps, *, windowing):  # type: ignore[no-untyped-def]
    widget = pyqtgraph.GraphicsLayoutWidget()
    box = widget.addViewBox(lockAspect=True, invertY=True)
    item = pyqtgraph.ImageItem(frames[0], levels=_LEVELS)
    box.addItem(item)
    widget.resize(SIDE, SIDE)
    widget.show()
    if windowing:
        took = _stepped(running, steps, lambda k: item.setLevels(_moved(k)))
    else:
        took = _stepped(
            running, steps,
            lambda k: item.setImage(frames[k % len(frames)], autoLevels=False, levels=_LEVELS),
        )  # fmt: skip
    widget.close()
    return took


def _view_ms(pyqtgraph, running, frames, steps, *, windowing):  # type: ignore[no-untyped-def]
    widget = pyqtgraph.ImageView()
    widget.setImage(np.stack(frames), autoLevels=False, levels=_LEVELS)
    widget.show()
    surplus = widget.size() - widget.ui.graphicsView.size()
    widget.resize(SIDE + surplus.width(), SIDE + surplus.height())
    if windowing:
        took = _stepped(running, steps, lambda k: widget.setLevels(*_moved(k)))
    else:
        took = _stepped(running, steps, lambda k: widget.setCurrentIndex(k % len(frames)))
    widget.close()
    return took


def bare_ms(
    running: RunningProgram, frames: Sequence[NDArray[np.uint16]], steps: int, *, windowing: bool
) -> float:
    """Median of what no viewer can do without: resample, look up, draw in an empty widget."""
    table = np.linspace(0, 255, 65536).astype(np.uint8)
    widget = _BareWidget(table)
    widget.resize(SIDE, SIDE)
    widget.show_frame(frames[0])
    widget.show()

    def step(k: int) -> None:
        if windowing:
            widget.show_table(np.roll(table, k))
        else:
            widget.show_frame(frames[k % len(frames)])

    took = _stepped(running, steps, step)
    widget.close()
    return took


class _BareWidget(QWidget):
    """Buffers are kept and nothing is checked."""

    def __init__(self, table: NDArray[np.uint8]) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._table = table
        self._sampled = np.empty((SIDE, SIDE), np.uint16)
        self._gray = np.empty((SIDE, SIDE), np.uint8)
        self._screen = np.empty((SIDE, SIDE, 4), np.uint8)

    def show_frame(self, frame: NDArray[np.uint16]) -> None:
        cv2.resize(frame, (SIDE, SIDE), dst=self._sampled, interpolation=cv2.INTER_LINEAR)
        self.update()

    def show_table(self, table: NDArray[np.uint8]) -> None:
        self._table = table
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        cv2.LUT(self._sampled, self._table, dst=self._gray)
        cv2.cvtColor(self._gray, cv2.COLOR_GRAY2BGRA, dst=self._screen)
        painter = QPainter(self)
        screen = self._screen
        shown = QImage(screen.data, SIDE, SIDE, 4 * SIDE, QImage.Format.Format_RGB32)
        painter.drawImage(0, 0, shown)
        painter.end()


def _moved(step: int) -> tuple[float, float]:
    return _LEVELS[0] + 1 + step % 50, _LEVELS[1] + 1 + step % 50


def _stepped(running: RunningProgram, steps: int, step: Callable[[int], object]) -> float:
    for _ in range(3):
        running.app.processEvents()
    times = []
    for k in range(1, steps + 1):
        start = time.perf_counter()
        step(k)
        running.app.processEvents()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def painted_rows(bench: str, what: str, times: list[float], peers: dict[str, float]) -> list[Row]:
    """Against both peers, and the slowest hundredth against the refresh of a screen."""
    ours = statistics.median(times)
    budgets = {"pyqtgraph ImageItem": 0.6, "pyqtgraph ImageView": 0.25, "bare widget": 2.5}
    rows = [
        at_most(bench, what, "ms", ours=ours, peer=peer, theirs=theirs, times=budgets[peer])
        for peer, theirs in peers.items()
    ]
    return [*rows, within(bench, f"{what}, 99th percentile", "ms", percentile(times, 99), 16)]
