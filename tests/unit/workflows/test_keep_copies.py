"""Imports by copy: once, whole, and the source may go."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.builders import ct_series
from viewer.base import file_store
from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.base.media import Medium
from viewer.index.archive import SqliteArchive
from viewer.index.options import Copies
from viewer.model.search import Search
from viewer.workflows import keep_copies
from viewer.workflows.import_files import ImportReport, import_files


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SqliteArchive]:
    archive = SqliteArchive(tmp_path / "index.sqlite")
    yield archive
    archive.close()


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    folder = tmp_path / "disc"
    ct_series(folder, 5)
    return folder


def bring(disc: Path, archive: SqliteArchive, *, copies: Copies = Copies.ALWAYS) -> ImportReport:
    return import_files(
        [disc], archive=archive, job=Job(), store=disc.parent / "store", copies=copies
    )


def test_copies_stay_when_the_disc_is_taken_out(archive: SqliteArchive, disc: Path) -> None:
    content = sorted(path.read_bytes() for path in disc.iterdir())
    assert bring(disc, archive).imported == 5
    (row,) = archive.find_studies(Search(source=str(disc)))
    shutil.rmtree(disc)
    copies = archive.locate(row.study.study_uid)
    assert sorted(path.read_bytes() for path in copies) == content
    assert all(path.is_relative_to(disc.parent / "store") for path in copies)


def test_copying_again_changes_nothing(archive: SqliteArchive, disc: Path) -> None:
    bring(disc, archive)
    before = sorted((disc.parent / "store").rglob("*.dcm"))
    again = bring(disc, archive)
    assert (again.imported, again.unchanged) == (0, 5)
    assert sorted((disc.parent / "store").rglob("*.dcm")) == before


def test_other_content_with_the_same_uids_is_kept_beside(
    archive: SqliteArchive, disc: Path
) -> None:
    bring(disc, archive)
    changed = min(disc.iterdir())
    changed.write_bytes(changed.read_bytes() + b"\0\0")
    bring(disc, archive)
    counts = archive.counts()
    assert (counts.instances, counts.duplicates) == (5, 1)


def test_only_media_are_copied_unless_asked(
    archive: SqliteArchive, disc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(disc, archive, copies=Copies.MEDIA)
    assert not (disc.parent / "store").exists()
    monkeypatch.setattr(keep_copies, "media", lambda: (Medium(disc),))
    bring(disc, archive, copies=Copies.MEDIA)
    assert len(list((disc.parent / "store").rglob("*.dcm"))) == 5


def test_a_full_disk_ends_the_import_and_what_came_before_is_whole(
    archive: SqliteArchive, disc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = iter([True, True, True, False])
    monkeypatch.setattr(file_store, "has_room", lambda *_: next(room))
    with pytest.raises(ViewerError, match="disk of the local archive is full"):
        bring(disc, archive)
    assert archive.counts().instances == 3
    assert not list((disc.parent / "store" / "quarantine").iterdir())


def test_a_file_that_goes_while_it_is_read_is_told(
    archive: SqliteArchive, disc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = sorted(disc.iterdir())[2]

    def look(source: Path, place: Path) -> Path | None:
        if source == gone:
            gone.unlink()
        return kept(source, place)

    kept = file_store.kept_copy
    monkeypatch.setattr(file_store, "kept_copy", look)
    report = bring(disc, archive)
    assert [failure.path for failure in report.failed] == [gone]
    assert archive.counts().instances == 4
