"""Serve: the storage server on the archive, until it is told to stop."""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from viewer.base.jobs import Job
from viewer.model.archive import Archive
from viewer.model.node import Node
from viewer.model.study import InstanceRecord
from viewer.net.connect import resolve
from viewer.net.errors import NetworkError
from viewer.net.inbox import Inbox, Received
from viewer.net.server import Peer, ServerEvent, ServerOptions, StorageServer

_BATCH = 500
_PAUSE_S = 0.5


def serve(
    options: ServerOptions,
    *,
    folder: Path,
    archive: Archive,
    job: Job,
    ready: Callable[[int], None],
    told: Callable[[ServerEvent], None],
) -> None:
    """Receive until the job is cancelled; what came is listed in the archive in batches.

    `ready` gets the port. What a killed server left in quarantine is removed first.
    """
    arrived: queue.SimpleQueue[InstanceRecord] = queue.SimpleQueue()

    def take(received: Received) -> None:
        arrived.put(received.record)

    inbox = Inbox(folder, arrived=take)
    inbox.clear()
    pause = threading.Event()
    with StorageServer(options, inbox, told=told) as server:
        ready(server.port)
        while not job.is_cancelled:
            _list(arrived, archive)
            pause.wait(_PAUSE_S)
    _list(arrived, archive)


def _list(arrived: "queue.SimpleQueue[InstanceRecord]", archive: Archive) -> None:
    while not arrived.empty():
        batch: list[InstanceRecord] = []
        while len(batch) < _BATCH and not arrived.empty():
            batch.append(arrived.get())
        archive.store(batch)


def known_peers(nodes: Iterable[Node]) -> Iterator[Peer]:
    """The nodes as peers, each from every address of its host."""
    for node in nodes:
        if not node.has_dimse:
            continue
        try:
            addresses = resolve(node)
        except NetworkError:
            continue  # a host that has no address cannot connect either
        yield from (Peer(node.ae_title, address) for address in addresses)
