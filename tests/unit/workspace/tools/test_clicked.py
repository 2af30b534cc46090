"""Shapes are set corner by corner, and taken back or ended as the keys and clicks say."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.series import ct_display_set
from viewer.frames.store import FrameStore
from viewer.model.aid import Sketched
from viewer.model.measurement import Quantity
from viewer.model.shape import Shape, ShapeKind
from viewer.model.view import ViewState, ZoomMode
from viewer.render.annotations import annotation_drawing, handle_points
from viewer.render.drawing import Anchor, Polyline, Text
from viewer.render.transform import canvas_from_image, map_point
from viewer.workspace.input import Button, Key, Modifier, PointerEvent
from viewer.workspace.toolset import Toolset
from viewer.workspace.viewport import Canvas, Viewport

Point = tuple[float, float]


@pytest.fixture
def viewport(frames: FrameStore, tmp_path: Path) -> Viewport:
    """A stack of four slices of 8 x 8 on a canvas of 400 x 400."""
    made = Viewport(frames)
    made.set_canvas(Canvas(400, 400))
    made.show(ct_display_set(tmp_path, 4))
    return made


@pytest.fixture
def toolset() -> Toolset:
    return Toolset()


def _event(
    viewport: Viewport, point: Point, *buttons: Button, held: Modifier = Modifier.NONE
) -> PointerEvent:
    frame = viewport.frame
    assert frame is not None
    canvas = viewport.canvas
    affine = canvas_from_image(frame.image, viewport.view, canvas.width, canvas.height)
    return PointerEvent(*map_point(affine, *point), frozenset(buttons), held)


def _click(
    toolset: Toolset, viewport: Viewport, *points: Point, held: Modifier = Modifier.NONE
) -> None:
    for point in points:
        toolset.move(viewport, _event(viewport, point))
        toolset.press(viewport, _event(viewport, point, Button.LEFT, held=held))
        toolset.release(viewport, _event(viewport, point))


def _drag(toolset: Toolset, viewport: Viewport, start: Point, end: Point) -> None:
    toolset.press(viewport, _event(viewport, start, Button.LEFT))
    toolset.move(viewport, _event(viewport, end, Button.LEFT))
    toolset.release(viewport, _event(viewport, end))


def _only(viewport: Viewport) -> Shape:
    (annotation,) = viewport.annotations.all
    return annotation.shape


def _near(*points: Point) -> tuple[object, ...]:
    return tuple(pytest.approx(point) for point in points)


def test_a_polygon_closes_at_its_first_corner(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("polygon")
    _click(toolset, viewport, (1, 1), (6, 1), (6, 6))
    assert viewport.annotations.all == ()
    _click(toolset, viewport, (1, 1))
    assert _only(viewport) == Shape(ShapeKind.POLYGON, _near((1, 1), (6, 1), (6, 6)))  # type: ignore[arg-type]
    assert viewport.aid is None
    assert not toolset.is_sketching


def test_a_double_click_ends_a_line_at_its_last_corner(
    viewport: Viewport, toolset: Toolset
) -> None:
    toolset.choose("polyline")
    _click(toolset, viewport, (1, 1), (6, 1), (6, 6))
    assert toolset.double_press(viewport, _event(viewport, (6, 6), Button.LEFT))
    assert _only(viewport).points == _near((1, 1), (6, 1), (6, 6))
    (annotation,) = viewport.annotations.all
    assert annotation.measurements[0].quantity is Quantity.LENGTH


def test_backspace_takes_the_last_corner_back_and_enter_ends(
    viewport: Viewport, toolset: Toolset
) -> None:
    toolset.choose("spline")
    _click(toolset, viewport, (1, 1), (6, 1), (6, 6), (3, 3))
    assert toolset.wants(viewport, Key.BACKSPACE)
    toolset.key(Key.BACKSPACE, Modifier.NONE)
    toolset.key(Key.ENTER, Modifier.NONE)
    assert _only(viewport) == Shape(ShapeKind.SPLINE, _near((1, 1), (6, 1), (6, 6)))  # type: ignore[arg-type]
    assert not toolset.wants(viewport, Key.BACKSPACE)


def test_escape_leaves_nothing(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("polygon")
    _click(toolset, viewport, (1, 1), (6, 1), (6, 6))
    assert toolset.cancel()
    assert viewport.annotations.all == ()
    assert viewport.aid is None


def test_too_few_corners_leave_nothing(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("polygon")
    _click(toolset, viewport, (1, 1), (6, 1))
    toolset.finish()
    assert viewport.annotations.all == ()


def test_a_circle_goes_through_three_points(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("circle-3")
    _click(toolset, viewport, (1, 4), (4, 1), (7, 4))
    shape = _only(viewport)
    assert shape.kind is ShapeKind.ELLIPSE
    assert shape.points == _near((1, 4), (7, 4), (4, 1), (4, 7))


def test_another_tool_keeps_what_is_there(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("polygon")
    _click(toolset, viewport, (1, 1), (6, 1), (6, 6))
    toolset.choose("length")
    assert _only(viewport).kind is ShapeKind.POLYGON


def test_a_sketch_is_shown_on_its_own_image_only(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("polygon")
    _click(toolset, viewport, (1, 1), (6, 1))
    assert isinstance(viewport.aid, Sketched)
    scene = viewport.scene()
    assert scene is not None
    assert annotation_drawing(scene)
    viewport.scroll(1)
    elsewhere = viewport.scene()
    assert elsewhere is not None
    assert annotation_drawing(elsewhere) == ()


def test_on_another_image_keys_and_undo_are_not_for_the_sketch(
    viewport: Viewport, toolset: Toolset
) -> None:
    toolset.choose("polygon")
    _click(toolset, viewport, (1, 1), (6, 1))
    viewport.scroll(1)
    assert not toolset.wants(viewport, Key.ENTER)
    assert not toolset.take_back()
    viewport.scroll(-1)
    assert toolset.wants(viewport, Key.ENTER)
    assert toolset.take_back()


def test_a_press_on_another_image_begins_anew(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("polygon")
    _click(toolset, viewport, (1, 1), (6, 1), (6, 6))
    viewport.scroll(1)
    _click(toolset, viewport, (2, 2))
    assert len(_only(viewport).points) == 3
    assert toolset.is_sketching


def test_the_other_buttons_move_the_picture_under_a_sketch(
    viewport: Viewport, toolset: Toolset
) -> None:
    toolset.choose("polygon")
    _click(toolset, viewport, (1, 1), (6, 1))
    toolset.press(viewport, PointerEvent(50, 50, frozenset({Button.MIDDLE})))
    toolset.move(viewport, PointerEvent(80, 50, frozenset({Button.MIDDLE})))
    toolset.release(viewport, PointerEvent(80, 50))
    assert viewport.view.pan_x == 30
    _click(toolset, viewport, (6, 6))
    toolset.finish()
    assert _only(viewport).points == _near((1, 1), (6, 1), (6, 6))


def test_a_corner_is_set_on_an_edge_and_taken_away(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("polygon")
    _click(toolset, viewport, (1, 1), (6, 1), (6, 6), (1, 6))
    toolset.finish()
    toolset.choose(None)
    assert toolset.double_press(viewport, _event(viewport, (6, 3.5), Button.LEFT))
    assert _only(viewport).points == _near((1, 1), (6, 1), (6, 3.5), (6, 6), (1, 6))
    _click(toolset, viewport, (1, 1), held=Modifier.ALT)
    assert _only(viewport).points == _near((6, 1), (6, 3.5), (6, 6), (1, 6))
    _drag(toolset, viewport, (6, 3.5), (4, 3))
    assert _only(viewport).points == _near((6, 1), (4, 3), (6, 6), (1, 6))


def test_a_double_click_on_a_text_asks_for_it_anew(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("text")
    _click(toolset, viewport, (3, 3))
    asked = []
    viewport.annotations.text_wanted.connect(asked.append)
    assert toolset.double_press(viewport, _event(viewport, (3, 3), Button.LEFT))
    assert asked == list(viewport.annotations.all)


def test_three_corners_are_the_least(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("polygon")
    _click(toolset, viewport, (1, 1), (6, 1), (6, 6))
    toolset.finish()
    toolset.choose(None)
    assert not toolset.double_press(viewport, _event(viewport, (6, 1), Button.LEFT))
    assert len(_only(viewport).points) == 3


def test_a_double_click_beside_everything_is_left_to_the_cell(
    viewport: Viewport, toolset: Toolset
) -> None:
    assert not toolset.double_press(viewport, _event(viewport, (3, 3), Button.LEFT))


def test_a_double_click_with_a_drawing_tool_draws(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("length")
    assert toolset.double_press(viewport, _event(viewport, (3, 3), Button.LEFT))
    toolset.move(viewport, _event(viewport, (6, 3), Button.LEFT))
    toolset.release(viewport, _event(viewport, (6, 3)))
    assert _only(viewport).points == _near((3, 3), (6, 3))


def test_other_shapes_are_grabbed_while_an_angle_waits_for_its_second_line(
    viewport: Viewport, toolset: Toolset
) -> None:
    toolset.choose("length")
    _drag(toolset, viewport, (1, 6), (5, 6))
    toolset.choose("cobb")
    _drag(toolset, viewport, (1, 1), (6, 1))
    _drag(toolset, viewport, (5, 6), (5, 4))
    length, waiting = viewport.annotations.all
    assert length.shape.points == _near((1, 6), (5, 4))
    assert waiting.shape.waits
    _drag(toolset, viewport, (1, 3), (6, 2))
    assert viewport.annotations.all[1].shape.points == _near((1, 1), (6, 1), (1, 3), (6, 2))


def test_the_first_line_is_moved_as_one_while_it_waits(
    viewport: Viewport, toolset: Toolset
) -> None:
    toolset.choose("cobb")
    _drag(toolset, viewport, (1, 1), (6, 1))
    _drag(Toolset(), viewport, (6, 1), (6, 3))  # after a restart
    assert _only(viewport).points == _near((1, 1), (6, 3), (1, 1), (6, 3))


@pytest.mark.parametrize("tool_id", ["angle", "cobb", "open-angle", "cardiothoracic"])
def test_who_stops_after_one_line_of_two_leaves_nothing(
    viewport: Viewport, toolset: Toolset, tool_id: str
) -> None:
    toolset.choose(tool_id)
    _drag(toolset, viewport, (1, 1), (6, 1))
    assert toolset.cancel()
    assert viewport.annotations.all == ()
    assert not toolset.cancel()
    _drag(toolset, viewport, (1, 1), (6, 1))
    toolset.choose("length")
    assert viewport.annotations.all == ()


def test_two_lines_stay_when_the_tool_is_left(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("cobb")
    _drag(toolset, viewport, (1, 1), (6, 1))
    _drag(toolset, viewport, (1, 3), (6, 2))
    assert not toolset.cancel()
    toolset.choose("length")
    assert _only(viewport).points == _near((1, 1), (6, 1), (1, 3), (6, 2))


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("zoom", [2.0, 20.0, 300.0])
def test_a_handle_is_as_large_and_as_near_on_every_screen(
    viewport: Viewport, toolset: Toolset, ratio: float, zoom: float
) -> None:
    viewport.set_canvas(Canvas(round(400 * ratio), round(400 * ratio), ratio))
    viewport.set_view(ViewState(zoom_mode=ZoomMode.FREE, zoom=50.0 * ratio))
    toolset.choose("length")
    _drag(toolset, viewport, (3, 3), (5, 5))
    toolset.choose(None)
    viewport.set_view(ViewState(zoom_mode=ZoomMode.FREE, zoom=zoom * ratio))
    scene = viewport.scene()
    assert scene is not None
    x, y = handle_points(scene)[1]
    beside = PointerEvent(x + 5 * ratio, y + 4 * ratio, frozenset({Button.LEFT}))
    toolset.press(viewport, beside)
    toolset.move(viewport, replace(beside, x=beside.x + 20 * ratio))
    toolset.release(viewport, replace(beside, x=beside.x + 20 * ratio, buttons=frozenset()))
    ((start_x, start_y), (end_x, end_y)) = _only(viewport).points
    assert (start_x, start_y) == pytest.approx((3, 3))
    assert end_y == pytest.approx(5)
    assert end_x == pytest.approx(min(5 + 20 / zoom, 7.5))


def test_a_shape_is_moved_no_further_than_the_edge_of_the_image(
    viewport: Viewport, toolset: Toolset
) -> None:
    toolset.choose("length")
    _drag(toolset, viewport, (1, 3), (5, 3))
    _drag(toolset, viewport, (3, 3), (30, 3))
    assert _only(viewport).points == _near((3.5, 3), (7.5, 3))


def test_an_outline_of_many_points_has_handles_that_can_be_told_apart(
    viewport: Viewport, toolset: Toolset
) -> None:
    toolset.choose("polygon")
    _click(toolset, viewport, (1, 1), (6, 1), (6, 6), (1, 6))
    toolset.finish()
    (drawn,) = viewport.annotations.all
    many = (*((1 + step / 100, 1.0) for step in range(500)), (6.0, 6.0), (1.0, 6.0))
    viewport.annotations.put(replace(drawn, shape=Shape(ShapeKind.POLYGON, many)))
    scene = viewport.scene()
    assert scene is not None
    handles = handle_points(scene)
    assert 10 < len(handles) < 40
    squares = [each for each in annotation_drawing(scene) if isinstance(each, Polyline)]
    assert len(squares) == len(handles) + 1


def test_a_ruler_has_a_mark_each_millimetre_and_a_longer_one_each_centimetre(
    viewport: Viewport, toolset: Toolset
) -> None:
    frame = viewport.frame
    assert frame is not None
    assert frame.image.spacing.column_mm is not None
    toolset.choose("ruler")
    _drag(toolset, viewport, (0, 4), (7, 4))
    scene = viewport.scene()
    assert scene is not None
    toolset.choose(None)
    viewport.annotations.select("")
    scene = viewport.scene()
    assert scene is not None
    line, *marks = (each for each in annotation_drawing(scene) if isinstance(each, Polyline))
    (x0, _), (x1, _) = line.points
    assert len(marks) == int(7 * frame.image.spacing.column_mm + 1e-6) + 1
    per_mm = (x1 - x0) / (7 * frame.image.spacing.column_mm)
    feet = [mark.points[0][0] for mark in marks]
    assert feet == pytest.approx([x0 + per_mm * count for count in range(len(marks))])


def test_numbers_stand_left_of_a_shape_that_reaches_the_right_edge(
    viewport: Viewport, toolset: Toolset
) -> None:
    toolset.choose("length")
    _drag(toolset, viewport, (5, 3), (7.4, 3))
    scene = viewport.scene()
    assert scene is not None
    (text,) = (each for each in annotation_drawing(scene) if isinstance(each, Text))
    line = next(each for each in annotation_drawing(scene) if isinstance(each, Polyline))
    assert text.anchor is Anchor.TOP_RIGHT
    assert text.x < min(x for x, _ in line.points)
