"""N2: C-FIND of 10,000 matches, against DCMTK's `findscu`, from a peer that costs nothing.

The answers are made before anybody asks, and leave in large pieces from a process of its own: what
is measured is who reads them.
"""

import multiprocessing
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

from tests.bench.rows import Row, at_least, missing, within
from viewer.base.jobs import Job
from viewer.dicom.identifiers import encode_identifier
from viewer.model.node import Node
from viewer.model.query import Query
from viewer.net.association import Association
from viewer.net.channel import Channel
from viewer.net.contexts import PLAIN_SYNTAXES
from viewer.net.errors import NetworkError
from viewer.net.find import find
from viewer.net.negotiation import accept, decode_request
from viewer.net.serving import answer
from viewer.net.status import SUCCESS

_REPEATS = 3
_PENDING = 0xFF00
_KEYS = ("PatientName", "PatientID", "StudyDate", "StudyDescription", "StudyInstanceUID")


def run(folder: Path, *, quick: bool) -> list[Row]:
    """All answers read and decoded, in turns with `findscu`; and the first of them."""
    if shutil.which("findscu") is None:
        return [missing("N2", "findscu", "not installed")]
    count = 1_000 if quick else 10_000
    theirs, ours, first = [], [], []
    with _peer(count) as port:
        command = ["findscu", "-S", "-aec", "PEER", "-k", "QueryRetrieveLevel=STUDY"]
        command += [part for key in _KEYS for part in ("-k", key)]
        command += ["127.0.0.1", str(port)]
        node = Node("peer", host="127.0.0.1", port=port, ae_title="PEER")
        for _ in range(_REPEATS):
            start = time.perf_counter()
            subprocess.run(
                command, check=True, capture_output=True, timeout=60, cwd=folder,
                env={**os.environ, "TCP_NODELAY": "1"},
            )  # fmt: skip
            theirs.append(time.perf_counter() - start)
            start = time.perf_counter()
            matches = find(node, Query(), own_ae_title="US", job=Job())
            next(matches)
            first.append(time.perf_counter() - start)
            assert 1 + sum(1 for _match in matches) == count
            ours.append(time.perf_counter() - start)
    what = f"C-FIND of {count:,} matches"
    return [
        at_least("N2", what, "s", ours=min(ours), peer="findscu", theirs=min(theirs), times=0.4),
        within("N2", f"first row of {count:,}, from the question", "ms", max(first) * 1000, 200),
    ]


@contextmanager
def _peer(count: int) -> Iterator[int]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, count), daemon=True)
    process.start()
    try:
        assert ours.poll(60)
        yield ours.recv()
    finally:
        process.kill()
        process.join()


class _Recorder(Channel):
    """A channel whose sent bytes are kept for later."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(connection, limit_s=30)
        self.kept: bytearray | None = None

    def send(self, data: bytes | bytearray | memoryview) -> None:
        if self.kept is None:
            super().send(data)
        else:
            self.kept += data


def _serve(told: Connection, count: int) -> None:
    recorded: dict[tuple[int, int, str], bytes] = {}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        told.send(listener.getsockname()[1])
        while True:
            connection, _address = listener.accept()
            with connection, suppress(NetworkError):
                _converse(_Recorder(connection), count, recorded)


def _converse(channel: _Recorder, count: int, recorded: dict[tuple[int, int, str], bytes]) -> None:
    _kind, body = channel.read()
    pdu, agreed = accept(decode_request(bytes(body)), syntaxes_of=lambda _uid: PLAIN_SYNTAXES)
    channel.send(pdu)
    association = Association(channel, agreed)
    while (request := association.receive()) is not None:
        syntax = association.context(request.context_id).syntax
        question = request.context_id, int(request.command[0x0110]), syntax
        if question not in recorded:
            channel.kept = bytearray()
            for number in range(count):
                answer(association, request, _PENDING, _match(number, syntax))
            answer(association, request, SUCCESS)
            recorded[question], channel.kept = bytes(channel.kept), None
        channel.send(recorded[question])


def _match(number: int, syntax: str) -> bytes:
    values = {
        "QueryRetrieveLevel": "STUDY",
        "PatientName": f"Family{number}^Given",
        "PatientID": f"P{number:06}",
        "StudyDate": "20240102",
        "StudyDescription": "CT thorax and abdomen",
        "StudyInstanceUID": f"1.2.826.0.1.3680043.8.498.{number}",
    }
    return encode_identifier(values, syntax=syntax)
