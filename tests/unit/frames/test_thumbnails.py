"""Thumbnails are made once, elsewhere, and found again."""

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.runners import StepRunner
from tests.support.series import ct_display_set
from viewer.frames.queue import RequestKind
from viewer.frames.store import FrameStore
from viewer.frames.thumbnails import Thumbnail, Thumbnails
from viewer.model.display_set import DisplaySet


@pytest.fixture
def stack(tmp_path: Path) -> DisplaySet:
    return ct_display_set(tmp_path / "ct", 9, WindowCenter=-1020, WindowWidth=9)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "thumbnails"


@pytest.fixture
def runner() -> StepRunner:
    return StepRunner()


@pytest.fixture
def frames(runner: StepRunner) -> Iterator[FrameStore]:
    store = FrameStore(runner)
    yield store
    store.close()


def seen_by(thumbnails: Thumbnails) -> list[Thumbnail]:
    seen: list[Thumbnail] = []
    thumbnails.arrived.connect(seen.append)
    return seen


def test_the_middle_frame_makes_the_picture(
    frames: FrameStore, runner: StepRunner, folder: Path, stack: DisplaySet
) -> None:
    thumbnails = Thumbnails(frames, runner, folder)
    seen = seen_by(thumbnails)
    thumbnails.request([stack])
    assert thumbnails.peek(stack) is None
    runner.run_all()
    (thumbnail,) = seen
    assert thumbnail.display_set_key == stack.key
    assert thumbnail.pixels.shape == (128, 128)
    # Slice 4 holds -1020 HU: LINEAR, ((-1020 + 1020.5) / 8 + 0.5) * 255 = 143.4
    assert set(np.unique(thumbnail.pixels)) == {143}
    assert thumbnails.peek(stack) is thumbnail.pixels


def test_the_next_run_finds_it_on_disk_and_decodes_nothing(
    frames: FrameStore, runner: StepRunner, folder: Path, stack: DisplaySet
) -> None:
    first = Thumbnails(frames, runner, folder)
    first.request([stack])
    runner.run_all()
    frames.forget(stack.frames)
    arrived: list[object] = []
    frames.frame_arrived.connect(arrived.append)
    again = Thumbnails(frames, runner, folder)
    again.request([stack])
    runner.run_all()
    assert arrived == []
    assert np.array_equal(again.peek(stack), first.peek(stack))  # type: ignore[arg-type]


def test_a_file_that_changed_gets_a_new_picture(
    frames: FrameStore, runner: StepRunner, folder: Path, stack: DisplaySet
) -> None:
    thumbnails = Thumbnails(frames, runner, folder)
    thumbnails.request([stack])
    runner.run_all()
    middle = stack.frames[4].path
    middle.write_bytes(stack.frames[8].path.read_bytes() + b"\0\0")
    frames.forget(stack.frames)
    again = Thumbnails(frames, runner, folder)
    again.request([stack])
    runner.run_all()
    picture = again.peek(stack)
    assert picture is not None
    assert picture.min() == 255


def test_a_damaged_picture_on_disk_is_made_anew(
    frames: FrameStore, runner: StepRunner, folder: Path, stack: DisplaySet
) -> None:
    thumbnails = Thumbnails(frames, runner, folder)
    thumbnails.request([stack])
    runner.run_all()
    (file,) = folder.glob("*.thumbnail")
    for damage in (b"", b"garbage", bytes(6), file.read_bytes()[:200]):
        file.write_bytes(damage)
        again = Thumbnails(frames, runner, folder)
        again.request([stack])
        runner.run_all()
        assert again.peek(stack) is not None


def test_reading_a_kept_picture_parses_no_python(
    frames: FrameStore,
    runner: StepRunner,
    folder: Path,
    stack: DisplaySet,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = Thumbnails(frames, runner, folder)
    first.request([stack])
    runner.run_all()

    def in_two_threads_at_once(*_: object, **__: object) -> object:
        raise SystemError("AST constructor recursion depth mismatch (before=33, after=52)")

    with monkeypatch.context() as patched:
        patched.setattr("ast.parse", in_two_threads_at_once)
        again = Thumbnails(frames, runner, folder)
        again.request([stack])
        runner.run_all()
    assert np.array_equal(again.peek(stack), first.peek(stack))  # type: ignore[arg-type]


def test_nobody_else_may_look_into_the_folder_and_names_tell_nothing(
    frames: FrameStore, runner: StepRunner, folder: Path, stack: DisplaySet
) -> None:
    thumbnails = Thumbnails(frames, runner, folder)
    thumbnails.request([stack])
    runner.run_all()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (file,) = folder.iterdir()
    assert file.suffix == ".thumbnail"
    assert stack.frames[4].path.name not in file.name


def test_a_stack_is_pictured_again_when_it_has_grown_by_a_tenth(
    frames: FrameStore, runner: StepRunner, folder: Path, stack: DisplaySet
) -> None:
    thumbnails = Thumbnails(frames, runner, folder)
    seen = seen_by(thumbnails)
    for length in (6, 6, 9):
        thumbnails.request([replace(stack, frames=stack.frames[:length])])
        runner.run_all()
    assert len(seen) == 2


def test_a_file_that_cannot_be_shown_goes_without(
    frames: FrameStore, runner: StepRunner, folder: Path, stack: DisplaySet
) -> None:
    stack.frames[4].path.write_bytes(b"nothing of use")
    thumbnails = Thumbnails(frames, runner, folder)
    thumbnails.request([stack, replace(stack, key="report", is_showable=False)])
    runner.run_all()
    assert thumbnails.peek(stack) is None
    thumbnails.request([stack])
    runner.run_all()
    assert frames.failure(stack.frames[4]) is not None


def test_what_is_looked_at_comes_before_thumbnails(
    frames: FrameStore, runner: StepRunner, folder: Path, stack: DisplaySet
) -> None:

    thumbnails = Thumbnails(frames, runner, folder)
    thumbnails.request([stack])
    runner.step(2)  # tidies the folder, looks on disk; now the frame is asked for
    order: list[int] = []
    frames.frame_arrived.connect(lambda frame: order.append(int(frame.pixels[0, 0])))
    frames.request([stack.frames[0]], RequestKind.INTERACTION, client="cell")
    runner.run_all()
    assert order == [0, 4]


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_memory_of_it(
    frames: FrameStore, runner: StepRunner, tmp_path: Path, stack: DisplaySet
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    thumbnails = Thumbnails(frames, runner, blocked)
    thumbnails.request([stack])
    runner.run_all()
    assert thumbnails.peek(stack) is not None
