"""The frame store: asked for frames, it brings them, or says why not."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.builders import make_dataset, set_fragments, uid, write
from tests.support.images import make_ref
from tests.support.runners import StepRunner
from tests.support.series import ct_display_set
from viewer.base.errors import ViewerError
from viewer.base.jobs import InlineRunner
from viewer.dicom.decoding.decode import Decoded
from viewer.dicom.display_sets import split_display_sets
from viewer.dicom.scan import scan_file
from viewer.frames.options import CacheOptions
from viewer.frames.queue import RequestKind
from viewer.frames.store import FrameFailure, FrameStore
from viewer.model.display_set import DisplaySet
from viewer.model.frame import Frame
from viewer.model.image import Photometric, PixelFormat

LOOK = RequestKind.INTERACTION


@pytest.fixture
def stack(tmp_path: Path) -> DisplaySet:
    return ct_display_set(tmp_path, 6)


MakeStore = Callable[..., FrameStore]


@pytest.fixture
def make_store() -> Iterator[MakeStore]:
    """Makes stores that are closed when the test ends."""
    made: list[FrameStore] = []

    def make(*args: Any, **options: Any) -> FrameStore:
        made.append(FrameStore(*args, **options))
        return made[-1]

    yield make
    for store in made:
        store.close()


def arrivals(store: FrameStore) -> list[Frame]:
    seen: list[Frame] = []
    store.frame_arrived.connect(seen.append)
    return seen


def test_a_requested_frame_arrives_and_is_kept(stack: DisplaySet, make_store: MakeStore) -> None:
    store = make_store(InlineRunner())
    seen = arrivals(store)
    store.request([stack.frames[3]], LOOK)
    (frame,) = seen
    assert frame.ref == stack.frames[3]
    assert (frame.pixels == 3).all()
    assert store.peek(stack.frames[3]) is frame


def test_nothing_is_read_before_it_is_asked_for(stack: DisplaySet, make_store: MakeStore) -> None:
    store = make_store(StepRunner())
    store.request([stack.frames[0]], LOOK)
    assert store.peek(stack.frames[0]) is None


def test_a_frame_that_is_here_is_not_fetched_again(
    stack: DisplaySet, make_store: MakeStore
) -> None:
    runner = StepRunner()
    store = make_store(runner)
    store.request([stack.frames[0]], LOOK)
    runner.run_all()
    store.request([stack.frames[0]], LOOK)
    assert runner.waiting == []


def test_what_is_looked_at_overtakes_what_was_asked_before(
    stack: DisplaySet, make_store: MakeStore
) -> None:
    runner = StepRunner()
    store = make_store(runner)
    seen = arrivals(store)
    store.request(stack.frames[1:4], RequestKind.PREFETCH, client="cell")
    store.request([stack.frames[5]], LOOK, client="cell")
    runner.step()
    assert [frame.ref for frame in seen] == [stack.frames[5]]


def test_a_new_view_drops_what_the_old_one_still_waits_for(
    stack: DisplaySet, make_store: MakeStore
) -> None:
    runner = StepRunner()
    store = make_store(runner)
    seen = arrivals(store)
    store.request([stack.frames[0]], LOOK, client="cell")
    store.request([stack.frames[4]], LOOK, client="cell")
    runner.run_all()
    assert [frame.ref for frame in seen] == [stack.frames[4]]


def test_scrolling_fast_hands_in_no_more_work_than_there_are_frames_wanted(
    stack: DisplaySet, make_store: MakeStore
) -> None:
    runner = StepRunner()
    store = make_store(runner)
    for _ in range(20):
        for ref in stack.frames:
            store.request([ref], LOOK, client="cell")
    assert len(runner.waiting) == 1
    runner.run_all()
    assert store.peek(stack.frames[-1]) is not None
    store.request([stack.frames[0]], LOOK, client="cell")
    runner.run_all()
    assert store.peek(stack.frames[0]) is not None


def test_a_frame_that_fails_is_told_once_and_holds_up_nobody(
    stack: DisplaySet, make_store: MakeStore
) -> None:
    store = make_store(InlineRunner())
    seen = arrivals(store)
    failures: list[FrameFailure] = []
    store.frame_failed.connect(failures.append)
    missing = make_ref(7)
    store.request([missing, stack.frames[1]], LOOK)
    store.request([missing], LOOK)
    assert [failure.ref for failure in failures] == [missing]
    assert store.failure(missing) is failures[0]
    assert [frame.ref for frame in seen] == [stack.frames[1]]


def test_a_forgotten_failure_is_tried_again(
    stack: DisplaySet, tmp_path: Path, make_store: MakeStore
) -> None:
    store = make_store(InlineRunner())
    ref = stack.frames[2]
    content = ref.path.read_bytes()
    ref.path.unlink()
    store.request([ref], LOOK)
    assert store.failure(ref) is not None
    ref.path.write_bytes(content)
    store.forget([ref])
    store.request([ref], LOOK)
    assert store.failure(ref) is None
    assert store.peek(ref) is not None


def test_a_frame_number_beyond_the_end_is_a_failure_not_a_crash(
    stack: DisplaySet, make_store: MakeStore
) -> None:
    store = make_store(InlineRunner())
    beyond = replace(stack.frames[0], frame_index=9)
    store.request([beyond], LOOK)
    assert store.failure(beyond) is not None


def test_load_decodes_on_the_calling_thread_and_keeps_nothing(
    stack: DisplaySet, make_store: MakeStore
) -> None:
    store = make_store(StepRunner())
    frame = store.load(stack.frames[5])
    assert (frame.pixels == 5).all()
    assert store.peek(stack.frames[5]) is None


def test_load_raises_what_is_wrong_with_the_file(tmp_path: Path, make_store: MakeStore) -> None:
    store = make_store(InlineRunner())
    with pytest.raises(ViewerError):
        store.load(make_ref(0))


def test_native_frames_count_like_all_others(stack: DisplaySet, make_store: MakeStore) -> None:
    store = make_store(InlineRunner())
    store.request(stack.frames, LOOK)
    frames = [store.peek(ref) for ref in stack.frames]
    assert store.held_bytes == sum(frame.pixels.nbytes for frame in frames if frame is not None)
    assert None not in frames


def test_open_files_stay_few_however_many_are_shown(tmp_path: Path, make_store: MakeStore) -> None:
    stack = ct_display_set(tmp_path, 30)
    options = CacheOptions(limit_open_sources=2)
    store = make_store(InlineRunner(), options=options)
    handles = Path("/proc/self/fd")
    if not handles.is_dir():
        pytest.skip("this system does not list open files")
    before = len(list(handles.iterdir()))
    for ref in stack.frames:
        store.request([ref], LOOK)
    assert len(list(handles.iterdir())) - before <= 2 + 2


def test_frames_are_read_only(stack: DisplaySet, make_store: MakeStore) -> None:
    frame = make_store(InlineRunner()).load(stack.frames[0])
    with pytest.raises(ValueError, match="read-only"):
        frame.pixels[0, 0] = 1


def test_another_thread_may_not_ask(stack: DisplaySet, make_store: MakeStore) -> None:
    store = make_store(InlineRunner())
    errors: list[str] = []

    def ask() -> None:
        try:
            store.request([stack.frames[0]], LOOK)
        except AssertionError as error:
            errors.append(str(error))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert len(errors) == 1


def test_thousands_of_random_steps_stay_within_the_budget(
    tmp_path: Path, make_store: MakeStore
) -> None:
    """P8 in small: compressed frames are counted, so the decoder here returns fresh arrays."""
    pixels = np.zeros((40, 8, 8), np.uint8)
    dataset = set_fragments(make_dataset(pixels, SOPInstanceUID=uid("rle")), [b"\0" * 64] * 40)
    path = write(tmp_path / "rle", dataset, "1.2.840.10008.1.2.5")
    (stack,) = split_display_sets([scan_file(path)])

    def decode(data: bytes, pixel_format: PixelFormat) -> Decoded:
        return Decoded(np.zeros((8, 8), np.uint8), Photometric.MONOCHROME2)

    store = make_store(InlineRunner(), decode=decode, options=CacheOptions(limit_bytes=640))
    steps = np.random.default_rng(4).integers(0, 40, 2000)
    for step in steps:
        store.request([stack.frames[step]], LOOK)
        assert store.held_bytes <= 640
    assert store.held_bytes == 640
