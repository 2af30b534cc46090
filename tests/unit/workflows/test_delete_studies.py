"""Deleting and cleaning up: only the store's files, and never what somebody worked on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.builders import ct_series
from tests.support.records import instance_record, study_record
from viewer.base.jobs import Job
from viewer.index.annotation_store import AnnotationStore
from viewer.index.archive import SqliteArchive
from viewer.index.key_image_store import KeyImageStore
from viewer.index.options import Copies
from viewer.model.archive import StudyMark
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.key_image import KeyImage
from viewer.workflows.delete_studies import delete_studies, is_spared, outdated_studies
from viewer.workflows.import_files import import_files

DAY = 86400


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[SqliteArchive]:
    archive = SqliteArchive(tmp_path / "index.sqlite")
    yield archive
    archive.close()


def test_only_files_of_the_store_are_deleted(archive: SqliteArchive, tmp_path: Path) -> None:
    store, disc = tmp_path / "store", tmp_path / "disc"
    ct_series(disc, 3)
    import_files([disc], archive=archive, job=Job(), store=store, copies=Copies.ALWAYS)
    import_files([min(disc.iterdir())], archive=archive, job=Job())
    uid = archive.find_studies()[0].study.study_uid
    report = delete_studies([uid], folders=[store], archive=archive, job=Job())
    assert (report.files, report.elsewhere, report.studies) == (3, 1, (uid,))
    assert not list(store.rglob("*.dcm"))
    assert len(list(disc.iterdir())) == 3
    assert archive.all_files() == [min(disc.iterdir())]


def test_a_study_without_files_left_leaves_the_list(archive: SqliteArchive, tmp_path: Path) -> None:
    store, disc = tmp_path / "store", tmp_path / "disc"
    ct_series(disc, 3)
    import_files([disc], archive=archive, job=Job(), store=store, copies=Copies.ALWAYS)
    uid = archive.find_studies()[0].study.study_uid
    delete_studies([uid], folders=[store], archive=archive, job=Job())
    assert archive.find_studies() == []
    assert archive.put_back(uid) == 0
    archive.check_integrity()


def uids(count: int) -> list[StudyUid]:
    return [StudyUid(f"1.{number}") for number in range(count)]


def fill(archive: SqliteArchive, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """One study a day, of 1,000 bytes each, in /s; another one in /store2."""
    for number, uid in enumerate(uids(count)):
        monkeypatch.setattr("time.time", lambda number=number: number * DAY)
        archive.store([instance_record(f"/s/{number}/1", study=study_record(uid))])
    archive.store([instance_record("/store2/1", study=study_record("1.99"))])


def outdated(archive: SqliteArchive, *, days: int = 0, size: int = 0, now: float) -> list[StudyUid]:
    found = outdated_studies(
        archive,
        [Path("/s")],
        keep_days=days,
        keep_bytes=size,
        is_spared=lambda uid: uid == "1.1",
        now_s=now,
    )
    return [study.study_uid for study in found]


def test_the_oldest_go_first_by_age_and_by_size(
    archive: SqliteArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(archive, monkeypatch, 10)
    now = 9 * DAY + 1.0
    assert outdated(archive, now=now) == []
    assert outdated(archive, days=6, now=now) == ["1.0", "1.2", "1.3"]
    assert outdated(archive, size=8000, now=now) == ["1.0", "1.2"]
    assert outdated(archive, size=10_000, now=now) == []


def test_a_clock_that_jumped_removes_nothing(
    archive: SqliteArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(archive, monkeypatch, 10)
    assert outdated(archive, days=6, now=400 * DAY) == []
    assert outdated(archive, days=6, now=0) == []


def test_what_somebody_worked_on_or_nobody_saw_is_spared(
    archive: SqliteArchive, tmp_path: Path
) -> None:
    for uid in uids(5):
        archive.store([instance_record(f"/s/{uid}", study=study_record(uid))])
    seen, noted, labelled, keyed, unseen = uids(5)
    for uid in (seen, keyed):
        archive.mark(uid, StudyMark(is_seen=True))
    archive.mark(noted, StudyMark(is_seen=True, note="x"))
    archive.mark(labelled, StudyMark(is_seen=True, labels=("x",)))
    key_images = KeyImageStore(tmp_path / "keys.sqlite")
    key_images.save([KeyImage(keyed, SeriesUid("1"), InstanceUid("1"), 0)])
    annotations = AnnotationStore(tmp_path / "annotations.sqlite")
    spared = [
        uid
        for uid in uids(5)
        if is_spared(uid, archive=archive, key_images=key_images, annotations=annotations)
    ]
    assert spared == [noted, labelled, keyed, unseen]
    key_images.close()
    annotations.close()
