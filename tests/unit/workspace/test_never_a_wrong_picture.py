"""Whatever happens in whatever order, text and picture agree (product.md, promise 2)."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.runners import StepRunner
from tests.support.series import ct_display_set
from viewer.frames.options import CacheOptions
from viewer.frames.store import FrameStore
from viewer.model.display_set import DisplaySet
from viewer.workflows.render_image import load_frame
from viewer.workspace.viewport import Canvas, Viewport

LENGTH = 12

actions = st.lists(
    st.one_of(
        st.tuples(st.just("scroll"), st.integers(-15, 15)),
        st.tuples(st.just("decode"), st.integers(1, 4)),
        st.tuples(st.just("arrive"), st.integers(1, LENGTH)),
        st.tuples(st.just("show"), st.integers(0, LENGTH)),
        st.tuples(st.just("break"), st.integers(0, LENGTH - 1)),
    ),
    max_size=40,
)


@contextmanager
def stack_on_disk() -> Iterator[DisplaySet]:
    with tempfile.TemporaryDirectory() as folder:
        yield ct_display_set(Path(folder), LENGTH)


def check(viewport: Viewport) -> None:
    """Slice k holds the value k: the picture itself says which one it is."""
    scene = viewport.scene(Canvas(64, 64))
    if scene is None:
        assert viewport.is_loading or viewport.failure or viewport.wanted is None
        return
    assert scene.display_set is not None
    named = scene.display_set.frames[scene.view.index]
    value = int(scene.frame.pixels[0, 0])
    assert scene.frame.ref == named
    assert named.path.name == f"IM{value:05d}"
    assert viewport.is_loading == (named != viewport.wanted)


@settings(deadline=None, max_examples=30)
@given(actions)
def test_the_scene_names_the_slice_it_shows(steps: list[tuple[str, int]]) -> None:
    runner = StepRunner()
    with stack_on_disk() as stack:
        # A cache of three frames, so that they come and go.
        frame_bytes = load_frame(stack.frames[0].path).pixels.nbytes
        options = CacheOptions(limit_bytes=3 * frame_bytes, limit_open_sources=2)
        store = FrameStore(runner, options=options)
        viewport = Viewport(store)
        for action, number in steps:
            if action == "scroll":
                viewport.scroll(number)
            elif action == "decode":
                runner.step(min(number, len(runner.waiting)))
            elif action == "arrive":
                _arrive(viewport, stack, number)
            elif action == "show":
                viewport.show(replace(stack, frames=stack.frames[number:]))
            else:
                _break(stack.frames[number].path)
            check(viewport)
        runner.run_all()
        check(viewport)
        assert not viewport.is_loading
        viewport.close()
        store.close()


def _break(path: Path) -> None:
    """Put another file in its place: what is open stays as it was."""
    path.unlink()
    path.write_bytes(b"broken")


def _arrive(viewport: Viewport, stack: DisplaySet, count: int) -> None:
    """The display set on screen grows by files before and behind what it has."""
    shown = viewport.display_set
    if shown is not None and shown.frames:
        begin = stack.frames.index(shown.frames[0])
        end = begin + len(shown.frames)
        grown = stack.frames[max(0, begin - count) : end + count]
        viewport.update_display_set(replace(stack, frames=grown))
