"""Searching the database equals filtering a list."""

import re
import tempfile
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.records import instance_record, study_record
from viewer.index.archive import SqliteArchive
from viewer.index.query import study_query
from viewer.model.archive import StudyMark, StudyRow
from viewer.model.identity import StudyUid
from viewer.model.search import NEWEST_FIRST, Order, Search, SortKey
from viewer.model.study import StudyRecord

LETTERS = "abAB é1^ "
texts = st.text(LETTERS, max_size=6)
dates = st.sampled_from(["", "20240101", "20240102", "2024.01.03", "20241399", "nonsense"])
studies = st.lists(
    st.builds(
        lambda name, patient_id, description, accession, date: (
            name, patient_id, description, accession, date,
        ),
        texts, texts, texts, texts, dates,
    ),
    max_size=8,
)  # fmt: skip
queries = st.text(LETTERS + "*?", max_size=5)
modality_choices = st.lists(st.sampled_from(["CT", "MR", "US"]), max_size=2)
bounds = st.sampled_from(["", "20240101", "20240102", "20240103"])


def plain_words(text: str) -> list[str]:
    """An independent folding, right for the letters of this test."""
    bare = unicodedata.normalize("NFD", text.lower()).replace("\N{COMBINING ACUTE ACCENT}", "")
    return re.findall("[ab1e]+", bare)


def matches_words(study: StudyRecord, query: str) -> bool:
    name = study.patient.name.alphabetic
    fields = (name, study.patient.patient_id, study.accession_number, study.description)
    words = (word for field in fields for word in plain_words(field))
    text = " " + " ".join(dict.fromkeys(words))
    bare = unicodedata.normalize("NFD", query.lower()).replace("\N{COMBINING ACUTE ACCENT}", "")
    for pattern in re.findall(r"[ab1e*?]+", bare):
        translated = pattern.replace("?", "[^ ]").replace("*", ".*")
        if pattern.strip("*") and not re.search(" " + translated, text):
            return False
    return True


def matches_dates(study: StudyRecord, date_from: str, date_to: str) -> bool:
    digits = study.date.replace(".", "")
    date = digits if re.fullmatch(r"\d{8}", digits) else ""
    if date_from and date < date_from:
        return False
    return not date_to or ("" < date <= date_to)


def order(row: StudyRow) -> tuple[str, str]:
    digits = row.study.date.replace(".", "")
    return digits if re.fullmatch(r"\d{8}", digits) else "", row.study.study_uid


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(studies, queries, modality_choices, st.tuples(bounds, bounds), st.integers(1, 4))
def test_search_and_paging_equal_a_filter_over_a_list(
    listed: list[tuple[str, str, str, str, str]],
    query: str,
    modalities: list[str],
    between: tuple[str, str],
    page_size: int,
) -> None:
    date_from, date_to = between
    records = [
        study_record(
            f"1.{number}", name=name, patient_id=patient_id, description=description,
            accession_number=accession, date=date,
        )
        for number, (name, patient_id, description, accession, date) in enumerate(listed)
    ]  # fmt: skip
    kinds = ["CT", "MR", "US"]
    with tempfile.TemporaryDirectory() as folder:
        archive = SqliteArchive(Path(folder, "index.sqlite"))
        archive.store(
            instance_record(f"/d/{number}", study=record, modality=kinds[number % 3])
            for number, record in enumerate(records)
        )
        found = list[StudyRow]()
        after = None
        while page := archive.find_studies(
            Search(query, tuple(modalities), date_from, date_to), limit=page_size, after=after
        ):  # fmt: skip
            assert len(page) <= page_size
            found += page
            after = page[-1]
        archive.close()
    expected = {
        record.study_uid
        for number, record in enumerate(records)
        if matches_words(record, query)
        and (not modalities or kinds[number % 3] in modalities)
        and matches_dates(record, date_from, date_to)
    }
    assert len(found) == len(expected)
    assert {row.study.study_uid for row in found} == expected
    assert found == sorted(found, key=order, reverse=True)


def names_found(archive: SqliteArchive, query: str) -> list[str]:
    return sorted(row.study.patient.name.alphabetic for row in archive.find_studies(Search(query)))


def test_every_group_of_a_name_and_every_identifier_is_searched(archive: SqliteArchive) -> None:
    study = study_record(
        name="Yamada^Tarou=山田^太郎=やまだ^たろう", patient_id="PAT-7", accession_number="ACC9",
        description="Schädel",
    )  # fmt: skip
    archive.store([instance_record("/d/1", study=study)])
    for query in ("tar yam", "山", "太郎 yamada", "やま", "pat 7", "acc", "SCHADEL", "acc9 tarou"):
        assert names_found(archive, query) == ["Yamada^Tarou"], query
    for query in ("arou", "田", "pat 8", "yamadaa"):
        assert names_found(archive, query) == [], query


def test_signs_of_query_languages_are_plain_text(archive: SqliteArchive) -> None:
    archive.store([instance_record("/d/1", study=study_record(name="O'Hara^Near%_"))])
    for query in (
        "o'hara",
        'o"hara',
        "near%",
        "hara_",
        "o' OR 1=1 --",
        '"',
        "(",
        "words:o",
        "-hara",
    ):
        archive.find_studies(Search(query))
    assert names_found(archive, "o'har") == ["O'Hara^Near%_"]
    assert names_found(archive, "n%r") == []
    assert names_found(archive, "NOT hara") == []


