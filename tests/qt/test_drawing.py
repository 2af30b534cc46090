"""Drawing in the window by clicks and by keys alone; what is drawn stays where it is."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.support.builders import ct_series
from tests.support.window import OpenWindow
from viewer.commands.command import call
from viewer.model.aid import KeyCursor
from viewer.model.shape import ShapeKind
from viewer.qt.viewport import drawing_keys
from viewer.render.annotations import handle_points

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
Opened = Callable[[Path], OpenWindow]
SQUARE = (QPoint(-60, -60), QPoint(60, -60), QPoint(60, 60), QPoint(-60, 60))


@pytest.fixture
def ct(opened: Opened, tmp_path: Path) -> OpenWindow:
    ct_series(tmp_path / "ct", 4)
    return opened(tmp_path / "ct")


def _click(program: OpenWindow, *offsets: QPoint) -> None:
    """Click at places about the middle of the cell, slowly enough for no double click."""
    for offset in offsets:
        QTest.mouseClick(program.canvas, LEFT, NONE, program.canvas.rect().center() + offset)


def _is_maximised(program: OpenWindow) -> bool:
    return len(program.workspace.visible_viewports) == 1


def test_a_double_click_ends_a_polygon_and_leaves_the_cell(ct: OpenWindow) -> None:
    ct.window.verbs.run(call("layout.grid", rows=1, columns=2))
    ct.settle()
    QTest.keyClick(ct.canvas, "g")
    _click(ct, *SQUARE)
    middle = ct.canvas.rect().center()
    QTest.mouseDClick(ct.canvas, LEFT, NONE, middle + SQUARE[-1])
    (drawn,) = ct.workspace.annotations.all
    assert drawn.shape.kind is ShapeKind.POLYGON
    assert len(drawn.shape.points) == 4
    assert not _is_maximised(ct)


def test_a_double_click_without_a_drawing_tool_maximises_the_cell(ct: OpenWindow) -> None:
    ct.window.verbs.run(call("layout.grid", rows=1, columns=2))
    ct.settle()
    QTest.mouseDClick(ct.canvas, LEFT, NONE, ct.canvas.rect().center())
    assert _is_maximised(ct)


def test_keys_go_to_the_shape_on_its_way_before_the_commands(ct: OpenWindow) -> None:
    ct.window.verbs.run(call("layout.grid", rows=1, columns=2))
    ct.settle()
    QTest.keyClick(ct.canvas, "g")
    _click(ct, *SQUARE)
    QTest.keyClick(ct.canvas, Qt.Key.Key_Backspace)
    QTest.keyClick(ct.canvas, Qt.Key.Key_Return)
    (drawn,) = ct.workspace.annotations.all
    assert len(drawn.shape.points) == 3
    assert not _is_maximised(ct)
    QTest.keyClick(ct.canvas, Qt.Key.Key_Return)
    assert _is_maximised(ct)


def test_escape_takes_a_shape_on_its_way_back_and_keeps_the_tool(ct: OpenWindow) -> None:
    QTest.keyClick(ct.canvas, "g")
    _click(ct, *SQUARE)
    QTest.keyClick(ct.canvas, Qt.Key.Key_Escape)
    assert ct.workspace.annotations.all == ()
    assert ct.workspace.toolset.chosen is not None
    QTest.keyClick(ct.canvas, Qt.Key.Key_Escape)
    assert ct.workspace.toolset.chosen is None


def test_a_polygon_is_one_step_of_undo(ct: OpenWindow) -> None:
    """User wish 32."""
    QTest.keyClick(ct.canvas, "g")
    for corner in SQUARE:
        _click(ct, corner)
        ct.settle()
    QTest.keyClick(ct.canvas, Qt.Key.Key_Return)
    ct.window.verbs.run(call("edit.undo"))
    assert ct.workspace.annotations.all == ()
    ct.window.verbs.run(call("edit.redo"))
    assert len(ct.workspace.annotations.all) == 1


def test_undo_takes_back_the_last_corner_of_a_shape_on_its_way(ct: OpenWindow) -> None:
    QTest.keyClick(ct.canvas, "g")
    _click(ct, *SQUARE)
    ct.settle()
    QTest.keyClick(ct.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(ct.canvas, Qt.Key.Key_Return)
    (drawn,) = ct.workspace.annotations.all
    assert len(drawn.shape.points) == 3


def test_a_length_is_drawn_with_keys_alone(ct: OpenWindow) -> None:
    QTest.keyClick(ct.canvas, "l")
    QTest.keyClick(ct.canvas, "d")
    assert isinstance(ct.viewport.aid, KeyCursor)
    index, panels = ct.viewport.view.index, ct.window.inspector.isVisible()
    QTest.keyClick(ct.canvas, Qt.Key.Key_Space)
    for _ in range(3):
        QTest.keyClick(ct.canvas, Qt.Key.Key_Right)
    QTest.keyClick(ct.canvas, Qt.Key.Key_Return)
    QTest.keyClick(ct.canvas, Qt.Key.Key_Tab)
    (drawn,) = ct.workspace.annotations.all
    (x1, y1), (x2, y2) = drawn.shape.points
    assert (x2 - x1, y2 - y1) == pytest.approx((3, 0))
    assert ct.viewport.view.index == index
    assert ct.window.inspector.isVisible() == panels
    QTest.keyClick(ct.canvas, Qt.Key.Key_Escape)
    assert ct.viewport.aid is None
    QTest.keyClick(ct.canvas, Qt.Key.Key_Down)
    assert ct.viewport.view.index != index


def test_a_screen_reader_says_what_was_measured(
    ct: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(drawing_keys.QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        drawing_keys.QAccessible,
        "updateAccessibility",
        lambda event: said.append(event.message()),
    )
    QTest.keyClick(ct.canvas, "l")
    QTest.keyClick(ct.canvas, "d")
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(ct.canvas, key)
    assert said[-1] == "1.0 mm"


def test_what_is_drawn_stays_on_its_pixels_however_the_image_is_shown(ct: OpenWindow) -> None:
    """Flips, turns, zoom and layout change where it is on screen, never where it is."""
    QTest.keyClick(ct.canvas, "g")
    _click(ct, *SQUARE)
    QTest.keyClick(ct.canvas, Qt.Key.Key_Return)
    (drawn,) = ct.workspace.annotations.all
    seen = []
    for act in (
        call("view.flip_horizontal"),
        call("view.rotate_right"),
        call("view.zoom_in"),
        call("layout.grid", rows=2, columns=2),
        call("view.flip_vertical"),
    ):
        ct.window.verbs.run(act)
        ct.settle()
        assert ct.workspace.annotations.all == (drawn,)
        scene = ct.viewport.scene()
        assert scene is not None
        seen.append(handle_points(scene))
        assert len(seen[-1]) == 4
    assert all(before != after for before, after in pairwise(seen))


def test_the_shapes_of_one_cell_are_grabbed_where_they_are_seen_after_a_turn(
    ct: OpenWindow,
) -> None:
    QTest.keyClick(ct.canvas, "g")
    _click(ct, *SQUARE)
    QTest.keyClick(ct.canvas, Qt.Key.Key_Return)
    ct.window.verbs.run(call("tool.default"))
    ct.window.verbs.run(call("view.rotate_right"))
    ct.settle()
    scene = ct.viewport.scene()
    assert scene is not None
    ratio = ct.canvas.devicePixelRatioF()
    corner = QPoint(*(round(each / ratio) for each in handle_points(scene)[1]))
    ct.drag(corner, corner + QPoint(0, 30), LEFT)
    (moved,) = ct.workspace.annotations.all
    after = ct.viewport.scene()
    assert after is not None
    x, y = handle_points(after)[1]
    assert (x / ratio, y / ratio) == pytest.approx((corner.x(), corner.y() + 30), abs=1.5)
    assert moved.shape.kind is ShapeKind.POLYGON
