"""Stacks are loaded in the background: what the user will want, within what the cache can keep."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.runners import StepRunner
from tests.support.series import ct_records
from viewer.base.jobs import InlineRunner
from viewer.frames.options import CacheOptions
from viewer.frames.prefetch import outward
from viewer.frames.store import FrameStore
from viewer.model.layout import Grid
from viewer.workspace.loading import Loading
from viewer.workspace.workspace import Workspace

FRAME_BYTES = 8 * 8 * 2


@pytest.fixture
def tight() -> Iterator[FrameStore]:
    """A cache for ten frames."""
    store = FrameStore(InlineRunner(), options=CacheOptions(limit_bytes=10 * FRAME_BYTES))
    yield store
    store.close()


@pytest.mark.parametrize(
    ("index", "direction", "expected"),
    [
        (2, 1, [2, 3, 4, 1, 0]),
        (2, -1, [2, 1, 0, 3, 4]),
        (0, 1, [0, 1, 2, 3, 4]),
        (4, 0, [4, 3, 2, 1, 0]),
    ],
)
def test_a_stack_is_loaded_the_way_it_is_scrolled_first(
    index: int, direction: int, expected: list[int]
) -> None:
    assert list(outward(index, 5, direction=direction)) == expected


def test_without_a_direction_both_ways_are_loaded_in_turn() -> None:
    places = list(outward(2, 6, direction=0))
    assert sorted(places) == [0, 1, 2, 3, 4, 5]
    assert [abs(place - 2) for place in places] == [0, 1, 1, 2, 2, 3]


def test_the_whole_stack_comes_and_then_the_series_beside_it(
    frames: FrameStore, tmp_path: Path
) -> None:
    workspace = Workspace(frames)
    for number in range(1, 5):
        name = f"s{number}"
        workspace.add_records(ct_records(tmp_path / name, 12, name=name, SeriesNumber=number))
    loading = Loading(workspace, frames)
    workspace.show(workspace.display_sets[1], index=3)
    sets = workspace.display_sets
    held = [sum(map(frames.holds, shown.frames)) for shown in sets]
    assert held == [12, 12, 12, 0]
    plan = list(loading.plan())
    assert plan[0] == sets[1].frames[3]
    assert plan[12:24] == list(sets[2].frames)
    assert plan[24:] == list(sets[0].frames)


def test_the_cache_is_never_asked_for_more_than_it_keeps(tight: FrameStore, tmp_path: Path) -> None:
    """Else the stack would push itself out, and be loaded for ever."""
    workspace = Workspace(tight)
    workspace.add_records(ct_records(tmp_path / "ct", 40))
    loading = Loading(workspace, tight)
    workspace.show(workspace.display_sets[0])
    shown = workspace.display_sets[0]
    assert len(list(loading.plan())) == 7
    workspace.active.scroll(20)
    assert [k for k, ref in enumerate(shown.frames) if tight.holds(ref)][-7:] == [*range(20, 27)]


def test_stacks_in_other_cells_come_before_series_that_nobody_sees(
    frames: FrameStore, tmp_path: Path
) -> None:
    workspace = Workspace(frames)
    for number in (1, 2, 3):
        name = f"s{number}"
        workspace.add_records(ct_records(tmp_path / name, 3, name=name, SeriesNumber=number))
    loading = Loading(workspace, frames)
    workspace.set_grid(Grid(1, 2))
    workspace.show(workspace.display_sets[2], 1)
    workspace.show(workspace.display_sets[0], 0)
    sets = workspace.display_sets
    order = [next(k for k, s in enumerate(sets) if ref in s.frames) for ref in loading.plan()]
    assert order == [0, 0, 0, 2, 2, 2, 1, 1, 1]


def test_a_frame_that_fails_does_not_hold_up_the_others(frames: FrameStore, tmp_path: Path) -> None:
    records = ct_records(tmp_path / "ct", 12)
    records[8].path.write_bytes(b"gone")
    workspace = Workspace(frames)
    workspace.add_records(records)
    loading = Loading(workspace, frames)
    workspace.show(workspace.display_sets[0])
    assert sum(map(frames.holds, workspace.display_sets[0].frames)) == 11
    assert len(list(loading.plan())) == 12


def test_what_somebody_looks_at_goes_before_everything(
    slow_frames: FrameStore, runner: StepRunner, tmp_path: Path
) -> None:
    workspace = Workspace(slow_frames)
    workspace.add_records(ct_records(tmp_path / "ct", 30))
    loading = Loading(workspace, slow_frames)
    workspace.show(workspace.display_sets[0])
    runner.step(9)
    workspace.active.scroll(25)
    runner.step()
    assert not workspace.active.is_loading
    assert next(loading.plan()) == workspace.active.wanted
