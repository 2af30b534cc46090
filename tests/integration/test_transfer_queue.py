"""The queue of transfers, by the command line, against Orthanc and peers that misbehave."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pydicom
import pytest

from tests.support.builders import ct_series, uid
from tests.support.peers import Orthanc, free_port, orthanc
from tests.support.small_disk import mounted
from viewer.base import file_store
from viewer.cli.main import run
from viewer.index.transfer_store import TransferStore
from viewer.model.node import LocalNode, Node
from viewer.net.node_store import NodeStore

OWN_PORT = free_port()
STUDY = f"StudyInstanceUID={uid('study')}"


@pytest.fixture
def pacs(tmp_path: Path) -> Iterator[Orthanc]:
    folder = tmp_path / "orthanc"
    folder.mkdir()
    with orthanc(folder, own_ae_title="RADIOLUCENT", own_port=OWN_PORT) as peer:
        yield peer


@pytest.fixture(autouse=True)
def store(isolated_home: Path, pacs: Orthanc) -> NodeStore:
    store = NodeStore(isolated_home / "config")
    store.set_local(LocalNode(port=OWN_PORT))
    store.put(pacs.node)
    return store


@pytest.fixture
def images(tmp_path: Path) -> Path:
    ct_series(tmp_path / "images", 6)
    return tmp_path / "images"


@pytest.fixture
def queue(isolated_home: Path) -> Iterator[TransferStore]:
    queue = TransferStore(isolated_home / "data" / "transfers.sqlite")
    yield queue
    queue.close()


def answer(capsys: pytest.CaptureFixture[str], arguments: Sequence[str], *, code: int = 0) -> Any:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == code, capsys.readouterr()
    return json.loads(capsys.readouterr().out)


def wait_for(is_so: Callable[[], bool], limit_s: float = 20) -> None:
    deadline = time.monotonic() + limit_s
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def received(home: Path) -> list[Path]:
    return sorted((home / "data" / "received").rglob("*.dcm"))


def test_sent_and_committed_are_two_words(images: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent = answer(capsys, ["send", "pacs", str(images)])
    assert "commitment" not in sent
    sent = answer(capsys, ["send", "pacs", str(images), "--commit", "--wait", "20"])
    assert (sent["commitment"], sent["committed"], sent["completed"]) == ("committed", 6, 6)
    rows = answer(capsys, ["queue", "list"])
    assert [(row["state"], row["commitment"]) for row in rows] == [
        ("done", ""),
        ("done", "committed"),
    ]
    items = answer(capsys, ["queue", "list", "2"])
    assert {item["commitment"] for item in items} == {"committed"}


def test_a_node_commits_to_what_it_was_sent_before_and_to_nothing_else(
    images: Path, queue: TransferStore, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    answer(capsys, ["send", "pacs", str(images)])
    told = answer(capsys, ["commit", "pacs", str(images), "--wait", "20"])
    assert (told["commitment"], told["committed"], told["requested"]) == ("committed", 6, 6)
    ct_series(tmp_path / "other", 2, name="other", StudyInstanceUID="1.2.3.77")
    told = answer(capsys, ["commit", "pacs", str(tmp_path / "other"), "--wait", "20"], code=1)
    assert (told["commitment"], told["completed"]) == ("refused", 0)
    assert [each.commitment.value for each in queue.transfers()] == ["", "committed", "refused"]


def test_a_report_that_comes_later_is_heard_by_the_server(
    images: Path, queue: TransferStore
) -> None:
    command = [sys.executable, "-m", "viewer", "serve", "--events"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        assert json.loads(server.stdout.readline())["port"] == OWN_PORT
        assert run(["send", "pacs", str(images), "--commit", "--wait", "0"]) in (0, 3)
        wait_for(lambda: queue.transfers()[0].committed == 6)
        server.stdin.close()
        server.wait(20)


def test_a_resumed_retrieve_fetches_only_what_is_missing(
    images: Path, isolated_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, ["send", "pacs", str(images)])
    answer(capsys, ["retrieve", "pacs", STUDY])
    gone, *others = received(isolated_home)
    before = {path: path.stat().st_mtime_ns for path in others}
    gone.unlink()
    again = answer(capsys, ["retrieve", "pacs", STUDY])
    assert (again["requested"], again["completed"]) == (6, 6)
    assert again["method"] == "C-GET"
    assert gone.exists()
    assert {path: path.stat().st_mtime_ns for path in others} == before
    whole = answer(capsys, ["retrieve", "pacs", STUDY])
    assert (whole["completed"], whole["method"]) == (6, "")


def test_single_images_of_the_archive_are_sent(
    images: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, ["import", str(images)])
    image = str(pydicom.dcmread(min(images.iterdir())).SOPInstanceUID)
    series = f"{uid('study')}/{uid('series')}"
    assert answer(capsys, ["send", "pacs", f"{series}/{image}"])["requested"] == 1
    assert answer(capsys, ["send", "pacs", series])["requested"] == 6
    assert answer(capsys, ["send", "pacs", uid("study")])["requested"] == 6


@pytest.fixture
def large(tmp_path: Path, store: NodeStore, pacs: Orthanc, monkeypatch: pytest.MonkeyPatch) -> Path:
    """5 MB in 40 images, a node that can all ways, and a disk that may be filled to the brim."""
    monkeypatch.setattr(file_store, "SPARE_BYTES", 0)
    store.put(replace(pacs.node, web_url=pacs.web_url))
    for path in ct_series(tmp_path / "large", 40):
        dataset = pydicom.dcmread(path)
        dataset.Rows, dataset.Columns, dataset.PixelData = 256, 256, bytes(256 * 256 * 2)
        dataset.save_as(path)
    return tmp_path / "large"


@pytest.mark.parametrize("way", ["get", "move", "wado"])
def test_a_full_disk_is_told_and_the_transfer_goes_on_when_there_is_room(
    way: str,
    large: Path,
    isolated_home: Path,
    queue: TransferStore,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert answer(capsys, ["send", "pacs", str(large)])["completed"] == 40
    with mounted(isolated_home / "data" / "received") as resize:
        assert run(["retrieve", "pacs", STUDY, "--method", way]) == 3
        assert "disk of this computer is full" in capsys.readouterr().err
        stopped = queue.transfers()[-1]
        here = received(isolated_home)
        assert 0 < len(here) < 40
        assert (stopped.state.value, stopped.done, stopped.total) == ("partly", len(here), 40)
        assert all(pydicom.dcmread(path).PixelData == bytes(256 * 256 * 2) for path in here)
        assert list((isolated_home / "data" / "received").rglob("*.part")) == []
        assert answer(capsys, ["stats"])["instances"] == len(here)
        resize("20m")
        assert run(["queue", "retry", "2"]) == 0
        assert run(["queue", "run"]) == 0
        done = queue.transfers()[-1]
        assert (done.state.value, done.done, len(received(isolated_home))) == ("done", 40, 40)


def start(*arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "viewer", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ,
    )


@pytest.fixture
def many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A study of 400 images, on the node."""
    ct_series(tmp_path / "many", 400)
    assert answer(capsys, ["send", "pacs", str(tmp_path / "many")])["completed"] == 400
    return tmp_path / "many"


