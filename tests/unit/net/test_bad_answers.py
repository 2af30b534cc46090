"""C-FIND of nodes that break off, answer rubbish, flood, and know no character sets."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from tests.support.dimse_faults import FAULTS, Fault, silence
from tests.support.dimse_peer import PENDING, Talk, dimse_peer
from viewer.base.errors import Cancelled
from viewer.base.jobs import Job
from viewer.dicom.identifiers import encode_identifier
from viewer.model.node import Node
from viewer.model.query import DicomJson, Query, first_text
from viewer.net.dimse import Command
from viewer.net.errors import NetworkError, TimeoutExceededError
from viewer.net.find import find
from viewer.net.serving import answer

NAME, STUDY_UID = "00100010", "0020000D"


@contextmanager
def node(script: Fault, *, answer_s: float = 30) -> Iterator[Node]:
    with dimse_peer([], script, answer_s=answer_s, service=Command.C_FIND) as peer:
        yield peer


def matches(peer: Node, *, job: Job | None = None, limit: int = 0) -> Iterator[DicomJson]:
    return find(peer, Query(limit=limit), own_ae_title="US", job=job or Job())


def tell(talk: Talk, data: bytes) -> None:
    answer(talk.association, talk.request, PENDING, data)


def row(talk: Talk, uid: str = "1.2.3") -> bytes:
    syntax = talk.association.context(talk.request.context_id).syntax
    return encode_identifier({"StudyInstanceUID": uid}, syntax=syntax)


@pytest.mark.parametrize("told", [0, 2])
@pytest.mark.parametrize(("fault", "error"), FAULTS)
def test_what_was_told_before_a_fault_is_given_and_the_fault_is_told(
    fault: Fault, error: type[NetworkError], told: int
) -> None:
    def script(talk: Talk) -> None:
        for _ in range(told):
            tell(talk, row(talk))
        fault(talk)

    found = list[str]()

    def collect(peer: Node) -> None:
        for match in matches(peer):
            found.extend([first_text(match, STUDY_UID)])

    with node(script, answer_s=3 if fault is silence else 30) as peer, pytest.raises(error):
        collect(peer)
    assert found == ["1.2.3"] * told


@pytest.mark.parametrize("data", [b"\xff" * 21, b"\x20\x00\x0d\x00UI\xff\xff1.2", b"\x08"])
def test_rubbish_in_an_answer_does_not_cost_the_next(data: bytes) -> None:
    def script(talk: Talk) -> None:
        tell(talk, data)
        tell(talk, row(talk))
        talk.end()

    with node(script) as peer:
        rubbish, good = matches(peer)
    assert first_text(rubbish, STUDY_UID) in ("", "1.2")
    assert first_text(good, STUDY_UID) == "1.2.3"


def element(group: int, number: int, vr: bytes, value: bytes) -> bytes:
    value += b" " * (len(value) % 2)
    head = group.to_bytes(2, "little") + number.to_bytes(2, "little") + vr
    return head + len(value).to_bytes(2, "little") + value


@pytest.mark.parametrize(
    ("charset", "name"),
    [
        (b"", "Müller".encode("latin-1")),
        (b"", "Παπαδ".encode()),
        (b"ISO_IR 192", b"M\xfcller"),
        (b"ISO_IR 100", "山田".encode("shift_jis")),
        (b"NO SUCH SET", b"M\xfcller"),
        (b"\\ISO 2022 IR 87", b"\x1b$B;3"),
    ],
)
def test_a_name_outside_the_declared_set_costs_neither_the_answer_nor_the_others(
    charset: bytes, name: bytes
) -> None:
    def script(talk: Talk) -> None:
        declared = element(8, 5, b"CS", charset) if charset else b""
        named = element(0x10, 0x10, b"PN", name + b"^Eva")
        tell(talk, declared + named + element(0x20, 0xD, b"UI", b"1.2.9\0"))
        tell(talk, row(talk))
        talk.end()

    with node(script) as peer:
        first, second = matches(peer)
    assert first_text(first, STUDY_UID) == "1.2.9"
    assert first_text(second, STUDY_UID) == "1.2.3"


@pytest.mark.parametrize("uid", ["../../../etc/passwd", "1." * 5000, "1.2.3\\4.5.6"])
def test_a_uid_that_is_none_is_told_as_it_came(uid: str) -> None:
    def script(talk: Talk) -> None:
        tell(talk, element(0x20, 0xD, b"UI", uid.encode()))
        talk.end()

    with node(script) as peer:
        (match,) = matches(peer)
    assert first_text(match, STUDY_UID).strip("\0 ") == uid


def test_a_query_can_be_cancelled_before_the_first_answer() -> None:
    job = Job()
    cancelled: list[int] = []

    def script(talk: Talk) -> None:
        job.cancel()
        message = talk.association.receive()
        assert message is not None
        cancelled.append(message.kind)
        talk.end(0xFE00)

    with node(script) as peer, pytest.raises(Cancelled):
        list(matches(peer, job=job))
    assert cancelled == [Command.C_CANCEL]


def test_a_node_that_answers_without_end_is_left_at_the_limit_and_by_the_user(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("viewer.net.association._RELEASE_S", 0.1)
    monkeypatch.setattr("viewer.net.find._CANCEL_S", 0.1)

    def script(talk: Talk) -> None:
        with suppress(NetworkError):  # it pays no heed to C-CANCEL
            while True:
                tell(talk, row(talk))

    with node(script) as peer:
        assert len(list(matches(peer, limit=3))) == 3
    job = Job()
    with node(script) as peer, pytest.raises(Cancelled):
        deque((job.cancel() for _match in matches(peer, job=job)), maxlen=0)
    with node(script) as peer, closing(matches(peer)) as found:  # type: ignore[type-var]
        assert next(found)


def test_a_node_that_drips_its_answer_is_given_up() -> None:
    """Each byte comes in time, the answer never."""

    def script(talk: Talk) -> None:
        talk.channel.send(b"\x04\x00\x00\x00\xff\xff")
        with suppress(NetworkError):
            while not talk.channel.has_input():
                talk.channel.send(b"\0")
                threading.Event().wait(0.02)

    with node(script, answer_s=1) as peer, pytest.raises(TimeoutExceededError):
        list(matches(peer))
