"""A node of our making: it lists files truly, and answers a service by a script, well or badly."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from viewer.dicom.file_start import read_file_start
from viewer.dicom.identifiers import decode_identifier, encode_identifier
from viewer.dicom.scan import scan_file
from viewer.model.node import Node
from viewer.model.query import first_text
from viewer.net.association import Association
from viewer.net.channel import Channel, Pdu
from viewer.net.contexts import PLAIN_SYNTAXES
from viewer.net.dimse import HAS_DATA_SET, Command, Field, Message, encode_command
from viewer.net.errors import NetworkError
from viewer.net.negotiation import accept, decode_request
from viewer.net.serving import answer
from viewer.net.status import SUCCESS

PENDING = 0xFF00


class Talk:
    """One request under way, for a script to answer."""

    def __init__(self, association: Association, request: Message, files: Sequence[Path]) -> None:
        self.association = association
        self.files = files
        self.request = request

    @property
    def channel(self) -> Channel:
        return self.association.channel

    def store(self, path: Path) -> int:
        """Send one file, and hear the status."""
        context_id, command, data = self._message(path)
        self.association.send(context_id, command, data)
        response = self.association.receive()
        assert response is not None
        return response.status

    def store_half(self, path: Path) -> None:
        """Begin to send one."""
        context_id, command, data = self._message(path)
        half = data[: len(data) // 2]
        for flags, part in ((3, encode_command(command)), (0, half)):
            head = (Pdu.DATA, len(part) + 6, len(part) + 2, context_id, flags)
            self.channel.send(struct.pack(">BxIIBB", *head) + part)

    def end(self, status: int = SUCCESS, **counts: int) -> None:
        """The last answer."""
        fields = {Field[name.upper()]: count for name, count in counts.items()}
        answer(self.association, self.request, status, fields=fields)

    def wait_for_the_end(self) -> None:
        """Say nothing until the other side ends the connection."""
        with suppress(NetworkError):
            self.channel.read()

    def _message(self, path: Path) -> tuple[int, dict[int, int | str], bytes]:
        record, content = scan_file(path), path.read_bytes()
        agreed = self.association.context_for(record.sop_class_uid, record.transfer_syntax_uid)
        assert agreed is not None
        command: dict[int, int | str] = {
            Field.AFFECTED_SOP_CLASS: record.sop_class_uid,
            Field.COMMAND: Command.C_STORE,
            Field.MESSAGE_ID: 1,
            Field.PRIORITY: 0,
            Field.DATA_SET_TYPE: HAS_DATA_SET,
            Field.AFFECTED_SOP_INSTANCE: record.sop_instance_uid,
        }
        return agreed.context_id, command, content[read_file_start(content).dataset_offset :]


@contextmanager
def dimse_peer(
    files: Sequence[Path],
    script: Callable[[Talk], None],
    *,
    answer_s: float = 30,
    service: Command = Command.C_GET,
) -> Iterator[Node]:
    """The node, which lists `files` and has `script` answer each request of a service.

    Only where it is to be silent `answer_s` should be short: machines that test are busy.
    """
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket) -> None:
        with closing(connection), suppress(NetworkError):
            channel = Channel(connection, limit_s=30)
            _kind, body = channel.read()
            pdu, agreed = accept(
                decode_request(bytes(body)), syntaxes_of=lambda _uid: PLAIN_SYNTAXES
            )
            channel.send(pdu)
            association = Association(channel, agreed)
            while (message := association.receive()) is not None:
                if message.kind == service:
                    script(Talk(association, message, files))
                elif message.kind == Command.C_FIND:
                    _list(association, message, files)

    def listen() -> None:
        with suppress(OSError):
            while True:
                connection, _address = listener.accept()
                threads.append(threading.Thread(target=serve, args=(connection,)))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listening = threading.Thread(target=listen)
        listening.start()
        port = listener.getsockname()[1]
        try:
            yield Node(
                "peer", host="127.0.0.1", port=port, ae_title="PEER", connect_s=30,
                answer_s=answer_s,
            )  # fmt: skip
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for thread in (listening, *threads):
                thread.join(40)
                assert not thread.is_alive()


def _list(association: Association, request: Message, files: Sequence[Path]) -> None:
    syntax = association.context(request.context_id).syntax
    asked = decode_identifier(request.data or b"", syntax=syntax)
    is_series = first_text(asked, "00080052") == "SERIES"
    rows: list[dict[str, str]] = []
    for path in files:
        record = scan_file(path)
        row = {
            "StudyInstanceUID": record.study.study_uid,
            "SeriesInstanceUID": record.series.series_uid,
        }
        if is_series:
            row["NumberOfSeriesRelatedInstances"] = str(len(files))
        else:
            row["SOPInstanceUID"] = record.sop_instance_uid
        if row not in rows:
            rows.append(row)
    for row in rows:
        answer(association, request, PENDING, encode_identifier(row, syntax=syntax))
    answer(association, request, SUCCESS)
