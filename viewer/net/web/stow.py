"""STOW-RS: files to a server, and what it says of each (PS3.18 10.5)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.net.errors import ProtocolError
from viewer.net.outcome import Failure, TransferReport
from viewer.net.status import status_text
from viewer.net.store import Outgoing
from viewer.net.web.client import Answer, WebClient
from viewer.net.web.multipart import new_boundary, part_head, tail
from viewer.net.web.qido import JSON, read_json

_BATCH_FILES: Final = 50
_BATCH_BYTES: Final = 64 << 20
_MAX_ANSWER_BYTES: Final = 16 << 20
_READ_BYTES: Final = 1 << 20
_FAILED, _STORED = "00081198", "00081199"  # Failed and Referenced SOP Sequence
_INSTANCE, _REASON, _WARNING = "00081155", "00081197", "00081196"


def stow(
    node: Node,
    files: Sequence[Outgoing],
    *,
    job: Job,
    stored: Callable[[Outgoing], None] = lambda _file: None,
) -> TransferReport:
    """Send files by STOW-RS, some at a time; each is told when the server says that it has it.

    An instance of which the server says nothing is a failure. Raises `NetworkError`.
    """
    failures: list[Failure] = []
    warnings: list[str] = []
    completed = 0
    with WebClient(node, job=job) as client:
        for batch in _batches(files):
            job.check()
            refused = _send(client, batch, warnings)
            for file in batch:
                reason = refused.get(file.sop_instance_uid)
                if reason is None:
                    completed += 1
                    stored(file)
                else:
                    failures.append(Failure(file.sop_instance_uid, reason))
            job.progress(completed + len(failures), len(files))
    return TransferReport(
        len(files), completed, tuple(failures), tuple(dict.fromkeys(warnings)), "STOW-RS"
    )


def _batches(files: Sequence[Outgoing]) -> Iterator[list[Outgoing]]:
    """As many files as go into one request."""
    batch: list[Outgoing] = []
    size = 0
    for file in files:
        own = _size(file.path)
        if batch and (len(batch) == _BATCH_FILES or size + own > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += own
    if batch:
        yield batch


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _send(client: WebClient, batch: list[Outgoing], warnings: list[str]) -> dict[str, str]:
    """Send one request; returns why instances were not stored, by their UID."""
    refused: dict[str, str] = {}
    opened: list[tuple[Outgoing, int]] = []
    for file in batch:
        if size := _size(file.path):
            opened.append((file, size))
        else:
            refused[file.sop_instance_uid] = tr("the file cannot be read")
    if not opened:
        return refused
    boundary = new_boundary()
    heads = [part_head(size, boundary) for _, size in opened]
    total = sum(map(len, heads)) + sum(size for _, size in opened) + len(tail(boundary))

    def pieces() -> Iterator[bytes]:
        for (file, size), head in zip(opened, heads, strict=True):
            yield head
            yield from _bytes_of(file.path, size)
        yield tail(boundary)

    headers = {
        "Content-Type": f'multipart/related; type="application/dicom"; boundary={boundary}',
        "Content-Length": str(total),
    }
    with client.post("/studies", pieces, headers=headers, accept=JSON) as answer:
        told = _told(answer, warnings)
    for file, _ in opened:
        reason = told.get(file.sop_instance_uid, tr("the server does not say whether it has it"))
        if reason:
            refused[file.sop_instance_uid] = reason
    return refused


def _bytes_of(path: Path, size: int) -> Iterator[bytes]:
    """The bytes of a file that was `size` long when the request began."""
    left = size
    try:
        with path.open("rb", buffering=0) as stream:
            while left and (piece := stream.read(min(left, _READ_BYTES))):
                left -= len(piece)
                yield piece
    except OSError as error:
        raise _vanished() from error
    if left:
        raise _vanished()


def _vanished() -> ProtocolError:
    return ProtocolError(
        tr("A file cannot be read any more, so that the request broke off."),
        hint=tr("Send again: what is there is sent."),
    )


def _told(answer: Answer, warnings: list[str]) -> dict[str, str]:
    """Why each instance was refused, "" for those that the server has (PS3.18 I.2)."""
    content = read_json(answer, limit_bytes=_MAX_ANSWER_BYTES)
    told: dict[str, str] = {}
    for item in _items(content, _STORED):
        told[_uid(item)] = ""
        if warning := _code(item, _WARNING):
            warnings.append(tr("Stored with a warning: {why}.").format(why=status_text(warning)))
    for item in _items(content, _FAILED):
        told[_uid(item)] = status_text(_code(item, _REASON))
    return told


def _items(content: Sequence[Mapping[str, Any]], tag: str) -> Iterator[Mapping[str, Any]]:
    for entry in content:
        for item in entry.get(tag, {}).get("Value", ()):
            if isinstance(item, Mapping):
                yield item


def _uid(item: Mapping[str, Any]) -> str:
    return str(_first(item, _INSTANCE))


def _code(item: Mapping[str, Any], tag: str) -> int:
    value = _first(item, tag)
    return value if isinstance(value, int) else 0


def _first(item: Mapping[str, Any], tag: str) -> object:
    element = item.get(tag)
    values = element.get("Value") if isinstance(element, Mapping) else None
    return values[0] if isinstance(values, list) and values else ""