def test_a_study_is_found_by_each_of_its_modalities(archive: SqliteArchive) -> None:
    study = study_record()
    archive.store(
        [
            instance_record("/d/1", study=study, series_uid="1.1", modality="PT"),
            instance_record("/d/2", study=study, series_uid="1.2", modality="CT"),
        ]
    )
    (row,) = archive.find_studies()
    assert row.modalities == ("CT", "PT")
    for modality in ("CT", "PT"):
        assert archive.find_studies(Search(modalities=(modality,))) == [row]
    assert archive.find_studies(Search(modalities=("C",))) == []


ORDERS = st.lists(st.builds(Order, st.sampled_from(SortKey), st.booleans()), max_size=3)
VALUES: dict[SortKey, Callable[[StudyRow], Any]] = {
    SortKey.DATE: lambda row: (row.study.date, row.study.time),
    SortKey.NAME: lambda row: row.study.patient.name.alphabetic.lower(),
    SortKey.PATIENT_ID: lambda row: row.study.patient.patient_id,
    SortKey.DESCRIPTION: lambda row: row.study.description.lower(),
    SortKey.MODALITY: lambda row: row.modalities,
    SortKey.IMAGES: lambda row: row.instance_count,
    SortKey.ADDED: lambda row: row.added,
}
LISTED = st.lists(
    st.tuples(
        st.sampled_from(["a", "B", "c"]),
        st.sampled_from(["20240101", "20240102"]),
        st.sampled_from(["CT", "MR", "KO"]),
        st.sampled_from(["", "CHEST"]),
        st.sampled_from([StudyMark(), StudyMark(True, "note", ("x",)), StudyMark(labels=("xy",))]),
        st.integers(1, 3),
    ),
    max_size=8,
)
UIDS = st.sampled_from([frozenset[str](), frozenset({"1.0", "1.2", "1.5"})])
FILTERS = st.builds(
    Search,
    words=st.sampled_from(["", "note", "x"]),
    body_part=st.sampled_from(["", "CHEST"]),
    label=st.sampled_from(["", "x", "xy"]),
    is_seen=st.sampled_from([None, True, False]),
    has_key_images=st.booleans(),
    key_images_by_hand=UIDS,
    has_drawings=st.booleans(),
    drawn_on=UIDS,
    order=st.builds(tuple, ORDERS),
)


def is_wanted(listed: tuple[Any, ...], uid: str, search: Search) -> bool:
    _, _, modality, body_part, mark, _ = listed
    words = [*mark.labels, *([mark.note] if mark.note else [])]
    return (
        any(word.startswith(search.words) for word in [*words, *([] if search.words else [""])])
        and search.body_part in ("", body_part)
        and (not search.label or search.label in mark.labels)
        and search.is_seen in (None, mark.is_seen)
        and (not search.has_key_images or modality == "KO" or uid in search.key_images_by_hand)
        and (not search.has_drawings or uid in search.drawn_on)
    )


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(LISTED, FILTERS, st.integers(1, 4), st.sampled_from([0, 1, 1000]))
def test_filters_marks_and_every_order_equal_those_of_a_list(
    listed: list[tuple[Any, ...]], search: Search, page_size: int, few: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, patch("viewer.index.archive.FEW", few):
        archive = SqliteArchive(Path(folder, "index.sqlite"))
        for number, (name, date, modality, body_part, mark, images) in enumerate(listed):
            study = study_record(f"1.{number}", name=name, date=date, patient_id="", description="")
            record = instance_record("x", study=study, modality=modality)
            series = replace(record.series, body_part=body_part)
            archive.mark(study.study_uid, mark)
            archive.store(
                replace(record, series=series, path=Path(f"/{number}/{k}"), sop_instance_uid=f"{k}")
                for k in range(images)
            )
        everything = archive.find_studies()
        uids = archive.study_uids(search)
        rows = archive.studies([*uids, StudyUid("9.9")])
        found = list[StudyRow]()
        while page := archive.find_studies(
            search, limit=page_size, after=found[-1] if found else None
        ):
            found += page
        archive.close()
    wanted = {
        uid for number, one in enumerate(listed) if is_wanted(one, uid := f"1.{number}", search)
    }
    expected = [row for row in everything if row.study.study_uid in wanted]
    levels = search.order or NEWEST_FIRST
    expected.sort(key=lambda row: row.study.study_uid, reverse=levels[0].is_descending)
    for level in reversed(levels):
        expected.sort(key=VALUES[level.key], reverse=level.is_descending)
    assert found == expected
    assert [rows[uid] for uid in uids] == expected
    assert len(rows) == len(uids)


def test_few_studies_are_found_by_their_keys_and_many_in_the_order_of_the_list(
    archive: SqliteArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[bool]()

    def noted(search: Search, *, few: Any, **rest: Any) -> Any:
        asked.append(few is not None)
        return study_query(search, few=few, **rest)

    monkeypatch.setattr("viewer.index.archive.study_query", noted)
    monkeypatch.setattr("viewer.index.archive.FEW", 1)
    for number in range(2):
        study = study_record(f"1.{number}", name=f"Doe^N{number}")
        archive.store([instance_record(f"/d/{number}", study=study)])
    archive.mark(StudyUid("1.0"), StudyMark(labels=("both",)))
    archive.mark(StudyUid("1.1"), StudyMark(is_seen=True, labels=("both", "one")))
    assert len(archive.find_studies(Search("doe"))) == 2
    assert len(archive.find_studies(Search("n1"))) == 1
    assert len(archive.find_studies(Search(is_seen=True))) == 1
    assert len(archive.find_studies(Search(label="both"))) == 2
    assert len(archive.find_studies(Search(label="one"))) == 1
    assert len(archive.find_studies(Search("doe", label="one"))) == 1
    assert asked == [False, True, True, False, True, True]
