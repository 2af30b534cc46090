"""Fingers and pens on an image."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.series import ct_series
from tests.support.window import OpenWindow, let_run
from viewer.workspace.viewport import Viewport

Opened = Callable[[Path], OpenWindow]
Fingers = Callable[..., None]


@pytest.fixture
def program(opened: Opened, tmp_path: Path) -> OpenWindow:
    ct_series(tmp_path / "ct", 20)
    return opened(tmp_path / "ct")


@pytest.fixture
def viewport(program: OpenWindow) -> Viewport:
    return program.workspace.active


@pytest.fixture
def drag(program: OpenWindow) -> Fingers:
    """Put fingers down, move each along its way, lift them."""
    device = QTest.createTouchDevice()
    canvas = program.canvas

    def run(*ways: tuple[tuple[int, int], tuple[int, int]]) -> None:
        for step in range(10):
            touch = QTest.touchEvent(canvas, device)
            for number, (start, end) in enumerate(ways):
                x = start[0] + (end[0] - start[0]) * step // 9
                y = start[1] + (end[1] - start[1]) * step // 9
                (touch.press if step == 0 else touch.move)(number, QPoint(x, y), canvas)
            touch.commit()
        touch = QTest.touchEvent(canvas, device)
        for number, (_, end) in enumerate(ways):
            touch.release(number, QPoint(*end), canvas)
        touch.commit()
        let_run(10)

    return run


def test_one_finger_uses_the_tool(viewport: Viewport, drag: Fingers) -> None:
    drag(((100, 100), (100, 200)))
    assert viewport.view.index > 0


def test_two_fingers_spread_enlarge(viewport: Viewport, drag: Fingers) -> None:
    before = viewport.view
    drag(((150, 150), (100, 100)), ((200, 200), (250, 250)))
    assert viewport.view.index == before.index
    assert viewport.view.zoom > before.zoom


def test_two_fingers_together_move_the_picture(viewport: Viewport, drag: Fingers) -> None:
    before = viewport.view
    drag(((100, 100), (140, 120)), ((200, 100), (240, 120)))
    ratio = viewport.canvas.device_pixel_ratio
    assert viewport.view.pan_x - before.pan_x == pytest.approx(40 * ratio, abs=2)
    assert viewport.view.pan_y - before.pan_y == pytest.approx(20 * ratio, abs=2)


def test_three_fingers_go_through_the_stack(viewport: Viewport, drag: Fingers) -> None:
    drag(*(((x, 100), (x, 180)) for x in (100, 150, 200)))
    assert viewport.view.index == 5


def test_a_pen_uses_the_tool_as_the_mouse_does(program: OpenWindow, viewport: Viewport) -> None:
    pen = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        3,
    )
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    steps = [(QEvent.Type.TabletPress, 100.0, left), (QEvent.Type.TabletMove, 150.5, left)]
    steps += [(QEvent.Type.TabletMove, 200.5, left), (QEvent.Type.TabletRelease, 200.5, none)]
    for kind, y, held in steps:
        where = QPointF(100, y)
        button = none if kind == QEvent.Type.TabletMove else left
        keys = Qt.KeyboardModifier.NoModifier
        event = QTabletEvent(
            kind, pen, where, where, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, keys, button, held
        )
        QApplication.sendEvent(program.canvas, event)
    assert viewport.view.index > 0
