"""Retrieve from nodes that have patients on top alone: DCMTK's archive without the study root."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import ct_series, uid
from tests.support.find_peer import FindPeer
from tests.support.peers import dcmqrscp, free_port
from viewer.base.jobs import Job
from viewer.cli.main import run
from viewer.model.node import LocalNode, Node
from viewer.model.query import Root
from viewer.net.node_store import NodeStore
from viewer.workflows.retrieve_plan import RetrievePlan

OWN_PORT = free_port()
WANTED = f"StudyInstanceUID={uid('second')}"
COUNT = 3


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """It has two patients, the second of them with two studies."""
    images = tmp_path_factory.mktemp("images")
    for name, patient in (("first", "P1"), ("second", "P2"), ("third", "P2")):
        ct_series(
            images / name,
            COUNT,
            name=name,
            PatientID=patient,
            StudyInstanceUID=uid(name),
            SeriesInstanceUID=uid(f"{name} series"),
        )
    with dcmqrscp(
        tmp_path_factory.mktemp("qrscp"),
        own_ae_title="RADIOLUCENT",
        own_port=OWN_PORT,
        options=["--no-study-root", "--no-patient-study"],
    ) as node:
        command = ["storescu", "-aec", node.ae_title, node.host, str(node.port), "+sd", "+r"]
        subprocess.run([*command, str(images)], check=True, timeout=60, capture_output=True)
        yield node


@pytest.fixture
def store(isolated_home: Path, node: Node) -> NodeStore:
    store = NodeStore(isolated_home / "config")
    store.set_local(LocalNode(port=OWN_PORT))
    store.put(node)
    return store


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == 0, capsys.readouterr()
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(("command", "method"), [("get", "C-GET"), ("move", "C-MOVE")])
@pytest.mark.parametrize("patient", [[], ["PatientID=P2"]])
def test_a_study_comes_with_and_without_the_id_of_its_patient(
    command: str, method: str, patient: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    report = answer(capsys, command, "qr", WANTED, *patient)
    assert (report["completed"], report["failed"], report["method"]) == (COUNT, [], method)
    rows = answer(capsys, "list", "--level", "instance")
    assert {row["StudyInstanceUID"] for row in rows} == {uid("second")}


@pytest.mark.usefixtures("store")
def test_what_is_missing_of_a_series_comes_by_image(capsys: pytest.CaptureFixture[str]) -> None:
    answer(capsys, "retrieve", "qr", WANTED)
    gone, *_ = (Path(row["path"]) for row in answer(capsys, "list", "--level", "instance"))
    gone.unlink()
    report = answer(capsys, "retrieve", "qr", WANTED)
    assert (report["completed"], report["failed"], report["method"]) == (COUNT, [], "C-GET")
    assert gone.exists()


@pytest.mark.usefixtures("store")
def test_the_doctor_names_the_services_of_the_patient_root(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["doctor", "qr"])
    told = capsys.readouterr().out
    assert "C-MOVE (patient root), C-GET (patient root)" in told


def test_a_known_patient_is_not_looked_for_among_all() -> None:
    peer = FindPeer(Root.PATIENT, is_relational=False)
    with peer as node:
        keys = {"StudyInstanceUID": "1.2", "PatientID": "P1"}
        plan = RetrievePlan(node, keys, own_ae_title="RADIOLUCENT", job=Job())
        plan.ask_for_series()
        assert plan.above(Root.PATIENT) == {"PatientID": "P1"}
        assert plan.above(Root.STUDY) == {}
    (asked,) = peer.asked
    assert (asked.QueryRetrieveLevel, asked.PatientID) == ("SERIES", "P1")


def test_the_patient_of_a_study_is_asked_for_where_nothing_was_listed() -> None:
    peer = FindPeer(Root.STUDY, is_relational=False)
    with peer as node:
        plan = RetrievePlan(node, {"StudyInstanceUID": "1.2"}, own_ae_title="R", job=Job())
        assert plan.above(Root.PATIENT) == {"PatientID": "P1"}
    assert [asked.QueryRetrieveLevel for asked in peer.asked] == ["STUDY"]
