"""The storage server against strangers, liars and bad luck (SEC-010, SEC-011, SEC-012)."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.builders import ct_series, make_dataset, write
from tests.support.sending import send_files
from viewer.base import file_store
from viewer.base.errors import Cancelled
from viewer.base.jobs import Job
from viewer.dicom.file_start import read_file_start
from viewer.dicom.scan import scan_file
from viewer.model.node import Node
from viewer.net.association import associate
from viewer.net.channel import MAX_PDU_BYTES, Pdu
from viewer.net.contexts import VERIFICATION, Context
from viewer.net.dimse import Field, encode_command
from viewer.net.echo import echo
from viewer.net.errors import NetworkError, RejectedError
from viewer.net.inbox import Inbox
from viewer.net.negotiation import encode_request
from viewer.net.server import Peer, ServerEvent, ServerOptions, StorageServer
from viewer.net.store import Outgoing, store

CT = "1.2.840.10008.5.1.4.1.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"


@pytest.fixture
def events() -> list[ServerEvent]:
    return []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "received"


Start = Callable[..., Node]


@pytest.fixture
def start(folder: Path, events: list[ServerEvent]) -> Iterator[Start]:
    """Start a server that knows the peer US from this machine; returns it as a node."""
    servers = []

    def begin(*, wanted: frozenset[str] | None = None, **options: object) -> Node:
        usual = ServerOptions("SERVER", port=0, peers=(Peer("US", "127.0.0.1"),))
        server = StorageServer(
            replace(usual, **options), Inbox(folder, wanted=wanted), told=events.append
        )
        server.start()
        servers.append(server)
        return Node("s", host="127.0.0.1", port=server.port, ae_title="SERVER", answer_s=5)

    yield begin
    for server in servers:
        server.stop()


def call_echo(node: Node, *, title: str = "US") -> None:
    with associate(node, [Context(VERIFICATION)], own_ae_title=title, job=Job()) as association:
        echo(association)


def files_in(folder: Path) -> list[Path]:
    """All files, once the server is done with its quarantine, which may be after its last word."""
    for _ in range(200):
        if not any(folder.rglob("*.part")):
            break
        threading.Event().wait(0.02)
    return [path for path in folder.rglob("*") if path.is_file()]


def hello(node: Node) -> bytes:
    return encode_request(
        called_ae_title=node.ae_title, calling_ae_title="US", contexts=[Context(CT, [EXPLICIT])]
    )


def test_a_known_peer_is_answered(start: Start) -> None:
    call_echo(start())


@pytest.mark.parametrize(("title", "called", "reason"), [("THEM", "SERVER", 3), ("US", "OTHER", 7)])
def test_wrong_titles_are_rejected_with_their_reason(
    start: Start, title: str, called: str, reason: int
) -> None:
    with pytest.raises(RejectedError) as refused:
        call_echo(replace(start(), ae_title=called), title=title)
    assert refused.value.reason == reason


def test_an_address_that_is_not_listed_is_closed_out(
    start: Start, events: list[ServerEvent]
) -> None:
    node = start(peers=(Peer("US", "192.0.2.1"),))
    with pytest.raises(NetworkError):
        call_echo(node)
    assert events[0].reason == "its address is not in the list"


@pytest.mark.parametrize("length", [MAX_PDU_BYTES + 1, 0xFFFFFFFF])
def test_a_length_beyond_the_cap_ends_the_connection_before_anything_is_read(
    start: Start, events: list[ServerEvent], length: int
) -> None:
    node = start()
    with socket.create_connection((node.host, node.port), timeout=5) as connection:
        connection.sendall(struct.pack(">BxI", Pdu.ASSOCIATE_RQ, length))
        answer = connection.recv(100)
    assert answer[:1] == bytes([Pdu.ABORT])
    call_echo(node)


@pytest.mark.parametrize(
    "garbage",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        struct.pack(">BxI", 1, 68) + bytes(68),
        struct.pack(">BxI", 1, 72) + bytes(68) + b"\x50\x00\xff\xff",
        struct.pack(">BxI", 1, 68 + 65536) + bytes(68) + b"\x40\x00\x00\x00" * 16384,
        struct.pack(">BxI", 4, 4) + bytes(4),
        struct.pack(">BxI", 99, 0),
    ],
)
def test_rubbish_is_answered_by_an_abort_and_the_server_lives(start: Start, garbage: bytes) -> None:
    node = start()
    with socket.create_connection((node.host, node.port), timeout=5) as connection:
        connection.sendall(garbage)
        assert connection.recv(100)[:1] == bytes([Pdu.ABORT])
    call_echo(node)


# A whole C-ECHO: nothing but its told length is wrong in what is made of it.
_ECHO = encode_command(
    {
        Field.AFFECTED_SOP_CLASS: VERIFICATION,
        Field.COMMAND: 0x0030,
        Field.MESSAGE_ID: 1,
        Field.DATA_SET_TYPE: 0x0101,
    }
)


@pytest.mark.parametrize(
    "body",
    [
        struct.pack(">IBB", len(_ECHO) + 2 + 100, 1, 3) + _ECHO,  # longer than its PDU
        struct.pack(">IBB", 0xFFFFFFFF, 1, 3),  # a fragment longer than its PDU
        struct.pack(">IBB", 1, 1, 3),
        struct.pack(">IBB", 2, 99, 3),  # a context never agreed on
        struct.pack(">IBB", 2, 1, 2),  # data without a command
        struct.pack(">IBB", 2, 1, 3),  # an empty command
        struct.pack(">IBBHHI", 10, 1, 3, 0, 0x100, 0xFFFFFFFF),
    ],
)
def test_forged_fragments_are_answered_by_an_abort(start: Start, body: bytes) -> None:
    node = start()
    with socket.create_connection((node.host, node.port), timeout=5) as connection:
        connection.sendall(hello(node))
        assert connection.recv(4096)[:1] == bytes([Pdu.ASSOCIATE_AC])
        connection.sendall(struct.pack(">BxI", Pdu.DATA, len(body)) + body)
        assert connection.recv(100)[:1] == bytes([Pdu.ABORT])
    call_echo(node)


def test_silent_connections_do_not_keep_others_out(start: Start) -> None:
    node = start()
    silent = [socket.create_connection((node.host, node.port), timeout=5) for _ in range(30)]
    try:
        call_echo(node)
    finally:
        for connection in silent:
            connection.close()


def test_an_association_that_is_half_open_ends_by_itself(start: Start) -> None:
    """A peer whose machine went away says nothing more, not even that it is gone."""
    node = start(idle_s=0.3)
    with socket.create_connection((node.host, node.port), timeout=5) as connection:
        connection.sendall(hello(node))
        assert connection.recv(4096)[:1] == bytes([Pdu.ASSOCIATE_AC])
        assert connection.recv(100)[:1] == bytes([Pdu.ABORT])
        assert connection.recv(100) == b""
    call_echo(node)


def test_a_hundred_associations_at_once_are_all_answered(start: Start) -> None:
    node = replace(start(), connect_s=20, answer_s=20)
    failures: list[Exception] = []

    def one() -> None:
        try:
            call_echo(node)
        except NetworkError as error:
            failures.append(error)

    threads = [threading.Thread(target=one) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_files_arrive_whole_under_names_that_tell_nothing(
    start: Start, folder: Path, tmp_path: Path
) -> None:
    ct_series(tmp_path / "images", 3)
    report = send_files([tmp_path / "images"], node=start(), own_ae_title="US", job=Job())
    assert report.is_complete
    names = [path.name for path in files_in(folder)]
    assert len(names) == 3
    assert all(len(name) == 36 and name.endswith(".dcm") for name in names)


def outgoing(path: Path, **changes: str) -> Outgoing:
    record = scan_file(path)
    offset = read_file_start(path.read_bytes()).dataset_offset
    file = Outgoing(
        path, record.sop_class_uid, record.sop_instance_uid, record.transfer_syntax_uid, offset
    )
    return replace(file, **changes)


def send_one(node: Node, file: Outgoing) -> str:
    report = store(
        node, [file], own_ae_title="US", job=Job(), transcode=lambda _path, _syntax: None
    )
    return report.failed[0].reason if report.failed else ""


@pytest.fixture
def image(tmp_path: Path) -> Path:
    return write(tmp_path / "image.dcm", make_dataset())


@pytest.mark.parametrize("uid", ["../../evil", "1.2.3", "/etc/passwd", "1" * 65])
def test_an_instance_that_is_not_what_was_announced_is_refused(
    start: Start, folder: Path, image: Path, uid: str
) -> None:
    assert "A900" in send_one(start(), outgoing(image, sop_instance_uid=uid))
    assert files_in(folder.parent) == [image]


@pytest.mark.parametrize("keyword", ["SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID"])
@pytest.mark.parametrize("uid", ["../../evil", "/etc/passwd", "1." * 40 + "1"])
def test_a_path_in_a_uid_of_the_data_set_itself_is_refused(
    start: Start, folder: Path, tmp_path: Path, keyword: str, uid: str
) -> None:
    dataset = make_dataset()
    setattr(dataset, keyword, uid)
    image = write(tmp_path / "image.dcm", dataset)
    sent = outgoing(image, sop_instance_uid=str(dataset.SOPInstanceUID))
    assert "A900" in send_one(start(), sent)
    assert files_in(folder.parent) == [image]


def test_an_instance_of_a_study_that_nobody_asked_for_is_refused(
    start: Start, folder: Path, image: Path
) -> None:
    assert "0124" in send_one(start(wanted=frozenset(["1.2.3"])), outgoing(image))
    assert files_in(folder) == []


def test_a_full_disk_is_answered_and_leaves_nothing(
    start: Start, folder: Path, image: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_store, "SPARE_BYTES", 1 << 62)
    assert "A700" in send_one(start(), outgoing(image))
    assert files_in(folder) == []


def test_what_came_before_the_disk_was_full_is_kept_and_the_rest_is_told(
    start: Start, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file for the next instance is opened ahead: that it cannot be spoils nothing."""
    ct_series(tmp_path / "images", 3)
    room = iter([True, True])
    monkeypatch.setattr(file_store, "has_room", lambda *_: next(room, False))
    report = send_files([tmp_path / "images"], node=start(), own_ae_title="US", job=Job())
    assert len(report.failed) == 1
    assert "A700" in report.failed[0].reason
    assert len(files_in(folder)) == 2


