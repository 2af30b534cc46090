"""Copy files into the store of the archive: whole, once, and never over another one."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from viewer.base import file_store
from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.base.media import media
from viewer.index.options import Copies
from viewer.index.storage import store_errors_translated
from viewer.model.study import InstanceRecord
from viewer.workflows.path_failure import OnFailure, PathFailure, reason_of

_CHUNK = 1 << 20
Found = tuple[Path, InstanceRecord]  # where a file was found, and its record where it is kept


def copied_roots(roots: Iterable[Path], copies: Copies) -> list[Path]:
    """Those of the `roots` whose files are to be copied."""
    if copies is Copies.NEVER:
        return []
    whole = [Path(os.path.abspath(root)) for root in roots]  # noqa: PTH100 - as the walk does
    if copies is Copies.ALWAYS:
        return whole
    folders = [medium.folder for medium in media()]
    return [root for root in whole if is_in_one(folders, root)]


def is_in_one(folders: Iterable[Path], path: Path) -> bool:
    """Whether a path is one of these or in one."""
    return any(path.is_relative_to(folder) for folder in folders)


def keep_copies(
    records: Iterable[InstanceRecord],
    copied: Sequence[Path],
    *,
    store: Path,
    job: Job,
    failed: OnFailure,
) -> Iterator[Found]:
    """Pass records on; those of files in `copied` folders name their copy in the `store`.

    A copy keeps the time of its file; `sync_copies` brings them to the disk. What cannot be
    read is told to `failed`; a store that cannot be written ends it all: `ArchiveError`.
    """
    for record in records:
        if not is_in_one(copied, record.path):
            yield record.path, record
            continue
        try:
            yield record.path, _copied(record, store, job)
        except _SourceError as error:
            failed(PathFailure(record.path, error.reason))


def sync_copies(paths: Iterable[Path]) -> None:
    """Have copies on the disk before they are listed; many at once take little longer than one."""
    with store_errors_translated():
        for path in paths:
            with path.open("r+b") as file:  # Windows syncs only what may be written
                os.fsync(file.fileno())


class _SourceError(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _copied(record: InstanceRecord, store: Path, job: Job) -> InstanceRecord:
    place = file_store.place_of(
        store, study_uid=record.study.study_uid, sop_instance_uid=record.sop_instance_uid
    )
    try:
        kept = file_store.kept_copy(record.path, place)
        if kept is None:
            with record.path.open("rb") as source:
                kept = _take_in(record, source, store, place, job)
    except OSError as error:
        raise _SourceError(reason_of(error)) from error
    status = kept.stat()
    return replace(record, path=kept, file_mtime_ns=status.st_mtime_ns)


def _take_in(record: InstanceRecord, source: BinaryIO, store: Path, place: Path, job: Job) -> Path:
    with store_errors_translated():
        file = file_store.begin(store, size=record.file_size)
    try:
        total = 0
        while piece := source.read(_CHUNK):
            job.check()
            total += len(piece)
            with store_errors_translated():
                file.write(piece)
        if total != record.file_size:
            raise _SourceError(tr("changed while it was copied"))
        with store_errors_translated():
            file.flush()
            os.utime(file.name, ns=(record.file_mtime_ns, record.file_mtime_ns))
            return file_store.settle(file, place, is_durable=False).path
    finally:
        file_store.drop(file)
