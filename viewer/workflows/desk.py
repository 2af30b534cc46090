"""The desk of the window: what its transfers are run with."""

from viewer.base.paths import AppPaths
from viewer.index.transfer_store import TransferStore
from viewer.net.audit.trail import Recorder
from viewer.net.node_store import NodeStore
from viewer.net.receiver import ProcessReceiver
from viewer.workflows.reception import Reception
from viewer.workflows.retrieve import Station
from viewer.workflows.share_archive import ListedArchive
from viewer.workflows.transfer_queue import Desk


def make_desk(paths: AppPaths, archive: ListedArchive, audit: Recorder) -> Desk:
    """Put it together; nothing is opened or started before it is used."""
    nodes, queue = NodeStore(paths.config), TransferStore(paths.transfers_file)

    reception = Reception(
        paths.received_folder,
        lambda hear: ProcessReceiver(paths.received_folder, told=hear),
        reported=queue.commit,
    )
    station = Station(nodes.local, paths.received_folder, archive, reception, nodes.nodes)
    return Desk(queue, nodes, station, audit=audit)
