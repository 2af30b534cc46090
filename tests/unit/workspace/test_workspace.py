"""The workspace: what is open, where it is shown, what stays when more arrives."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.builders import uid
from tests.support.runners import StepRunner
from tests.support.series import cine_record, ct_records
from viewer.frames.store import FrameStore
from viewer.model.display_set import DisplaySet
from viewer.model.layout import Grid, Layout
from viewer.model.study import InstanceRecord
from viewer.model.view import Appearance
from viewer.workspace.input import Button, PointerEvent
from viewer.workspace.toolset import Toolset
from viewer.workspace.viewport import Canvas, Viewport
from viewer.workspace.workspace import Workspace


@pytest.fixture
def workspace(frames: FrameStore) -> Workspace:
    return Workspace(frames)


@pytest.fixture
def three_series(tmp_path: Path) -> list[InstanceRecord]:
    """Series 3, 1 and 2 of one study, two slices each."""
    records: list[InstanceRecord] = []
    for number in (3, 1, 2):
        name = f"s{number}"
        records += ct_records(tmp_path / name, 2, name=name, SeriesNumber=number)
    return records


def numbers(display_sets: tuple[DisplaySet, ...]) -> list[int | None]:
    return [display_set.series.number for display_set in display_sets]


def slice_shown(viewport: Viewport) -> int | None:
    return None if viewport.frame is None else int(viewport.frame.pixels[0, 0])


def test_display_sets_are_listed_by_series_number_and_told_of(
    workspace: Workspace, three_series: list[InstanceRecord]
) -> None:
    told: list[list[int | None]] = []
    workspace.display_sets_changed.connect(lambda sets: told.append(numbers(sets)))
    workspace.add_records(three_series)
    assert numbers(workspace.display_sets) == [1, 2, 3]
    assert told == [[1, 2, 3]]


def test_studies_stay_in_the_order_they_were_opened(workspace: Workspace, tmp_path: Path) -> None:
    late = ct_records(tmp_path / "a", 2, name="a", StudyInstanceUID=uid("late"))
    early = ct_records(tmp_path / "b", 2, name="b", StudyInstanceUID=uid("early"))
    workspace.add_records(late)
    workspace.add_records(early)
    workspace.add_records(late)
    assert [s.study_uid for s in workspace.display_sets] == [uid("late"), uid("early")]


def test_adding_tells_which_display_sets_the_records_are_in(
    workspace: Workspace, three_series: list[InstanceRecord]
) -> None:
    workspace.add_records(three_series[:2])
    assert numbers(workspace.add_records(three_series[2:4])) == [1]


def test_an_image_on_screen_stays_while_its_series_grows_around_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    records = ct_records(tmp_path, 10)
    workspace.add_records(records[5:6])
    workspace.show(workspace.display_sets[0], index=0)
    assert (slice_shown(workspace.active), workspace.active.view.index) == (5, 0)
    shown = workspace.active.frame
    for record in reversed(records):
        workspace.add_records([record])
    assert workspace.active.frame is shown
    assert (workspace.active.length, workspace.active.view.index) == (10, 5)


@pytest.mark.parametrize("order", [1, -1, 3, 7])  # 3 and 7 have no factor in common with 10
def test_in_whichever_order_a_stack_is_read_it_stands_at_its_first_image(
    workspace: Workspace, tmp_path: Path, order: int
) -> None:
    records = ct_records(tmp_path, 10)
    for count in range(10):
        workspace.add_records([records[(4 + count * order) % 10]])
        if not count:
            workspace.show(workspace.display_sets[0], is_choice=False)
    assert (workspace.active.length, workspace.active.view.index) == (10, 0)
    assert slice_shown(workspace.active) == 0


@pytest.mark.parametrize(
    "touch",
    [
        lambda viewport: viewport.set_view(replace(viewport.view, zoom=2.0)),
        lambda viewport: viewport.set_appearance(Appearance(is_inverted=True)),
        lambda viewport: viewport.scroll(-1),
        lambda viewport: Toolset().press(viewport, PointerEvent(5, 5, frozenset({Button.LEFT}))),
    ],
    ids=["zoom", "looks", "scroll", "press"],
)
def test_an_image_that_somebody_works_with_stays_while_its_series_grows(
    workspace: Workspace, tmp_path: Path, touch: Callable[[Viewport], object]
) -> None:
    records = ct_records(tmp_path, 10)
    workspace.add_records(records[5:6])
    workspace.show(workspace.display_sets[0])
    touch(workspace.active)
    workspace.add_records(records)
    assert (workspace.active.length, workspace.active.view.index) == (10, 5)


def test_a_large_series_is_cut_elsewhere_and_the_image_on_screen_stays(
    frames: FrameStore, runner: StepRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viewer.workspace.open_sets._SPLIT_AT_ONCE", 3)
    workspace = Workspace(frames, runner)
    records = ct_records(tmp_path, 10)
    workspace.add_records(records[5:8])
    workspace.show(workspace.display_sets[0], index=0)
    workspace.add_records(records[:2])
    workspace.add_records(records[2:])
    assert workspace.active.length == 3
    assert len(runner.waiting) == 1
    runner.run_all()
    assert (workspace.active.length, workspace.active.view.index) == (10, 5)


def test_a_study_closed_while_it_is_cut_stays_closed(
    frames: FrameStore, runner: StepRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viewer.workspace.open_sets._SPLIT_AT_ONCE", 1)
    workspace = Workspace(frames, runner)
    records = ct_records(tmp_path, 4)
    workspace.add_records(records[:1])
    workspace.add_records(records)
    workspace.close_all()
    runner.run_all()
    assert workspace.display_sets == ()


def test_records_that_come_twice_are_there_once(workspace: Workspace, tmp_path: Path) -> None:
    records = ct_records(tmp_path, 4)
    workspace.add_records(records)
    workspace.add_records(records)
    assert len(workspace.display_sets[0].frames) == 4


def test_another_file_with_the_uid_of_an_open_image_does_not_take_its_place(
    workspace: Workspace, tmp_path: Path
) -> None:
    first, *rest = ct_records(tmp_path / "ct", 3)
    other = replace(first, path=tmp_path / "other.dcm", file_size=first.file_size + 2)
    workspace.add_records([first, *rest])
    workspace.show(workspace.display_sets[0])
    workspace.add_records([other])
    (shown,) = workspace.display_sets
    assert [frame.path for frame in shown.frames] == [r.path for r in (first, *rest)]
    assert workspace.active.wanted == shown.frames[0]
    assert [finding.where for finding in shown.findings] == ["SOPInstanceUID"]
    workspace.close_all()
    workspace.add_records([other, *rest])
    (reopened,) = workspace.display_sets
    assert other.path in {frame.path for frame in reopened.frames}, "the closed file is forgotten"
    assert reopened.findings == ()


def test_a_series_that_grows_leaves_other_viewports_alone(
    workspace: Workspace, three_series: list[InstanceRecord]
) -> None:
    workspace.add_records(three_series[2:])
    workspace.show(workspace.display_sets[0])
    painted: list[Viewport] = []
    workspace.viewport_changed.connect(painted.append)
    workspace.add_records(three_series[:2])
    assert painted == []


def test_a_display_set_is_shown_in_the_cell_that_was_named_which_becomes_active(
    workspace: Workspace, three_series: list[InstanceRecord]
) -> None:
    workspace.set_grid(Grid(1, 2))
    workspace.add_records(three_series)
    active: list[Viewport] = []
    workspace.active_changed.connect(active.append)
    workspace.show(workspace.display_sets[2], 1)
    assert workspace.viewports[1].display_set is workspace.display_sets[2]
    assert workspace.viewports[0].display_set is None
    assert active == [workspace.viewports[1]]


def test_new_cells_take_the_series_that_are_not_shown_yet(
    workspace: Workspace, three_series: list[InstanceRecord]
) -> None:
    workspace.add_records(three_series)
    workspace.show(workspace.display_sets[1])
    told: list[Layout] = []
    workspace.layout_changed.connect(lambda screen: told.append(screen.layout))
    workspace.set_grid(Grid(2, 2))
    shown = [v.display_set.series.number if v.display_set else None for v in workspace.viewports]
    assert shown == [2, 1, 3, None]
    assert told == [Grid(2, 2).layout]


def test_a_smaller_grid_keeps_the_first_cells_and_an_active_one(
    workspace: Workspace, three_series: list[InstanceRecord]
) -> None:
    workspace.add_records(three_series)
    workspace.set_grid(Grid(2, 2))
    first = workspace.viewports[0]
    workspace.activate(workspace.viewports[3])
    workspace.set_grid(Grid(1, 1))
    assert workspace.viewports == (first,)
    assert workspace.active is first


def test_a_cell_takes_the_whole_screen_and_gives_it_back(
    workspace: Workspace, three_series: list[InstanceRecord]
) -> None:
    workspace.add_records(three_series)
    workspace.set_grid(Grid(1, 2))
    right = workspace.viewports[1]
    workspace.toggle_maximised(right)
    assert workspace.screen.visible_layout == Layout()
    assert workspace.visible_viewports == (right,)
    assert workspace.active is right
    workspace.toggle_maximised(right)
    assert workspace.screen.visible_layout == Grid(1, 2).layout
    assert workspace.visible_viewports == workspace.viewports


def test_a_single_cell_cannot_be_maximised(workspace: Workspace) -> None:
    workspace.toggle_maximised(workspace.viewports[0])
    assert workspace.screen.maximised is None


def test_stepping_through_series_stops_at_the_ends(
    workspace: Workspace, three_series: list[InstanceRecord]
) -> None:
    workspace.step_display_set(1)
    workspace.add_records(three_series)
    seen = []
    for step in (1, 1, 1, 1, -1):
        workspace.step_display_set(step)
        shown = workspace.active.display_set
        seen.append(shown.series.number if shown else None)
    assert seen == [1, 2, 3, 3, 2]


def test_closing_a_study_empties_its_cells_and_leaves_the_others(
    workspace: Workspace, tmp_path: Path
) -> None:
    one = ct_records(tmp_path / "a", 2, name="a", StudyInstanceUID=uid("one"))
    two = ct_records(tmp_path / "b", 2, name="b", StudyInstanceUID=uid("two"))
    workspace.add_records(one + two)
    workspace.set_grid(Grid(1, 2))
    left, right = workspace.viewports
    assert left.display_set is not None
    assert right.display_set is not None
    kept = right.display_set
    workspace.close_study(left.display_set.study_uid)
    assert (left.display_set, right.display_set) == (None, kept)
    assert workspace.display_sets == (kept,)
    workspace.close_all()
    assert workspace.display_sets == ()
    assert right.display_set is None


def test_a_closed_study_is_not_kept_in_memory(
    slow_frames: FrameStore, runner: StepRunner, tmp_path: Path
) -> None:
    workspace = Workspace(slow_frames)
    workspace.add_records(ct_records(tmp_path, 3))
    workspace.show(workspace.display_sets[0])
    runner.run_all()
    refs = workspace.display_sets[0].frames
    assert slow_frames.peek(refs[0]) is not None
    workspace.close_all()
    assert all(slow_frames.peek(ref) is None for ref in refs)


def test_patient_data_are_hidden_in_cells_of_now_and_later(
    workspace: Workspace, tmp_path: Path
) -> None:
    workspace.add_records([cine_record(tmp_path / "us", 3)])
    workspace.show_texts(text=True, patient=False)
    workspace.set_grid(Grid(1, 2))
    assert [v.shows_patient for v in workspace.viewports] == [False, False]
    workspace.show(workspace.display_sets[0])
    scene = workspace.active.scene(Canvas(64, 64))
    assert scene is not None
    assert not scene.show_patient
