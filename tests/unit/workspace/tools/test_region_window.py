"""The window that fits a region, by hand-picked values."""

from pathlib import Path

import numpy as np
import pytest

from tests.support.builders import make_dataset, write
from viewer.dicom.display_sets import split_display_sets
from viewer.dicom.scan import scan_file
from viewer.frames.store import FrameStore
from viewer.model.aid import Marquee
from viewer.model.lut import VoiSource, VoiWindow
from viewer.model.view import ViewState
from viewer.workspace.input import Button, PointerEvent
from viewer.workspace.tools.region_window import window_of_region
from viewer.workspace.toolset import Toolset
from viewer.workspace.viewport import Canvas, Viewport

PIXELS = np.arange(100, dtype=np.uint16).reshape(10, 10)
LEFT = frozenset({Button.LEFT})


@pytest.fixture
def viewport(frames: FrameStore, tmp_path: Path) -> Viewport:
    """The values 0 to 99, ten a row, each pixel 40 x 40 on the canvas; modality value 2 x - 50."""
    dataset = make_dataset(
        PIXELS, RescaleSlope=2, RescaleIntercept=-50, PixelPaddingValue=55, Modality="CT"
    )
    record = scan_file(write(tmp_path / "ramp", dataset))
    made = Viewport(frames)
    made.set_canvas(Canvas(400, 400))
    made.show(split_display_sets([record])[0])
    return made


def test_it_runs_from_the_lowest_to_the_highest_value_in_modality_units(
    viewport: Viewport,
) -> None:
    window = window_of_region(viewport, Marquee(50, 50, 110, 110))  # 11, 12, 21, 22
    assert window == VoiWindow((-28 - 6 + 1) / 2, 23, source=VoiSource.USER)


def test_the_direction_of_the_drag_does_not_matter(viewport: Viewport) -> None:
    there = window_of_region(viewport, Marquee(50, 50, 110, 130))
    assert there is not None
    assert window_of_region(viewport, Marquee(110, 130, 50, 50)) == there


def test_it_follows_the_turned_picture(viewport: Viewport) -> None:
    viewport.set_view(ViewState(rotation_deg=90))
    window = window_of_region(viewport, Marquee(10, 10, 50, 30))  # the bottom left: 90, 80
    assert window is not None
    assert window.width == 21


def test_padding_counts_for_nothing(viewport: Viewport) -> None:
    window = window_of_region(viewport, Marquee(170, 210, 230, 230))  # 54, padding
    assert window is None
    window = window_of_region(viewport, Marquee(130, 210, 230, 230))  # 53, 54, padding
    assert window is not None
    assert window.width == 3


def test_beside_the_image_there_is_no_window(viewport: Viewport) -> None:
    assert window_of_region(viewport, Marquee(-300, -300, -100, -100)) is None
    assert window_of_region(viewport, Marquee(500, 500, 900, 900)) is None


def test_a_drag_shows_its_rectangle_and_then_sets_the_window(viewport: Viewport) -> None:
    toolset = Toolset()
    toolset.choose("region-window")
    toolset.press(viewport, PointerEvent(50, 50, LEFT))
    toolset.move(viewport, PointerEvent(110, 110, LEFT))
    assert viewport.aid == Marquee(50, 50, 110, 110)
    assert viewport.appearance.voi is None
    toolset.release(viewport, PointerEvent(110, 110))
    assert viewport.aid is None
    assert viewport.appearance.voi == window_of_region(viewport, Marquee(50, 50, 110, 110))


def test_escape_takes_the_rectangle_away_and_keeps_the_window(viewport: Viewport) -> None:
    toolset = Toolset()
    toolset.choose("region-window")
    toolset.press(viewport, PointerEvent(50, 50, LEFT))
    toolset.move(viewport, PointerEvent(110, 110, LEFT))
    assert toolset.cancel()
    assert viewport.aid is None
    assert viewport.appearance.voi is None
