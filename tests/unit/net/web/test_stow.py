"""STOW-RS against a real server: what it says of each instance is what we say."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.support.builders import ct_series
from tests.support.web_peer import Asked, Reply, web_peer
from viewer.base.jobs import Job
from viewer.dicom.scan import scan_file
from viewer.model.node import Node
from viewer.net.errors import ProtocolError, StatusError
from viewer.net.outcome import TransferReport
from viewer.net.store import Outgoing
from viewer.net.web import stow as stow_module
from viewer.net.web.multipart import boundary_of, read_parts
from viewer.net.web.stow import stow


@pytest.fixture
def files(tmp_path: Path) -> list[Outgoing]:
    ct_series(tmp_path / "out", 4)
    paths = sorted((tmp_path / "out").iterdir())
    records = [scan_file(path) for path in paths]
    return [
        Outgoing(r.path, r.sop_class_uid, r.sop_instance_uid, r.transfer_syntax_uid, 0)
        for r in records
    ]


def items(uids: list[str], **more: int) -> dict[str, object]:
    rows = [
        {
            "00081155": {"vr": "UI", "Value": [uid]},
            **{tag.lstrip("x"): {"vr": "US", "Value": [n]} for tag, n in more.items()},
        }
        for uid in uids
    ]
    return {"vr": "SQ", "Value": rows}


def answer_of(content: Mapping[str, object], status: int = 200) -> Callable[[Asked], Reply]:
    body = json.dumps(content).encode()
    return lambda _: Reply(status, body, {"Content-Type": "application/dicom+json"})


def send(answer: Callable[[Asked], Reply], files: list[Outgoing]) -> TransferReport:
    with web_peer(answer) as peer:
        return stow(Node("w", web_url=peer.url, answer_s=5.0), files, job=Job())


def test_files_go_whole_in_parts_with_their_length(files: list[Outgoing]) -> None:
    taken: list[bytes] = []

    def answer(asked: Asked) -> Reply:
        source = iter([asked.body])
        boundary = boundary_of(asked.headers["content-type"])
        for part in read_parts(lambda _: next(source, b""), boundary):
            taken.append(b"".join(part.chunks))
            assert part.headers["content-type"] == "application/dicom"
        assert asked.headers["content-length"] == str(len(asked.body))
        return answer_of({"00081199": items([f.sop_instance_uid for f in files])})(asked)

    report = send(answer, files)
    assert (report.completed, report.is_complete, report.method) == (4, True, "STOW-RS")
    assert taken == [file.path.read_bytes() for file in files]


def test_many_files_go_in_several_requests(
    files: list[Outgoing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stow_module, "_BATCH_FILES", 3)
    stored: list[Outgoing] = []
    content = {"00081199": items([f.sop_instance_uid for f in files])}
    with web_peer(answer_of(content)) as peer:
        node = Node("w", web_url=peer.url)
        assert stow(node, files, job=Job(), stored=stored.append).is_complete
        assert len(peer.asked) == 2
    assert stored == files


@pytest.mark.parametrize("status", [200, 202, 409])
def test_each_refused_instance_is_a_failure_with_its_reason(
    files: list[Outgoing], status: int
) -> None:
    uids = [file.sop_instance_uid for file in files]
    content = {"00081199": items(uids[:1]), "00081198": items(uids[1:], x00081197=0x0124)}
    report = send(answer_of(content, status), files)
    assert (report.completed, report.is_complete) == (1, False)
    assert [failure.sop_instance_uid for failure in report.failed] == uids[1:]
    assert all("0124" in failure.reason for failure in report.failed)


def test_an_instance_of_which_nothing_is_said_was_not_sent(files: list[Outgoing]) -> None:
    report = send(answer_of({"00081199": items([files[0].sop_instance_uid])}), files)
    assert report.completed == 1
    assert {failure.reason for failure in report.failed} == {
        "the server does not say whether it has it"
    }


def test_an_instance_that_is_in_both_lists_failed(files: list[Outgoing]) -> None:
    uids = [file.sop_instance_uid for file in files]
    content = {"00081199": items(uids), "00081198": items(uids[:1], x00081197=0xA700)}
    assert send(answer_of(content), files).completed == 3


def test_a_warning_is_passed_on(files: list[Outgoing]) -> None:
    uids = [file.sop_instance_uid for file in files]
    report = send(answer_of({"00081199": items(uids, x00081196=0xB000)}), files)
    assert report.is_complete
    assert "B000" in report.warnings[0]


@pytest.mark.parametrize("status", [400, 413, 415, 500])
def test_a_request_that_is_refused_as_a_whole_is_told(files: list[Outgoing], status: int) -> None:
    with pytest.raises(StatusError):
        send(lambda _: Reply(status), files)


def test_an_answer_that_is_rubbish_is_no_success(files: list[Outgoing]) -> None:
    rubbish = Reply(200, b"{", {"Content-Type": "application/dicom+json"})
    with pytest.raises(ProtocolError):
        send(lambda _: rubbish, files)


def test_a_file_that_is_gone_is_a_failure_and_the_rest_goes(files: list[Outgoing]) -> None:
    files[0].path.unlink()
    report = send(answer_of({"00081199": items([f.sop_instance_uid for f in files])}), files)
    assert report.completed == 3
    assert report.failed[0].reason == "the file cannot be read"
