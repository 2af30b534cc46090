"""Whatever a mouse draws and drags is drawn and dragged with keys alone."""

from pathlib import Path

import pytest

from tests.support.series import ct_display_set
from viewer.frames.store import FrameStore
from viewer.model.aid import KeyCursor
from viewer.model.shape import ShapeKind
from viewer.model.view import ViewState
from viewer.workspace.input import Key, Modifier
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
def toolset(viewport: Viewport) -> Toolset:
    made = Toolset()
    made.point_with_keys(viewport)
    return made


def _press(toolset: Toolset, *keys: Key, held: Modifier = Modifier.NONE) -> None:
    for key in keys:
        toolset.key(key, held)


def _points(viewport: Viewport) -> list[tuple[float, float]]:
    (annotation,) = viewport.annotations.all
    return [(round(x, 3), round(y, 3)) for x, y in annotation.shape.points]


def test_it_begins_in_the_middle(viewport: Viewport, toolset: Toolset) -> None:
    assert viewport.aid == KeyCursor(pytest.approx(3.5), pytest.approx(3.5))  # type: ignore[arg-type]
    assert toolset.points_with_keys(viewport)


def test_a_length_is_drawn_from_space_to_enter(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("length")
    _press(toolset, Key.LEFT, Key.LEFT, Key.SPACE, Key.RIGHT, Key.RIGHT, Key.DOWN, Key.ENTER)
    assert _points(viewport) == [(1.5, 3.5), (3.5, 4.5)]


def test_with_shift_it_goes_faster_and_stays_on_the_image(
    viewport: Viewport, toolset: Toolset
) -> None:
    _press(toolset, Key.LEFT, held=Modifier.SHIFT)
    assert viewport.aid == KeyCursor(0.0, pytest.approx(3.5))  # type: ignore[arg-type]


def test_arrows_go_along_the_screen_however_the_image_is_turned(
    viewport: Viewport, toolset: Toolset
) -> None:
    viewport.set_view(ViewState(flip_horizontal=True))
    _press(toolset, Key.RIGHT)
    assert viewport.aid == KeyCursor(pytest.approx(2.5), pytest.approx(3.5))  # type: ignore[arg-type]


def test_space_sets_the_corners_of_an_outline_and_enter_ends_it(
    viewport: Viewport, toolset: Toolset
) -> None:
    toolset.choose("polygon")
    _press(toolset, Key.SPACE, Key.RIGHT, Key.RIGHT, Key.SPACE, Key.DOWN, Key.DOWN, Key.SPACE)
    _press(toolset, Key.DOWN, Key.SPACE, Key.BACKSPACE, Key.ENTER)
    assert _points(viewport) == [(3.5, 3.5), (5.5, 3.5), (5.5, 5.5)]
    assert isinstance(viewport.aid, KeyCursor)


def test_space_reads_a_pixel_at_once(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("probe")
    _press(toolset, Key.SPACE, Key.RIGHT)
    assert _points(viewport) == [(3.5, 3.5)]


def test_tab_finds_a_handle_and_space_moves_it_by_one_pixel(
    viewport: Viewport, toolset: Toolset
) -> None:
    toolset.choose("length")
    _press(toolset, Key.SPACE, Key.RIGHT, Key.RIGHT, Key.ENTER)
    toolset.choose(None)
    _press(toolset, Key.TAB, Key.SPACE, Key.UP, Key.SPACE)
    assert _points(viewport) == [(3.5, 2.5), (5.5, 3.5)]


def test_escape_takes_the_drawing_away_then_the_pointer(
    viewport: Viewport, toolset: Toolset
) -> None:
    toolset.choose("rectangle")
    _press(toolset, Key.SPACE, Key.RIGHT, Key.DOWN)
    assert viewport.annotations.all[0].shape.kind is ShapeKind.RECTANGLE
    _press(toolset, Key.ESCAPE)
    assert viewport.annotations.all == ()
    assert toolset.points_with_keys(viewport)
    _press(toolset, Key.ESCAPE)
    assert not toolset.points_with_keys(viewport)
    assert viewport.aid is None
    assert not toolset.wants(viewport, Key.LEFT)


def test_without_it_keys_are_left_to_the_commands(viewport: Viewport) -> None:
    toolset = Toolset()
    assert not any(toolset.wants(viewport, key) for key in Key)
