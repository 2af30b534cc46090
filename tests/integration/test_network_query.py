"""Queries at every level and by both roots, of peers that take relational queries and not."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pynetdicom.events import Event

from tests.support.builders import ct_series, uid
from tests.support.find_peer import FindPeer
from tests.support.peers import Orthanc, dcmqrscp, free_port, orthanc
from viewer.base.jobs import Job
from viewer.cli.main import run
from viewer.model.node import LocalNode, Node
from viewer.model.query import Level, Peculiarity, Query, Remark, Root, first_text
from viewer.net.errors import StatusError, UnsupportedServiceError
from viewer.net.find import find
from viewer.net.node_store import NodeStore

STUDY_UID, SERIES_UID = "0020000D", "0020000E"


@pytest.fixture(scope="module")
def pacs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    with orthanc(
        tmp_path_factory.mktemp("orthanc"), own_ae_title="RADIOLUCENT", own_port=free_port()
    ) as peer:
        yield peer


@pytest.fixture(scope="module")
def qr(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with dcmqrscp(
        tmp_path_factory.mktemp("qrscp"), own_ae_title="RADIOLUCENT", own_port=free_port()
    ) as node:
        yield node


@pytest.fixture(scope="module")
def filled(pacs: Orthanc, qr: Node, tmp_path_factory: pytest.TempPathFactory) -> tuple[Node, ...]:
    """Both have two patients, one of them with two studies."""
    folder = tmp_path_factory.mktemp("images")
    for name, patient in (("first", "P1"), ("second", "P1"), ("third", "P2")):
        ct_series(
            folder / name,
            2,
            name=name,
            PatientID=patient,
            PatientName=f"Doe^{patient}",
            StudyInstanceUID=uid(name),
            SeriesInstanceUID=uid(f"{name} series"),
            StudyDescription=name,
        )
    for peer in (pacs.node, qr):
        command = ["storescu", "-aec", peer.ae_title, "127.0.0.1", str(peer.port), "+sd", "+r"]
        subprocess.run([*command, str(folder)], check=True, timeout=60, capture_output=True)
    return pacs.node, qr, Node("web", web_url=pacs.web_url)


@pytest.fixture
def store(isolated_home: Path, filled: tuple[Node, ...]) -> NodeStore:
    store = NodeStore(isolated_home / "config")
    store.set_local(LocalNode(port=free_port()))
    for node in filled:
        store.put(node)
    return store


def ask(node: Node, query: Query, remarks: list[Remark] | None = None) -> list[dict[str, Any]]:
    tell = (lambda _remark: None) if remarks is None else remarks.append
    return [dict(m) for m in find(node, query, own_ae_title="RADIOLUCENT", job=Job(), tell=tell)]


def texts(matches: Sequence[dict[str, Any]], tag: str) -> list[str]:
    return sorted(first_text(match, tag) for match in matches)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("name", ["pacs", "qr", "web"])
def test_patients_are_listed_then_their_studies_series_and_images(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(*words: str) -> list[dict[str, Any]]:
        capsys.readouterr()
        assert run(["find", name, *words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    assert texts(answer("--level", "patient", "PatientName=Doe*"), "00100020") == ["P1", "P2"]
    studies = answer("--level", "study", "PatientID=P1")
    assert texts(studies, STUDY_UID) == sorted([uid("first"), uid("second")])
    keys = ["PatientID=P1", f"StudyInstanceUID={uid('first')}"]
    assert texts(answer("--level", "series", *keys), SERIES_UID) == [uid("first series")]
    keys.append(f"SeriesInstanceUID={uid('first series')}")
    assert len(answer("--level", "image", *keys)) == 2


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("root", [Root.PATIENT, Root.STUDY, Root.AUTO])
def test_a_peer_without_relational_queries_is_asked_level_by_level(root: Root, qr: Node) -> None:
    remarks: list[Remark] = []
    found = ask(qr, Query(Level.IMAGE, {"StudyDescription": "second"}, root), remarks)
    assert texts(found, SERIES_UID) == [uid("second series")] * 2
    assert texts(found, "00100020") == ["P1", "P1"]  # of the levels above
    assert remarks[0] == Remark(Peculiarity.WALKED)


@pytest.mark.usefixtures("filled")
def test_a_walk_down_ends_at_the_limit(qr: Node) -> None:
    assert len(ask(qr, Query(Level.IMAGE, limit=3))) == 3


def test_the_root_of_a_node_counts_where_a_query_names_none(store: NodeStore) -> None:
    assert run(["node", "set", "qr", "--query-root", "patient"]) == 0
    node = store.node("qr")
    assert node.query_root is Root.PATIENT
    remarks: list[Remark] = []
    assert len(ask(node, Query(keys={"StudyDescription": "first"}), remarks)) == 1
    assert remarks[0].kind is Peculiarity.WALKED  # by patients: studies are not on top
    remarks.clear()
    query = Query(keys={"StudyDescription": "first"}, root=Root.STUDY)
    assert len(ask(node, query, remarks)) == 1
    assert Peculiarity.WALKED not in {remark.kind for remark in remarks}


@pytest.mark.usefixtures("store")
def test_what_makes_an_answer_other_than_asked_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "qr", "--level", "series", "PatientID=P2"]) == 0
    told = capsys.readouterr()
    assert "qr was asked level by level: it takes no relational queries" in told.err
    assert "Doe" in told.out
    assert run(["find", "web", "--level", "patient", "PatientID=P2"]) == 0
    assert "web tells of no patients: they are gathered from its studies" in capsys.readouterr().err


def test_a_peer_that_agrees_to_relational_queries_is_asked_at_once() -> None:
    peer, remarks = FindPeer(Root.STUDY, Root.PATIENT, is_relational=True), list[Remark]()
    with peer as node:
        query = Query(Level.SERIES, {"PatientID": "P1", "Modality": "CT"})
        assert texts(ask(node, query, remarks), SERIES_UID) == ["1.2.3"]
    (asked,) = peer.asked
    assert (asked.QueryRetrieveLevel, asked.PatientID, asked.Modality) == ("SERIES", "P1", "CT")
    assert "StudyDate" in asked
    ((kind, keys),) = [(remark.kind, remark.keys) for remark in remarks]
    assert kind is Peculiarity.UNTOLD
    assert "Modality" in keys


def test_patients_of_a_peer_that_has_studies_only_are_gathered() -> None:
    peer, remarks = FindPeer(Root.STUDY, is_relational=False), list[Remark]()
    with peer as node:
        (found,) = ask(node, Query(Level.PATIENT, {"PatientID": "P1"}), remarks)
    assert first_text(found, "00100010") == "Doe^Jane"
    assert STUDY_UID not in found
    assert [asked.QueryRetrieveLevel for asked in peer.asked] == ["STUDY"]
    assert remarks[0] == Remark(Peculiarity.GATHERED)


def test_a_peer_with_the_patient_root_alone_is_asked_from_its_patients() -> None:
    peer = FindPeer(Root.PATIENT, is_relational=False)
    with peer as node:
        assert len(ask(node, Query(Level.SERIES, {"StudyInstanceUID": "1.2"}))) == 1
        with pytest.raises(UnsupportedServiceError, match="does not offer"):
            ask(node, Query(root=Root.STUDY))
    levels = [asked.QueryRetrieveLevel for asked in peer.asked]
    assert levels == ["PATIENT", "STUDY", "SERIES"]


def test_a_refused_query_says_what_the_node_says() -> None:
    class Refusing(FindPeer):
        def answer(self, event: Event) -> Iterator[tuple[Dataset, None]]:  # type: ignore[override]
            status = Dataset()
            status.Status, status.ErrorComment = 0xA900, "too many wildcards"
            yield status, None

    with Refusing(Root.STUDY, is_relational=False) as node, pytest.raises(StatusError) as refused:
        ask(node, Query())
    assert refused.value.detail == "too many wildcards"
