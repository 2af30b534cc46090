"""What each verb does to the active viewport."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.series import cine_record, ct_records
from tests.unit.commands.conftest import FakeFace
from viewer.commands.command import call
from viewer.commands.context import Context, Notice
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.model.document import Link
from viewer.model.identity import InstanceUid
from viewer.model.layout import Grid
from viewer.model.lut import VoiSource, VoiWindow
from viewer.model.view import Appearance, Interpolation, ViewState, ZoomMode
from viewer.render.transform import canvas_from_image
from viewer.workspace.viewport import Canvas, Viewport


@pytest.fixture
def active(context: Context, tmp_path: Path) -> Viewport:
    """A CT stack of six slices on a canvas of 400x400."""
    workspace = context.workspace
    workspace.add_records(ct_records(tmp_path / "ct", 6))
    workspace.show(workspace.display_sets[0])
    workspace.active.set_canvas(Canvas(400, 400))
    return workspace.active


class Doer:
    def __init__(self, context: Context, registry: CommandRegistry) -> None:
        self.context = context
        self.registry = registry

    def __call__(self, command_id: str, **arguments: object) -> bool:
        return run(call(command_id, **arguments), self.context, self.registry)

    def is_checked(self, command_id: str) -> bool:
        predicate = self.registry[command_id].is_checked
        assert predicate is not None
        return predicate(self.context)


@pytest.fixture
def do(context: Context, registry: CommandRegistry) -> Doer:
    return Doer(context, registry)


def test_moving_through_the_stack(do: Doer, active: Viewport) -> None:
    seen = []
    for command_id, arguments in (
        ("view.scroll", {"steps": 2}),
        ("view.last", {}),
        ("view.scroll", {"steps": -1}),
        ("view.first", {}),
    ):
        assert do(command_id, **arguments)
        seen.append(active.view.index)
    assert seen == [2, 5, 4, 0]


def test_one_to_one_fit_and_zoom(do: Doer, active: Viewport) -> None:
    do("view.one_to_one")
    assert (active.view.zoom_mode, active.view.zoom) == (ZoomMode.FREE, 1.0)
    do("view.zoom_in", factor=2.0)
    assert active.view.zoom == 2.0
    do("view.zoom_out", factor=4.0)
    assert active.view.zoom == 0.5
    do("view.fit")
    assert active.view.zoom_mode is ZoomMode.FIT


def test_zooming_keeps_the_middle_of_the_canvas_in_place(do: Doer, active: Viewport) -> None:
    do("view.zoom_in")
    assert (active.view.pan_x, active.view.pan_y) == pytest.approx((0, 0))


@pytest.mark.parametrize("flips", [(False, False), (True, False), (False, True), (True, True)])
def test_turning_right_turns_what_is_seen_whatever_the_flips(
    do: Doer, active: Viewport, flips: tuple[bool, bool]
) -> None:
    active.set_view(replace(active.view, flip_horizontal=flips[0], flip_vertical=flips[1]))
    assert active.frame is not None
    image = active.frame.image
    before = canvas_from_image(image, active.view, 400, 400)[:2, :2]
    do("view.rotate_right")
    after = canvas_from_image(image, active.view, 400, 400)[:2, :2]
    quarter_clockwise = np.array([[0, -1], [1, 0]])  # x right, y down
    assert np.allclose(after, quarter_clockwise @ before)
    do("view.rotate_left")
    assert np.allclose(canvas_from_image(image, active.view, 400, 400)[:2, :2], before)


def test_flips_are_switches(do: Doer, active: Viewport) -> None:
    do("view.flip_horizontal")
    do("view.flip_vertical")
    assert do.is_checked("view.flip_horizontal")
    assert active.view.flip_vertical
    do("view.flip_vertical")
    assert not do.is_checked("view.flip_vertical")


def test_reset_undoes_every_look_but_stays_at_the_image(do: Doer, active: Viewport) -> None:
    do("view.scroll", steps=3)
    do("view.rotate_right")
    do("view.zoom_in")
    do("window.invert")
    do("window.choose", number=2)
    do("view.reset")
    assert (active.view, active.appearance) == (ViewState(index=3), Appearance())


def test_windows_by_number_zero_being_as_stored(do: Doer, active: Viewport) -> None:
    do("window.choose", number=1)
    first = active.voi()
    assert isinstance(first, VoiWindow)
    assert first.source is VoiSource.PRESET
    do("window.choose", number=0)
    assert active.voi() == VoiWindow(40, 400)
    do("window.choose", number=99)
    assert active.voi() == VoiWindow(40, 400)


def test_a_window_by_centre_and_width(do: Doer, active: Viewport) -> None:
    do("window.set", center=-600.0, width=1500.0)
    assert active.voi() == VoiWindow(-600, 1500, source=VoiSource.USER)


def test_invert_and_smoothing_are_switches(do: Doer, active: Viewport) -> None:
    do("window.invert")
    assert do.is_checked("window.invert")
    assert do.is_checked("window.interpolate")
    do("window.interpolate")
    assert active.appearance.interpolation is Interpolation.NEAREST
    assert active.appearance.is_inverted


def test_layout_maximise_and_back(do: Doer, context: Context, active: Viewport) -> None:
    assert not do("layout.maximise")
    do("layout.grid", rows=2, columns=2)
    assert context.workspace.screen.layout == Grid(2, 2).layout
    do("layout.maximise")
    assert do.is_checked("layout.maximise")
    assert context.workspace.visible_viewports == (active,)
    do("layout.maximise")
    assert context.workspace.screen.visible_layout == Grid(2, 2).layout


def test_next_and_previous_series(
    do: Doer, context: Context, active: Viewport, tmp_path: Path
) -> None:
    context.workspace.add_records(ct_records(tmp_path / "b", 2, name="b", SeriesNumber=2))
    do("layout.next_series")
    assert active.length == 2
    do("layout.previous_series")
    assert active.length == 6


def test_a_reference_is_shown_in_the_next_cell_at_its_image(
    do: Doer, context: Context, active: Viewport
) -> None:
    do("layout.grid", rows=1, columns=2)
    shown = active.display_set
    assert shown is not None
    do("layout.show_instance", link=Link(shown.frames[4].sop_instance_uid))
    other = context.workspace.viewports[1]
    assert context.workspace.active is other
    assert other.wanted == shown.frames[4]
    assert active.view.index == 0


def test_a_referenced_frame_is_counted_from_one(
    do: Doer, context: Context, active: Viewport, tmp_path: Path
) -> None:
    record = cine_record(tmp_path / "cine", 5)
    context.workspace.add_records([record])
    assert do("layout.show_instance", link=Link(record.sop_instance_uid, (3,)))
    wanted = context.workspace.active.wanted
    assert wanted is not None
    assert (wanted.sop_instance_uid, wanted.frame_index) == (record.sop_instance_uid, 2)


def test_a_reference_to_what_is_not_open_is_told_of(do: Doer, notices: list[Notice]) -> None:
    assert not do("layout.show_instance", link=Link(InstanceUid("1.2.3")))
    assert notices[0].message == "What this refers to is not open."


def test_the_left_tool_is_chosen_and_given_back(do: Doer, active: Viewport) -> None:
    assert do.is_checked("tool.scroll")
    do("tool.zoom")
    assert do.is_checked("tool.zoom")
    assert not do.is_checked("tool.scroll")
    do("tool.default")
    assert do.is_checked("tool.scroll")


def test_cine_is_a_switch_with_a_speed(do: Doer, context: Context, tmp_path: Path) -> None:
    assert not do("cine.toggle"), "there is nothing to play"
    workspace = context.workspace
    workspace.add_records([cine_record(tmp_path / "us", 10)])
    workspace.show(workspace.display_sets[0])
    assert not do("cine.faster"), "it does not play yet"
    do("cine.toggle")
    assert workspace.active.cine is not None
    assert workspace.active.cine.rate == pytest.approx(25)
    do("cine.faster")
    assert workspace.active.cine.rate == pytest.approx(31.25)
    do("cine.slower")
    assert workspace.active.cine.rate == pytest.approx(25)
    do("cine.toggle")
    assert workspace.active.cine is None


def test_texts_and_patient_data_are_switches(do: Doer, active: Viewport) -> None:
    do("view.privacy")
    assert do.is_checked("view.privacy")
    assert not active.shows_patient
    do("view.text")
    assert not do.is_checked("view.text")
    assert not active.shows_text


def test_without_a_picture_nothing_that_needs_one_runs(do: Doer) -> None:
    needing = ("view.fit", "view.one_to_one", "view.zoom_in", "view.rotate_left", "view.reset",
               "window.invert", "view.first")  # fmt: skip
    assert [command_id for command_id in needing if do(command_id)] == []
    assert not do("window.choose", number=1)


def test_what_only_a_window_can_do_is_asked_of_it(do: Doer, face: FakeFace) -> None:
    for verb in ("about", "shortcuts", "quit", "search", "panels"):
        name = {"about": "show", "shortcuts": "show"}.get(verb)
        assert do(f"app.{verb}"), name
    assert face.asked == ["about", "shortcuts", "quit", "search", "panels"]
