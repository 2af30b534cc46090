"""Buttons, chords and wheel do what product.md says."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.images import make_image
from tests.support.series import ct_display_set
from viewer.frames.store import FrameStore
from viewer.model.lut import VoiSource, VoiWindow
from viewer.model.view import ViewState, ZoomMode
from viewer.render.transform import image_from_canvas, map_point, zoom_at
from viewer.workspace.input import Button, Modifier, PointerEvent, WheelEvent
from viewer.workspace.toolset import Toolset
from viewer.workspace.viewport import Canvas, Viewport

LEFT, MIDDLE, RIGHT = Button.LEFT, Button.MIDDLE, Button.RIGHT


@pytest.fixture
def viewport(frames: FrameStore, tmp_path: Path) -> Viewport:
    """A stack of 40 slices of 8x8 on a canvas of 400x400."""
    made = Viewport(frames)
    made.set_canvas(Canvas(400, 400))
    made.show(ct_display_set(tmp_path, 40))
    return made


@pytest.fixture
def single(frames: FrameStore, tmp_path: Path) -> Viewport:
    made = Viewport(frames)
    made.set_canvas(Canvas(400, 400))
    made.show(ct_display_set(tmp_path / "single", 1, name="single"))
    return made


def at(x: float, y: float, *buttons: Button) -> PointerEvent:
    return PointerEvent(x, y, frozenset(buttons))


def drag(toolset: Toolset, viewport: Viewport, button: Button, dx: float, dy: float) -> None:
    toolset.press(viewport, at(100, 100, button))
    toolset.move(viewport, at(100 + dx / 2, 100 + dy / 2, button))
    toolset.move(viewport, at(100 + dx, 100 + dy, button))
    toolset.release(viewport, at(100 + dx, 100 + dy))


def test_the_wheel_goes_to_the_next_image_towards_the_user(viewport: Viewport) -> None:
    toolset = Toolset()
    toolset.wheel(viewport, WheelEvent(0, 0, -1))
    assert viewport.view.index == 1
    toolset.wheel(viewport, WheelEvent(0, 0, 1))
    assert viewport.view.index == 0


def test_shift_and_wheel_go_five_at_a_time(viewport: Viewport) -> None:
    Toolset().wheel(viewport, WheelEvent(0, 0, -2, Modifier.SHIFT))
    assert viewport.view.index == 10


def test_a_touch_pad_adds_up_to_notches(viewport: Viewport) -> None:
    toolset = Toolset()
    for _ in range(10):
        toolset.wheel(viewport, WheelEvent(0, 0, -0.25))
    assert viewport.view.index == 2


def test_control_and_wheel_zoom_at_the_pointer(viewport: Viewport) -> None:
    assert viewport.frame is not None
    image = viewport.frame.image
    before = map_point(image_from_canvas(image, viewport.view, 400, 400), 300, 120)
    Toolset().wheel(viewport, WheelEvent(300, 120, 2, Modifier.CONTROL))
    after = map_point(image_from_canvas(image, viewport.view, 400, 400), 300, 120)
    assert viewport.view.index == 0
    assert viewport.view.zoom == pytest.approx(50 * 1.2**2)
    assert after == pytest.approx(before, abs=0.5 / 50)  # half a device pixel


def test_the_left_button_scrolls_a_stack_and_windows_a_single_image(
    viewport: Viewport, single: Viewport
) -> None:
    toolset = Toolset()
    assert toolset.left_tool(viewport).id == "scroll"
    assert toolset.left_tool(single).id == "window"
    toolset.choose("pan")
    assert toolset.left_tool(viewport).id == toolset.left_tool(single).id == "pan"
    toolset.choose(None)
    assert toolset.left_tool(viewport).id == "scroll"


def test_a_scroll_drag_over_the_canvas_runs_through_the_stack(viewport: Viewport) -> None:
    toolset = Toolset()
    drag(toolset, viewport, LEFT, 0, 100)  # 400 pixels for 40 images
    assert viewport.view.index == 10
    drag(toolset, viewport, LEFT, 0, -400)
    assert viewport.view.index == 0


def test_a_scroll_drag_beyond_the_end_comes_back_from_where_it_began(viewport: Viewport) -> None:
    toolset = Toolset()
    toolset.press(viewport, at(0, 0, LEFT))
    toolset.move(viewport, at(0, 1000, LEFT))
    assert viewport.view.index == 39
    toolset.move(viewport, at(0, 50, LEFT))
    assert viewport.view.index == 5


def test_the_middle_button_moves_the_image_with_the_pointer(viewport: Viewport) -> None:
    drag(Toolset(), viewport, MIDDLE, 30, -20)
    assert (viewport.view.pan_x, viewport.view.pan_y) == (30, -20)
    assert viewport.view.zoom_mode is ZoomMode.FIT


def test_the_right_button_zooms_in_downwards(viewport: Viewport) -> None:
    drag(Toolset(), viewport, RIGHT, 0, 139)
    assert viewport.view.zoom == pytest.approx(100, rel=0.01)  # 50 when it fits
    drag(Toolset(), viewport, RIGHT, 0, -139)
    assert viewport.view.zoom == pytest.approx(50, rel=0.01)


def test_a_window_drag_widens_to_the_right_and_brightens_upwards(single: Viewport) -> None:
    toolset = Toolset()
    drag(toolset, single, LEFT, 64, 0)
    voi = single.appearance.voi
    assert isinstance(voi, VoiWindow)
    assert (voi.center, voi.width, voi.source) == (40, 500, VoiSource.USER)
    drag(toolset, single, LEFT, 0, -128)
    voi = single.appearance.voi
    assert isinstance(voi, VoiWindow)
    assert (voi.center, voi.width) == (-210, 500)


def test_left_and_right_together_window_whatever_the_tool(viewport: Viewport) -> None:
    toolset = Toolset()
    toolset.press(viewport, at(100, 100, LEFT))
    toolset.move(viewport, at(100, 200, LEFT))
    toolset.press(viewport, at(100, 200, LEFT, RIGHT))
    assert viewport.view.index == 0, "the scroll begun by the first button is undone"
    toolset.move(viewport, at(164, 200, LEFT, RIGHT))
    voi = viewport.voi()
    assert isinstance(voi, VoiWindow)
    assert voi.width == 500
    toolset.release(viewport, at(164, 200, LEFT))
    toolset.move(viewport, at(164, 350, LEFT))
    assert viewport.view.index == 0


def test_a_click_with_a_trembling_hand_changes_nothing_and_is_known_as_one(
    viewport: Viewport,
) -> None:
    toolset = Toolset()
    before = viewport.view
    toolset.press(viewport, at(100, 100, RIGHT))
    toolset.move(viewport, at(102, 101, RIGHT))
    assert toolset.release(viewport, at(102, 101)) is True
    assert viewport.view == before
    toolset.press(viewport, at(100, 100, RIGHT))
    toolset.move(viewport, at(100, 140, RIGHT))
    assert toolset.release(viewport, at(100, 140)) is False


def test_a_fine_screen_forgives_as_much_trembling(viewport: Viewport) -> None:
    viewport.set_canvas(Canvas(800, 800, 2.0))
    toolset = Toolset()
    toolset.press(viewport, at(100, 100, RIGHT))
    toolset.move(viewport, at(105, 100, RIGHT))
    assert toolset.release(viewport, at(105, 100)) is True


def test_a_cancelled_drag_leaves_everything_as_it_was(viewport: Viewport) -> None:
    toolset = Toolset()
    before = viewport.view
    toolset.press(viewport, at(0, 0, MIDDLE))
    toolset.move(viewport, at(200, 100, MIDDLE))
    assert viewport.view != before
    assert toolset.cancel() is True
    assert viewport.view == before
    toolset.move(viewport, at(300, 100, MIDDLE))
    assert viewport.view == before
    assert toolset.cancel() is False


def test_choosing_a_tool_is_told_once(viewport: Viewport) -> None:
    toolset = Toolset()
    told: list[str | None] = []
    toolset.tool_changed.connect(lambda tool: told.append(tool.id if tool else None))
    toolset.choose("zoom")
    toolset.choose("zoom")
    toolset.choose(None)
    assert told == ["zoom", None]


def test_an_empty_viewport_takes_every_gesture_without_harm(frames: FrameStore) -> None:
    empty = Viewport(frames)
    toolset = Toolset()
    for button in Button:
        drag(toolset, empty, button, 50, 50)
    toolset.wheel(empty, WheelEvent(1, 1, 3))
    toolset.wheel(empty, WheelEvent(1, 1, 3, Modifier.CONTROL))
    assert empty.view.index == 0
    assert empty.appearance.voi is None


coordinates = st.floats(0, 2000)
views = st.builds(
    ViewState,
    zoom_mode=st.sampled_from(ZoomMode),
    zoom=st.floats(0.05, 20),
    pan_x=st.floats(-500, 500),
    pan_y=st.floats(-500, 500),
    rotation_deg=st.sampled_from([0, 90, 180, 270]),
    flip_horizontal=st.booleans(),
    flip_vertical=st.booleans(),
)
IMAGE = make_image(np.zeros((300, 500), np.uint16), pixel_aspect=1.3)


def seen_at(view: ViewState, x: float, y: float) -> tuple[float, float]:
    return map_point(image_from_canvas(IMAGE, view, 800, 600), x, y)


@given(views, st.floats(0.2, 5), coordinates, coordinates)
def test_zooming_keeps_the_point_under_the_cursor(
    view: ViewState, factor: float, x: float, y: float
) -> None:
    zoomed = zoom_at(IMAGE, view, 800, 600, x=x, y=y, factor=factor)
    slack = 1.0 / min(zoomed.zoom, 1)  # whole zooms meet the pixel grid: at most half a pixel
    assert seen_at(zoomed, x, y) == pytest.approx(seen_at(view, x, y), abs=slack)


@given(views, st.floats(0.5, 2), coordinates, coordinates)
def test_zooming_in_and_out_again_comes_back(
    view: ViewState, factor: float, x: float, y: float
) -> None:
    free = zoom_at(IMAGE, view, 800, 600, x=x, y=y, factor=1.0)
    there = zoom_at(IMAGE, free, 800, 600, x=x, y=y, factor=factor)
    back = zoom_at(IMAGE, there, 800, 600, x=x, y=y, factor=1 / factor)
    assert (back.zoom, back.pan_x, back.pan_y) == pytest.approx(
        (free.zoom, free.pan_x, free.pan_y), rel=1e-6, abs=1e-6
    )
    assert replace(back, zoom=0, pan_x=0, pan_y=0) == replace(free, zoom=0, pan_x=0, pan_y=0)
