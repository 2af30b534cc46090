"""The magnifying glass is there while the button is down."""

from pathlib import Path

import pytest

from tests.support.series import ct_display_set
from viewer.frames.store import FrameStore
from viewer.model.aid import Glass
from viewer.workspace.input import Button, Modifier, PointerEvent
from viewer.workspace.toolset import Toolset
from viewer.workspace.viewport import Canvas, Viewport

LEFT = frozenset({Button.LEFT})


@pytest.fixture
def viewport(frames: FrameStore, tmp_path: Path) -> Viewport:
    made = Viewport(frames)
    made.set_canvas(Canvas(400, 400))
    made.show(ct_display_set(tmp_path, 2))
    return made


@pytest.fixture
def toolset() -> Toolset:
    made = Toolset()
    made.choose("glass")
    return made


def test_it_comes_with_the_press_follows_and_goes(viewport: Viewport, toolset: Toolset) -> None:
    toolset.press(viewport, PointerEvent(50, 60, LEFT))
    assert viewport.aid == Glass(50, 60, 3)
    toolset.move(viewport, PointerEvent(90, 60, LEFT, Modifier.SHIFT))
    assert viewport.aid == Glass(90, 60, 6)
    toolset.release(viewport, PointerEvent(90, 60))
    assert viewport.aid is None


def test_a_click_and_escape_leave_none(viewport: Viewport, toolset: Toolset) -> None:
    toolset.press(viewport, PointerEvent(50, 60, LEFT))
    toolset.release(viewport, PointerEvent(50, 60))
    assert viewport.aid is None
    toolset.press(viewport, PointerEvent(50, 60, LEFT))
    toolset.cancel()
    assert viewport.aid is None


def test_an_empty_cell_has_nothing_to_enlarge(frames: FrameStore, toolset: Toolset) -> None:
    empty = Viewport(frames)
    toolset.press(empty, PointerEvent(50, 60, LEFT))
    assert empty.aid is None
