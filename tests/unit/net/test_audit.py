"""SEC-041: the audit trail: messages by the schema, and a log in which every change shows."""

import csv
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.audit_schema import schema_problems
from tests.support.certificates import make_certificates
from viewer.base.jobs import Job
from viewer.model.audit import AuditEvent, AuditKind, AuditQuery, AuditStudy, Peer, PeerRole
from viewer.model.node import Node
from viewer.model.patient import Patient, PersonName
from viewer.model.query import Query
from viewer.net.audit.log import Anchor, AuditLog
from viewer.net.audit.message import encode_message
from viewer.net.audit.options import AuditOptions
from viewer.net.audit.search import AuditSearch, newest
from viewer.net.audit.summary import summarise
from viewer.net.audit.trail import AuditTrail
from viewer.net.outcome import TransferReport
from viewer.workflows.audit_access import export_event, import_event
from viewer.workflows.audit_events import begin_event, query_event, transfer_event
from viewer.workflows.export_audit import export_audit

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HOSTILE = 'Doe^<b a="1">&amp;\x00\x1b\ud800'
STUDY = AuditStudy("1.2.3", Patient(PersonName(HOSTILE), "ID<1>"), "A&1", (("1.2.840", 3),))
NODE = Node("pacs", host="10.0.0.5", ae_title="PACS")
EVENTS = [
    *(AuditEvent(kind) for kind in AuditKind),
    AuditEvent(AuditKind.SECURITY_ALERT, "its address is not in the list"),
    *(AuditEvent(AuditKind.SENT, "", Peer("X", "10.0.0.1", role), (STUDY,)) for role in PeerRole),
    AuditEvent(AuditKind.QUERY, "", Peer("PACS", "ct.example"), query=AuditQuery("1.2", b"\0\xff")),
    query_event(NODE, Query(keys={"PatientName": "Doe*"})),
    begin_event(NODE, ["1.2.3"], is_sending=True),
    transfer_event(NODE, ["1.2.3"], TransferReport(3, 2), is_sending=False),
    import_event([Path("/a/b"), Path("/c")]),
    export_event(Path("/tmp/picture.png")),
]  # fmt: skip


def message(event: AuditEvent) -> str:
    return encode_message(event, when=NOW, own_ae_title="RADIOLUCENT", site="Ward 3")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind.name)
def test_every_message_keeps_to_the_schema(event: AuditEvent) -> None:
    text = message(event)
    assert schema_problems(text) == []
    assert "\n" not in text


def test_the_check_of_the_schema_bites() -> None:
    good = message(EVENTS[0])
    for wrong, right in (
        ('UserIsRequestor="true"', 'UserIsRequestor="maybe"'),
        ("<AuditSourceIdentification", "<AuditSource"),
        ('EventActionCode="E"', 'EventActionCode="X"'),
        ("</EventIdentification>", "</EventIdentification><EventIdentification/>"),
    ):
        assert wrong in good
        try:
            assert schema_problems(good.replace(wrong, right))
        except (SyntaxError, TypeError, AttributeError):
            continue  # no XML at all any more


def test_a_summary_tells_who_did_what() -> None:
    event = AuditEvent(AuditKind.SENT, "1 of 3", Peer("PACS", "10.0.0.5"), (STUDY,))
    with_log = summarise_of(event)
    assert with_log.event == "DICOM Instances Transferred"
    assert "PACS (10.0.0.5)" in with_log.who
    assert "1.2.3" in with_log.what
    assert (with_log.is_good, with_log.outcome) == (False, "1 of 3")


def summarise_of(event: AuditEvent):
    from viewer.net.audit.log import Record

    return summarise(Record(1, NOW.isoformat(), message(event), ""))


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    (tmp_path / "config").mkdir()
    log = AuditLog(tmp_path / "audit", tmp_path / "config")
    for number in range(5):
        log.append(NOW.isoformat(), f"<AuditMessage>{number}</AuditMessage>")
    return log


def test_an_untouched_log_is_found_so_and_goes_on(log: AuditLog, tmp_path: Path) -> None:
    found = log.verify()
    assert (found.count, found.problems) == (5, ())
    again = AuditLog(tmp_path / "audit", tmp_path / "config")
    assert again.append(NOW.isoformat(), "<AuditMessage/>").number == 6
    assert again.verify(found.anchor).problems == ()


Lines = list[bytes]


def edited(lines: Lines) -> Lines:
    return [*lines[:2], lines[2].replace(b">2<", b">7<"), *lines[3:]]


def edited_time(lines: Lines) -> Lines:
    return [lines[0].replace(b"2026-01-02", b"2026-01-03"), *lines[1:]]


