"""Marks of key images outlive the program, and the list of studies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.runners import StepRunner
from tests.support.series import ct_records
from viewer.base.errors import ViewerError
from viewer.base.jobs import InlineRunner
from viewer.frames.store import FrameStore
from viewer.index.errors import ArchiveError
from viewer.index.key_image_store import KeyImageStore
from viewer.model.study import InstanceRecord
from viewer.workflows.keep_marks import keep_key_images
from viewer.workspace.workspace import Workspace


@pytest.fixture
def records(tmp_path: Path) -> list[InstanceRecord]:
    return ct_records(tmp_path / "ct", 3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "key_images.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[KeyImageStore]:
    made = KeyImageStore(path)
    yield made
    made.close()


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    frames = FrameStore(InlineRunner())
    made = Workspace(frames)
    yield made
    made.close()
    frames.close()


def test_marks_come_back_when_the_study_is_opened_again(
    workspace: Workspace, records: list[InstanceRecord], store: KeyImageStore
) -> None:
    kept = keep_key_images(workspace, store, InlineRunner())
    workspace.add_records(records)
    workspace.show(workspace.display_sets[0], index=1)
    workspace.key_images.toggle(workspace.active)
    marked = workspace.key_images.all
    workspace.close_all()
    assert workspace.key_images.all == frozenset()
    workspace.add_records(records)
    workspace.show(workspace.display_sets[0], index=1)
    assert workspace.key_images.all == marked
    assert workspace.active.guides.is_key
    kept.flush()


def test_marks_are_found_wherever_the_files_lie_now(
    workspace: Workspace, store: KeyImageStore, tmp_path: Path
) -> None:
    """Imported anew from another folder: the UIDs count, not the path."""
    kept = keep_key_images(workspace, store, InlineRunner())
    workspace.add_records(ct_records(tmp_path / "here", 3))
    workspace.show(workspace.display_sets[0], index=2)
    workspace.key_images.toggle(workspace.active)
    workspace.close_all()
    workspace.add_records(ct_records(tmp_path / "there", 3))
    assert workspace.key_images.places_in(workspace.display_sets[0]) == (2,)
    kept.flush()


def test_closing_at_once_loses_nothing(
    workspace: Workspace, records: list[InstanceRecord], store: KeyImageStore
) -> None:
    kept = keep_key_images(workspace, store, StepRunner())
    workspace.add_records(records)
    workspace.show(workspace.display_sets[0])
    for index in (0, 1, 2):
        workspace.active.go_to(index)
        workspace.key_images.toggle(workspace.active)
    workspace.key_images.toggle(workspace.active)
    study_uid = workspace.display_sets[0].study_uid
    workspace.close_all()
    kept.flush()
    assert {key.sop_instance_uid for key in store.load(study_uid)} == {
        record.sop_instance_uid for record in records[:2]
    }


def test_what_cannot_be_written_is_told_and_tried_again(
    workspace: Workspace, records: list[InstanceRecord], store: KeyImageStore, path: Path
) -> None:
    path.mkdir()
    kept = keep_key_images(workspace, store, InlineRunner())
    told: list[ViewerError] = []
    kept.failed.connect(told.append)
    workspace.add_records(records)
    workspace.show(workspace.display_sets[0])
    workspace.key_images.toggle(workspace.active)
    assert told
    path.rmdir()
    workspace.active.go_to(1)
    workspace.key_images.toggle(workspace.active)
    assert len(store.load(workspace.display_sets[0].study_uid)) == 2
    kept.flush()


def test_a_file_of_a_newer_version_is_left_alone(store: KeyImageStore, path: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ArchiveError, match="newer version"):
        store.save([])


def test_only_its_owner_may_read_it(store: KeyImageStore, path: Path) -> None:
    """SEC-032."""
    store.save([])
    assert path.stat().st_mode & 0o077 == 0
