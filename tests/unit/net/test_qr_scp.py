"""Query and retrieve as SCP: what a peer stops half-way is stopped, and failures are told."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

import pytest

from tests.support.builders import ct_series, uid
from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.dicom.file_start import read_file_start
from viewer.dicom.identifiers import encode_identifier
from viewer.dicom.scan import scan_file
from viewer.model.matching import Kind, is_match
from viewer.model.node import Node
from viewer.model.query import Level, Query, Root
from viewer.net.association import associate
from viewer.net.contexts import GET, Context, get_contexts
from viewer.net.dimse import HAS_DATA_SET, NO_DATA_SET, Command, Field, number
from viewer.net.errors import StatusError
from viewer.net.find import find
from viewer.net.inbox import Inbox
from viewer.net.qr_scp import QueryRetrieve
from viewer.net.server import Peer, ServerOptions, StorageServer
from viewer.net.status import CANCELLED, PENDING
from viewer.net.store import Outgoing
from viewer.net.store_scp import StoreScp


class Endless:
    """Has matches without end, and one file many times."""

    def __init__(self, file: Outgoing) -> None:
        self._file = file
        self.told = 0

    def known_keys(self, level: Level) -> Collection[str]:
        return ("StudyInstanceUID",)

    def find(self, query: Query) -> Iterator[Mapping[str, str]]:
        for self.told in count(1):
            yield {"StudyInstanceUID": f"1.2.{self.told}"}

    def files(self, query: Query) -> Sequence[Outgoing]:
        return [self._file] * 500


class Broken(Endless):
    """Cannot be read."""

    def find(self, query: Query) -> Iterator[Mapping[str, str]]:
        raise ViewerError("The list of studies is damaged.")


@pytest.fixture
def file(tmp_path: Path) -> Outgoing:
    ct_series(tmp_path / "images", 1)
    (path,) = (tmp_path / "images").iterdir()
    record = scan_file(path)
    offset = read_file_start(path.read_bytes()).dataset_offset
    return Outgoing(
        path, record.sop_class_uid, record.sop_instance_uid, record.transfer_syntax_uid, offset
    )


def server_of(shared: Endless, folder: Path) -> StorageServer:
    services = QueryRetrieve(
        shared, own_ae_title="SERVER", destination=lambda _title: None
    ).services()
    options = ServerOptions("SERVER", port=0, peers=(Peer("US"),))
    return StorageServer(options, Inbox(folder / "received"), services=services)


def node_of(server: StorageServer) -> Node:
    return Node("s", host="127.0.0.1", port=server.port, ae_title="SERVER", answer_s=20)


def test_a_query_ends_when_the_peer_cancels_it(file: Outgoing, tmp_path: Path) -> None:
    shared = Endless(file)
    with server_of(shared, tmp_path) as server:
        found = find(node_of(server), Query(limit=3), own_ae_title="US", job=Job())
        assert len(list(found)) == 3
        again = find(node_of(server), Query(limit=2), own_ae_title="US", job=Job())
        assert len(list(again)) == 2


def test_a_retrieve_ends_when_the_peer_cancels_it(file: Outgoing, tmp_path: Path) -> None:
    contexts = get_contexts([Context(GET[Root.STUDY])])
    keys = {"QueryRetrieveLevel": "STUDY", "StudyInstanceUID": uid("study")}
    with (
        server_of(Endless(file), tmp_path) as server,
        associate(node_of(server), contexts, own_ae_title="US", job=Job()) as association,
        StoreScp(association, Inbox(tmp_path / "got")) as store,
    ):
        agreed = association.context_for(GET[Root.STUDY])
        assert agreed is not None
        command = {
            Field.AFFECTED_SOP_CLASS: agreed.sop_class_uid,
            Field.COMMAND: Command.C_GET,
            Field.MESSAGE_ID: 7,
            Field.PRIORITY: 0,
            Field.DATA_SET_TYPE: HAS_DATA_SET,
        }
        data = encode_identifier(keys, syntax=agreed.syntax)
        association.send(agreed.context_id, command, data)
        cancel = {
            Field.COMMAND: Command.C_CANCEL,
            Field.RESPONDED_MESSAGE_ID: 7,
            Field.DATA_SET_TYPE: NO_DATA_SET,
        }
        while True:
            message = association.receive(store.open)
            assert message is not None
            if message.kind == Command.C_STORE:
                association.send(agreed.context_id, cancel)  # before its own answer
                store.answer(message)
            elif message.status not in PENDING:
                break
    assert message.status == CANCELLED
    assert number(message.command, Field.COMPLETED) < 10
    assert number(message.command, Field.REMAINING) > 490


def test_what_the_archive_cannot_do_is_a_status_and_no_silence(
    file: Outgoing, tmp_path: Path
) -> None:
    with server_of(Broken(file), tmp_path) as server, pytest.raises(StatusError, match="C000"):
        list(find(node_of(server), Query(), own_ae_title="US", job=Job()))


@pytest.mark.parametrize(
    ("value", "key", "kind", "matches"),
    [
        ("Doe^Jane", "", Kind.NAME, True),
        ("", "*", Kind.TEXT, True),
        ("", "A", Kind.TEXT, False),
        ("Doe^Jane^^", "DOE^JANE", Kind.NAME, True),
        ("Yamada^Tarou=山田^太郎", "山田*", Kind.NAME, True),
        ("Doe^Jane", "Doe", Kind.NAME, False),
        ("A[1]", "A[1]", Kind.TEXT, True),
        ("A1", "A[1]", Kind.TEXT, False),
        ("1.2.30", "1.2.3", Kind.UID, False),
        ("1.2.3", "1.2.4\\1.2.3", Kind.UID, True),
        ("20260102", "20260101-20260103", Kind.MOMENT, True),
        ("20260104", "20260101-20260103", Kind.MOMENT, False),
        ("", "20260101-", Kind.MOMENT, False),
        ("101530.25", "1000-1015", Kind.MOMENT, True),
        ("101600", "1000-1015", Kind.MOMENT, False),
        ("CT\\SR", "MR\\SR", Kind.TEXT, True),
        ("007", "7", Kind.NUMBER, True),
    ],
)
def test_values_match_keys_as_the_standard_has_it(
    value: str, key: str, kind: Kind, *, matches: bool
) -> None:
    """PS3.4 C.2.2.2."""
    assert is_match(value, key, kind) is matches
