"""A viewport never shows a picture under another one's name."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from tests.support.runners import StepRunner
from tests.support.series import ct_display_set
from viewer.frames.store import FrameStore
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.identity import InstanceUid
from viewer.model.lut import VoiSource, VoiWindow
from viewer.model.view import Appearance, ViewState
from viewer.workspace.automatic_windows import AutomaticWindows
from viewer.workspace.documents import Documents
from viewer.workspace.viewport import Canvas, Viewport


@pytest.fixture
def stack(tmp_path: Path) -> DisplaySet:
    return ct_display_set(tmp_path, 12)


def shown_value(viewport: Viewport) -> int | None:
    """The stored value on screen, which is the number of the slice; None without a picture."""
    scene = viewport.scene(Canvas(64, 64))
    return None if scene is None else int(scene.frame.pixels[0, 0])


def go_to(viewport: Viewport, index: int) -> None:
    viewport.set_view(replace(viewport.view, index=index))


def test_an_empty_viewport_has_no_scene(frames: FrameStore) -> None:
    viewport = Viewport(frames)
    assert viewport.scene(Canvas(64, 64)) is None
    assert not viewport.is_loading


def test_a_display_set_is_shown_from_its_first_frame(frames: FrameStore, stack: DisplaySet) -> None:
    viewport = Viewport(frames)
    changes: list[Viewport] = []
    viewport.changed.connect(changes.append)
    viewport.show(stack)
    assert shown_value(viewport) == 0
    assert not viewport.is_loading
    assert changes


def test_the_last_picture_stays_while_the_next_is_decoded_and_the_scene_names_it(
    slow_frames: FrameStore, runner: StepRunner, stack: DisplaySet
) -> None:
    viewport = Viewport(slow_frames)
    viewport.show(stack)
    assert viewport.scene(Canvas(64, 64)) is None
    assert viewport.is_loading
    runner.run_all()
    go_to(viewport, 11)
    scene = viewport.scene(Canvas(64, 64))
    assert scene is not None
    assert viewport.view.index == 11
    assert viewport.is_loading
    assert (shown_value(viewport), scene.view.index) == (0, 0)
    runner.step()
    scene = viewport.scene(Canvas(64, 64))
    assert scene is not None
    assert (shown_value(viewport), scene.view.index) == (11, 11)
    assert not viewport.is_loading


def test_a_frame_on_its_way_is_shown_if_it_is_nearer_than_what_is_on_screen(
    slow_frames: FrameStore, runner: StepRunner, stack: DisplaySet
) -> None:
    viewport = Viewport(slow_frames)
    viewport.show(stack)
    runner.run_all()
    slow_frames.request([stack.frames[8]], kind=0, client="somebody")  # type: ignore[arg-type]
    go_to(viewport, 10)
    runner.step()
    assert shown_value(viewport) == 8
    assert viewport.is_loading
    runner.run_all()
    assert shown_value(viewport) == 10


def test_a_frame_further_away_never_replaces_a_nearer_one(
    slow_frames: FrameStore, runner: StepRunner, stack: DisplaySet
) -> None:
    viewport = Viewport(slow_frames)
    viewport.show(stack)
    runner.run_all()
    slow_frames.request([stack.frames[11]], kind=0, client="somebody")  # type: ignore[arg-type]
    go_to(viewport, 4)
    runner.step()
    assert shown_value(viewport) == 0


def test_the_wanted_frame_is_fetched_first_and_then_what_lies_ahead(
    slow_frames: FrameStore, runner: StepRunner, stack: DisplaySet
) -> None:
    viewport = Viewport(slow_frames)
    viewport.show(stack)
    runner.run_all()
    order: list[int] = []
    slow_frames.frame_arrived.connect(lambda frame: order.append(int(frame.pixels[0, 0])))
    go_to(viewport, 6)
    runner.run_all()
    assert order == [6, 7, 8, 9, 10, 5]


def test_a_fast_scroll_does_not_decode_what_was_passed_by(
    slow_frames: FrameStore, runner: StepRunner, stack: DisplaySet
) -> None:
    viewport = Viewport(slow_frames)
    viewport.show(stack)
    runner.run_all()
    order: list[int] = []
    slow_frames.frame_arrived.connect(lambda frame: order.append(int(frame.pixels[0, 0])))
    for index in (7, 8, 9, 10, 11):
        go_to(viewport, index)
    runner.step()
    assert order == [11]


def test_scrolling_stops_at_the_ends(frames: FrameStore, stack: DisplaySet) -> None:
    viewport = Viewport(frames)
    viewport.show(stack)
    viewport.scroll(100)
    assert (viewport.view.index, shown_value(viewport)) == (11, 11)
    viewport.scroll(-100)
    assert (viewport.view.index, shown_value(viewport)) == (0, 0)


def test_when_files_arrive_before_the_shown_image_it_stays_on_screen(
    frames: FrameStore, stack: DisplaySet
) -> None:
    partial = replace(stack, frames=stack.frames[6:])
    viewport = Viewport(frames)
    viewport.show(partial)
    viewport.scroll(1)
    assert shown_value(viewport) == 7
    before = viewport.frame
    viewport.update_display_set(stack)
    assert viewport.frame is before
    assert viewport.view.index == 7
    scene = viewport.scene(Canvas(64, 64))
    assert scene is not None
    assert scene.view.index == 7


def test_a_frame_that_cannot_be_read_shows_no_other_frame_in_its_place(
    frames: FrameStore, stack: DisplaySet
) -> None:
    viewport = Viewport(frames)
    stack.frames[1].path.write_bytes(b"gone")
    viewport.show(stack)
    assert shown_value(viewport) == 0
    viewport.scroll(1)
    assert viewport.failure is not None
    assert viewport.scene(Canvas(64, 64)) is None
    assert not viewport.is_loading
    viewport.scroll(1)
    assert viewport.failure is None
    assert shown_value(viewport) == 2


def test_a_first_frame_that_nobody_chose_and_cannot_be_shown_gives_way_to_the_next(
    frames: FrameStore, stack: DisplaySet
) -> None:
    for frame in stack.frames[:2]:
        frame.path.write_bytes(b"gone")
    viewport = Viewport(frames)
    viewport.show(stack, is_choice=False)
    assert viewport.failure is None
    assert viewport.view.index == 2
    assert shown_value(viewport) == 2
    viewport.scroll(-1)
    assert viewport.view.index == 1, "who goes there is told"
    assert viewport.failure is not None


def test_a_first_frame_gives_way_also_when_the_others_come_later(
    slow_frames: FrameStore, runner: StepRunner, stack: DisplaySet
) -> None:
    stack.frames[0].path.write_bytes(b"gone")
    viewport = Viewport(slow_frames)
    viewport.show(replace(stack, frames=stack.frames[:1]), is_choice=False)
    runner.run_all()
    assert viewport.failure is not None
    viewport.update_display_set(stack)
    runner.run_all()
    assert viewport.view.index == 1
    assert shown_value(viewport) == 1


def test_a_frame_that_was_chosen_gives_way_to_no_other(
    frames: FrameStore, stack: DisplaySet
) -> None:
    stack.frames[3].path.write_bytes(b"gone")
    viewport = Viewport(frames)
    viewport.show(stack, index=3)
    assert viewport.view.index == 3
    assert viewport.failure is not None


def test_a_stack_that_cannot_be_read_at_all_says_so(frames: FrameStore, stack: DisplaySet) -> None:
    for frame in stack.frames:
        frame.path.write_bytes(b"gone")
    viewport = Viewport(frames)
    viewport.show(stack, is_choice=False)
    assert viewport.failure is not None
    assert viewport.scene(Canvas(64, 64)) is None


def test_another_display_set_begins_with_fresh_looks_and_without_the_old_picture(
    slow_frames: FrameStore, runner: StepRunner, tmp_path: Path
) -> None:
    first = ct_display_set(tmp_path / "a", 3, name="a")
    second = ct_display_set(tmp_path / "b", 3, name="b")
    viewport = Viewport(slow_frames)
    viewport.show(first)
    runner.run_all()
    viewport.set_view(replace(viewport.view, index=2, rotation_deg=90))
    viewport.set_appearance(Appearance(is_inverted=True))
    viewport.show(second)
    assert viewport.scene(Canvas(64, 64)) is None
    assert (viewport.view, viewport.appearance) == (ViewState(), Appearance())


def test_a_document_is_read_and_no_frame_of_it_asked_for(
    slow_frames: FrameStore, runner: StepRunner, stack: DisplaySet
) -> None:
    viewport = Viewport(slow_frames, documents=Documents(runner))
    viewport.show(replace(stack, is_showable=False))
    assert viewport.is_loading
    assert len(runner.waiting) == 1
    runner.run_all()
    assert viewport.document is not None
    assert viewport.document.object_name == "CT Image"
    assert not viewport.is_loading
    assert viewport.scene(Canvas(64, 64)) is None


def test_a_document_that_cannot_be_read_says_why(
    slow_frames: FrameStore, stack: DisplaySet, tmp_path: Path
) -> None:
    file = tmp_path / "no document"
    file.write_bytes(b"nothing of DICOM")
    ref = FrameRef(file, InstanceUid("1.2"))
    viewport = Viewport(slow_frames)
    viewport.show(replace(stack, is_showable=False, frames=(ref,)))
    assert viewport.document is None
    assert viewport.failure is not None
    assert not viewport.is_loading


def test_setting_what_is_set_already_changes_nothing(frames: FrameStore, stack: DisplaySet) -> None:
    viewport = Viewport(frames)
    viewport.show(stack)
    changes: list[Viewport] = []
    viewport.changed.connect(changes.append)
    viewport.set_view(viewport.view)
    viewport.set_appearance(Appearance())
    viewport.set_canvas(Canvas())
    viewport.scroll(-1)
    viewport.show_texts(text=True, patient=True)
    assert changes == []


def without_window(folder: Path, *peaks: int) -> DisplaySet:
    """A stack whose slices hold the stored values from 0 to a peak, and no window."""
    stack = ct_display_set(folder, len(peaks), WindowCenter=None, WindowWidth=None)
    for ref, peak in zip(stack.frames, peaks, strict=True):
        dataset = dcmread(ref.path)
        dataset.PixelData = np.linspace(0, peak, 64).astype(np.uint16).tobytes()
        dataset.save_as(ref.path)
    return stack


def test_without_a_window_in_the_file_it_grows_to_cover_each_image_that_is_shown(
    frames: FrameStore, tmp_path: Path
) -> None:
    viewport = Viewport(frames)
    viewport.show(without_window(tmp_path, 99, 199))
    # From -1024 to -925 HU: DC-012.
    assert viewport.voi() == VoiWindow(-974, 100, source=VoiSource.AUTOMATIC)
    for _ in range(2):
        viewport.scroll(1)
        assert viewport.voi() == VoiWindow(-924, 200, source=VoiSource.AUTOMATIC)
        viewport.scroll(-1)
        assert viewport.voi() == VoiWindow(-924, 200, source=VoiSource.AUTOMATIC)


def test_an_empty_first_image_does_not_turn_the_stack_black_and_white(
    frames: FrameStore, tmp_path: Path
) -> None:
    viewport = Viewport(frames)
    viewport.show(without_window(tmp_path, 0, 99, 199))
    assert viewport.voi() == VoiWindow(-1023.5, 1, source=VoiSource.AUTOMATIC)
    for center, width in ((-974, 100), (-924, 200)):
        viewport.scroll(1)
        assert viewport.voi() == VoiWindow(center, width, source=VoiSource.AUTOMATIC)
    viewport.scroll(-2)  # the empty one lies within it then
    assert viewport.voi() == VoiWindow(-924, 200, source=VoiSource.AUTOMATIC)


def test_two_viewports_of_one_stack_share_its_automatic_window(
    frames: FrameStore, tmp_path: Path
) -> None:
    stack = without_window(tmp_path, 99, 199)
    shared = AutomaticWindows()
    left = Viewport(frames, automatic_windows=shared)
    right = Viewport(frames, automatic_windows=shared)
    left.show(stack)
    right.show(stack, index=1)
    assert right.voi() == left.voi() == right.voi() is not None


def test_the_window_of_the_file_is_told_and_that_of_the_user_wins(
    frames: FrameStore, stack: DisplaySet
) -> None:
    viewport = Viewport(frames)
    viewport.show(stack)
    assert viewport.voi() == VoiWindow(40, 400)
    chosen = VoiWindow(10, 20, source=VoiSource.USER)
    viewport.set_appearance(Appearance(voi=chosen))
    assert viewport.voi() is chosen
    assert viewport.voi(Appearance()) == VoiWindow(40, 400)


def test_colour_has_no_window(frames: FrameStore, tmp_path: Path) -> None:
    from tests.support.builders import make_dataset, write
    from viewer.dicom.display_sets import split_display_sets
    from viewer.dicom.scan import scan_file

    pixels = np.zeros((8, 8, 3), np.uint8)
    (stack,) = split_display_sets([scan_file(write(tmp_path / "rgb", make_dataset(pixels)))])
    viewport = Viewport(frames)
    viewport.show(stack)
    assert viewport.frame is not None
    assert viewport.voi() is None


def test_a_closed_viewport_lets_go_of_its_frames(
    slow_frames: FrameStore, runner: StepRunner, stack: DisplaySet
) -> None:
    viewport = Viewport(slow_frames)
    viewport.show(stack)
    viewport.close()
    runner.run_all()
    assert viewport.frame is None
    assert slow_frames.peek(stack.frames[0]) is None
