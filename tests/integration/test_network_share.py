"""Our archive as others see it: queried and retrieved by DCMTK's programs and by Orthanc."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydicom
import pytest

from tests.support.builders import ct_series, uid
from tests.support.peers import Orthanc, free_port, orthanc, running
from viewer.cli.main import run
from viewer.model.node import Node
from viewer.net.node_store import NodeStore

STUDY = uid("study")


@pytest.fixture(scope="module")
def archive_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def pacs(tmp_path_factory: pytest.TempPathFactory, archive_port: int) -> Iterator[Orthanc]:
    folder = tmp_path_factory.mktemp("orthanc")
    with orthanc(folder, own_ae_title="RADIOLUCENT", own_port=archive_port) as peer:
        yield peer


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    ct_series(folder, 4)
    return folder


@pytest.fixture
def ours(isolated_home: Path, images: Path, pacs: Orthanc, archive_port: int) -> Iterator[Node]:
    """`radiolucent serve --share` on an archive of one study with four images."""
    assert run(["import", str(images)]) == 0
    store = NodeStore(isolated_home / "config")
    store.put(Node("storescp", host="127.0.0.1", port=free_port(), ae_title="STORESCP"))
    store.put(pacs.node)
    words = ["serve", "--port", str(archive_port), "--allow", "FINDSCU", "--share", "--events"]
    process = subprocess.Popen(
        [sys.executable, "-m", "viewer", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert json.loads(process.stdout.readline()) == {"what": "listening", "port": archive_port}
    yield Node("ours", host="127.0.0.1", port=archive_port, ae_title="RADIOLUCENT")
    process.stdin.close()  # whoever started it is gone
    assert process.wait(20) == 0
    process.stdout.close()


def dcmtk(node: Node, program: str, *options: str, folder: Path, code: int = 0) -> str:
    titles = ["-aet", "FINDSCU", "-aec", node.ae_title]
    command = [program, *titles, *options, node.host, str(node.port)]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    told = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert done.returncode == code, told
    return told


@pytest.mark.parametrize("root", ["-S", "-P"])
@pytest.mark.parametrize(
    ("level", "key", "answers"),
    [
        ("STUDY", "PatientName=DOE*", 1),
        ("STUDY", "PatientName=D?e^J*", 1),
        ("STUDY", "PatientName=Roe*", 0),
        ("STUDY", "StudyDate=19000101-", 1),
        ("STUDY", "StudyDate=-19000101", 0),
        ("STUDY", f"StudyInstanceUID=1.2.3\\{STUDY}", 1),
        ("STUDY", "ModalitiesInStudy=MR\\CT", 1),
        ("STUDY", "ModalitiesInStudy=MR", 0),
        ("SERIES", "Modality=CT", 1),
        ("IMAGE", "InstanceNumber", 4),
        ("IMAGE", "InstanceNumber=2", 1),
    ],
)
def test_findscu_finds_what_matches(
    ours: Node, tmp_path: Path, *, root: str, level: str, key: str, answers: int
) -> None:
    keys = ["-k", f"QueryRetrieveLevel={level}", "-k", key]
    keys += [] if "StudyInstanceUID" in key else ["-k", "StudyInstanceUID"]
    told = dcmtk(ours, "findscu", root, *keys, folder=tmp_path)
    assert told.count(f"[{STUDY}") == answers


def test_what_is_not_known_is_told_as_ignored(ours: Node, tmp_path: Path) -> None:
    keys = ["-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID", "-k", "PatientWeight=70"]
    told = dcmtk(ours, "findscu", "-v", "-S", *keys, folder=tmp_path)
    assert told.count(f"[{STUDY}") == 1
    assert "Pending: WarningUnsupportedOptionalKeys" in told


def test_a_level_that_the_root_lacks_is_refused(ours: Node, tmp_path: Path) -> None:
    keys = ["-k", "QueryRetrieveLevel=PATIENT", "-k", "PatientID"]
    assert "DataSetDoesNotMatch" in dcmtk(ours, "findscu", "-v", "-S", *keys, folder=tmp_path)
    assert dcmtk(ours, "findscu", "-P", *keys, folder=tmp_path).count("[ID1") == 1


def pixels(folder: Path) -> set[tuple[str, bytes]]:
    files = [pydicom.dcmread(path) for path in folder.iterdir() if path.is_file()]
    return {(str(each.SOPInstanceUID), bytes(each.PixelData)) for each in files}


def test_getscu_fetches_the_study_as_it_is(ours: Node, images: Path, tmp_path: Path) -> None:
    (tmp_path / "got").mkdir()
    keys = ["-k", "QueryRetrieveLevel=STUDY", "-k", f"StudyInstanceUID={STUDY}"]
    dcmtk(ours, "getscu", "-S", "-od", "got", *keys, folder=tmp_path)
    assert pixels(tmp_path / "got") == pixels(images)


def test_movescu_has_it_sent_to_a_node(
    ours: Node, images: Path, isolated_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "moved").mkdir()
    port = NodeStore(isolated_home / "config").node("storescp").port
    keys = ["-k", "QueryRetrieveLevel=SERIES", "-k", f"StudyInstanceUID={STUDY}"]
    keys += ["-k", f"SeriesInstanceUID={uid('series')}"]
    with running(["storescp", "-od", "moved", str(port)], port=port, folder=tmp_path):
        dcmtk(ours, "movescu", "-S", "-aem", "STORESCP", *keys, folder=tmp_path)
    assert pixels(tmp_path / "moved") == pixels(images)


def test_a_destination_that_is_no_node_is_refused(ours: Node, tmp_path: Path) -> None:
    keys = ["-k", "QueryRetrieveLevel=STUDY", "-k", f"StudyInstanceUID={STUDY}"]
    told = dcmtk(ours, "movescu", "-v", "-S", "-aem", "NOBODY", *keys, folder=tmp_path, code=69)
    assert "MoveDestinationUnknown" in told


def test_a_destination_that_is_not_there_fails_by_name(ours: Node, tmp_path: Path) -> None:
    keys = ["-k", "QueryRetrieveLevel=STUDY", "-k", f"StudyInstanceUID={STUDY}"]
    told = dcmtk(ours, "movescu", "-d", "-S", "-aem", "STORESCP", *keys, folder=tmp_path, code=69)
    assert "FailedSOPInstanceUIDList" in told


def ask(pacs: Orthanc, path: str, body: Any = None) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{pacs.http_port}{path}",
        data=None if body is None else json.dumps(body).encode(),
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


@pytest.mark.usefixtures("ours")
def test_orthanc_queries_and_retrieves_from_us(pacs: Orthanc, images: Path) -> None:
    query = {"Level": "Study", "Query": {"PatientName": "DOE*"}}
    name = ask(pacs, "/modalities/viewer/query", query)["ID"]
    (found,) = ask(pacs, f"/queries/{name}/answers?expand&simplify")
    assert (found["PatientName"], found["StudyInstanceUID"]) == ("Doe^Jane", STUDY)
    ask(pacs, f"/queries/{name}/retrieve", {"TargetAet": "ORTHANC", "Synchronous": True})
    assert len(ask(pacs, "/instances")) == len(list(images.iterdir()))
