"""Frame stores that close themselves, for everything on screen."""

from collections.abc import Callable, Iterator

import pytest

from tests.support.runners import StepRunner
from viewer.base.jobs import InlineRunner, JobRunner
from viewer.frames.store import FrameStore

MakeStore = Callable[[JobRunner], FrameStore]


@pytest.fixture
def make_store() -> Iterator[MakeStore]:
    made: list[FrameStore] = []

    def make(runner: JobRunner) -> FrameStore:
        made.append(FrameStore(runner))
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture
def frames(make_store: MakeStore) -> FrameStore:
    """Decodes at once."""
    return make_store(InlineRunner())


@pytest.fixture
def runner() -> StepRunner:
    return StepRunner()


@pytest.fixture
def slow_frames(make_store: MakeStore, runner: StepRunner) -> FrameStore:
    """Decodes when the runner is told to step."""
    return make_store(runner)