def test_an_instance_with_the_uids_of_another_replaces_nothing(
    start: Start, folder: Path, image: Path
) -> None:
    node = start()
    send_one(node, outgoing(image))
    changed = bytearray(image.read_bytes())
    changed[-1] ^= 1
    image.write_bytes(changed)
    for _ in range(2):
        send_one(node, outgoing(image))
    first, second = sorted(files_in(folder))
    assert second.name == f"{first.stem}-2.dcm" or first.name == f"{second.stem}-2.dcm"
    assert {path.read_bytes()[-1] for path in (first, second)} == {changed[-1], changed[-1] ^ 1}


def test_a_transfer_that_breaks_off_leaves_nothing(start: Start, folder: Path, image: Path) -> None:
    node = start()
    file = outgoing(image)
    with socket.create_connection((node.host, node.port), timeout=5) as connection:
        connection.sendall(hello(node))
        connection.recv(4096)
        command = encode_command(
            {
                Field.AFFECTED_SOP_CLASS: CT, Field.COMMAND: 1, Field.MESSAGE_ID: 1,
                Field.PRIORITY: 0, Field.DATA_SET_TYPE: 1,
                Field.AFFECTED_SOP_INSTANCE: file.sop_instance_uid,
            }
        )  # fmt: skip
        for flags, data in ((3, command), (0, image.read_bytes()[file.offset :][:500])):
            head = struct.pack(">BxIIBB", Pdu.DATA, len(data) + 6, len(data) + 2, 1, flags)
            connection.sendall(head + data)
    call_echo(node)
    assert files_in(folder) == []


