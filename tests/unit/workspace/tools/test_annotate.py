"""Shapes are drawn by dragging, grabbed at any zoom, and measured on true pixels."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.series import ct_display_set
from viewer.frames.store import FrameStore
from viewer.model.annotation import Annotation
from viewer.model.measurement import Quantity
from viewer.model.shape import Shape, ShapeKind
from viewer.model.view import ViewState, ZoomMode
from viewer.render.transform import canvas_from_image, map_point
from viewer.workspace.input import Button, PointerEvent
from viewer.workspace.tools.grab import moved
from viewer.workspace.toolset import Toolset
from viewer.workspace.viewport import Canvas, Viewport


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


def _event(viewport: Viewport, point: tuple[float, float], *buttons: Button) -> PointerEvent:
    """The pointer over a point of the image."""
    frame = viewport.frame
    assert frame is not None
    canvas = viewport.canvas
    affine = canvas_from_image(frame.image, viewport.view, canvas.width, canvas.height)
    return PointerEvent(*map_point(affine, *point), frozenset(buttons))


def _drag(toolset: Toolset, viewport: Viewport, *way: tuple[float, float]) -> None:
    toolset.press(viewport, _event(viewport, way[0], Button.LEFT))
    for point in way[1:]:
        toolset.move(viewport, _event(viewport, point, Button.LEFT))
    toolset.release(viewport, _event(viewport, way[-1]))


def _only(viewport: Viewport) -> Annotation:
    (annotation,) = viewport.annotations.all
    return annotation


def test_a_length_is_drawn_in_one_drag_and_measured(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("length")
    _drag(toolset, viewport, (1, 1), (3, 2), (5, 4))
    drawn = _only(viewport)
    assert drawn.shape == Shape(ShapeKind.LENGTH, (pytest.approx((1, 1)), pytest.approx((5, 4))))
    assert viewport.frame is not None
    spacing = viewport.frame.image.spacing
    assert spacing.row_mm is not None
    assert spacing.column_mm is not None
    expected = ((4 * spacing.column_mm) ** 2 + (3 * spacing.row_mm) ** 2) ** 0.5
    assert drawn.measurements[0].value == pytest.approx(expected)
    assert viewport.annotations.selected == drawn


@pytest.mark.parametrize("tool_id", ["length", "bidirectional", "angle", "ellipse", "probe"])
def test_a_drag_beside_the_image_draws_nothing(
    viewport: Viewport, toolset: Toolset, tool_id: str
) -> None:
    viewport.set_view(ViewState(zoom_mode=ZoomMode.FREE, zoom=10.0))
    toolset.choose(tool_id)
    _drag(toolset, viewport, (-10, 4), (-6, 4))
    assert viewport.annotations.all == ()


def test_it_is_bound_to_its_frame_and_shown_on_no_other(
    viewport: Viewport, toolset: Toolset
) -> None:
    """User wish 30."""
    toolset.choose("length")
    _drag(toolset, viewport, (1, 1), (5, 4))
    assert len(viewport.scene().annotations) == 1  # type: ignore[union-attr]
    viewport.scroll(1)
    assert viewport.scene().annotations == ()  # type: ignore[union-attr]
    viewport.scroll(-1)
    assert len(viewport.scene().annotations) == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "view",
    [
        ViewState(rotation_deg=90),
        ViewState(flip_horizontal=True),
        ViewState(zoom_mode=ZoomMode.FREE, zoom=30.0, pan_x=40, pan_y=-25, rotation_deg=270),
    ],
)
def test_the_points_are_those_of_the_image_however_it_is_turned(
    viewport: Viewport, toolset: Toolset, view: ViewState
) -> None:
    viewport.set_view(view)
    toolset.choose("arrow")
    _drag(toolset, viewport, (2, 1), (6, 5))
    assert _only(viewport).shape.points == (pytest.approx((2, 1)), pytest.approx((6, 5)))


@pytest.mark.parametrize("zoom", [5.0, 50.0, 200.0])
def test_an_end_can_be_grabbed_at_any_zoom(
    viewport: Viewport, toolset: Toolset, zoom: float
) -> None:
    toolset.choose("length")
    _drag(toolset, viewport, (1, 1), (6, 1))
    toolset.choose(None)
    viewport.set_view(ViewState(zoom_mode=ZoomMode.FREE, zoom=zoom))
    _drag(toolset, viewport, (6, 1), (6, 3), (6, 5))
    assert _only(viewport).shape.points == (pytest.approx((1, 1)), pytest.approx((6, 5)))
    assert viewport.view.index == 0


def test_the_line_itself_moves_the_whole(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("length")
    _drag(toolset, viewport, (1, 1), (7, 1))
    _drag(toolset, viewport, (4, 1), (4, 3), (4, 5))
    assert _only(viewport).shape.points == (pytest.approx((1, 5)), pytest.approx((7, 5)))


def test_a_locked_one_is_selected_and_stays(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("length")
    _drag(toolset, viewport, (1, 1), (7, 1))
    drawn = replace(_only(viewport), is_locked=True)
    viewport.annotations.put(drawn)
    viewport.annotations.select("")
    toolset.choose("pan")
    _drag(toolset, viewport, (1, 1), (4, 4))
    assert _only(viewport) == drawn
    assert viewport.annotations.selected == drawn


def test_an_angle_takes_two_drags(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("angle")
    _drag(toolset, viewport, (5, 1), (3, 1), (1, 1))
    assert _only(viewport).measurements == ()
    _drag(toolset, viewport, (1, 1), (1, 3), (1, 6))
    (number,) = _only(viewport).measurements
    assert number.quantity is Quantity.ANGLE
    assert number.value == pytest.approx(90)


def test_a_cobb_angle_takes_two_lines(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("cobb")
    _drag(toolset, viewport, (1, 1), (3, 1), (6, 1))
    _drag(toolset, viewport, (1, 3), (3, 5), (4, 6))
    (number,) = _only(viewport).measurements
    assert number.quantity is Quantity.COBB_ANGLE


def test_freehand_closes_by_itself(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("freehand")
    _drag(toolset, viewport, (1, 1), (4, 1), (6, 1), (6, 4), (6, 6), (3, 6), (1, 6))
    area = next(n for n in _only(viewport).measurements if n.quantity is Quantity.AREA)
    assert area.value > 0


def test_the_short_axis_is_proposed_at_right_angles(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("bidirectional")
    _drag(toolset, viewport, (1, 3), (4, 3), (7, 3))
    long, short = (number.value for number in _only(viewport).measurements)
    assert long == pytest.approx(2 * short)


def test_a_click_reads_a_pixel(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("probe")
    _drag(toolset, viewport, (3, 4))
    (number,) = _only(viewport).measurements
    assert number.quantity is Quantity.VALUE


def test_a_text_is_asked_for_where_it_is_clicked(viewport: Viewport, toolset: Toolset) -> None:
    asked: list[Annotation] = []
    viewport.annotations.text_wanted.connect(asked.append)
    toolset.choose("text")
    _drag(toolset, viewport, (3, 4))
    assert asked == [_only(viewport)]


def test_escape_takes_a_drawing_away(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("ellipse")
    toolset.press(viewport, _event(viewport, (1, 1), Button.LEFT))
    toolset.move(viewport, _event(viewport, (6, 6), Button.LEFT))
    assert viewport.annotations.all
    toolset.cancel()
    assert not viewport.annotations.all


def test_beside_everything_a_press_lets_go_of_the_selection(
    viewport: Viewport, toolset: Toolset
) -> None:
    toolset.choose("length")
    _drag(toolset, viewport, (1, 1), (3, 1))
    toolset.choose("window")
    _drag(toolset, viewport, (6, 6), (6, 7))
    assert viewport.annotations.selected is None


def test_nothing_is_drawn_beside_the_image(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("length")
    _drag(toolset, viewport, (3, 3), (20, 20), (40, 40))
    assert _only(viewport).shape.points[1] == (7.5, 7.5)


def test_an_ellipse_stays_one_when_an_end_is_moved() -> None:
    shape = Shape(ShapeKind.ELLIPSE, ((-4, 0), (4, 0), (0, -2), (0, 2)))
    turned = moved(shape, 1, -4, 6)  # from (4, 0) to (0, 6)
    assert turned.points[:2] == (pytest.approx((0, -6)), pytest.approx((0, 6)))
    assert turned.points[2:] == (pytest.approx((2, 0)), pytest.approx((-2, 0)))