def removed(lines: Lines) -> Lines:
    return [*lines[:2], *lines[3:]]


def reordered(lines: Lines) -> Lines:
    return [lines[0], lines[2], lines[1], *lines[3:]]


def renumbered_after_removal(lines: Lines) -> Lines:
    kept = [json.loads(line) for line in removed(lines)]
    return [json.dumps({**each, "n": place}).encode() for place, each in enumerate(kept, 1)]


def truncated(lines: Lines) -> Lines:
    return lines[:-1]


def emptied(_lines: Lines) -> Lines:
    return []


def duplicated(lines: Lines) -> Lines:
    return [*lines, lines[-1]]


def damaged(lines: Lines) -> Lines:
    return [*lines[:3], lines[3][:20], lines[4]]


@pytest.mark.parametrize(
    "tamper",
    [edited, edited_time, removed, reordered, renumbered_after_removal, truncated, emptied,
     duplicated, damaged],
)  # fmt: skip
def test_every_change_is_found(
    log: AuditLog, tmp_path: Path, tamper: Callable[[Lines], Lines]
) -> None:
    (file,) = (tmp_path / "audit").iterdir()
    lines = tamper(file.read_bytes().splitlines())
    file.write_bytes(b"".join(line + b"\n" for line in lines))
    assert log.verify().problems


def test_a_file_that_is_gone_or_an_anchor_put_back_is_found(log: AuditLog, tmp_path: Path) -> None:
    (file,) = (tmp_path / "audit").iterdir()
    anchor_file = tmp_path / "config" / "audit.anchor"
    early_log, early_anchor = file.read_bytes(), anchor_file.read_bytes()
    log.append(NOW.isoformat(), "<AuditMessage/>")
    kept_elsewhere = log.verify().anchor
    file.write_bytes(early_log)
    anchor_file.write_bytes(early_anchor)  # by somebody who may read and write everything
    assert log.verify().problems == ()
    assert log.verify(kept_elsewhere).problems
    anchor_file.write_text(json.dumps({"number": 2, "code": "0" * 64, "seal": "0" * 64}))
    assert log.verify().problems
    anchor_file.unlink()
    assert log.verify().problems
    file.unlink()
    (tmp_path / "config" / "audit.key").unlink()
    assert log.verify(kept_elsewhere).problems


def test_what_a_killed_program_left_is_damage_and_the_chain_goes_on(
    log: AuditLog, tmp_path: Path
) -> None:
    (file,) = (tmp_path / "audit").iterdir()
    with file.open("ab") as stream:
        stream.write(b'{"n": 6, "t": "20')
    log.append(NOW.isoformat(), "<AuditMessage/>")
    found = log.verify()
    assert found.count == 6
    assert len(found.problems) == 1


