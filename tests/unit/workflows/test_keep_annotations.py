"""What is drawn is written at once and comes back with its study."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.runners import StepRunner
from tests.support.series import ct_records
from viewer.base.errors import ViewerError
from viewer.base.jobs import InlineRunner
from viewer.frames.store import FrameStore
from viewer.index.annotation_store import AnnotationStore
from viewer.model.annotation import Annotation
from viewer.model.shape import Shape, ShapeKind
from viewer.model.study import InstanceRecord
from viewer.workflows.keep_marks import keep_annotations
from viewer.workspace.workspace import Workspace


@pytest.fixture
def records(tmp_path: Path) -> list[InstanceRecord]:
    return ct_records(tmp_path / "ct", 3)


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    frames = FrameStore(InlineRunner())
    made = Workspace(frames)
    yield made
    made.close()
    frames.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AnnotationStore]:
    made = AnnotationStore(tmp_path / "annotations.sqlite")
    yield made
    made.close()


def _annotation(record: InstanceRecord, uid: str = "2.25.1") -> Annotation:
    shape = Shape(ShapeKind.LENGTH, ((1.0, 1.0), (5.0, 4.0)))
    return Annotation(
        uid, record.study.study_uid, record.series.series_uid, record.sop_instance_uid,
        record.sop_class_uid, 0, shape,
    )  # fmt: skip


def test_it_comes_back_when_the_study_is_opened_again(
    workspace: Workspace, records: list[InstanceRecord], store: AnnotationStore
) -> None:
    """User wish 30."""
    kept = keep_annotations(workspace, store, InlineRunner())
    workspace.add_records(records)
    drawn = _annotation(records[0])
    workspace.annotations.put(drawn)
    workspace.close_all()
    assert workspace.annotations.all == ()
    workspace.add_records(records)
    assert workspace.annotations.all == (drawn,)
    kept.flush()


def test_it_is_on_disk_before_anything_else_happens(
    workspace: Workspace, records: list[InstanceRecord], store: AnnotationStore
) -> None:
    kept = keep_annotations(workspace, store, InlineRunner())
    workspace.add_records(records)
    drawn = _annotation(records[0])
    workspace.annotations.put(drawn)
    assert store.load(drawn.study_uid) == [drawn]
    workspace.annotations.remove(drawn.uid)
    assert store.load(drawn.study_uid) == []
    kept.flush()


def test_closing_the_study_at_once_loses_nothing(
    workspace: Workspace, records: list[InstanceRecord], store: AnnotationStore
) -> None:
    runner = StepRunner()
    kept = keep_annotations(workspace, store, runner)
    workspace.add_records(records)
    first, second = _annotation(records[0]), _annotation(records[1], "2.25.2")
    workspace.annotations.put(first)
    workspace.annotations.put(second)
    workspace.close_all()
    kept.flush()
    assert store.load(first.study_uid) == [first, second]


def test_the_last_of_many_states_is_the_one_that_is_kept(
    workspace: Workspace, records: list[InstanceRecord], store: AnnotationStore
) -> None:
    runner = StepRunner()
    kept = keep_annotations(workspace, store, runner)
    drawn = _annotation(records[0])
    for number in range(20):
        workspace.annotations.put(replace(drawn, label=str(number)))
    runner.run_all()
    (found,) = store.load(drawn.study_uid)
    assert found.label == "19"
    kept.flush()


def test_what_cannot_be_written_is_told_and_tried_again(
    workspace: Workspace, records: list[InstanceRecord], store: AnnotationStore, tmp_path: Path
) -> None:
    path = tmp_path / "annotations.sqlite"
    path.mkdir()
    kept = keep_annotations(workspace, store, InlineRunner())
    told: list[ViewerError] = []
    kept.failed.connect(told.append)
    first, second = _annotation(records[0]), _annotation(records[1], "2.25.2")
    workspace.annotations.put(first)
    assert len(told) == 1
    path.rmdir()
    workspace.annotations.put(second)
    assert store.load(first.study_uid) == [first, second]
