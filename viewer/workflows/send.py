"""Send: files, folders or a study of the archive to a node."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.dicom.file_start import read_file_start
from viewer.dicom.transcode import to_plain
from viewer.model.node import Node
from viewer.net.outcome import Failure, TransferReport
from viewer.net.store import Outgoing, store
from viewer.net.web.stow import stow
from viewer.workflows.scan_files import ScanTally, scan_files

_START_BYTES = 1 << 16


def send_files(paths: Iterable[Path], *, node: Node, own_ae_title: str, job: Job) -> TransferReport:
    """Send every DICOM file under `paths` by C-STORE, or STOW-RS; what cannot be read is named.

    A data set whose transfer syntax the node refuses is rewritten where that loses nothing.
    """
    tally = ScanTally()
    files = [
        Outgoing(
            record.path,
            record.sop_class_uid,
            record.sop_instance_uid,
            record.transfer_syntax_uid,
            _offset(record.path),
        )
        for record in scan_files(paths, job=job, tally=tally)
    ]
    unreadable = tuple(Failure("", f"{item.path.name}: {item.reason}") for item in tally.failed)
    if not files:
        raise ViewerError(
            "There is nothing to send: no DICOM files are there.",
            hint="Name DICOM files, a folder of them, or the UID of a study in the archive.",
        )
    if node.has_dimse:
        report = store(node, files, own_ae_title=own_ae_title, job=job, transcode=to_plain)
    else:
        report = stow(node, files, job=job)
    return replace(
        report,
        requested=report.requested + len(unreadable),
        failed=(*report.failed, *unreadable),
    )


def _offset(path: Path) -> int:
    with path.open("rb", buffering=0) as file:
        return read_file_start(file.read(_START_BYTES)).dataset_offset
