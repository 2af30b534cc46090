"""Reference lines and the 3D cursor between cells (DC-092)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.builders import uid
from tests.support.series import ct_records
from viewer.frames.store import FrameStore
from viewer.model.guides import LinkKind
from viewer.model.layout import Grid
from viewer.render.drawing import Ink, Line
from viewer.render.raster import render
from viewer.workspace.input import Modifier, PointerEvent
from viewer.workspace.links import LinkState
from viewer.workspace.tools.cursor import CURSOR
from viewer.workspace.viewport import Canvas, Viewport
from viewer.workspace.workspace import Workspace

Opened = Callable[..., Workspace]
CORONAL = (1, 0, 0, 0, 0, -1)


@pytest.fixture
def opened(frames: FrameStore, tmp_path: Path) -> Opened:
    """An axial series of 8 images and a coronal one, 8 x 8 pixels of 1 mm, side by side."""

    def open_both(length: int = 8, **coronal: Any) -> Workspace:
        workspace = Workspace(frames)
        whole = {"PixelSpacing": [1.0, 1.0]}
        workspace.add_records(ct_records(tmp_path / "a", length, name="a", **whole))
        options = {"orientation": CORONAL, "SeriesNumber": 2, **whole, **coronal}
        workspace.add_records(ct_records(tmp_path / "c", 8, name="c", **options))
        workspace.set_grid(Grid(1, 2))
        for viewport in workspace.viewports:
            viewport.set_canvas(Canvas(80, 80))
        return workspace

    return open_both


def lines(viewport: Viewport) -> list[tuple[float, ...]]:
    scene = viewport.scene()
    assert scene is not None
    drawing = render(scene).drawing
    return [
        (line.x0, line.y0, line.x1, line.y1)
        for line in drawing
        if isinstance(line, Line) and line.ink is Ink.REFERENCE
    ]


def test_an_axial_image_is_a_level_line_on_the_coronal_one(opened: Opened) -> None:
    """By hand: 10 device pixels a mm; slice k at z = k; coronal row r lies at z = -r.

    The middle of row r is at (r + 0.5) * 10, so that z = 0 is at y = 5 and z = k above it.
    """
    workspace = opened(ImagePositionPatient=[0.0, 3.0, 7.0])
    axial, coronal = workspace.viewports
    assert coronal.display_set is not None
    axial.scroll(4)
    ((x0, y0, x1, y1),) = lines(coronal)
    # z = 7 is row 0, so z = 4 is row 3: y = 35; columns from edge to edge.
    assert sorted((x0, x1)) == pytest.approx([0, 80])
    assert (y0, y1) == pytest.approx((35, 35))
    ((x0, y0, x1, y1),) = lines(axial)
    assert (y0, y1) == pytest.approx((35, 35))  # y = 3 mm is row 3


def test_no_line_where_the_frame_of_reference_differs(opened: Opened) -> None:
    workspace = opened(ImagePositionPatient=[0.0, 3.0, 7.0], FrameOfReferenceUID=uid("other"))
    assert [lines(viewport) for viewport in workspace.viewports] == [[], []]


def test_no_line_where_no_frame_of_reference_is_named(opened: Opened) -> None:
    workspace = opened(ImagePositionPatient=[0.0, 3.0, 7.0], FrameOfReferenceUID=None)
    assert [lines(viewport) for viewport in workspace.viewports] == [[], []]


def test_no_line_between_patients_who_claim_one_space(opened: Opened) -> None:
    other = {"PatientID": "9", "StudyInstanceUID": uid("other study")}
    workspace = opened(ImagePositionPatient=[0.0, 3.0, 7.0], **other)
    assert [lines(viewport) for viewport in workspace.viewports] == [[], []]


def test_lines_can_be_taken_away_and_come_back(opened: Opened) -> None:
    workspace = opened(ImagePositionPatient=[0.0, 3.0, 7.0])
    workspace.references.show_lines(is_on=False)
    assert lines(workspace.viewports[1]) == []
    workspace.references.show_lines(is_on=True)
    assert len(lines(workspace.viewports[1])) == 1


def test_the_line_of_the_active_cell_is_the_stronger_one(opened: Opened) -> None:
    workspace = opened(ImagePositionPatient=[0.0, 3.0, 7.0])
    axial, coronal = workspace.viewports
    workspace.activate(coronal)
    assert [place.is_active for place in axial.guides.references] == [True]
    assert [place.is_active for place in coronal.guides.references] == [False]


def cross_centre(viewport: Viewport) -> tuple[float, float]:
    """The middle of the cross of the 3D cursor: the arms beyond the reference lines."""
    scene = viewport.scene()
    assert scene is not None
    arms = lines(viewport)[-4:]
    points = np.array(arms).reshape(-1, 2)
    x, y = points.mean(axis=0)
    return float(x), float(y)


def test_the_cursor_shows_one_place_in_every_cell_and_goes_there(opened: Opened) -> None:
    workspace = opened(step=(0, 1, 0), orientation=CORONAL)
    axial, coronal = workspace.viewports
    workspace.references.show_lines(is_on=False)
    # Column 2, row 5 of the axial image: x = 2 mm, y = 5 mm, z = 0.
    CURSOR.begin(axial, PointerEvent(25, 55))
    assert axial.guides.cursor_lps == pytest.approx((2, 5, 0))
    assert coronal.guides.cursor_lps == axial.guides.cursor_lps
    assert coronal.frame is not None
    assert coronal.frame.header.plane is not None
    assert coronal.frame.header.plane.position_lps[1] == 5
    assert cross_centre(axial) == pytest.approx((25, 55))
    assert cross_centre(coronal) == pytest.approx((25, 5))  # z = 0 is its first row


def test_a_place_that_no_image_shows_moves_nothing_and_is_not_marked(opened: Opened) -> None:
    workspace = opened(step=(0, 1, 0), orientation=CORONAL, spacing_mm=1.0)
    axial, coronal = workspace.viewports
    coronal.scroll(3)
    workspace.references.show_lines(is_on=False)
    CURSOR.begin(axial, PointerEvent(25, 55 + 80 * 3))
    assert coronal.view.index == 3
    assert lines(coronal) == []


def test_shift_points_without_a_button_and_stops_when_it_is_let_go(opened: Opened) -> None:
    workspace = opened(step=(0, 1, 0), orientation=CORONAL)
    axial, coronal = workspace.viewports
    workspace.toolset.move(axial, PointerEvent(25, 55, modifiers=Modifier.SHIFT))
    assert coronal.guides.cursor_lps == pytest.approx((2, 5, 0))
    workspace.toolset.move(axial, PointerEvent(26, 55))
    assert coronal.guides.cursor_lps is None


def test_the_cursor_does_not_drag_linked_cells_along(opened: Opened, tmp_path: Path) -> None:
    workspace = opened(step=(0, 1, 0), orientation=CORONAL)
    axial, coronal = workspace.viewports
    workspace.links.set_state(LinkState(True, frozenset(LinkKind), keeps_offset=True))
    CURSOR.begin(axial, PointerEvent(25, 55))
    assert (axial.view.index, coronal.view.index) == (0, 5)
