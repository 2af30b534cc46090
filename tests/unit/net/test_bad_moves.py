"""C-MOVE to us from nodes that break off, lie, fall silent and send other things.

The images come on an association of the node's, to our receiver; what is said of them comes on
ours. Each of the two may fail without the other.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.builders import ct_series, make_dataset, uid, write
from tests.support.dimse_faults import FAULTS, Fault, silence
from tests.support.dimse_peer import Talk
from tests.support.retrieving import Here, same_pixels
from tests.support.sending import send_files
from viewer.base.errors import Cancelled
from viewer.base.jobs import Job
from viewer.dicom.scan import scan_file
from viewer.model.node import Node
from viewer.net.channel import Pdu
from viewer.net.contexts import Context
from viewer.net.dimse import HAS_DATA_SET, Command, Field, encode_command, text
from viewer.net.errors import NetworkError, StatusError
from viewer.net.negotiation import encode_request

COUNT = 3


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    here = Here(tmp_path, Command.C_MOVE)
    yield here
    here.close()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    ct_series(tmp_path / "images", COUNT)
    return sorted((tmp_path / "images").iterdir())


def deliver(here: Here, files: list[Path]) -> int:
    """Send files to our receiver, as the node does; how many it took."""
    us = Node("us", host="127.0.0.1", port=here.local.port, ae_title=here.local.ae_title)
    return send_files(files, node=us, own_ae_title="PEER", job=Job()).completed


def deliver_half(here: Here, file: Path) -> None:
    """Send the beginning of a file, and break off."""
    record = scan_file(file)
    context = Context(record.sop_class_uid, [record.transfer_syntax_uid])
    with socket.create_connection(("127.0.0.1", here.local.port), timeout=10) as connection:
        connection.sendall(
            encode_request(
                called_ae_title=here.local.ae_title, calling_ae_title="PEER", contexts=[context]
            )
        )
        connection.recv(4096)
        command = encode_command(
            {
                Field.AFFECTED_SOP_CLASS: record.sop_class_uid,
                Field.COMMAND: Command.C_STORE,
                Field.MESSAGE_ID: 1,
                Field.PRIORITY: 0,
                Field.DATA_SET_TYPE: HAS_DATA_SET,
                Field.AFFECTED_SOP_INSTANCE: record.sop_instance_uid,
            }
        )
        for flags, data in ((3, command), (0, file.read_bytes()[400:700])):
            head = struct.pack(">BxIIBB", Pdu.DATA, len(data) + 6, len(data) + 2, 1, flags)
            connection.sendall(head + data)


def test_a_good_node_gives_what_it_has_to_the_title_that_we_name(
    here: Here, files: list[Path]
) -> None:
    def script(talk: Talk) -> None:
        assert text(talk.request.command, Field.MOVE_DESTINATION) == here.local.ae_title
        assert deliver(here, files) == COUNT
        talk.end(completed=COUNT)

    report = here.fetch(files, script)
    assert (report.is_complete, report.method) == (True, "C-MOVE")
    assert len(here.kept()) == COUNT
    assert same_pixels(here.kept(), files)


@pytest.mark.parametrize("is_inside", [False, True], ids=["between images", "inside an image"])
@pytest.mark.parametrize(("fault", "error"), FAULTS)
def test_what_came_before_a_fault_is_kept_and_the_rest_fetched_again(
    here: Here, files: list[Path], fault: Fault, error: type[NetworkError], *, is_inside: bool
) -> None:
    def script(talk: Talk) -> None:
        deliver(here, files[:1])
        if is_inside:
            deliver_half(here, files[1])
        fault(talk)

    with pytest.raises(error):
        here.fetch(files, script, answer_s=3 if fault is silence else 30)
    assert len(here.kept()) == 1

    def go_on(talk: Talk) -> None:
        assert deliver(here, files[1:]) == COUNT - 1
        talk.end(completed=COUNT - 1)

    assert here.fetch(files, go_on).is_complete
    assert len(here.kept()) == COUNT


def test_a_node_that_says_it_sent_all_is_not_believed(here: Here, files: list[Path]) -> None:
    def script(talk: Talk) -> None:
        deliver(here, files[:1])
        deliver_half(here, files[1])
        talk.end(completed=COUNT)

    report = here.fetch(files, script)
    missing = {scan_file(path).sop_instance_uid for path in files[1:]}
    assert {failure.sop_instance_uid for failure in report.failed} == missing
    assert len(here.kept()) == 1


def test_images_of_other_studies_are_not_taken(
    here: Here, files: list[Path], tmp_path: Path
) -> None:
    strange = write(tmp_path / "strange.dcm", make_dataset(StudyInstanceUID=uid("another")))

    def script(talk: Talk) -> None:
        assert deliver(here, [strange]) == 0
        deliver(here, [*files, *files])
        talk.end(completed=COUNT)

    report = here.fetch(files, script)
    assert report.is_complete
    assert "nobody asked for" in " ".join(report.warnings)
    assert len(here.kept()) == COUNT


def test_a_node_that_does_not_know_us_is_told_of(here: Here, files: list[Path]) -> None:
    with pytest.raises(StatusError) as refused:
        here.fetch(files, lambda talk: talk.end(0xA801))
    assert here.local.ae_title in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize("status", [0xA701, 0xA702, 0xA900, 0xC000, 0xB000, 0xFE00])
def test_a_node_that_gives_up_is_told_of_as_it_says(
    here: Here, files: list[Path], status: int
) -> None:
    def script(talk: Talk) -> None:
        deliver(here, files[:1])
        talk.end(status)  # without counts, as some are

    report = here.fetch(files, script)
    assert len(report.failed) == COUNT - 1
    assert report.warnings
    assert len(here.kept()) == 1


@pytest.mark.parametrize("sent", [0, 1, COUNT])
def test_a_retrieve_can_be_cancelled_at_each_stage(
    here: Here, files: list[Path], sent: int
) -> None:
    job = Job()

    def script(talk: Talk) -> None:
        deliver(here, files[:sent])
        job.cancel()
        talk.wait_for_the_end()

    with pytest.raises(Cancelled):
        here.fetch(files, script, job=job)
    assert len(here.kept()) == sent


def test_a_node_that_tells_its_progress_without_end_can_be_left(
    here: Here, files: list[Path]
) -> None:
    job = Job()

    def script(talk: Talk) -> None:
        with suppress(NetworkError):
            for count in range(10**6):
                talk.end(0xFF00, remaining=COUNT)
                if count == 100:
                    job.cancel()

    with pytest.raises(Cancelled):
        here.fetch(files, script, job=job)
    assert here.kept() == []
