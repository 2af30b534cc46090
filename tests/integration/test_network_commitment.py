"""Storage commitment with pynetdicom as the node that commits (PS3.4 J)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import UID
from pynetdicom import AE, build_role, evt
from pynetdicom.sop_class import StorageCommitmentPushModel  # type: ignore[attr-defined]

from viewer.base.jobs import Job
from viewer.dicom.commitment import CommitmentReport
from viewer.model.node import Node
from viewer.net.commitment import ask_commitment, commitment_service
from viewer.net.errors import NetworkError, StatusError
from viewer.net.inbox import Inbox
from viewer.net.server import Peer, ServerOptions, StorageServer

CT = "1.2.840.10008.5.1.4.1.1.2"
ASKED = [(CT, "1.2.3.1"), (CT, "1.2.3.2")]
INSTANCE = UID("1.2.840.10008.1.20.1.1")
REASON = "no such object instance (0112)"
FAILED = CommitmentReport("1.2.3", ("1.2.3.1",), (("1.2.3.2", REASON),))


def report_on(request: Dataset, *, without: str = "") -> tuple[int, Dataset]:
    """Event type and report: all is kept but `without`."""
    kept, failed = [], []
    for item in request.ReferencedSOPSequence:
        if item.ReferencedSOPInstanceUID == without:
            item.FailureReason = 0x0112
            failed.append(item)
        else:
            kept.append(item)
    report = Dataset()
    report.TransactionUID = request.TransactionUID
    report.ReferencedSOPSequence = kept
    if failed:
        report.FailedSOPSequence = failed
    return (2 if failed else 1), report


class Pacs:
    """A node that takes requests; `status` is what it answers, and `without` what it lost."""

    def __init__(self) -> None:
        self.requests: list[Dataset] = []
        self.status = 0x0000
        self.without = ""
        self.is_prompt = False
        self.is_rude = False  # aborts once it has answered
        self.threads: list[threading.Thread] = []

    def take(self, event: Any) -> tuple[int, None]:
        self.requests.append(event.action_information)
        later = None
        if self.is_prompt:
            later = threading.Thread(target=self._report, args=(event.assoc,))
        elif self.is_rude:
            later = threading.Timer(0.2, event.assoc.abort)
        if later is not None:
            self.threads.append(later)
            later.start()
        return self.status, None

    def _report(self, association: Any) -> None:
        kind, report = report_on(self.requests[-1], without=self.without)
        association.send_n_event_report(report, kind, StorageCommitmentPushModel, INSTANCE)

    @contextmanager
    def running(self) -> Iterator[Node]:
        entity = AE("PACS")
        entity.add_supported_context(StorageCommitmentPushModel)
        server = entity.start_server(
            ("127.0.0.1", 0), block=False, evt_handlers=[(evt.EVT_N_ACTION, self.take)]
        )
        try:
            port = server.socket.getsockname()[1]
            yield Node("pacs", host="127.0.0.1", port=port, ae_title="PACS", answer_s=5)
        finally:
            for thread in self.threads:
                thread.join(10)
            server.shutdown()


def ask(pacs: Pacs) -> list[CommitmentReport]:
    told: list[CommitmentReport] = []
    with pacs.running() as node:
        ask_commitment(node, "1.2.3", ASKED, own_ae_title="US", told=told.append, job=Job())
    return told


@pytest.mark.parametrize("without", ["", "1.2.3.2"])
def test_a_report_on_the_same_association_is_taken(without: str) -> None:
    pacs = Pacs()
    pacs.is_prompt, pacs.without = True, without
    kept = tuple(uid for _, uid in ASKED)
    assert ask(pacs) == [FAILED if without else CommitmentReport("1.2.3", kept, ())]
    (request,) = pacs.requests
    told = [
        (item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID)
        for item in request.ReferencedSOPSequence
    ]
    assert (request.TransactionUID, told) == ("1.2.3", ASKED)


def test_without_a_report_nothing_is_committed_and_nothing_hangs() -> None:
    pacs = Pacs()
    assert ask(pacs) == []
    assert len(pacs.requests) == 1


def test_a_node_that_ends_the_association_has_still_taken_the_request() -> None:
    pacs = Pacs()
    pacs.is_rude = True
    assert ask(pacs) == []


def test_a_refusal_is_told() -> None:
    pacs = Pacs()
    pacs.status = 0x0213
    with pytest.raises(StatusError):
        ask(pacs)


def test_a_node_that_does_not_commit_is_recognised() -> None:
    entity = AE("PACS")
    entity.add_supported_context("1.2.840.10008.1.1")
    server = entity.start_server(("127.0.0.1", 0), block=False)
    node = Node("p", host="127.0.0.1", port=server.socket.getsockname()[1], ae_title="PACS")
    try:
        with pytest.raises(NetworkError):
            ask_commitment(node, "1.2.3", ASKED, own_ae_title="US", told=print, job=Job())
    finally:
        server.shutdown()


def test_a_report_that_comes_later_on_an_association_of_the_node_is_taken(tmp_path: Path) -> None:
    told: list[CommitmentReport] = []
    options = ServerOptions("US", port=0, peers=(Peer("PACS", "127.0.0.1"),))
    services = commitment_service(told.append)
    with StorageServer(options, Inbox(tmp_path / "in"), services=services) as server:
        entity = AE("PACS")
        entity.add_requested_context(StorageCommitmentPushModel)
        role = build_role(StorageCommitmentPushModel, scu_role=False, scp_role=True)
        association = entity.associate("127.0.0.1", server.port, ae_title="US", ext_neg=[role])
        assert association.is_established
        request = Dataset()
        request.TransactionUID = "1.2.3"
        request.ReferencedSOPSequence = []
        for sop_class_uid, sop_instance_uid in ASKED:
            item = Dataset()
            item.ReferencedSOPClassUID = sop_class_uid
            item.ReferencedSOPInstanceUID = sop_instance_uid
            request.ReferencedSOPSequence.append(item)
        kind, report = report_on(request, without="1.2.3.2")
        status, _reply = association.send_n_event_report(
            report, kind, StorageCommitmentPushModel, INSTANCE
        )
        association.release()
    assert told == [FAILED]
    assert status.Status == 0x0000
