"""Phases: the same places at other times; space and phase are moved through separately."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.builders import uid
from tests.support.series import ct_records
from viewer.dicom.display_sets import split_display_sets
from viewer.frames.store import FrameStore
from viewer.model.study import InstanceRecord
from viewer.model.view import ZoomMode
from viewer.workspace.loading import Loading
from viewer.workspace.phases import go_to_phase, is_phase_of, phases_of
from viewer.workspace.workspace import Workspace


@pytest.fixture
def four_dimensional(tmp_path: Path) -> list[InstanceRecord]:
    """Three time points of five slices in one series."""
    records: list[InstanceRecord] = []
    for time in (1, 2, 3):
        taken = ct_records(
            tmp_path / f"t{time}", 5, name=f"t{time}",
            SeriesInstanceUID=uid("4d"), TemporalPositionIdentifier=time,
        )  # fmt: skip
        records += [replace(record, instance_number=5 * time + k) for k, record in enumerate(taken)]
    return records


@pytest.fixture
def workspace(frames: FrameStore, four_dimensional: list[InstanceRecord]) -> Workspace:
    made = Workspace(frames)
    made.add_records(four_dimensional)
    made.show(made.display_sets[0], index=2)
    return made


def step(workspace: Workspace, steps: int) -> None:
    phases = phases_of(workspace.active.display_set, workspace.display_sets)
    assert phases is not None
    go_to_phase(workspace.active, phases, phases.index + steps)


def test_display_sets_of_one_series_at_the_same_places_are_phases(workspace: Workspace) -> None:
    phases = phases_of(workspace.active.display_set, workspace.display_sets)
    assert phases is not None
    reasons = [shown.split_reason for shown in phases.sets]
    assert reasons == ["time point 1", "time point 2", "time point 3"]
    assert phases.index == 0


def test_another_phase_is_at_the_same_place_and_seen_in_the_same_way(workspace: Workspace) -> None:
    viewport = workspace.active
    viewport.set_view(replace(viewport.view, zoom_mode=ZoomMode.FREE, zoom=7.0, pan_x=3.0))
    viewport.set_appearance(replace(viewport.appearance, is_inverted=True))
    before, looks = viewport.view, viewport.appearance
    step(workspace, 1)
    assert viewport.display_set is not None
    assert viewport.display_set.split_reason == "time point 2"
    assert (viewport.view, viewport.appearance) == (before, looks)
    assert viewport.frame is not None
    assert viewport.frame.ref == workspace.display_sets[1].frames[2]


def test_scrolling_stays_in_the_phase(workspace: Workspace) -> None:
    step(workspace, 2)
    workspace.active.scroll(1)
    assert workspace.active.frame is not None
    assert workspace.active.frame.ref == workspace.display_sets[2].frames[3]


def test_after_the_last_phase_comes_the_first(workspace: Workspace) -> None:
    step(workspace, -1)
    assert workspace.active.display_set == workspace.display_sets[2]
    step(workspace, 1)
    assert workspace.active.display_set == workspace.display_sets[0]


def test_a_part_that_lies_elsewhere_is_no_phase(tmp_path: Path) -> None:
    (one,) = split_display_sets(ct_records(tmp_path / "a", 5, name="a"))
    (other,) = split_display_sets(
        ct_records(tmp_path / "b", 5, name="b", SeriesInstanceUID=uid("a"), spacing_mm=2.0)
    )
    assert not is_phase_of(one, other)
    assert is_phase_of(one, replace(one, key="other"))
    assert not is_phase_of(one, replace(one, rows=9))


def test_a_stack_alone_has_no_phases(frames: FrameStore, tmp_path: Path) -> None:
    workspace = Workspace(frames)
    workspace.add_records(ct_records(tmp_path / "ct", 3))
    assert phases_of(workspace.display_sets[0], workspace.display_sets) is None
    assert phases_of(None, workspace.display_sets) is None


def test_the_image_on_screen_is_loaded_in_every_phase_first(
    frames: FrameStore, workspace: Workspace
) -> None:
    plan = Loading(workspace, frames).plan()
    assert [next(plan) for _ in range(3)] == [s.frames[2] for s in workspace.display_sets]
