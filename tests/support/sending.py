"""Send files to a node, without the queue."""

from collections.abc import Iterable
from pathlib import Path

from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.net.outcome import TransferReport
from viewer.workflows.send import items_of_paths, send


def send_files(paths: Iterable[Path], *, node: Node, own_ae_title: str, job: Job) -> TransferReport:
    """Send every DICOM file under `paths`."""
    items, _studies, _unreadable = items_of_paths(paths, job=job)
    return send(node, items, own_ae_title=own_ae_title, job=job)
