"""The archive as its users see it: reading, removing, threads, failures."""

import os
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.records import instance_record, study_record
from viewer.index import connection as connection_module
from viewer.index.archive import SqliteArchive
from viewer.index.errors import ArchiveError
from viewer.index.query import study_query
from viewer.model.archive import Archive, ArchiveCounts, StudyMark
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.search import Order, Search, SortKey


def fill(archive: SqliteArchive, studies: int = 3, images: int = 4) -> None:
    archive.store(
        instance_record(
            f"/d/{s}/{k}", study=study_record(f"1.{s}", date=f"2024010{s + 1}"), z_mm=float(k)
        )
        for s in range(studies)
        for k in range(images)
    )


def test_it_is_an_archive(archive: SqliteArchive) -> None:
    protocol: Archive = archive
    assert protocol.counts() == ArchiveCounts(0, 0, 0, 0, 0)


def test_studies_come_newest_first_with_their_counts(archive: SqliteArchive) -> None:
    fill(archive)
    rows = archive.find_studies()
    assert [row.study.date for row in rows] == ["20240103", "20240102", "20240101"]
    assert {(row.modalities, row.series_count, row.instance_count) for row in rows} == {
        (("CT",), 1, 4)
    }


def test_one_study_is_found_by_its_uid(archive: SqliteArchive) -> None:
    fill(archive)
    row = archive.find_study(StudyUid("1.1"))
    assert row is not None
    assert row.study.date == "20240102"
    assert archive.find_study(StudyUid("9.9")) is None


def test_what_is_not_there_is_an_empty_answer(archive: SqliteArchive) -> None:
    assert archive.find_series(StudyUid("9.9")) == []
    assert archive.locate(StudyUid("9.9")) == []
    assert archive.instances(StudyUid("9.9"), SeriesUid("9")) == []
    assert archive.known_files(Path("/nowhere")) == {}
    assert archive.remove(StudyUid("9.9")) == 0


def test_removing_a_study_takes_it_from_the_list_and_leaves_the_files(
    archive: SqliteArchive, tmp_path: Path
) -> None:
    file = tmp_path / "image"
    file.write_bytes(b"image")
    archive.store([instance_record(file, study=study_record("1.1", name="Gone"))])
    fill(archive, studies=1)
    assert archive.remove(StudyUid("1.1")) == 1
    assert archive.find_studies(Search("gone")) == []
    assert archive.locate(StudyUid("1.1")) == []
    assert [row.study.study_uid for row in archive.find_studies()] == ["1.0"]
    assert file.read_bytes() == b"image"
    assert archive.store([instance_record(file, study=study_record("1.1"))]).imported == 1


def test_patients_are_counted_by_their_id_or_else_by_name(archive: SqliteArchive) -> None:
    people = [("ID1", "A"), ("ID1", "B"), ("ID2", "A"), ("", "A"), ("", "B")]
    archive.store(
        instance_record(f"/d/{k}", study=study_record(f"1.{k}", name=name, patient_id=patient_id))
        for k, (patient_id, name) in enumerate(people)
    )
    assert archive.counts() == ArchiveCounts(4, 5, 5, 5, 5000)


def test_known_files_are_those_of_one_folder(archive: SqliteArchive) -> None:
    archive.store(
        [
            instance_record("/d/1", file_size=10, file_mtime_ns=5),
            instance_record("/d/sub/2"),
        ]
    )
    assert archive.known_files(Path("/d")) == {"1": (10, 5)}
    assert archive.all_files() == [Path("/d/1"), Path("/d/sub/2")]


def test_it_is_there_again_after_closing(tmp_path: Path) -> None:
    path = tmp_path / "folder with # and ?" / "index.sqlite"
    path.parent.mkdir()
    first = SqliteArchive(path)
    fill(first)
    first.close()
    again = SqliteArchive(path)
    assert len(again.find_studies()) == 3
    again.check_integrity()
    again.close()
    names = sorted(file.name for file in path.parent.iterdir())
    assert names == ["index-own.sqlite", "index.sqlite"]


def test_a_failing_source_of_records_leaves_nothing_behind(archive: SqliteArchive) -> None:
    fill(archive, studies=1)
    before = archive.counts()

    def broken() -> object:
        yield instance_record("/e/1", study=study_record("1.8"))
        raise OSError("the disk went away")

    with pytest.raises(OSError, match="went away"):
        archive.store(broken())  # type: ignore[arg-type]
    assert archive.counts() == before
    fill(archive, studies=2)
    assert archive.counts().studies == 2


def test_readers_see_whole_transactions_while_another_thread_writes(
    archive: SqliteArchive,
) -> None:
    seen = set[int]()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(archive.counts().instances % 10)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for batch in range(20):
        archive.store(instance_record(f"/d/{batch}/{k}", uid=f"1.{batch}.{k}") for k in range(10))
    stop.set()
    for reader in readers:
        reader.join()
    assert seen == {0}
    assert archive.counts().instances == 200


