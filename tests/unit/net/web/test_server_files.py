"""ServerFiles: fetched when wanted, bounded, and gone in the end."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.builders import ct_series, uid
from tests.support.web_peer import Asked, Reply, WebPeer, web_peer
from viewer.dicom.scan import scan_file
from viewer.model.node import Node
from viewer.model.query import DicomJson
from viewer.net.errors import NetworkError, ProtocolError, StatusError
from viewer.net.web.multipart import part_head, tail
from viewer.net.web.server_files import ServerFiles

MULTIPART = {"Content-Type": 'multipart/related; type="application/dicom"; boundary=b'}


class Server:
    """WADO-RS over some files."""

    def __init__(self, folder: Path) -> None:
        ct_series(folder, 4)
        self.files = {scan_file(p).sop_instance_uid: p.read_bytes() for p in folder.iterdir()}
        self.wrong = ""

    def answer(self, asked: Asked) -> Reply:
        data = self.files.get(self.wrong or asked.path.rpartition("/")[2])
        if data is None:
            return Reply(404)
        return Reply(200, part_head(len(data), "b") + data + tail("b"), MULTIPART)


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path / "there")


@pytest.fixture
def peer(server: Server) -> Iterator[WebPeer]:
    with web_peer(server.answer) as running:
        yield running


@pytest.fixture
def files(tmp_path: Path) -> Iterator[ServerFiles]:
    made = ServerFiles(tmp_path / "cache", limit_bytes=3000)
    yield made
    made.close()


def told(name: str, **changes: str) -> DicomJson:
    uids = {"0020000D": uid("study"), "0020000E": uid("series"), "00080018": name}
    return {tag: {"vr": "UI", "Value": [changes.get(f"x{tag}", v)]} for tag, v in uids.items()}


def test_a_file_comes_when_it_is_wanted_and_once(
    files: ServerFiles, server: Server, peer: WebPeer
) -> None:
    name, data = next(iter(server.files.items()))
    path = files.place(Node("w", web_url=peer.url), told(name))
    assert not path.exists()
    files.provide(path)
    files.provide(path)
    assert path.read_bytes() == data
    assert len(peer.asked) == 1


def test_many_who_want_one_file_fetch_it_once(
    files: ServerFiles, server: Server, peer: WebPeer
) -> None:
    path = files.place(Node("w", web_url=peer.url), told(next(iter(server.files))))
    threads = [threading.Thread(target=files.provide, args=(path,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(peer.asked) == 1


def test_a_file_of_this_computer_is_left_alone(files: ServerFiles, tmp_path: Path) -> None:
    files.provide(tmp_path / "own.dcm")
    assert not (tmp_path / "own.dcm").exists()


def test_what_was_used_longest_ago_goes_first_and_comes_again(
    files: ServerFiles, server: Server, peer: WebPeer
) -> None:
    node = Node("w", web_url=peer.url)
    assert all(900 < len(data) < 1400 for data in server.files.values())
    one, two, three, four = (files.place(node, told(name)) for name in server.files)
    for path in (one, two, one, three):
        files.provide(path)
    assert [path.exists() for path in (one, two, three)] == [True, False, True]
    files.provide(two)
    assert two.exists()
    assert not four.exists()


def test_another_image_than_was_asked_for_is_not_taken(
    files: ServerFiles, server: Server, peer: WebPeer
) -> None:
    first, second, *_ = server.files
    server.wrong = second
    path = files.place(Node("w", web_url=peer.url), told(first))
    with pytest.raises(ProtocolError, match="another image"):
        files.provide(path)


def test_why_a_file_does_not_come_is_said(
    files: ServerFiles, server: Server, peer: WebPeer
) -> None:
    path = files.place(Node("w", web_url=peer.url), told("1.2.3"))
    with pytest.raises(StatusError, match="knows nothing"):
        files.provide(path)


@pytest.mark.parametrize("changes", [{"x0020000E": ""}, {"x00080018": "../x"}])
def test_an_image_without_good_uids_has_no_place(
    files: ServerFiles, changes: dict[str, str]
) -> None:
    with pytest.raises(ProtocolError):
        files.place(Node("w", web_url="http://pacs"), told("1.2.3", **changes))


def test_nothing_is_left_in_the_end_and_nothing_comes_any_more(
    server: Server, peer: WebPeer, tmp_path: Path
) -> None:
    files = ServerFiles(tmp_path / "cache")
    first, second, *_ = (
        files.place(Node("w", web_url=peer.url), told(name)) for name in server.files
    )
    files.provide(first)
    files.close()
    assert not (tmp_path / "cache").exists()
    with pytest.raises((NetworkError, Exception)):
        files.provide(second)
