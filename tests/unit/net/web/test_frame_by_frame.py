"""ServerFiles, frame by frame: what is asked for, what is kept, and what becomes of odd answers."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom import dcmread

from tests.support import builders
from tests.support.web_peer import Asked, Reply, WebPeer, web_peer
from viewer.model.node import Node
from viewer.model.query import DicomJson
from viewer.net.errors import StatusError
from viewer.net.web.multipart import part_head, tail
from viewer.net.web.server_files import ServerFiles

FRAMES = 40
SIZE = 512  # bytes of a frame


class Server:
    """WADO-RS over one native cine whose frame k is all k."""

    def __init__(self) -> None:
        dataset = builders.make_dataset(SOPInstanceUID="1.2.3", NumberOfFrames=str(FRAMES))
        dataset.Rows, dataset.Columns, dataset.BitsAllocated = 16, 16, 16
        dataset.PixelData = b"".join(self.frame(k) for k in range(FRAMES))
        self.file = builders.file_bytes(dataset)
        self.header = {
            tag: element for tag, element in dataset.to_json_dict().items() if tag != "7FE00010"
        }
        self.syntax = "1.2.840.10008.1.2.1"
        self.answers_frames = True
        self.short = False

    def frame(self, index: int) -> bytes:
        return bytes([index]) * SIZE

    def answer(self, asked: Asked) -> Reply:
        place, _, numbers = asked.path.partition("/frames/")
        if numbers and not self.answers_frames:
            return Reply(400)
        if numbers:
            parts = [
                self.frame(int(n) - 1)[: 9 if self.short else None] for n in numbers.split(",")
            ]
            kind = f'type="application/octet-stream"; transfer-syntax={self.syntax}'
        elif place.endswith("/metadata"):
            return Reply(200, self.metadata(), {"Content-Type": "application/dicom+json"})
        else:
            parts, kind = [self.file], 'type="application/dicom"'
        body = b"".join(part_head(len(part), "b") + part for part in parts) + tail("b")
        return Reply(200, body, {"Content-Type": f"multipart/related; {kind}; boundary=b"})

    def metadata(self) -> bytes:
        return json.dumps([self.header]).encode()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def peer(server: Server) -> Iterator[WebPeer]:
    with web_peer(server.answer) as running:
        yield running


@pytest.fixture
def files(tmp_path: Path) -> Iterator[ServerFiles]:
    made = ServerFiles(tmp_path / "cache")
    yield made
    made.close()


@pytest.fixture
def path(files: ServerFiles, peer: WebPeer, server: Server) -> Path:
    header: DicomJson = server.header
    return files.place(Node("w", web_url=peer.url), header)


def asked(peer: WebPeer) -> list[str]:
    return [each.path.partition("/frames/")[2] for each in peer.asked if "/frames/" in each.path]


def frame_in(path: Path, index: int) -> bytes:
    return bytes(dcmread(path).PixelData[index * SIZE : (index + 1) * SIZE])


def test_who_goes_through_the_frames_gets_more_of_them_at_once(
    files: ServerFiles, path: Path, peer: WebPeer, server: Server
) -> None:
    for index in range(20, 32):
        assert frame_in(files.provide_frame(path, index), index) == server.frame(index)
    assert asked(peer) == ["21", "22,23", "24,25,26,27", "28,29,30,31,32,33,34,35"]
    files.provide_frame(path, 2)
    assert asked(peer)[-1] == "3"
    assert not path.exists()


def test_the_last_frames_are_not_asked_beyond(
    files: ServerFiles, path: Path, peer: WebPeer, server: Server
) -> None:
    for index in range(36, 40):
        assert frame_in(files.provide_frame(path, index), index) == server.frame(index)
    assert asked(peer) == ["37", "38,39", "40"]


@pytest.mark.parametrize("trouble", ["refused", "unnamed", "RLE", "short", "headless"])
def test_what_cannot_come_by_frames_comes_as_a_whole_and_is_not_asked_for_again(
    files: ServerFiles, path: Path, peer: WebPeer, server: Server, trouble: str
) -> None:
    server.answers_frames = trouble != "refused"
    server.syntax = {"unnamed": "*", "RLE": "1.2.840.10008.1.2.5"}.get(trouble, server.syntax)
    if trouble == "headless":
        del server.header["00280010"]
    if trouble == "short":
        files.provide_frame(path, 0)
        server.short = True
    for index in (5, 6):
        assert files.provide_frame(path, index) == path
    assert path.read_bytes() == server.file
    assert len(asked(peer)) == (2 if trouble == "short" else 1)


def test_frames_that_went_come_again_in_another_file(
    tmp_path: Path, peer: WebPeer, server: Server
) -> None:
    files = ServerFiles(tmp_path / "cache", limit_bytes=1)
    node = Node("w", web_url=peer.url)
    one = files.place(node, server.header)
    uid = {"vr": "UI", "Value": ["1.2.4"]}
    two = files.place(node, {**server.header, "00080018": uid})
    first = files.provide_frame(one, 3)
    files.provide_frame(two, 3)
    assert not first.exists()
    again = files.provide_frame(one, 4)
    assert again != first
    assert frame_in(again, 4) == server.frame(4)
    files.close()
    assert not (tmp_path / "cache").exists()


def test_a_full_disk_is_told(
    files: ServerFiles, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("viewer.net.web.server_files.FrameRoom", full)
    with pytest.raises(StatusError, match="no room"):
        files.provide_frame(path, 1)
