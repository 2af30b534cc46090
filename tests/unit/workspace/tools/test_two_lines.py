"""A shape of two lines counts as drawn once it has both."""

from pathlib import Path

import pytest

from tests.support.series import ct_display_set
from viewer.frames.store import FrameStore
from viewer.model.shape import ShapeKind
from viewer.render.transform import canvas_from_image, map_point
from viewer.workspace.history import History
from viewer.workspace.input import Button, PointerEvent
from viewer.workspace.recorders import AnnotationRecorder
from viewer.workspace.toolset import Toolset
from viewer.workspace.viewport import Canvas, Viewport

Point = tuple[float, float]
TOOLS = pytest.mark.parametrize("tool_id", ["angle", "cobb", "open-angle", "cardiothoracic"])


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


@pytest.fixture
def history(viewport: Viewport) -> History:
    return History(AnnotationRecorder(viewport.annotations))


def _drag(toolset: Toolset, viewport: Viewport, start: Point, end: Point) -> None:
    frame, canvas = viewport.frame, viewport.canvas
    assert frame is not None
    affine = canvas_from_image(frame.image, viewport.view, canvas.width, canvas.height)
    held = frozenset({Button.LEFT})
    toolset.press(viewport, PointerEvent(*map_point(affine, *start), held))
    toolset.move(viewport, PointerEvent(*map_point(affine, *end), held))
    toolset.release(viewport, PointerEvent(*map_point(affine, *end)))


@TOOLS
def test_one_line_of_two_has_no_number(viewport: Viewport, toolset: Toolset, tool_id: str) -> None:
    toolset.choose(tool_id)
    _drag(toolset, viewport, (1, 1), (6, 1))
    (half,) = viewport.annotations.all
    assert half.measurements == ()
    _drag(toolset, viewport, (6, 1), (6, 6))
    (whole,) = viewport.annotations.all
    assert whole.uid == half.uid
    assert whole.measurements


@TOOLS
def test_both_lines_are_one_step_of_undo(
    viewport: Viewport, toolset: Toolset, history: History, tool_id: str
) -> None:
    toolset.choose(tool_id)
    _drag(toolset, viewport, (1, 1), (6, 1))
    history.settle()
    assert not history.can_undo
    _drag(toolset, viewport, (6, 1), (6, 6))
    history.settle()
    drawn = viewport.annotations.all
    assert history.undo()
    assert viewport.annotations.all == ()
    assert history.redo()
    assert viewport.annotations.all == drawn


def test_undo_takes_the_first_line_back_and_nothing_brings_it_again(
    viewport: Viewport, toolset: Toolset, history: History
) -> None:
    toolset.choose("cobb")
    assert not toolset.is_halfway
    _drag(toolset, viewport, (1, 1), (6, 1))
    history.settle()
    assert toolset.is_halfway
    assert toolset.take_back()
    history.settle()
    assert viewport.annotations.all == ()
    assert not toolset.is_halfway
    assert not history.can_undo


def test_who_goes_on_elsewhere_leaves_no_line_behind(viewport: Viewport, toolset: Toolset) -> None:
    toolset.choose("angle")
    _drag(toolset, viewport, (1, 1), (6, 1))
    viewport.go_to(2)
    _drag(toolset, viewport, (1, 2), (6, 2))
    (half,) = viewport.annotations.all
    assert viewport.wanted is not None
    assert half.is_on(viewport.wanted.sop_instance_uid, 0)
    _drag(toolset, viewport, (6, 2), (6, 6))
    (whole,) = viewport.annotations.all
    assert whole.shape.kind is ShapeKind.ANGLE
    assert not whole.shape.waits


def test_only_both_lines_are_kept(viewport: Viewport, toolset: Toolset) -> None:
    annotations = viewport.annotations
    toolset.choose("angle")
    _drag(toolset, viewport, (1, 1), (6, 1))
    (half,) = annotations.all
    assert annotations.current(half) is None  # what those ask who keep it
    _drag(toolset, viewport, (6, 1), (6, 6))
    assert annotations.current(half) is annotations.all[0]
