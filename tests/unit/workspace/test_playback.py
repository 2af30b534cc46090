"""Playing in a viewport."""

from pathlib import Path

import pytest

from tests.support.runners import StepRunner
from tests.support.series import cine_record, ct_display_set, ct_records
from viewer.dicom.display_sets import split_display_sets
from viewer.frames.store import FrameStore
from viewer.model.cine import CinePlan
from viewer.model.layout import Grid
from viewer.workspace import playback
from viewer.workspace.links import LinkState
from viewer.workspace.options import CineOptions
from viewer.workspace.viewport import Viewport
from viewer.workspace.workspace import Workspace


@pytest.fixture
def playing(frames: FrameStore, tmp_path: Path) -> Viewport:
    """A multi-frame file of 25 frames a second, started at second 10."""
    (stack,) = split_display_sets([cine_record(tmp_path / "us", 50)])
    viewport = Viewport(frames)
    viewport.show(stack)
    playback.start(viewport, 10.0)
    return viewport


def test_it_plays_at_the_rate_of_the_file(playing: Viewport) -> None:
    assert playing.cine is not None
    assert playing.cine.rate == pytest.approx(25)
    wait = playback.advance(playing, 11.01)
    assert playing.view.index == 25
    assert wait == pytest.approx(0.03)


def test_a_stack_without_a_rate_plays_at_the_default(frames: FrameStore, tmp_path: Path) -> None:
    viewport = Viewport(frames)
    viewport.show(ct_display_set(tmp_path, 4))
    playback.start(viewport, 0.0, CineOptions(default_rate=8))
    assert viewport.cine is not None
    assert viewport.cine.rate == pytest.approx(8)


def test_a_single_image_does_not_play(frames: FrameStore, tmp_path: Path) -> None:
    viewport = Viewport(frames)
    viewport.show(ct_display_set(tmp_path, 1))
    playback.start(viewport, 0.0)
    assert viewport.cine is None
    assert playback.advance(viewport, 1.0) is None


def test_scrolling_by_hand_stops_it_at_that_image(playing: Viewport) -> None:
    playback.advance(playing, 10.5)
    playing.scroll(1)
    assert playing.cine is None
    assert playing.view.index == 13


def test_stopping_stays_at_the_image_on_screen(playing: Viewport) -> None:
    playback.advance(playing, 10.5)
    playback.stop(playing)
    assert playback.advance(playing, 11.0) is None
    assert playing.view.index == 12


def test_faster_goes_on_from_the_same_image(playing: Viewport) -> None:
    playback.scale_rate(playing, 2.0, 10.41)
    playback.advance(playing, 10.41)
    assert playing.view.index == 10
    playback.advance(playing, 10.92)
    assert playing.view.index == 35


def test_it_goes_on_when_more_files_arrive(frames: FrameStore, tmp_path: Path) -> None:
    from dataclasses import replace

    stack = ct_display_set(tmp_path, 6)
    viewport = Viewport(frames)
    viewport.show(replace(stack, frames=stack.frames[:3]))
    playback.start(viewport, 0.0)
    viewport.update_display_set(stack)
    assert playback.advance(viewport, 0.1) is not None
    assert viewport.cine is not None
    assert len(viewport.cine.durations_s) == 6


def test_slow_decoding_drops_frames_and_keeps_the_time(
    slow_frames: FrameStore, runner: StepRunner, tmp_path: Path
) -> None:
    (stack,) = split_display_sets([cine_record(tmp_path / "us", 50)])
    viewport = Viewport(slow_frames)
    viewport.show(stack)
    runner.run_all()
    playback.start(viewport, 0.0)
    playback.advance(viewport, 1.01)
    playback.advance(viewport, 1.21)
    runner.step()
    assert viewport.frame is not None
    assert viewport.frame.ref.frame_index == 30


def test_dropped_images_are_counted(
    slow_frames: FrameStore, runner: StepRunner, tmp_path: Path
) -> None:
    (stack,) = split_display_sets([cine_record(tmp_path / "us", 50)])
    viewport = Viewport(slow_frames)
    viewport.show(stack)
    runner.run_all()
    playback.start(viewport, 0.0)
    playback.advance(viewport, 0.05)  # image 1 is here already
    playback.advance(viewport, 0.49)  # image 12: ten were passed over, and it is not here
    playback.advance(viewport, 0.53)  # image 13 is due and 12 never came
    assert viewport.cine is not None
    assert viewport.cine.dropped == 10 + 1


def test_an_image_that_a_linked_cell_could_not_show_is_dropped_too(
    frames: FrameStore, slow_frames: FrameStore, runner: StepRunner, tmp_path: Path
) -> None:
    stack = ct_display_set(tmp_path, 30)
    leader, follower = Viewport(frames), Viewport(slow_frames)
    leader.show(stack)
    follower.show(stack)
    playback.start(leader, 0.0, CineOptions(default_rate=10))
    playback.advance(leader, 0.11, partners=[follower])
    assert leader.cine is not None
    assert leader.cine.dropped == 1
    runner.run_all()
    playback.advance(leader, 0.21, partners=[follower])
    assert leader.cine.dropped == 1


def test_a_range_is_played_until_all_is_played_again(playing: Viewport) -> None:
    playback.change_plan(playing, CinePlan(first=10, last=14), 20.0)
    playback.advance(playing, 20.0)
    assert playing.view.index == 10
    assert playback.played_range(playing) == (10, 14)
    playback.advance(playing, 20.0 + 5.5 * 0.04)
    assert playing.view.index == 10
    playback.change_plan(playing, CinePlan(), 30.0)
    assert playback.played_range(playing) is None
    playback.advance(playing, 30.0 + 20.5 * 0.04)
    assert playing.view.index == 30


def test_the_speed_of_a_hand_stays_for_the_next_time(playing: Viewport) -> None:
    playback.scale_rate(playing, 2.0, 10.0)
    playback.stop(playing)
    playback.start(playing, 20.0)
    assert playing.cine is not None
    assert playing.cine.rate == pytest.approx(50)


def test_linked_cells_play_in_step_and_one_clock_drives_them(
    frames: FrameStore, tmp_path: Path
) -> None:
    workspace = Workspace(frames)
    for name in ("a", "b"):
        number = ord(name)
        workspace.add_records(ct_records(tmp_path / name, 12, name=name, SeriesNumber=number))
    workspace.set_grid(Grid(1, 2))
    one, other = workspace.viewports
    workspace.links.set_state(LinkState(is_on=True))
    playback.start(other, 0.0)
    playback.start(one, 0.0, CineOptions(default_rate=10))
    for step in range(1, 6):
        playback.advance(one, 0.1 * step + 0.05, partners=workspace.links.partners(one))
        assert one.view.index == other.view.index == step
    assert other.cine is None
    assert one.cine is not None