def test_several_processes_and_threads_append_to_one_chain(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()

    def work() -> None:
        own = AuditLog(tmp_path / "audit", tmp_path / "config")
        for _ in range(10):
            own.append(NOW.isoformat(), "<AuditMessage/>")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = AuditLog(tmp_path / "audit", tmp_path / "config").verify()
    assert (found.count, found.problems) == (40, ())


def test_a_trail_that_is_off_writes_nothing(tmp_path: Path) -> None:
    trail = AuditTrail(tmp_path / "d", tmp_path / "c", AuditOptions(), own_ae_title="US")
    trail.record(EVENTS[0])
    trail.close()
    assert not list(tmp_path.iterdir())


def test_files_of_the_trail_are_their_owners_alone(log: AuditLog, tmp_path: Path) -> None:
    files = [path for path in tmp_path.rglob("audit*") if path.is_file()]
    assert len(files) >= 3
    assert {path.stat().st_mode & 0o077 for path in files} == {0}


def test_the_trail_is_read_a_page_at_a_time_and_by_what_is_asked(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    log = AuditLog(tmp_path / "audit", tmp_path / "config")
    for day in range(1, 10):
        kind = AuditKind.QUERY if day % 2 else AuditKind.IMPORT
        event = AuditEvent(kind, "refused" if day == 5 else "", None, (AuditStudy(f"1.{day}"),))
        log.append(f"2026-01-{day:02}T08:00:00.000+00:00", message(event))

    def page(search: AuditSearch, before: int = 0) -> tuple[list[int], bool]:
        found = newest(log, search, limit=4, before=before, job=Job())
        return [row.number for row in found.rows], found.is_last

    assert page(AuditSearch()) == ([9, 8, 7, 6], False)
    assert page(AuditSearch(), before=6) == ([5, 4, 3, 2], False)
    assert page(AuditSearch(), before=2) == ([1], True)
    assert page(AuditSearch(event="Import")) == ([8, 6, 4, 2], True)
    assert page(AuditSearch(is_good=False)) == ([5], True)
    assert page(AuditSearch(words="QUERY 1.3")) == ([3], True)
    days = AuditSearch(first_day="2026-01-03", last_day="2026-01-04")
    assert page(days) == ([4, 3], True)
    assert export_audit(log, tmp_path / "out.xml", days, job=Job()) == 2


def test_a_broken_trail_tells_until_when_it_was_whole(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    log = AuditLog(tmp_path / "audit", tmp_path / "config")
    for day in range(1, 5):
        log.append(f"2026-01-0{day}", message(EVENTS[0]))
    assert log.verify().intact_until == "2026-01-04"
    (file,) = (tmp_path / "audit").iterdir()
    file.write_bytes(file.read_bytes().replace(b'"t": "2026-01-03"', b'"t": "2026-01-13"'))
    found = log.verify()
    assert found.intact_until == "2026-01-02"
    assert len(found.problems) == 1


def test_a_table_of_it_holds_no_formulas(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    log = AuditLog(tmp_path / "audit", tmp_path / "config")
    event = AuditEvent(AuditKind.SENT, "", None, (AuditStudy("=1+1"),))
    log.append(NOW.isoformat(), message(event))
    assert export_audit(log, tmp_path / "out.csv", AuditSearch(), job=Job()) == 1
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1][4] == "'=1+1"
    assert export_audit(log, tmp_path / "out.xml", AuditSearch(), job=Job()) == 1
    assert (tmp_path / "out.xml").read_text().count("<AuditMessage>") == 1


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificates(tmp_path_factory.mktemp("keys"))


class Collector:
    """Takes syslog over TLS, and reads it by RFC 5425: a length in octets, a space, a message."""

    def __init__(self, keys: Path) -> None:
        self.messages: list[bytes] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(keys / "server.pem", keys / "server.key")
        context.load_verify_locations(keys / "ca.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        self._listener, self._context = listener, context
        self.thread = threading.Thread(target=self._work)
        self.thread.start()

    def _work(self) -> None:
        with closing(self._listener), closing(self._listener.accept()[0]) as plain:
            plain.settimeout(20)
            with self._context.wrap_socket(plain, server_side=True) as secure:
                data = b""
                while part := secure.recv(65536):
                    data += part
        while data:
            length, _, rest = data.partition(b" ")
            self.messages.append(rest[: int(length)])
            data = rest[int(length) :]


@pytest.fixture
def collector(keys: Path) -> Iterator[Collector]:
    collector = Collector(keys)
    yield collector
    collector.thread.join(20)


def test_records_are_sent_by_syslog_over_tls(
    collector: Collector, keys: Path, tmp_path: Path
) -> None:
    """PS3.15 A.6, RFC 5424, RFC 5425."""
    (tmp_path / "config").mkdir()
    options = AuditOptions(
        is_on=True, syslog_host="127.0.0.1", syslog_port=collector.port,
        syslog_ca=str(keys / "ca.pem"), syslog_certificate=str(keys / "client.pem"),
        syslog_key=str(keys / "client.key"),
    )  # fmt: skip
    trail = AuditTrail(tmp_path / "data", tmp_path / "config", options, own_ae_title=lambda: "US")
    trail.log.append(NOW.isoformat(), message(EVENTS[1]))  # from a time without a connection
    trail.record(AuditEvent(AuditKind.ACCESSED, studies=(STUDY,)))
    trail.close()
    collector.thread.join(20)
    assert len(collector.messages) == 2
    head, _, body = collector.messages[1].partition(b"\xef\xbb\xbf")
    fields = head.split(b" ", 7)
    assert fields[0] == b"<85>1"
    assert datetime.fromisoformat(fields[1].decode()).tzinfo is not None
    assert (fields[3], fields[5]) == (b"radiolucent", b"DICOM+RFC3881")
    assert b'number="2"' in head
    assert schema_problems(body.decode()) == []
    assert (tmp_path / "config" / "audit.sent").read_text() == "2"


def test_records_wait_for_a_collector_that_is_not_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "config").mkdir()
    options = AuditOptions(is_on=True, syslog_host="127.0.0.1", syslog_port=1)
    trail = AuditTrail(tmp_path / "data", tmp_path / "config", options, own_ae_title=lambda: "US")
    trail.record(EVENTS[0])
    trail.close()
    caplog.clear()
    assert trail.log.verify().count == 1
    assert not (tmp_path / "config" / "audit.sent").exists()


def test_an_anchor_is_written_as_it_is_read() -> None:
    assert str(Anchor(3, "ab")) == "3:ab"