@pytest.mark.usefixtures("many")
def test_a_killed_retrieve_goes_on_where_it_was(
    isolated_home: Path, queue: TransferStore, capsys: pytest.CaptureFixture[str]
) -> None:
    process = start("retrieve", "pacs", STUDY)
    wait_for(lambda: len(received(isolated_home)) > 20)
    assert queue.transfers()[-1].state.value == "running"
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    killed = queue.transfers()[-1]
    assert killed.state.value == "waiting"
    here = received(isolated_home)
    before = {path: path.stat().st_mtime_ns for path in here}
    assert killed.done <= len(here)
    assert all(pydicom.dcmread(path).PixelData for path in here)
    assert run(["queue", "run"]) == 0
    done = queue.transfers()[-1]
    assert (done.state.value, done.done, done.total) == ("done", 400, 400)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert answer(capsys, ["stats"])["instances"] == 400


def test_a_killed_send_goes_on_where_it_was(
    many: Path, pacs: Orthanc, queue: TransferStore
) -> None:
    process = start("send", "pacs", str(many))
    wait_for(lambda: len(queue.transfers()) == 2 and queue.transfers()[-1].done > 0)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    assert queue.transfers()[-1].state.value == "waiting"
    assert run(["queue", "run"]) == 0
    assert (queue.transfers()[-1].state.value, queue.transfers()[-1].done) == ("done", 400)


@pytest.mark.parametrize(("word", "state"), [("pause", "paused"), ("cancel", "cancelled")])
def test_another_process_is_stopped_and_goes_on_when_asked(
    isolated_home: Path, queue: TransferStore, tmp_path: Path, *, word: str, state: str
) -> None:
    count = 1500  # several times what comes between two looks at the queue
    ct_series(tmp_path / "more", count)
    assert run(["send", "pacs", str(tmp_path / "more")]) == 0
    assert run(["queue", "list"]) == 0  # so that all of it is loaded when it counts
    process = start("retrieve", "pacs", STUDY)
    wait_for(lambda: bool(received(isolated_home)))
    assert run(["queue", word, "2"]) == 0
    process.wait(20)
    stopped = queue.transfers()[-1]
    assert stopped.state.value == state
    assert 0 < stopped.done < count
    assert list((isolated_home / "data" / "received").rglob("*.part")) == []
    assert run(["queue", "retry", "2"]) == 0
    assert run(["queue", "run"]) == 0
    assert (queue.transfers()[-1].state.value, queue.transfers()[-1].done) == ("done", count)


def test_a_node_that_is_down_is_told_and_tried_again(
    store: NodeStore, queue: TransferStore, images: Path
) -> None:
    store.put(Node("gone", host="127.0.0.1", port=free_port(), ae_title="GONE"))
    assert run(["send", "gone", str(images)]) == 1
    (failed,) = queue.transfers()
    assert failed.state.value == "failed"
    assert "Nobody listens there" in failed.reason
