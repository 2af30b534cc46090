"""Send: files, folders, or what the archive has, to a node."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.dicom.errors import DicomError
from viewer.dicom.file_start import read_file_start
from viewer.dicom.transcode import to_plain
from viewer.model.archive import InstanceRow
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.node import Node
from viewer.model.transfer import ItemState, TransferItem
from viewer.net.outcome import Failure, TransferReport
from viewer.net.store import Outgoing, Settled, store
from viewer.net.web.stow import stow
from viewer.workflows.scan_files import ScanTally, scan_files
from viewer.workflows.share_archive import ListedArchive

_START_BYTES = 1 << 16


def items_of_paths(
    paths: Iterable[Path], *, job: Job
) -> tuple[list[TransferItem], list[str], list[Failure]]:
    """The instances in files and folders, each once, their studies, and what cannot be read."""
    tally = ScanTally()
    studies = dict[str, None]()
    items = dict[str, TransferItem]()
    for record in scan_files(paths, job=job, tally=tally):
        studies[record.study.study_uid] = None
        items.setdefault(
            record.sop_instance_uid,
            TransferItem(record.sop_instance_uid, record.sop_class_uid, record.path),
        )
    failures = [Failure("", f"{item.path.name}: {item.reason}") for item in tally.failed]
    return list(items.values()), list(studies), failures


def items_of_archive(
    archive: ListedArchive,
    study_uid: StudyUid,
    series_uid: SeriesUid | None = None,
    instance_uids: frozenset[str] = frozenset(),
) -> list[TransferItem]:
    """What the archive lists of a study, of a series of it, or of some images of that."""

    def is_wanted(row: InstanceRow) -> bool:
        return not row.is_duplicate and (not instance_uids or row.sop_instance_uid in instance_uids)

    rows = filter(is_wanted, archive.instances(study_uid, series_uid))
    return [TransferItem(row.sop_instance_uid, row.sop_class_uid, row.path) for row in rows]


def send(
    node: Node,
    items: Sequence[TransferItem],
    *,
    own_ae_title: str,
    job: Job,
    settled: Settled = lambda _file, _reason: None,
) -> TransferReport:
    """Send instances by C-STORE, or by STOW-RS where the node has no DIMSE side.

    A data set whose transfer syntax the node refuses is rewritten where that loses nothing.
    What became of each is told to `settled` at once; a file that cannot be read is a failure.
    """
    files, unreadable = [], []
    for item in items:
        job.check()
        file, reason = _outgoing(item)
        if reason:
            unreadable.append(Failure(item.sop_instance_uid, reason))
            settled(file, reason)
        else:
            files.append(file)
    if not files:
        return TransferReport(len(items), 0, tuple(unreadable), (), "")
    if node.has_dimse:
        report = store(
            node, files, own_ae_title=own_ae_title, job=job, transcode=to_plain, settled=settled
        )
    else:
        report = stow(node, files, job=job, stored=lambda file: settled(file, ""))
        reasons = {failure.sop_instance_uid: failure.reason for failure in report.failed}
        for file in files:
            if file.sop_instance_uid in reasons:
                settled(file, reasons[file.sop_instance_uid])
    return TransferReport(
        len(items),
        report.completed,
        (*report.failed, *unreadable),
        report.warnings,
        report.method,
    )


def _outgoing(item: TransferItem) -> tuple[Outgoing, str]:
    """The file of an item as it is to be sent, and why it cannot be, if it cannot."""
    path = item.path or Path()
    try:
        with path.open("rb", buffering=0) as file:
            start = read_file_start(file.read(_START_BYTES))
    except (OSError, DicomError) as error:
        why = error.strerror if isinstance(error, OSError) else error.message
        broken = Outgoing(path, item.sop_class_uid, item.sop_instance_uid, "", 0)
        return broken, tr("the file cannot be read: {why}").format(why=why)
    return (
        Outgoing(
            path,
            item.sop_class_uid,
            item.sop_instance_uid,
            start.transfer_syntax_uid,
            start.dataset_offset,
        ),
        "",
    )


def item_of(file: Outgoing, reason: str) -> TransferItem:
    """What became of a file, for the books."""
    return TransferItem(
        file.sop_instance_uid,
        file.sop_class_uid,
        file.path,
        ItemState.FAILED if reason else ItemState.DONE,
        reason,
    )
