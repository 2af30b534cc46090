"""The brush paints what looks alike, as far as it hangs together."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.builders import make_dataset, write
from tests.support.series import ct_display_set
from viewer.dicom.display_sets import split_display_sets
from viewer.dicom.scan import scan_file
from viewer.frames.store import FrameStore
from viewer.imaging.mask import region_mask
from viewer.imaging.modality import to_modality
from viewer.imaging.outline import connected_part, outline
from viewer.model.aid import BrushRing
from viewer.model.annotation import Annotation
from viewer.model.lut import VoiWindow
from viewer.model.measurement import Quantity
from viewer.render.transform import canvas_from_image, map_point
from viewer.workspace.input import Button, Modifier, PointerEvent, WheelEvent
from viewer.workspace.tools.brush import parse_range
from viewer.workspace.toolset import Toolset
from viewer.workspace.viewport import Canvas, Viewport

Point = tuple[float, float]


@pytest.fixture
def viewport(frames: FrameStore, tmp_path: Path) -> Viewport:
    """A slice of 8 x 8 on a canvas of 400 x 400: 50 screen pixels each."""
    made = Viewport(frames)
    made.set_canvas(Canvas(400, 400))
    made.show(ct_display_set(tmp_path, 4))
    return made


@pytest.fixture
def toolset() -> Toolset:
    made = Toolset()
    made.choose("brush")
    made.brush.radius = 60.0
    return made


def _event(
    viewport: Viewport, point: Point, *buttons: Button, held: Modifier = Modifier.NONE
) -> PointerEvent:
    frame = viewport.frame
    assert frame is not None
    canvas = viewport.canvas
    affine = canvas_from_image(frame.image, viewport.view, canvas.width, canvas.height)
    return PointerEvent(*map_point(affine, *point), frozenset(buttons), held)


def _stroke(
    toolset: Toolset, viewport: Viewport, *way: Point, held: Modifier = Modifier.NONE
) -> None:
    toolset.press(viewport, _event(viewport, way[0], Button.LEFT, held=held))
    for point in way[1:]:
        toolset.move(viewport, _event(viewport, point, Button.LEFT, held=held))
    toolset.release(viewport, _event(viewport, way[-1], held=held))


def _only(viewport: Viewport) -> Annotation:
    (annotation,) = viewport.annotations.all
    return annotation


def _enclosed(annotation: Annotation) -> set[Point]:
    region = region_mask(annotation.shape, 8, 8)
    rows, columns = np.nonzero(region.inside)
    top, left = region.area[0].start, region.area[1].start
    return {(float(x + left), float(y + top)) for x, y in zip(columns, rows, strict=True)}


def _paint_all(toolset: Toolset) -> None:
    toolset.options = replace(toolset.options, brush_spread=0)


def test_without_a_range_it_takes_the_pixels_whose_centre_it_passes(
    viewport: Viewport, toolset: Toolset
) -> None:
    _paint_all(toolset)
    _stroke(toolset, viewport, (2, 3), (5, 3))
    drawn = _only(viewport)
    assert _enclosed(drawn) == {
        (x, y) for x in range(8) for y in range(8) if np.hypot(x - min(max(x, 2), 5), y - 3) <= 1.2
    }
    count = next(n for n in drawn.measurements if n.quantity is Quantity.COUNT)
    assert count.value == len(_enclosed(drawn))
    assert drawn.label == ""


def test_it_takes_only_values_near_the_one_where_it_began(
    viewport: Viewport, toolset: Toolset
) -> None:
    frame = viewport.frame
    assert frame is not None
    values = frame.pixels * 1.0
    seed = values[2:5, 2:5]
    reach = float(np.abs(values - np.median(seed)).max()) / 3
    width = reach / (toolset.options.brush_spread / 100)
    viewport.set_appearance(replace(viewport.appearance, voi=VoiWindow(0.0, width)))
    toolset.brush.radius = 200.0
    _stroke(toolset, viewport, (3, 3), (4, 4))
    alike = np.abs(values - np.median(seed)) <= reach
    enclosed = _enclosed(_only(viewport))
    assert enclosed
    assert len(enclosed) < 64
    assert all(alike[int(y), int(x)] for x, y in enclosed)
    assert "HU" in _only(viewport).label


def test_with_a_range_of_its_own_it_takes_the_largest_part_within_that(
    viewport: Viewport, toolset: Toolset
) -> None:
    frame = viewport.frame
    assert frame is not None
    values = to_modality(frame.pixels, frame.header.modality)
    toolset.brush.radius = 200.0
    toolset.brush.fixed = (float(values.max()) + 1, float(values.max()) + 2)
    _stroke(toolset, viewport, (3, 3), (4, 4))
    assert viewport.annotations.all == ()
    toolset.brush.fixed = (float(values.min()), float(values.max()))
    _stroke(toolset, viewport, (3, 3), (4, 4))
    assert len(_enclosed(_only(viewport))) > 9


@pytest.mark.parametrize(
    ("text", "found"),
    [("130 3000", (130.0, 3000.0)), ("10 -20", (-20.0, 10.0)), (" ", None)],
)
def test_a_range_is_two_numbers(text: str, found: tuple[float, float] | None) -> None:
    assert parse_range(text) == found


@pytest.mark.parametrize("text", ["130", "1 2 3", "a b", "nan 3", "0 inf"])
def test_anything_else_is_no_range(text: str) -> None:
    with pytest.raises(ValueError, match=r"float|unpack|nan|inf"):
        parse_range(text)


def test_a_stroke_that_begins_inside_goes_on_with_it(viewport: Viewport, toolset: Toolset) -> None:
    _paint_all(toolset)
    _stroke(toolset, viewport, (2, 2), (2, 3))
    before = _enclosed(_only(viewport))
    _stroke(toolset, viewport, (2, 3), (5, 5))
    assert before < _enclosed(_only(viewport))


def test_with_ctrl_it_takes_away(viewport: Viewport, toolset: Toolset) -> None:
    _paint_all(toolset)
    _stroke(toolset, viewport, (2, 3), (5, 3))
    before = _enclosed(_only(viewport))
    _stroke(toolset, viewport, (5, 3), (6, 3), held=Modifier.CONTROL)
    after = _enclosed(_only(viewport))
    assert after < before
    assert (5.0, 3.0) not in after


def test_what_is_taken_away_whole_is_gone(viewport: Viewport, toolset: Toolset) -> None:
    _paint_all(toolset)
    _stroke(toolset, viewport, (3, 3), (4, 3))
    toolset.brush.radius = 200.0
    _stroke(toolset, viewport, (3, 3), (4, 3), held=Modifier.CONTROL)
    assert viewport.annotations.all == ()


def test_an_outline_has_no_more_corners_than_a_report_can_hold(
    frames: FrameStore, toolset: Toolset, tmp_path: Path
) -> None:
    """A comb with jagged teeth has ten thousands of corners."""
    stored = np.zeros((300, 300), np.uint16)
    stored[:-2, 2::4] = 900
    stored[:-2:2, 1::4] = 900
    comb = connected_part(stored == 0, 299, 299)
    assert comb is not None
    assert len(outline(comb)) > 20000
    path = write(tmp_path / "sieve.dcm", make_dataset(stored))
    viewport = Viewport(frames)
    viewport.set_canvas(Canvas(300, 300))
    (display_set,) = split_display_sets([scan_file(path)])
    viewport.show(display_set)
    toolset.brush.radius = 200.0
    _stroke(toolset, viewport, (299, 299), (150, 149), (0, 0))
    drawn = _only(viewport)
    assert 100 < len(drawn.shape.points) <= 8000


def test_escape_leaves_all_as_it_was(viewport: Viewport, toolset: Toolset) -> None:
    toolset.press(viewport, _event(viewport, (3, 3), Button.LEFT))
    toolset.move(viewport, _event(viewport, (5, 5), Button.LEFT))
    toolset.cancel()
    assert viewport.annotations.all == ()
    assert viewport.aid is None


def test_its_ring_follows_the_pointer_and_alt_with_the_wheel_sizes_it(
    viewport: Viewport, toolset: Toolset
) -> None:
    toolset.move(viewport, PointerEvent(100, 120))
    assert viewport.aid == BrushRing(100, 120, 60.0)
    toolset.wheel(viewport, WheelEvent(100, 120, 1.0, Modifier.ALT))
    assert viewport.aid == BrushRing(100, 120, pytest.approx(72.0))  # type: ignore[arg-type]
    toolset.leave(viewport)
    assert viewport.aid is None


@pytest.mark.parametrize("corner", [(-9.0, -9.0), (99.0, 99.0), (7.5, 7.5), (-0.5, 7.5)])
def test_a_stroke_may_begin_and_end_at_the_edge_and_beyond(
    viewport: Viewport, toolset: Toolset, corner: Point
) -> None:
    _stroke(toolset, viewport, corner, (4.0, 4.0), corner)
    assert len(viewport.annotations.all) == 1
