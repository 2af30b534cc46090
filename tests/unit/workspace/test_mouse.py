"""Mouse profiles: each is whole, and choosing one takes effect at once."""

from pathlib import Path

import pytest

from tests.support.series import ct_display_set
from viewer.frames.store import FrameStore
from viewer.workspace.input import Button, Modifier, PointerEvent, WheelEvent
from viewer.workspace.mouse import PROFILES
from viewer.workspace.options import MouseOptions
from viewer.workspace.toolset import TOOLS, Toolset
from viewer.workspace.viewport import Canvas, Viewport


@pytest.fixture
def viewport(frames: FrameStore, tmp_path: Path) -> Viewport:
    made = Viewport(frames)
    made.set_canvas(Canvas(400, 400))
    made.show(ct_display_set(tmp_path, 40))
    return made


def drag(
    toolset: Toolset, viewport: Viewport, *buttons: Button, keys: Modifier = Modifier.NONE
) -> None:
    held = frozenset(buttons)
    toolset.press(viewport, PointerEvent(100, 100, held, keys))
    toolset.move(viewport, PointerEvent(150, 160, held, keys))
    toolset.release(viewport, PointerEvent(150, 160, frozenset(), keys))


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_names_tools_that_exist_and_scrolls_with_the_bare_wheel(name: str) -> None:
    profile = PROFILES[name]
    used = {profile.left_for_stack, profile.left_for_image, *profile.drags.values()}
    assert used <= TOOLS.keys()
    assert Modifier.NONE in profile.wheel
    assert {(Button.MIDDLE, Modifier.NONE), (Button.RIGHT, Modifier.NONE)} <= profile.drags.keys()


@pytest.mark.parametrize("name", PROFILES)
def test_left_and_right_together_adjust_the_window_in_every_profile(
    name: str, viewport: Viewport
) -> None:
    toolset = Toolset(MouseOptions(profile=name))
    toolset.choose("pan")
    drag(toolset, viewport, Button.LEFT, Button.RIGHT)
    assert viewport.appearance.voi is not None
    assert (viewport.view.pan_x, viewport.view.pan_y) == (0, 0)


def test_keys_held_choose_another_tool_where_the_profile_says_so(viewport: Viewport) -> None:
    toolset = Toolset(MouseOptions(profile="osirix"))
    drag(toolset, viewport, Button.LEFT, keys=Modifier.CONTROL)
    assert viewport.view.pan_x == 50
    assert viewport.appearance.voi is None
    drag(toolset, viewport, Button.LEFT)
    assert viewport.appearance.voi is not None


def test_another_profile_counts_at_once(viewport: Viewport) -> None:
    toolset = Toolset()
    assert toolset.left_tool(viewport).id == "scroll"
    toolset.options = MouseOptions(profile="ohif")
    assert toolset.left_tool(viewport).id == "window"


def test_the_wheel_can_be_reversed_and_its_fast_step_chosen(viewport: Viewport) -> None:
    toolset = Toolset(MouseOptions(is_wheel_reversed=True, fast_scroll=7))
    toolset.wheel(viewport, WheelEvent(0, 0, 1, Modifier.SHIFT))
    assert viewport.view.index == 7
