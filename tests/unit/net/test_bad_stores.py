"""Sending to nodes that break off, refuse, fall silent and say nothing of use.

Whatever they do: it ends, the queue says of each image what became of it, and only what was not
taken is sent again.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.builders import ct_series, uid
from tests.support.dimse_faults import FAULTS, Fault, silence
from tests.support.dimse_peer import Talk, dimse_peer
from viewer.base.errors import Cancelled
from viewer.base.jobs import Job
from viewer.dicom.scan import scan_file
from viewer.index.archive import SqliteArchive
from viewer.index.transfer_store import TransferStore
from viewer.model.node import LocalNode
from viewer.model.transfer import Direction, ItemState, Transfer, TransferState
from viewer.net.dimse import Command, Field, text
from viewer.net.errors import NetworkError
from viewer.net.node_store import NodeStore
from viewer.net.receiver import ThreadReceiver
from viewer.workflows.reception import Reception
from viewer.workflows.retrieve import Station
from viewer.workflows.send import items_of_paths
from viewer.workflows.transfer_queue import Desk, run_transfer

COUNT = 3


class Sender:
    """Our side: a queue with one transfer of the images."""

    def __init__(self, folder: Path) -> None:
        ct_series(folder / "images", COUNT)
        self._archive = SqliteArchive(folder / "index.sqlite")
        self.queue = TransferStore(folder / "transfers.sqlite")
        self._nodes = NodeStore(folder / "config")
        reception = Reception(folder, lambda hear: ThreadReceiver(folder, told=hear))
        station = Station(LocalNode, folder, self._archive, reception)
        self._desk = Desk(self.queue, self._nodes, station, is_patient=False)
        items, _studies, _unreadable = items_of_paths([folder / "images"], job=Job())
        self._number = self.queue.add(Transfer(Direction.SEND, "peer"), items).number

    def send(self, script: Fault, *, job: Job | None = None, answer_s: float = 30) -> None:
        with dimse_peer([], script, answer_s=answer_s, service=Command.C_STORE) as node:
            self._nodes.put(node)
            self.queue.wish(self._number, TransferState.WAITING)
            run_transfer(self._number, self._desk, job=job or Job())

    @property
    def state(self) -> TransferState:
        transfer = self.queue.transfer(self._number)
        assert transfer is not None
        return transfer.state

    def items(self, state: ItemState) -> set[str]:
        found = self.queue.items(self._number)
        return {item.sop_instance_uid for item in found if item.state is state}

    def close(self) -> None:
        self.queue.close()
        self._archive.close()


@pytest.fixture
def sender(tmp_path: Path) -> Iterator[Sender]:
    sender = Sender(tmp_path)
    yield sender
    sender.close()


def uid_of(talk: Talk) -> str:
    return text(talk.request.command, Field.AFFECTED_SOP_INSTANCE)


ALL = {uid("series", k) for k in range(COUNT)}


@pytest.mark.parametrize("is_inside", [False, True], ids=["after an image", "inside an image"])
@pytest.mark.parametrize(("fault", "error"), FAULTS)
def test_what_was_taken_before_a_fault_is_not_sent_again(
    sender: Sender, fault: Fault, error: type[NetworkError], *, is_inside: bool
) -> None:
    taken: list[str] = []

    def script(talk: Talk) -> None:
        if taken:
            fault(talk)  # instead of an answer
            return
        taken.append(uid_of(talk))
        talk.end()
        if is_inside:
            talk.channel.read()  # the command of the next image, and not its data
            fault(talk)

    with pytest.raises(error):
        sender.send(script, answer_s=3 if fault is silence else 30)
    assert sender.state is TransferState.PARTLY
    assert sender.items(ItemState.DONE) == set(taken)

    def go_on(talk: Talk) -> None:
        taken.append(uid_of(talk))
        talk.end()

    sender.send(go_on)
    assert sender.state is TransferState.DONE
    assert sorted(taken) == sorted(ALL)


@pytest.mark.parametrize("status", [0xA700, 0xA900, 0xC000, 0x0110, 0x0124, 0xFE00])
def test_an_image_that_is_refused_is_named_and_the_others_go(sender: Sender, status: int) -> None:
    refused = uid("series", 1)
    sender.send(lambda talk: talk.end(status if uid_of(talk) == refused else 0))
    assert sender.state is TransferState.PARTLY
    assert sender.items(ItemState.FAILED) == {refused}
    assert sender.items(ItemState.DONE) == ALL - {refused}


def test_an_answer_to_another_message_is_no_answer(sender: Sender) -> None:
    def script(talk: Talk) -> None:
        talk.end(responded_message_id=999)
        talk.wait_for_the_end()

    with pytest.raises(NetworkError):
        sender.send(script, answer_s=3)
    assert sender.state is TransferState.FAILED
    assert sender.items(ItemState.WAITING) == ALL


@pytest.mark.parametrize("sent", [0, 1, COUNT - 1])
def test_a_send_can_be_cancelled_at_each_stage(sender: Sender, sent: int) -> None:
    job, taken = Job(), list[str]()

    def script(talk: Talk) -> None:
        if len(taken) == sent:
            job.cancel()
            talk.wait_for_the_end()
        else:
            taken.append(uid_of(talk))
            talk.end()

    with pytest.raises(Cancelled):
        sender.send(script, job=job)
    assert sender.items(ItemState.DONE) == set(taken)
    assert sender.items(ItemState.WAITING) == ALL - set(taken)


def test_a_node_that_chatters_without_end_can_be_left(sender: Sender) -> None:
    job = Job()

    def script(talk: Talk) -> None:
        for count in range(10**6):
            try:
                talk.end(0xFF00, responded_message_id=999)
            except NetworkError:
                return
            if count == 100:
                job.cancel()

    with pytest.raises(Cancelled):
        sender.send(script, job=job)
    assert sender.items(ItemState.WAITING) == ALL


def test_a_file_that_goes_while_it_waits_is_named_and_the_others_go(
    sender: Sender, tmp_path: Path
) -> None:
    taken: list[str] = []

    def script(talk: Talk) -> None:
        taken.append(uid_of(talk))
        if len(taken) == 1:
            path, *_ = (each for each in tmp_path.glob("images/*") if uid_in(each) not in taken)
            path.unlink()
        talk.end()

    sender.send(script)
    assert sender.state is TransferState.PARTLY
    assert sender.items(ItemState.DONE) == set(taken)
    assert sender.items(ItemState.FAILED) == ALL - set(taken)
    assert len(taken) == COUNT - 1


def uid_in(path: Path) -> str:
    return scan_file(path).sop_instance_uid
