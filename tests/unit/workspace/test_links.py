"""Linked cells: where they go together, where they do not, and what they say of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.builders import uid
from tests.support.series import ct_records
from viewer.frames.store import FrameStore
from viewer.model.guides import LinkKind
from viewer.model.layout import Grid
from viewer.model.lut import VoiWindow
from viewer.model.view import ZoomMode
from viewer.render.transform import fit, zoom_at
from viewer.workspace.linked_view import middle_lps
from viewer.workspace.links import LinkState
from viewer.workspace.viewport import Canvas
from viewer.workspace.workspace import Workspace

Opened = Callable[..., Workspace]
ALL = frozenset(LinkKind)
CORONAL = (1, 0, 0, 0, 0, -1)
OTHER_SPACE = uid("another frame of reference")


@pytest.fixture
def opened(frames: FrameStore, tmp_path: Path) -> Opened:
    """Series side by side, each described by its length and options."""

    def open_series(*series: tuple[int, dict[str, Any]]) -> Workspace:
        workspace = Workspace(frames)
        for number, (length, options) in enumerate(series, 1):
            name = f"s{number}"
            records = ct_records(tmp_path / name, length, name=name, SeriesNumber=number, **options)
            workspace.add_records(records)
        workspace.set_grid(Grid(1, len(series)))
        for viewport in workspace.viewports:
            viewport.set_canvas(Canvas(200, 200))
        return workspace

    return open_series


def link(workspace: Workspace, *kinds: LinkKind, keeps_offset: bool = False) -> None:
    workspace.links.set_state(LinkState(True, frozenset(kinds) or ALL, keeps_offset))


def indices(workspace: Workspace) -> list[int]:
    return [viewport.view.index for viewport in workspace.viewports]


def test_cells_are_not_linked_until_somebody_links_them(opened: Opened) -> None:
    workspace = opened((10, {}), (10, {}))
    workspace.viewports[0].scroll(4)
    assert indices(workspace) == [4, 0]


def test_stacks_of_one_space_go_to_the_nearest_image_of_the_same_place(opened: Opened) -> None:
    workspace = opened((21, {"spacing_mm": 1.0}), (5, {"spacing_mm": 5.0}))
    link(workspace)
    fine, coarse = workspace.viewports
    places = []
    for _ in range(20):
        fine.scroll(1)
        places.append(coarse.view.index)
    # By hand: image k of the fine stack lies at k mm, image n of the coarse one at 5 n mm.
    assert places == [round(k / 5) for k in range(1, 21)]
    coarse.scroll(-2)
    assert fine.view.index == 10


def test_a_reversed_series_goes_to_the_same_place_and_not_to_the_same_number(
    opened: Opened,
) -> None:
    """Normals that point against each other: positions count the other way (DC-086)."""
    flipped = (1, 0, 0, 0, -1, 0)  # normal towards the feet
    workspace = opened((10, {}), (10, {"orientation": flipped, "step": (0, 0, 1)}))
    link(workspace)
    head_first, feet_first = workspace.viewports
    head_first.scroll(2)
    assert feet_first.view.index == 7
    frame = feet_first.frame
    assert frame is not None
    assert frame.header.plane is not None
    assert frame.header.plane.position_lps[2] == 2.0


def test_where_a_stack_has_no_image_it_says_how_far_it_is_off(opened: Opened) -> None:
    workspace = opened((30, {}), (10, {}))
    link(workspace)
    long, short = workspace.viewports
    long.scroll(5)
    assert short.guides.link is not None
    assert short.guides.link.off_mm is None
    long.scroll(20)
    assert short.view.index == 9
    assert short.guides.link.off_mm == 16.0
    long.scroll(-20)
    assert short.guides.link is not None
    assert short.guides.link.off_mm is None


def test_a_stack_that_crosses_stays_where_it_is(opened: Opened) -> None:
    workspace = opened((10, {}), (10, {"orientation": CORONAL}))
    link(workspace)
    workspace.viewports[0].scroll(4)
    assert indices(workspace) == [4, 0]


def test_stacks_of_other_spaces_keep_their_offset_in_millimetres(opened: Opened) -> None:
    prior = {"FrameOfReferenceUID": OTHER_SPACE, "spacing_mm": 2.0}
    workspace = opened((20, {}), (20, prior))
    now, before = workspace.viewports
    before.scroll(3)
    link(workspace)
    now.scroll(8)
    assert before.view.index == 3 + 4
    now.scroll(-8)
    assert indices(workspace) == [0, 3]


def test_the_offset_comes_back_after_one_stack_was_at_its_end(opened: Opened) -> None:
    workspace = opened((20, {}), (6, {"FrameOfReferenceUID": OTHER_SPACE}))
    link(workspace)
    workspace.viewports[0].scroll(15)
    assert indices(workspace) == [15, 5]
    workspace.viewports[0].scroll(-13)
    assert indices(workspace) == [2, 2]


def test_stacks_without_geometry_go_on_by_number(opened: Opened) -> None:
    bare = {"ImagePositionPatient": None}
    workspace = opened((10, {}), (10, bare))
    workspace.viewports[1].scroll(2)
    link(workspace)
    workspace.viewports[0].scroll(3)
    assert indices(workspace) == [3, 5]


def test_as_they_stand_counts_even_in_one_space(opened: Opened) -> None:
    workspace = opened((10, {}), (10, {}))
    workspace.viewports[1].scroll(3)
    workspace.links.link_as_they_stand()
    workspace.viewports[0].scroll(2)
    assert indices(workspace) == [2, 5]


def test_patients_are_never_taken_for_one_even_if_they_claim_one_space(opened: Opened) -> None:
    other = {"PatientID": "9", "StudyInstanceUID": uid("other study")}
    workspace = opened((10, {}), (10, other))
    workspace.viewports[1].scroll(2)
    link(workspace)
    assert workspace.links.is_across_patients()
    notes = [viewport.guides.link for viewport in workspace.viewports]
    assert [note is not None and note.is_across_patients for note in notes] == [True, True]
    workspace.viewports[0].scroll(3)
    assert indices(workspace) == [3, 5]


def test_one_patient_is_told_of_without_a_warning(opened: Opened) -> None:
    workspace = opened((10, {}), (10, {}))
    link(workspace, LinkKind.SCROLL)
    note = workspace.viewports[0].guides.link
    assert note is not None
    assert (note.kinds, note.is_across_patients) == ({LinkKind.SCROLL}, False)
    workspace.links.set_state(LinkState())
    assert workspace.viewports[0].guides.link is None


@pytest.mark.parametrize("kind", [LinkKind.PAN, LinkKind.ZOOM, LinkKind.WINDOW])
def test_each_kind_is_linked_alone(opened: Opened, kind: LinkKind) -> None:
    workspace = opened((10, {}), (10, {}))
    link(workspace, kind)
    one, other = workspace.viewports
    before = other.view
    one.scroll(3)
    one.set_view(replace(one.view, zoom_mode=ZoomMode.FREE, zoom=50.0, pan_x=10.0))
    one.set_appearance(replace(one.appearance, voi=VoiWindow(center=7, width=70)))
    changed = {
        LinkKind.PAN: other.view.pan_x != before.pan_x,
        LinkKind.ZOOM: other.view.zoom == 50.0,
        LinkKind.WINDOW: other.appearance.voi == VoiWindow(center=7, width=70),
    }
    assert {k for k, is_changed in changed.items() if is_changed} == {kind}
    assert other.view.index == 0


def test_zoom_is_linked_in_millimetres(opened: Opened) -> None:
    workspace = opened((4, {}), (4, {"PixelSpacing": [0.25, 0.25]}))
    link(workspace, LinkKind.ZOOM)
    one, other = workspace.viewports
    one.set_view(replace(one.view, zoom_mode=ZoomMode.FREE, zoom=40.0))
    # 40 pixels for 0.5 mm are 80 a millimetre, which are 20 for 0.25 mm.
    assert (other.view.zoom_mode, other.view.zoom) == (ZoomMode.FREE, 20.0)


def test_the_middle_of_both_cells_is_the_same_place_of_the_patient(opened: Opened) -> None:
    shifted = {"PixelSpacing": [0.25, 0.25]}
    workspace = opened((4, {}), (4, shifted))
    link(workspace)
    one, other = workspace.viewports
    other.set_view(replace(other.view, rotation_deg=90, flip_horizontal=True))
    assert one.frame is not None
    view = zoom_at(one.frame.image, one.view, 200, 200, x=130, y=70, factor=1.37)
    one.set_view(view)
    one.set_view(replace(one.view, pan_x=one.view.pan_x + 12, pan_y=one.view.pan_y - 31))
    here, there = middle_lps(one), middle_lps(other)
    assert here is not None
    assert there is not None
    np.testing.assert_allclose(here, there, atol=0.02)


def test_fitting_one_cell_fits_all(opened: Opened) -> None:
    workspace = opened((4, {}), (4, {"PixelSpacing": [0.25, 0.25]}))
    link(workspace)
    one, other = workspace.viewports
    one.set_view(replace(one.view, zoom_mode=ZoomMode.FREE, zoom=40.0, pan_x=5.0))
    one.set_view(fit(one.view))
    assert other.view == fit(other.view)


def test_without_a_pixel_size_images_are_as_wide_as_each_other(opened: Opened) -> None:
    bare = {"ImagePositionPatient": None, "PixelSpacing": None}
    workspace = opened((4, bare), (4, bare))
    link(workspace)
    one, other = workspace.viewports
    one.set_view(replace(one.view, zoom_mode=ZoomMode.FREE, zoom=30.0, pan_x=9.0, pan_y=-4.0))
    assert other.view == one.view


def test_windows_are_not_shared_between_modalities(opened: Opened) -> None:
    workspace = opened((4, {}), (4, {"Modality": "PT"}))
    link(workspace)
    one, other = workspace.viewports
    one.set_appearance(replace(one.appearance, is_inverted=True))
    assert not other.appearance.is_inverted


def test_files_that_arrive_do_not_scroll_the_other_cells(
    frames: FrameStore, tmp_path: Path
) -> None:
    workspace = Workspace(frames)
    records = ct_records(tmp_path / "a", 10, name="a")
    workspace.add_records(records[5:])
    workspace.add_records(ct_records(tmp_path / "b", 10, name="b", SeriesNumber=2))
    workspace.set_grid(Grid(1, 2))
    workspace.show(workspace.display_sets[0], 0, index=0)
    workspace.show(workspace.display_sets[1], 1)
    link(workspace)
    workspace.add_records(records[:5])
    assert indices(workspace) == [5, 0]
    workspace.viewports[0].scroll(1)
    assert indices(workspace) == [6, 6]


def test_a_cell_that_was_hidden_goes_where_the_active_one_is(opened: Opened) -> None:
    workspace = opened((10, {}), (10, {}))
    link(workspace)
    workspace.toggle_maximised(workspace.viewports[0])
    workspace.viewports[0].scroll(6)
    assert indices(workspace) == [6, 0]
    workspace.toggle_maximised(workspace.viewports[0])
    assert indices(workspace) == [6, 6]


def test_a_tiled_window_follows_as_one(opened: Opened) -> None:
    workspace = opened((40, {}), (40, {}))
    stack = workspace.display_sets[0]
    beside = workspace.open_screen()
    lone = beside.viewports[0]
    workspace.activate(lone)
    workspace.show(stack)
    workspace.activate(workspace.viewports[0])
    workspace.set_grid(Grid(1, 3))
    workspace.set_tiled(is_tiled=True)
    link(workspace)
    tiles = workspace.viewports[:3]
    lone.scroll(7)
    assert [tile.view.index for tile in tiles] == [7, 8, 9]
    tiles[2].scroll(-4)
    assert [tile.view.index for tile in tiles] == [3, 4, 5]
    assert lone.view.index == 3