def test_what_a_killed_program_left_is_cleared(folder: Path) -> None:
    (folder / "quarantine").mkdir(parents=True)
    (folder / "quarantine" / "left.part").write_bytes(b"half")
    assert Inbox(folder).clear() == 1
    assert files_in(folder) == []


def test_a_port_that_is_taken_is_an_error_with_a_hint(start: Start, folder: Path) -> None:
    node = start()
    second = StorageServer(ServerOptions("SERVER", port=node.port), Inbox(folder))
    with pytest.raises(NetworkError) as failure:
        second.start()
    assert failure.value.hint


@pytest.fixture
def mute() -> Iterator[Node]:
    """A peer that takes the connection and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield Node(
            "m", host="127.0.0.1", port=listener.getsockname()[1], ae_title="M", answer_s=0.5
        )


def test_a_peer_without_a_word_is_given_up(mute: Node) -> None:
    with pytest.raises(NetworkError, match="in time"):
        call_echo(mute)


def test_waiting_ends_when_the_job_is_cancelled(mute: Node) -> None:
    job = Job()
    timer = threading.Timer(0.1, job.cancel)
    timer.start()
    with (
        pytest.raises(Cancelled),
        associate(replace(mute, answer_s=60), [Context(VERIFICATION)], own_ae_title="US", job=job),
    ):
        pytest.fail("it answered")
    timer.join()
