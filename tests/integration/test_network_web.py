"""DICOMweb with Orthanc, by the command line."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pydicom
import pytest

from tests.support.builders import ct_series, uid
from tests.support.memory_keyring import MemoryKeyring, memory_keyring
from tests.support.peers import Orthanc, free_port, orthanc
from viewer.cli.main import run
from viewer.model.node import Node, SignIn
from viewer.net.node_store import NodeStore

STUDY = f"StudyInstanceUID={uid('study')}"


@pytest.fixture(scope="module")
def pacs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    folder = tmp_path_factory.mktemp("orthanc")
    with orthanc(folder, own_ae_title="RADIOLUCENT", own_port=free_port()) as peer:
        yield peer


@pytest.fixture
def store(isolated_home: Path, pacs: Orthanc) -> NodeStore:
    store = NodeStore(isolated_home / "config")
    store.put(Node("web", web_url=pacs.web_url))
    store.put(replace(pacs.node, name="both", web_url=pacs.web_url))
    return store


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    ct_series(folder, 6)
    return folder


def answer(capsys: pytest.CaptureFixture[str], arguments: Sequence[str], *, code: int = 0) -> Any:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == code, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("store")
def test_a_study_is_sent_found_and_fetched_back_over_the_web(
    images: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = answer(capsys, ["send", "web", str(images)])
    assert (sent["completed"], sent["failed"], sent["method"]) == (6, [], "STOW-RS")
    (found,) = answer(capsys, ["find", "web", STUDY, "PatientName=Doe^J*"])
    assert found["00100010"]["Value"] == [{"Alphabetic": "Doe^Jane"}]
    (series,) = answer(capsys, ["find", "web", STUDY, "--level", "series"])
    assert series["0020000E"]["Value"] == [uid("series")]
    keys = [STUDY, f"SeriesInstanceUID={uid('series')}"]
    assert len(answer(capsys, ["find", "web", *keys, "--level", "image"])) == 6
    assert len(answer(capsys, ["find", "web", *keys, "--level", "image", "--limit", "4"])) == 4
    report = answer(capsys, ["retrieve", "web", STUDY])
    assert (report["requested"], report["completed"], report["method"]) == (6, 6, "WADO-RS")
    there = {d.SOPInstanceUID: d.PixelData for d in map(pydicom.dcmread, images.iterdir())}
    rows = answer(capsys, ["list", "--level", "instance"])
    assert {row["SOPInstanceUID"] for row in rows} == there.keys()
    for row in rows:
        assert pydicom.dcmread(row["path"]).PixelData == there[row["SOPInstanceUID"]]


@pytest.mark.usefixtures("store")
def test_auto_prefers_wado_where_the_node_has_it(
    images: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, ["send", "both", str(images)])
    assert answer(capsys, ["retrieve", "both", STUDY])["method"] == "WADO-RS"


def test_auto_goes_on_by_dimse_where_the_web_side_does_not_answer(
    store: NodeStore, pacs: Orthanc, images: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, ["send", "both", str(images)])
    store.put(replace(pacs.node, name="half", web_url=f"http://127.0.0.1:{free_port()}"))
    assert answer(capsys, ["retrieve", "half", STUDY])["method"] == "C-GET"
    store.put(Node("none", web_url=f"http://127.0.0.1:{free_port()}"))
    assert run(["retrieve", "none", STUDY]) == 1
    assert "Nobody listens" in capsys.readouterr().err


@pytest.mark.usefixtures("store")
def test_the_doctor_tries_both_sides_of_a_node(
    images: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, ["send", "web", str(images)])
    steps = answer(capsys, ["doctor", "web"])["steps"]
    names = [step["name"] for step in steps]
    assert names == ["Name", "TCP", "HTTP", "Sign-in", "QIDO-RS", "WADO-RS"]
    assert all(step["is_good"] for step in steps)
    names = [step["name"] for step in answer(capsys, ["doctor", "both"])["steps"]]
    assert {"C-ECHO", "C-FIND", "QIDO-RS", "WADO-RS"} <= set(names)


@pytest.mark.parametrize("path", ["/dicom-wrong", "/app/explorer.html"])
def test_the_doctor_says_which_step_fails(
    store: NodeStore, pacs: Orthanc, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    store.put(Node("wrong", web_url=f"http://127.0.0.1:{pacs.http_port}{path}"))
    last = answer(capsys, ["doctor", "wrong"], code=1)["steps"][-1]
    assert (last["name"], last["is_good"]) == ("QIDO-RS", False)
    assert "nothing at this address" in last["answer"]
    assert last["what_to_do"]


@pytest.mark.usefixtures("store")
def test_echo_asks_a_web_node_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["echo", "web"]) == 0
    assert "web answers after" in capsys.readouterr().out


@pytest.fixture
def keyring() -> Iterator[MemoryKeyring]:
    with memory_keyring() as own:
        yield own


def test_a_password_goes_into_the_keyring_and_nowhere_else(
    store: NodeStore, isolated_home: Path, keyring: MemoryKeyring,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    words = ["--web", "https://pacs.example/rs", "--sign-in", "basic", "--web-user", "me"]
    assert run(["node", "add", "cloud", *words]) == 0
    assert store.node("cloud").sign_in is SignIn.BASIC
    monkeypatch.setattr("sys.stdin", _Lines("geheim\n"))
    assert run(["node", "secret", "cloud"]) == 0
    assert keyring.kept == {"cloud": "geheim"}
    told = capsys.readouterr()
    written = [file.read_bytes() for file in isolated_home.rglob("*") if file.is_file()]
    assert not any(b"geheim" in content for content in written)
    assert "geheim" not in told.out + told.err
    assert run(["node", "remove", "cloud"]) == 0
    assert keyring.kept == {}


class _Lines:
    """An input that is no terminal."""

    def __init__(self, text: str) -> None:
        self._text = text

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        return self._text


@pytest.mark.usefixtures("store")
def test_single_resources_come_as_the_server_has_them(
    images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, ["send", "web", str(images)])
    dataset = pydicom.dcmread(next(images.iterdir()))
    keys = [
        STUDY, f"SeriesInstanceUID={dataset.SeriesInstanceUID}",
        f"SOPInstanceUID={dataset.SOPInstanceUID}",
    ]  # fmt: skip
    capsys.readouterr()
    assert run(["web", "web", "metadata", *keys]) == 0
    (header,) = json.loads(capsys.readouterr().out)
    assert header["00080018"]["Value"] == [dataset.SOPInstanceUID]
    out = tmp_path / "out.bin"
    assert run(["web", "web", "frames", *keys, "-o", str(out)]) == 0
    assert out.read_bytes() == dataset.PixelData
    address = header["7FE00010"]["BulkDataURI"]
    assert run(["web", "web", "bulk", address, "-o", str(out)]) == 0
    assert out.read_bytes() == dataset.PixelData
    assert run(["web", "web", "rendered", *keys, "-o", str(out)]) == 0
    assert out.read_bytes()[:2] in (b"\xff\xd8", b"\x89P")
    assert run(["web", "web", "frames", *keys]) == 2
    assert run(["web", "web", "wado-uri", *keys, "-o", str(out)]) == 1
    assert "no address for WADO-URI" in capsys.readouterr().err


def test_wado_uri_brings_one_object(
    store: NodeStore, pacs: Orthanc, images: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    answer(capsys, ["send", "web", str(images)])
    uri = f"http://127.0.0.1:{pacs.http_port}/wado"
    store.put(Node("old", web_url=pacs.web_url, wado_uri_url=uri))
    dataset = pydicom.dcmread(next(images.iterdir()))
    keys = [
        STUDY, f"SeriesInstanceUID={dataset.SeriesInstanceUID}",
        f"SOPInstanceUID={dataset.SOPInstanceUID}",
    ]  # fmt: skip
    out = tmp_path / "one.dcm"
    assert run(["web", "old", "wado-uri", *keys, "-o", str(out)]) == 0
    assert pydicom.dcmread(out).PixelData == dataset.PixelData


@pytest.mark.parametrize(
    ("what", "given", "missing"),
    [
        ("wado-uri", (0,), "SeriesInstanceUID, SOPInstanceUID"),
        ("frames", (0, 2), "SeriesInstanceUID"),
        ("rendered", (2,), "StudyInstanceUID, SeriesInstanceUID"),
        ("metadata", (), "StudyInstanceUID"),
    ],
)
def test_uids_that_are_missing_are_named(
    isolated_home: Path, capsys: pytest.CaptureFixture[str], *, what: str, given: tuple[int, ...],
    missing: str,
) -> None:  # fmt: skip
    NodeStore(isolated_home / "config").put(Node("web", web_url="http://127.0.0.1:1/dicom-web"))
    keys = [STUDY, "SeriesInstanceUID=1.2.3", "SOPInstanceUID=1.2.3.4"]
    assert run(["web", "web", what, *(keys[number] for number in given), "-o", "out"]) == 2
    assert f"{what} also needs {missing}\n" in capsys.readouterr().err


def test_a_secret_without_a_sign_in_is_refused(
    store: NodeStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert store.node("web").sign_in is SignIn.NONE
    assert run(["node", "secret", "web"]) == 1
    assert run(["node", "sign-in", "web"]) == 1
    assert "OAuth" in capsys.readouterr().err
