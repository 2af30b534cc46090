"""WebArchive against a real server that matches as QIDO-RS says: searched like the local one."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.web_peer import Asked, Reply, WebPeer, web_peer
from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.model.identity import StudyUid
from viewer.model.matching import Kind, is_match
from viewer.model.node import Node
from viewer.model.search import Order, Search, SortKey
from viewer.net.web import archive as archive_module
from viewer.net.web.archive import WebArchive
from viewer.net.web.server_files import ServerFiles

JSON = {"Content-Type": "application/dicom+json"}
STUDIES = [
    # UID, name, ID, date, description, modalities, number of images
    ("1.1", "Müller^Jörg", "P1", "20260103", "Knee left", "MR", 30),
    ("1.2", "DOE^JANE", "P2", "20260101", "CT CHEST", "CT\\SR", 200),
    ("1.3", "Doe^John", "P3", "20251231", "Chest PA", "DX", 1),
    ("1.4", "Yamada^Tarou=山田^太郎=やまだ^たろう", "P4", "", "", "US", 5),
]
TAGS = {"00080020": 3, "00081030": 4, "00080061": 5, "00100020": 2, "0020000D": 0, "00100010": 1}
KINDS = {"00100010": Kind.NAME, "00080020": Kind.MOMENT, "0020000D": Kind.UID}


def row_json(study: tuple[object, ...]) -> dict[str, object]:
    parts = str(study[1]).split("=")
    name = dict(zip(("Alphabetic", "Ideographic", "Phonetic"), parts, strict=False))
    texts = {tag: str(study[place]) for tag, place in TAGS.items() if tag != "00100010"}
    rows = {tag: {"vr": "LO", "Value": text.split("\\")} for tag, text in texts.items() if text}
    count = {"00201208": {"vr": "IS", "Value": [study[6]]}}
    return {**rows, **count, "00100010": {"vr": "PN", "Value": [name]}}


class Server:
    """QIDO-RS over some studies; names without regard to case, everything else with it."""

    def __init__(self) -> None:
        self.studies: list[tuple[object, ...]] = list(STUDIES)

    def answer(self, asked: Asked) -> Reply:
        names = asked.path.strip("/").split("/")
        if names[-1] == "series":
            rows: list[object] = [
                {
                    "0020000E": {"vr": "UI", "Value": [f"2.{n}"]},
                    "00200011": {"vr": "IS", "Value": [n]},
                    "00201209": {"vr": "IS", "Value": [n * 10]},
                }
                for n in (3, 1)
            ]
        else:
            rows = [row_json(study) for study in self.studies if self._has(study, asked.query)]
        first = int(asked.query["offset"][0])
        page = rows[first : first + int(asked.query["limit"][0])]
        return Reply(200, json.dumps(page).encode(), JSON)

    def _has(self, study: tuple[object, ...], query: Mapping[str, list[str]]) -> bool:
        return all(
            is_match(str(study[TAGS[tag]]), values[0], KINDS.get(tag, Kind.TEXT))
            for tag, values in query.items()
            if tag in TAGS
        )


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def peer(server: Server) -> Iterator[WebPeer]:
    with web_peer(server.answer) as running:
        yield running


@pytest.fixture
def archive(peer: WebPeer, tmp_path: Path) -> WebArchive:
    return WebArchive(Node("w", web_url=peer.url), ServerFiles(tmp_path), job=Job())


def uids(archive: WebArchive, search: Search) -> list[str]:
    return [row.study.study_uid for row in archive.find_studies(search)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["1.1", "1.2", "1.3", "1.4"]),
        ("doe", ["1.2", "1.3"]),
        ("DOE john", ["1.3"]),
        ("john doe", ["1.3"]),
        ("chest", ["1.2", "1.3"]),
        ("P2", ["1.2"]),
        ("p2", ["1.2"]),
        ("müll", ["1.1"]),
        ("*ohn", ["1.3"]),
        ("oe", []),
        ("山田", ["1.4"]),
        ("nobody", []),
    ],
)
def test_words_find_what_they_find_on_this_computer(
    archive: WebArchive, words: str, found: list[str]
) -> None:
    assert uids(archive, Search(words)) == found


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(modalities=("CT",)), ["1.2"]),
        (Search(modalities=("DX", "MR")), ["1.1", "1.3"]),
        (Search(date_from="20260101"), ["1.1", "1.2"]),
        (Search(date_to="20260101"), ["1.2", "1.3"]),
        (Search(date_from="20260101", date_to="20260102"), ["1.2"]),
        (Search("doe", date_from="20260101"), ["1.2"]),
        (Search(is_seen=True), []),
        (Search(is_seen=False, modalities=("US",)), ["1.4"]),
    ],
)
def test_filters_leave_what_they_leave_on_this_computer(
    archive: WebArchive, search: Search, found: list[str]
) -> None:
    assert uids(archive, search) == found


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ((Order(SortKey.DATE),), ["1.4", "1.3", "1.2", "1.1"]),
        ((Order(SortKey.NAME),), ["1.2", "1.3", "1.1", "1.4"]),
        ((Order(SortKey.IMAGES, is_descending=True),), ["1.2", "1.1", "1.4", "1.3"]),
        ((Order(SortKey.DESCRIPTION), Order(SortKey.DATE)), ["1.4", "1.3", "1.2", "1.1"]),
    ],
)
def test_rows_come_in_any_order(
    archive: WebArchive, order: tuple[Order, ...], found: list[str]
) -> None:
    assert uids(archive, Search(order=order)) == found


def test_a_page_goes_on_behind_the_last_row(archive: WebArchive, peer: WebPeer) -> None:
    first = archive.find_studies(limit=3)
    rest = archive.find_studies(limit=3, after=first[-1])
    assert [row.study.study_uid for row in (*first, *rest)] == ["1.1", "1.2", "1.3", "1.4"]
    assert len(peer.asked) == 1


def test_where_there_are_too_many_the_newest_days_come_first(
    archive: WebArchive, server: Server, peer: WebPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_module, "_MOST", 50)
    server.studies = [
        (f"1.{year}.{day}", f"Doe^{day}", "P", f"{year}01{day:02}", "", "CT", 1)
        for year in range(1990, 2026)
        for day in range(1, 11)
    ]
    rows, after = [], None
    while page := archive.find_studies(limit=40, after=after):
        rows += page
        after = page[-1]
        if len(rows) == 40:
            asked_for_the_first = len(peer.asked)
    dates = [row.study.date for row in rows]
    assert dates == sorted(dates, reverse=True)
    assert len(rows) == len(server.studies)
    assert asked_for_the_first < len(peer.asked)


def test_a_study_and_its_series_are_told(archive: WebArchive) -> None:
    row = archive.find_study(StudyUid("1.2"))
    assert row is not None
    assert (row.study.patient.name.alphabetic, row.modalities) == ("DOE^JANE", ("CT", "SR"))
    assert archive.find_study(StudyUid("9.9")) is None
    assert archive.find_study(StudyUid("../x")) is None
    series = archive.find_series(StudyUid("1.2"))
    assert [(each.series.number, each.instance_count) for each in series] == [(1, 10), (3, 30)]


@pytest.mark.parametrize("search", [Search(label="x"), Search(source="x"), Search(body_part="X")])
def test_what_a_server_cannot_be_searched_by_is_said(archive: WebArchive, search: Search) -> None:
    with pytest.raises(ViewerError, match="cannot be searched by"):
        archive.find_studies(search)