def test_two_threads_may_write(archive: SqliteArchive) -> None:
    def write(name: str) -> None:
        for k in range(20):
            archive.store([instance_record(f"/{name}/{k}", uid=f"{name}.{k}")])

    writers = [threading.Thread(target=write, args=(name,)) for name in ("1.1", "1.2")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert archive.counts().instances == 40


def test_an_archive_of_another_process_that_is_writing_is_locked(
    archive: SqliteArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "_BUSY_TIMEOUT_S", 0.05)
    impatient = SqliteArchive(tmp_path / "index.sqlite")
    other = sqlite3.connect(tmp_path / "index.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ArchiveError, match="in use"):
        impatient.store([instance_record("/d/1")])
    assert impatient.find_studies() == []
    other.execute("ROLLBACK")
    assert impatient.store([instance_record("/d/1")]).imported == 1
    other.close()
    impatient.close()


@pytest.mark.parametrize(
    "content", [b"not a database, " * 100, b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="damaged") as caught:
        SqliteArchive(path)
    assert "Repair the list of studies" in caught.value.hint
    assert path.read_bytes() == content


def test_damaged_pages_are_found(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    archive = SqliteArchive(path)
    fill(archive, studies=30, images=30)
    archive.close()
    content = bytearray(path.read_bytes())
    for page in range(24, len(content) // 4096, 3):
        content[page * 4096 : page * 4096 + 2000] = b"\xa5" * 2000
    path.write_bytes(content)
    damaged = SqliteArchive(path)
    with pytest.raises(ArchiveError, match="damaged"):
        damaged.check_integrity()
    damaged.close()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be opened"):
        SqliteArchive(tmp_path / "missing" / "index.sqlite")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind this user"
)
def test_a_read_only_folder_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "read-only"
    folder.mkdir(mode=0o500)
    with pytest.raises(ArchiveError, match="cannot be opened"):
        SqliteArchive(folder / "index.sqlite")


def test_an_instance_takes_at_most_600_bytes(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    archive = SqliteArchive(path)
    prefix = "1.3.6.1.4.1.14519.5.2.1.7009.9004.1096"
    archive.store(
        instance_record(
            f"/data/archive/patient {s}/study/series {s}/IM{k:06}.dcm",
            study=study_record(f"{prefix}{s:020}", name=f"Somebody^Number{s}"),
            uid=f"{prefix}{s:010}{k:010}",
            z_mm=float(k),
        )
        for s in range(50)
        for k in range(40)
    )
    archive.close()
    assert path.stat().st_size / 2000 <= 600


def test_a_chosen_character_set_is_kept_and_makes_files_count_as_changed(
    archive: SqliteArchive,
) -> None:
    wrong, right = study_record(name="Ivqn"), study_record(name="Иван", character_set="ISO_IR 144")
    archive.store([instance_record("/d/1", study=wrong)])
    archive.choose_character_set(wrong.study_uid, "ISO_IR 144")
    assert archive.character_sets() == {wrong.study_uid: "ISO_IR 144"}
    assert archive.known_files(Path("/d"))["1"] == (1000, -1)
    assert archive.store([instance_record("/d/1", study=right)]).updated == 1
    (row,) = archive.find_studies(Search("Иван"))
    assert row.study == right
    assert archive.find_studies(Search("ivqn")) == []


def test_going_back_to_what_files_declare_is_kept_as_well(archive: SqliteArchive) -> None:
    study = study_record(character_set="GB18030")
    archive.store([instance_record("/d/1", study=study)])
    archive.choose_character_set(study.study_uid, "")
    assert archive.character_sets() == {}
    archive.store([instance_record("/d/1", study=study_record(name="Doe^Jim"))])
    assert archive.character_sets() == {}
    assert archive.find_studies(Search("jim"))


def test_a_choice_for_one_study_leaves_others_alone(archive: SqliteArchive) -> None:
    fill(archive, studies=2, images=1)
    archive.choose_character_set(StudyUid("1.0"), "GBK")
    assert archive.known_files(Path("/d/1"))["0"][1] == 1
    archive.choose_character_set(StudyUid("9.9"), "GB18030")  # before its files come
    assert archive.character_sets() == {StudyUid("1.0"): "GBK", StudyUid("9.9"): "GB18030"}


@pytest.mark.parametrize(
    "words",
    [
        "yamada", "TAROU", "山田", "太郎", "山田太郎", "山田 太郎", "やまだ", "ヤマダ", "ﾔﾏﾀﾞ",
        "やまだたろう", "yamada 太郎",
    ],
)  # fmt: skip
def test_a_name_is_found_by_each_of_its_groups(archive: SqliteArchive, words: str) -> None:
    name = "Yamada^Tarou=山田^太郎=やまだ^たろう"
    archive.store([instance_record("/d/1", study=study_record(name=name))])
    assert len(archive.find_studies(Search(words))) == 1


@pytest.mark.parametrize("words", ["hong", "洪", "洪吉洞", "홍", "홍길동", "길동"])
def test_a_korean_name_is_found_by_each_of_its_groups(archive: SqliteArchive, words: str) -> None:
    study = study_record(name="Hong^Gildong=洪^吉洞=홍^길동")
    archive.store([instance_record("/d/1", study=study)])
    assert len(archive.find_studies(Search(words))) == 1


def test_what_the_user_says_of_a_study_outlives_its_removal(archive: SqliteArchive) -> None:
    fill(archive, 1)
    (row,) = archive.find_studies()
    uid = row.study.study_uid
    mark = StudyMark(is_seen=True, note="Second opinion wanted", labels=("teaching", "knee"))
    archive.mark(uid, mark)
    archive.remove(uid)
    assert archive.find_studies(Search("opinion")) == []
    fill(archive, 1)
    (found,) = archive.find_studies(Search("opin teach"))
    assert found.mark == replace(mark, labels=("knee", "teaching"))


@pytest.mark.parametrize("key", SortKey)
def test_no_order_sorts_the_whole_list_first(archive: SqliteArchive, key: SortKey) -> None:
    statement, values = study_query(Search(order=(Order(key),)), limit=5, after=None)
    with archive._readers.connection() as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    assert not [step for *_, step in plan if "TEMP B-TREE FOR ORDER BY" in step]
