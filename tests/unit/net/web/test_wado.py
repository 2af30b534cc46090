"""WADO-RS against a real server that breaks off, leaves out, lies and sends other things."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.builders import ct_series, uid
from tests.support.web_peer import Asked, Reply, web_peer
from viewer.base.jobs import Job
from viewer.dicom.scan import scan_file
from viewer.model.node import Node
from viewer.net.errors import AbortedError, NetworkError, ProtocolError, StatusError
from viewer.net.inbox import Inbox
from viewer.net.status import SUCCESS
from viewer.net.suboperations import Suboperations
from viewer.net.web.client import WebClient
from viewer.net.web.multipart import part_head, tail
from viewer.net.web.resources import frames, metadata, rendered, wado_uri
from viewer.net.web.wado import instance_path, retrieve_web

STUDY = {"StudyInstanceUID": uid("study")}
MULTIPART = {"Content-Type": 'multipart/related; type="application/dicom"; boundary=b'}
JSON = {"Content-Type": "application/dicom+json"}


class Server:
    """A DICOMweb server over some files, with a fault of one kind."""

    def __init__(self, folder: Path, count: int = 5) -> None:
        ct_series(folder, count)
        self.files = {scan_file(p).sop_instance_uid: p for p in sorted(folder.iterdir())}
        self.stream: Callable[[bytes], Reply] = lambda body: Reply(200, body, MULTIPART)
        self.left_out: set[str] = set()
        self.gone: set[str] = set()

    def answer(self, asked: Asked) -> Reply:
        names = asked.path.removeprefix("/dicom-web/").split("/")
        if len(names) == 1:
            return self._json([{"00201208": {"vr": "IS", "Value": [len(self.files)]}, **STUDY_UID}])
        if names[-1] == "instances":
            return self._json([self._row(name) for name in self.files])
        if "instances" in names:
            if names[-1] in self.gone:
                return Reply(404)
            return Reply(200, self._body([names[-1]]), MULTIPART)
        return self.stream(self._body([n for n in self.files if n not in self.left_out]))

    def _json(self, rows: list[object]) -> Reply:
        return Reply(200, json.dumps(rows).encode(), JSON)

    def _row(self, name: str) -> dict[str, object]:
        return {
            "0020000E": {"vr": "UI", "Value": [uid("series")]},
            "00080018": {"vr": "UI", "Value": [name]},
        }

    def _body(self, names: list[str]) -> bytes:
        datas = [self.files[name].read_bytes() for name in names]
        return b"".join(part_head(len(data), "b") + data for data in datas) + tail("b")


STUDY_UID = {"0020000D": {"vr": "UI", "Value": [uid("study")]}}


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path / "files")


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "in", wanted=frozenset([uid("study")]), is_durable=False)


def fetch(server: Server, inbox: Inbox, keys: dict[str, str] = STUDY) -> Suboperations:
    with web_peer(server.answer) as peer:
        node = Node("w", web_url=f"{peer.url}/dicom-web", answer_s=5.0)
        return retrieve_web(node, keys, inbox=inbox, job=Job())


def is_there(server: Server, inbox: Inbox) -> list[bool]:
    return [inbox.place_of(uid("study"), name).exists() for name in server.files]


def test_a_study_comes_as_it_is_stored(server: Server, inbox: Inbox) -> None:
    assert fetch(server, inbox) == Suboperations(SUCCESS, completed=5)
    for name, path in server.files.items():
        assert inbox.place_of(uid("study"), name).read_bytes() == path.read_bytes()


def test_one_instance_may_come_without_wrapping(server: Server, inbox: Inbox) -> None:
    (name, path) = next(iter(server.files.items()))
    keys = {**STUDY, "SeriesInstanceUID": uid("series"), "SOPInstanceUID": name}
    whole = Reply(200, path.read_bytes(), {"Content-Type": "application/dicom"})
    with web_peer(lambda _: whole) as peer:
        node = Node("w", web_url=peer.url)
        assert retrieve_web(node, keys, inbox=inbox, job=Job()).completed == 1
    assert inbox.place_of(uid("study"), name).exists()


def test_what_a_broken_stream_did_not_bring_is_fetched_one_by_one(
    server: Server, inbox: Inbox
) -> None:
    server.stream = lambda body: Reply(200, body[: len(body) // 2], MULTIPART, length=len(body))
    assert fetch(server, inbox) == Suboperations(SUCCESS, completed=5)
    assert all(is_there(server, inbox))


def test_what_a_server_leaves_out_is_fetched_one_by_one(server: Server, inbox: Inbox) -> None:
    server.left_out = set(list(server.files)[2:])
    assert fetch(server, inbox).completed == 5
    assert all(is_there(server, inbox))


def test_what_does_not_come_at_all_is_a_failure(server: Server, inbox: Inbox) -> None:
    server.left_out = server.gone = set(list(server.files)[:2])
    counts = fetch(server, inbox)
    assert (counts.completed, counts.failed) == (3, 2)
    assert counts.status != SUCCESS
    assert is_there(server, inbox) == [False, False, True, True, True]


def test_instances_of_another_study_are_not_taken(server: Server, tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "in", wanted=frozenset(["1.2.3"]), is_durable=False)
    counts = fetch(server, inbox)
    assert (counts.completed, counts.failed) == (0, 5)
    assert list((tmp_path / "in").rglob("*.dcm")) == []


def test_parts_that_are_no_dicom_are_failures_and_leave_no_file(
    server: Server, inbox: Inbox, tmp_path: Path
) -> None:
    rubbish = part_head(500, "b") + b"x" * 500 + tail("b")
    server.stream = lambda _: Reply(200, rubbish, MULTIPART)
    server.gone = set(server.files)
    assert fetch(server, inbox).completed == 0
    assert [path for path in (tmp_path / "in").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("reply", "kind", "told"),
    [
        (Reply(404), StatusError, "knows nothing"),
        (Reply(406), StatusError, "cannot answer in a form"),
        (Reply(200, b"<html>", {"Content-Type": "text/html"}), ProtocolError, "another kind"),
        (
            Reply(200, b"x", {"Content-Type": "multipart/related"}),
            ProtocolError,
            "where its parts end",
        ),
        (Reply(200, part_head(1 << 40, "b"), MULTIPART), ProtocolError, "larger than we take"),
        (Reply(200, b"", MULTIPART), AbortedError, "broke off"),
    ],
)
def test_where_nothing_comes_the_reason_is_told(
    server: Server, inbox: Inbox, reply: Reply, kind: type[NetworkError], told: str
) -> None:
    server.stream = lambda _: reply
    with pytest.raises(kind, match=told):
        fetch(server, inbox)


@pytest.mark.parametrize("text", ["../../etc", "1.2/../3", "1.2?x=1", "1.2#", "a"])
def test_nothing_but_uids_goes_into_a_path(text: str) -> None:
    with pytest.raises(ProtocolError, match="UID"):
        instance_path(text)


def reply_with(body: bytes, kind: str) -> Callable[[Asked], Reply]:
    return lambda _: Reply(200, body, {"Content-Type": kind})


def test_frames_headers_and_pictures_come_in_their_own_forms() -> None:
    path = instance_path("1.2", "1.3", "1.4")
    two = b"--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--"
    with web_peer(reply_with(two, "multipart/related; boundary=b")) as peer:
        with WebClient(Node("w", web_url=peer.url), job=Job()) as client:
            assert frames(client, path, [1, 2]) == [b"one", b"two"]
            with pytest.raises(ProtocolError, match="another number of frames"):
                frames(client, path, [1])
            with pytest.raises(ProtocolError, match="another kind"):
                metadata(client, path)
        assert peer.asked[0].path.endswith("/instances/1.4/frames/1,2")
    with (
        web_peer(reply_with(b"\xff\xd8", "image/jpeg")) as peer,
        WebClient(Node("w", web_url=peer.url), job=Job()) as client,
    ):
        assert rendered(client, path, size=(100, 80)) == b"\xff\xd8"
    assert peer.asked[0].target.endswith("/rendered?viewport=100,80")


def test_wado_uri_asks_for_one_object() -> None:
    keys = {"StudyInstanceUID": "1.2", "SeriesInstanceUID": "1.3", "SOPInstanceUID": "1.4"}
    with web_peer(reply_with(b"file", "application/dicom")) as peer:
        node = Node("w", web_url=f"{peer.url}/rs", wado_uri_url=f"{peer.url}/wado")
        with WebClient(node, job=Job()) as client:
            assert wado_uri(client, keys) == b"file"
    (asked,) = peer.asked
    assert asked.path == "/wado"
    assert asked.query == {
        "requestType": ["WADO"], "studyUID": ["1.2"], "seriesUID": ["1.3"], "objectUID": ["1.4"],
        "contentType": ["application/dicom"],
    }  # fmt: skip
