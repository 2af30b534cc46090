"""The store is moved without losing a file, however often that is interrupted."""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.builders import ct_series
from viewer.base import file_store
from viewer.base.errors import Cancelled, ViewerError
from viewer.base.jobs import Job, Progress
from viewer.base.paths import AppPaths, app_paths
from viewer.index.archive import SqliteArchive
from viewer.index.options import Copies
from viewer.workflows.import_files import import_files
from viewer.workflows.move_store import MoveReport, move_store
from viewer.workflows.verify_files import verify_files


@dataclass
class Home:
    paths: AppPaths
    archive: SqliteArchive
    disc: Path

    def move(self, folder: Path, job: Job | None = None) -> MoveReport:
        return move_store(folder, paths=self.paths, archive=self.archive, job=job or Job())

    def check(self, *folders: Path, files: int = 6) -> None:
        """Every listed file is well and in one of the folders, and none is there twice."""
        report = verify_files(self.archive, job=Job())
        assert report.files == files
        assert (report.missing, report.changed, report.unreadable) == ((), (), ())
        listed = self.archive.all_files()
        assert all(any(path.is_relative_to(each) for each in folders) for path in listed)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    paths = app_paths(tmp_path / "home").create()
    archive = SqliteArchive(paths.index_file)
    disc = tmp_path / "disc"
    ct_series(disc, 6)
    import_files(
        [disc], archive=archive, job=Job(), store=paths.received_folder, copies=Copies.ALWAYS
    )
    yield Home(paths, archive, disc)
    archive.close()


def refuse_links(*_: object) -> None:
    raise OSError(errno.EXDEV, "another disk")


@pytest.mark.parametrize("is_other_disk", [False, True])
def test_the_store_is_moved_and_takes_what_is_new(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_other_disk: bool
) -> None:
    old, new = home.paths.received_folder, tmp_path / "new"
    if is_other_disk:
        monkeypatch.setattr(os, "link", refuse_links)
    before = sorted(path.read_bytes() for path in home.archive.all_files())
    assert home.move(new) == MoveReport(6)
    home.check(new)
    assert sorted(path.read_bytes() for path in home.archive.all_files()) == before
    assert not old.exists()
    assert home.paths.store_place.folders == (new,)


def test_a_move_that_is_interrupted_goes_on(home: Home, tmp_path: Path) -> None:
    old, new = home.paths.received_folder, tmp_path / "new"
    (old / "orphan.dcm").write_bytes(b"listed nowhere")
    for path in home.archive.all_files()[2:4]:  # as if killed before these were listed anew
        file_store.transfer(path, new, new / path.relative_to(old))

    def stop(_progress: Progress) -> None:
        job.cancel()

    job = Job(on_progress=stop)
    with pytest.raises(Cancelled):
        home.move(new, job)
    home.check(old, new)
    assert set(home.paths.store_place.folders) == {old, new}
    home.move(new)
    home.check(new)
    assert len(list(new.rglob("*.dcm"))) == 7
    assert home.paths.store_place.folders == (new,)


def test_nothing_in_the_new_folder_is_overwritten(home: Home, tmp_path: Path) -> None:
    old, new = home.paths.received_folder, tmp_path / "new"
    first = home.archive.all_files()[0]
    there = new / first.relative_to(old)
    there.parent.mkdir(parents=True)
    there.write_bytes(b"somebody else's")
    home.move(new)
    home.check(new)
    assert there.read_bytes() == b"somebody else's"
    assert there not in home.archive.all_files()


def test_a_full_disk_leaves_everything_where_it_can_be_read(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", refuse_links)
    room = iter([True, True, False])
    monkeypatch.setattr(file_store, "has_room", lambda *_: next(room))
    old, new = home.paths.received_folder, tmp_path / "new"
    with pytest.raises(ViewerError, match="disk of the local archive is full"):
        home.move(new)
    home.check(old, new)


def test_a_folder_inside_of_the_store_is_refused(home: Home) -> None:
    old = home.paths.received_folder
    for folder in (old / "deeper", old.parent):
        with pytest.raises(ViewerError, match="lies in the old one"):
            home.move(folder)
    home.check(old)


def test_moving_to_where_it_is_changes_nothing(home: Home) -> None:
    old = home.paths.received_folder
    assert home.move(old) == MoveReport()
    home.check(old)
