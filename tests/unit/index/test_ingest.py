"""Storing records: repeatable, by reference, with the order of series kept."""

import itertools
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.records import instance_record, study_record
from viewer.index.archive import SqliteArchive
from viewer.model.archive import StoreResult
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.search import Search

STUDY = StudyUid("1.2.3")
SERIES = SeriesUid("1.2.3.1")


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_storing_twice_changes_nothing(archive: SqliteArchive) -> None:
    records = [instance_record(f"/d/{k}", z_mm=k) for k in range(5)]
    assert archive.store(records) == StoreResult(imported=5)
    before = archive.counts(), archive.find_studies(), archive.instances(STUDY)
    assert archive.store(records) == StoreResult(unchanged=5)
    assert (archive.counts(), archive.find_studies(), archive.instances(STUDY)) == before


def test_a_changed_file_replaces_what_was_known_of_it(archive: SqliteArchive) -> None:
    old = instance_record("/d/1", uid="1.9", rows=10)
    archive.store([old])
    assert archive.store([replace(old, rows=20, file_mtime_ns=2)]) == StoreResult(updated=1)
    assert archive.store([replace(old, rows=30, file_mtime_ns=2, file_size=5)]).updated == 1
    assert [row.rows for row in archive.instances(STUDY)] == [30]


def test_a_file_that_changes_its_study_leaves_no_empty_one_behind(archive: SqliteArchive) -> None:
    archive.store([instance_record("/d/1", study=study_record("1.1", name="Old"))])
    archive.store([instance_record("/d/1", study=study_record("1.2", name="New"), file_mtime_ns=2)])
    assert [row.study.study_uid for row in archive.find_studies()] == ["1.2"]
    assert archive.find_studies(Search("old")) == []
    counts = archive.counts()
    assert (counts.patients, counts.studies, counts.series, counts.instances) == (1, 1, 1, 1)


def test_a_corrected_name_is_found_and_the_old_one_is_not(archive: SqliteArchive) -> None:
    archive.store([instance_record("/d/1", study=study_record(name="Wrong"))])
    archive.store([instance_record("/d/1", study=study_record(name="Right"), file_mtime_ns=2)])
    assert len(archive.find_studies(Search("right"))) == 1
    assert archive.find_studies(Search("wrong")) == []


def test_a_file_that_says_less_takes_nothing_away(archive: SqliteArchive) -> None:
    full = study_record(description="Chest", accession_number="A1")
    archive.store([instance_record("/d/1", study=full, series_number=4)])
    poor = study_record(description="", accession_number="")
    archive.store([instance_record("/d/2", study=poor, series_number=None)])
    (row,) = archive.find_studies()
    assert row.study == full
    assert archive.find_series(STUDY)[0].series.number == 4


def test_the_same_instance_in_another_file_is_kept_and_named(
    archive: SqliteArchive, tmp_path: Path
) -> None:
    first, second = touch(tmp_path / "a" / "1"), touch(tmp_path / "b" / "1")
    archive.store([instance_record(first, uid="1.9")])
    assert archive.store([instance_record(second, uid="1.9", file_size=7)]).imported == 1
    assert archive.locate(STUDY) == [first]
    assert [(row.path, row.is_duplicate) for row in archive.instances(STUDY)] == [
        (first, False),
        (second, True),
    ]
    counts = archive.counts()
    assert (counts.instances, counts.duplicates) == (1, 1)


def test_a_folder_that_moved_is_followed(archive: SqliteArchive, tmp_path: Path) -> None:
    archive.store([instance_record(tmp_path / "gone" / "1", uid="1.9")])
    moved = touch(tmp_path / "here" / "1")
    assert archive.store([instance_record(moved, uid="1.9")]) == StoreResult(updated=1)
    assert [row.path for row in archive.instances(STUDY)] == [moved]


def test_a_series_is_in_the_order_of_positions(archive: SqliteArchive) -> None:
    heights = [3.0, -1.5, 10.0, 2.5]
    archive.store(
        instance_record(f"/d/{number}", z_mm=z, instance_number=-number)
        for number, z in enumerate(heights)
    )
    assert [path.name for path in archive.locate(STUDY, SERIES)] == ["1", "3", "0", "2"]


def test_equal_positions_and_images_without_one_follow_their_numbers(
    archive: SqliteArchive,
) -> None:
    archive.store(
        [
            instance_record("/d/late", instance_number=9),
            instance_record("/d/unnumbered"),
            instance_record("/d/early", instance_number=2),
            instance_record("/d/second-echo", z_mm=5.00001, instance_number=2),
            instance_record("/d/first-echo", z_mm=5.00002, instance_number=1),
        ]
    )
    names = [path.name for path in archive.locate(STUDY)]
    assert names == ["first-echo", "second-echo", "early", "late", "unnumbered"]


def test_series_of_a_study_come_by_number(archive: SqliteArchive) -> None:
    for number in (10, None, 2):
        uid = f"1.2.3.{number or 99}"
        archive.store([instance_record(f"/d/{uid}", series_uid=uid, series_number=number)])
    assert [row.series.number for row in archive.find_series(STUDY)] == [2, 10, None]
    assert [path.name for path in archive.locate(STUDY)] == ["1.2.3.2", "1.2.3.10", "1.2.3.99"]


def test_a_series_uid_used_by_two_studies_stays_apart(archive: SqliteArchive) -> None:
    archive.store(
        instance_record(f"/d/{uid}", study=study_record(uid), series_uid="5.5")
        for uid in ("1.1", "1.2")
    )
    assert archive.counts().series == 2
    assert archive.studies_with_series(SeriesUid("5.5")) == ["1.1", "1.2"]
    assert len(archive.locate(StudyUid("1.1"), SeriesUid("5.5"))) == 1


def test_odd_values_are_stored_without_harm(archive: SqliteArchive) -> None:
    odd = study_record("1.\udc80", name="\udcff^\x1b[2J", description="'; DROP TABLE study; --")
    archive.store(
        [
            instance_record(
                "/d/\udcff\udcfe/name\udc80", study=odd, instance_number=10**30, rows=2**70
            )
        ]
    )
    (row,) = archive.find_studies(Search("drop table"))
    assert row.study.description == "'; DROP TABLE study; --"
    (path,) = archive.locate(StudyUid("1.\udc80"))
    assert str(path) == "/d/\udcff\udcfe/name\udc80"


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(range(12)), cuts=st.sets(st.integers(1, 11)))
def test_any_order_and_any_batches_give_the_same_list(order: list[int], cuts: set[int]) -> None:
    records = [
        instance_record(
            f"/d/{k:02}",
            study=study_record(f"1.{k % 2}", name=f"Name{k % 2}"),
            series_uid=f"1.{k % 2}.{k % 4}",
            series_number=k % 4,
            z_mm=float(k),
        )
        for k in range(12)
    ]
    with tempfile.TemporaryDirectory() as folder:
        archive = SqliteArchive(Path(folder, "index.sqlite"))
        edges = [0, *sorted(cuts), 12]
        for start, end in itertools.pairwise(edges):
            archive.store(records[k] for k in order[start:end])
        rows = archive.find_studies()
        located = [path.name for row in rows for path in archive.locate(row.study.study_uid)]
        archive.close()
    assert [(row.study.study_uid, row.series_count, row.instance_count) for row in rows] == [
        ("1.1", 2, 6),
        ("1.0", 2, 6),
    ]
    assert located == [f"{k:02}" for k in (1, 5, 9, 3, 7, 11, 0, 4, 8, 2, 6, 10)]
