"""Serve: the server on the archive, until it is told to stop."""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from viewer.base import file_store
from viewer.base.jobs import Job
from viewer.model.archive import Archive
from viewer.model.node import Node
from viewer.model.study import InstanceRecord
from viewer.net.connect import resolve
from viewer.net.errors import NetworkError
from viewer.net.inbox import Inbox, Received
from viewer.net.qr_scp import Asked, QueryRetrieve, Retrieved
from viewer.net.server import Peer, ServerEvent, ServerOptions, StorageServer
from viewer.net.serving import NO_SERVICES, Services
from viewer.workflows.share_archive import ListedArchive, SharedArchive

_BATCH = 500
_PAUSE_S = 0.5
NETWORK = "network"  # the source of what peers sent


def serve(
    options: ServerOptions,
    *,
    folder: Path,
    archive: Archive,
    job: Job,
    ready: Callable[[int], None],
    told: Callable[[ServerEvent], None],
    listed: Callable[[int], None] = lambda _count: None,
    services: Services = NO_SERVICES,
) -> None:
    """Receive until the job is cancelled; what came is listed in the archive in batches.

    An instance is answered for when it has its name, and listed when it is on the disk as well
    (docs/decisions). `ready` gets the port, `listed` how many instances a batch brought. What a
    killed server left in quarantine is removed first.
    """
    arrived: queue.SimpleQueue[InstanceRecord] = queue.SimpleQueue()

    def take(received: Received) -> None:
        arrived.put(received.record)

    inbox = Inbox(folder, is_durable=False, arrived=take)  # made so before they are listed
    inbox.clear()
    pause = threading.Event()
    with StorageServer(options, inbox, services=services, told=told) as server:
        ready(server.port)
        while not job.is_cancelled:
            _list(arrived, archive, listed)
            pause.wait(_PAUSE_S)
    _list(arrived, archive, listed)


def _list(
    arrived: "queue.SimpleQueue[InstanceRecord]", archive: Archive, listed: Callable[[int], None]
) -> None:
    while not arrived.empty():
        batch: list[InstanceRecord] = []
        while len(batch) < _BATCH and not arrived.empty():
            batch.append(arrived.get())
        for record in batch:
            file_store.flush(record.path)
        archive.store(batch, source=NETWORK)
        listed(len(batch))


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


def share(
    archive: ListedArchive,
    nodes: Callable[[], Iterable[Node]],
    *,
    own_ae_title: str,
    told: Callable[[Asked | Retrieved], None] = lambda _event: None,
) -> Services:
    """The services that let peers query the archive, and retrieve from it to one of the nodes."""

    def destination(ae_title: str) -> Node | None:
        return next(
            (node for node in nodes() if node.ae_title == ae_title and node.has_dimse), None
        )

    shared = SharedArchive(archive, ae_title=own_ae_title)
    return QueryRetrieve(
        shared, own_ae_title=own_ae_title, destination=destination, told=told
    ).services()
