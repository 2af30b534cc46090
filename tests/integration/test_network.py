"""Query, retrieve, send and serve against real peers: Orthanc and DCMTK, by the command line."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pydicom
import pytest

from tests.support.builders import ct_series, uid
from tests.support.peers import Orthanc, dcmqrscp, free_port, orthanc, running
from viewer.cli.main import run
from viewer.model.node import LocalNode, Node
from viewer.net.node_store import NodeStore

OWN_PORT = free_port()
STUDY = f"StudyInstanceUID={uid('study')}"


@pytest.fixture(scope="module")
def pacs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    folder = tmp_path_factory.mktemp("orthanc")
    with orthanc(folder, own_ae_title="RADIOLUCENT", own_port=OWN_PORT) as peer:
        yield peer


@pytest.fixture(scope="module")
def qr(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    folder = tmp_path_factory.mktemp("qrscp")
    with dcmqrscp(folder, own_ae_title="RADIOLUCENT", own_port=OWN_PORT) as node:
        yield node


@pytest.fixture
def store(isolated_home: Path, pacs: Orthanc, qr: Node) -> NodeStore:
    store = NodeStore(isolated_home / "config")
    store.set_local(LocalNode(port=OWN_PORT))
    store.put(pacs.node)
    store.put(qr)
    return store


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    ct_series(folder, 6)
    return folder


def answer(capsys: pytest.CaptureFixture[str], arguments: Sequence[str], *, code: int = 0) -> Any:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == code, capsys.readouterr()
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("name", ["pacs", "qr"])
def test_a_study_is_sent_found_and_fetched_back_by_every_method(
    name: str, images: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = answer(capsys, ["send", name, str(images)])
    assert (sent["requested"], sent["completed"], sent["failed"]) == (6, 6, [])
    (found,) = answer(capsys, ["find", name, STUDY, "PatientName=Doe*"])
    assert found["0020000D"]["Value"] == [uid("study")]
    assert found["00100010"]["Value"] == [{"Alphabetic": "Doe^Jane"}]
    instances = answer(
        capsys, ["find", name, STUDY, f"SeriesInstanceUID={uid('series')}", "--level", "image"]
    )
    wanted = {match["00080018"]["Value"][0] for match in instances}
    for command, method in (("get", "C-GET"), ("move", "C-MOVE"), ("retrieve", "C-GET")):
        report = answer(capsys, [command, name, STUDY, "--all"])
        assert (report["requested"], report["completed"], report["failed"]) == (6, 6, [])
        assert report["method"] == method
    rows = answer(capsys, ["list", "--level", "instance"])
    assert {row["SOPInstanceUID"] for row in rows} == wanted
    assert all(Path(row["path"]).is_relative_to(os.environ["RADIOLUCENT_HOME"]) for row in rows)


@pytest.mark.usefixtures("store")
def test_what_was_fetched_has_the_pixels_that_were_sent(
    images: Path, capsys: pytest.CaptureFixture[str]
) -> None:

    answer(capsys, ["send", "pacs", str(images)])
    answer(capsys, ["move", "pacs", STUDY])
    sent = {d.SOPInstanceUID: d.PixelData for d in map(pydicom.dcmread, images.iterdir())}
    for row in answer(capsys, ["list", "--level", "instance"]):
        assert pydicom.dcmread(row["path"]).PixelData == sent[row["SOPInstanceUID"]]


def test_matches_end_at_the_limit(
    store: NodeStore, images: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, ["send", "pacs", str(images)])
    words = [STUDY, f"SeriesInstanceUID={uid('series')}", "--level", "image", "--limit", "2"]
    assert len(answer(capsys, ["find", "pacs", *words])) == 2


def test_several_nodes_are_asked_and_each_says_what_it_did_not_go_by(
    store: NodeStore, images: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("pacs", "qr"):
        answer(capsys, ["send", name, str(images)])
    store.put(Node("gone", host="127.0.0.1", port=free_port(), ae_title="GONE"))
    study = f"StudyInstanceUID=1.2.3\\{uid('study')}"
    command = ["find", "pacs", "gone", "qr", study, "--json"]
    capsys.readouterr()
    assert run(command) == 3
    told = capsys.readouterr()
    assert [m["00080054"]["Value"] for m in json.loads(told.out)] == [["pacs"], ["qr"]]
    assert "gone: Nobody listens there" in told.err
    assert "did not go by" not in told.err
    assert run(["find", "qr", study, "InstanceNumber=77"]) == 0
    assert "qr did not go by: InstanceNumber\n" in capsys.readouterr().err


@pytest.mark.usefixtures("store")
def test_names_in_other_scripts_are_matched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ct_series(tmp_path / "greek", 1)
    (file,) = (tmp_path / "greek").iterdir()
    dataset = pydicom.dcmread(file)
    dataset.SpecificCharacterSet, dataset.PatientName = "ISO_IR 192", "Παπαδόπουλος^Ελένη"
    dataset.StudyInstanceUID = uid("greek")
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = uid("greek image")
    dataset.save_as(file)
    answer(capsys, ["send", "pacs", str(file)])
    (found,) = answer(capsys, ["find", "pacs", "PatientName=Παπαδ*"])
    assert found["0020000D"]["Value"] == [uid("greek")]


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("name", ["pacs", "qr"])
def test_the_doctor_finds_a_good_node_good(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, ["doctor", name])
    assert told["answers"]
    names = [step["name"] for step in told["steps"]]
    assert names == ["Name", "TCP", "Association", "AE titles", "Services", "C-ECHO", "C-FIND"]
    assert run(["echo", name]) == 0


@pytest.mark.parametrize(
    ("changes", "step", "what_to_do"),
    [
        ({"host": "no-such-host.invalid"}, "Name", "spelling"),
        ({"port": free_port()}, "TCP", "port"),
        ({"ae_title": "WRONG"}, "AE titles", "upper and lower case"),
        ({"tls": True}, "TLS", "TLS"),
    ],
)
def test_the_doctor_names_the_step_that_fails_and_what_to_do(
    store: NodeStore, qr: Node, *, changes: dict[str, object], step: str, what_to_do: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    store.put(replace(qr, **changes))
    told = answer(capsys, ["doctor", "qr"], code=1)
    last = told["steps"][-1]
    assert (last["name"], last["is_good"]) == (step, False)
    assert what_to_do in last["what_to_do"]


def test_a_study_that_the_node_has_not_is_no_success(
    store: NodeStore, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("get", "move"):
        report = answer(capsys, [command, "pacs", "StudyInstanceUID=1.2.3.4.5"], code=1)
        assert report["completed"] == 0


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("options", [[], ["--refuse"]])
def test_another_program_at_our_port_is_named(
    images: Path, tmp_path: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, ["send", "qr", str(images)])
    command = ["storescp", *options, "-od", str(tmp_path), str(OWN_PORT)]
    with running(command, port=OWN_PORT, folder=tmp_path):
        capsys.readouterr()
        assert run(["move", "qr", STUDY, "--all"]) == 1
    assert f"port {OWN_PORT}, where another program listens" in capsys.readouterr().err


@pytest.fixture
def server(isolated_home: Path) -> Iterator[int]:
    """`radiolucent serve` for the AE title STORESCU, as a process."""
    command = [sys.executable, "-m", "viewer", "serve", "--port", "0", "--allow", "STORESCU"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    port = int(process.stdout.readline().rpartition(":")[2])
    yield port
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    process.stdout.close()


def test_the_server_takes_what_storescu_sends(
    server: int, images: Path, isolated_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def dcmtk(*command: str) -> int:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode

    target = ["127.0.0.1", str(server)]
    called = ["-aec", "RADIOLUCENT"]
    assert dcmtk("echoscu", "-aet", "STORESCU", *called, *target) == 0
    assert dcmtk("storescu", "-aet", "STORESCU", *called, *target, "+sd", str(images)) == 0
    assert len(list((isolated_home / "data" / "received").rglob("*.dcm"))) == 6
    assert list((isolated_home / "data" / "received").rglob("*.part")) == []
    assert dcmtk("echoscu", "-aet", "STRANGER", *called, *target) != 0
    assert dcmtk("echoscu", "-aet", "STORESCU", "-aec", "ANOTHER", *target) != 0
