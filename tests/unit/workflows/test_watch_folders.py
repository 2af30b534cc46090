"""Watched folders: files that are still written are waited for."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.builders import ct_series
from viewer.base.jobs import Job
from viewer.base.media import Medium
from viewer.index.archive import SqliteArchive
from viewer.index.options import Copies
from viewer.model.search import Search
from viewer.workflows.find_media import with_dicom
from viewer.workflows.import_files import ImportReport
from viewer.workflows.watch_folders import FolderWatch, import_new, watch_folders


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def names(watch: FolderWatch, folder: Path) -> list[str]:
    return sorted(path.name for path in watch.look([folder], Job()))


def test_a_file_is_told_once_when_it_has_stopped_growing(inbox: Path) -> None:
    watch, file = FolderWatch(), inbox / "growing"
    for length in (10, 20, 30):
        file.write_bytes(b"x" * length)
        assert names(watch, inbox) == []
    assert names(watch, inbox) == ["growing"]
    for _ in range(15):
        assert names(watch, inbox) == []


def test_a_writer_that_paused_is_noticed(inbox: Path) -> None:
    watch, file = FolderWatch(), inbox / "slow"
    file.write_bytes(b"half")
    names(watch, inbox)
    assert names(watch, inbox) == ["slow"]
    with file.open("ab") as more:
        more.write(b"the rest")
    assert names(watch, inbox) == []
    assert names(watch, inbox) == ["slow"]


def test_folders_that_come_and_go_and_circles_are_followed(inbox: Path) -> None:
    watch = FolderWatch()
    deep = inbox / "study" / "series"
    deep.mkdir(parents=True)
    (inbox / "study" / "circle").symlink_to(inbox)
    (deep / "one").write_bytes(b"x")
    names(watch, inbox)
    assert names(watch, inbox) == ["one"]
    shutil.rmtree(inbox / "study")
    assert names(watch, inbox) == []
    deep.mkdir(parents=True)
    (deep / "one").write_bytes(b"y")
    names(watch, inbox)
    assert names(watch, inbox) == ["one"]


def test_a_folder_that_has_not_changed_is_not_read_again(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = FolderWatch()
    (inbox / "one").write_bytes(b"x")
    for _ in range(13):
        names(watch, inbox)
    monkeypatch.setattr(os, "scandir", lambda folder: pytest.fail(f"{folder} was read again"))
    assert names(watch, inbox) == []


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SqliteArchive]:
    archive = SqliteArchive(tmp_path / "index.sqlite")
    yield archive
    archive.close()


def test_what_is_put_in_is_listed_with_the_watched_folder_as_its_source(
    archive: SqliteArchive, inbox: Path, tmp_path: Path
) -> None:
    reports = list[ImportReport]()

    def take(report: ImportReport) -> None:
        reports.append(report)
        job.cancel()

    job = Job(on_value=take)
    ct_series(inbox / "study", 3)
    watch_folders(
        [inbox], archive=archive, store=tmp_path / "store", copies=Copies.NEVER, interval_s=0.01,
        job=job,
    )  # fmt: skip
    assert [report.imported for report in reports] == [3]
    assert len(archive.find_studies(Search(source=str(inbox)))) == 1


def test_what_is_put_in_can_be_copied_and_taken_away(
    archive: SqliteArchive, inbox: Path, tmp_path: Path
) -> None:
    watch = FolderWatch()
    ct_series(inbox, 2)
    for _ in range(2):
        report = import_new(
            watch, [inbox], archive=archive, store=tmp_path / "store", copies=Copies.ALWAYS,
            job=Job(),
        )  # fmt: skip
    assert report is not None
    assert report.imported == 2
    assert all(path.is_relative_to(tmp_path / "store") for path in archive.all_files())


def test_only_media_with_dicom_are_told_of(inbox: Path, tmp_path: Path) -> None:
    music, gone = tmp_path / "music", tmp_path / "gone"
    music.mkdir()
    (music / "song.mp3").write_bytes(b"ID3" + bytes(600))
    ct_series(inbox / "DICOM", 1)
    there = [Medium(inbox), Medium(music), Medium(gone)]
    assert with_dicom(there, Job()) == (Medium(inbox),)
