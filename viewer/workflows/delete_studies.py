"""Delete studies from disk, or clean up the oldest: only files of the store, never others."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from viewer.base.jobs import Job
from viewer.index.annotation_store import AnnotationStore
from viewer.index.archive import SqliteArchive
from viewer.index.key_image_store import KeyImageStore
from viewer.model.archive import StoredStudy
from viewer.model.identity import StudyUid
from viewer.workflows.path_failure import PathFailure, reason_of

_DAY_S = 86400


@dataclass(frozen=True, slots=True)
class DeleteReport:
    """What was deleted; `elsewhere` counts files that stay because they are not the store's."""

    studies: tuple[StudyUid, ...] = ()
    files: int = 0
    bytes: int = 0
    elsewhere: int = 0
    failed: tuple[PathFailure, ...] = ()


def delete_studies(
    study_uids: Iterable[StudyUid], *, folders: Sequence[Path], archive: SqliteArchive, job: Job
) -> DeleteReport:
    """Delete the files of studies that lie in `folders` of the store, for good.

    A study that also has files elsewhere stays in the list with those. A file that cannot be
    deleted stays listed too.
    """
    studies, failed = list[StudyUid](), list[PathFailure]()
    files = size = elsewhere = 0
    for study_uid in study_uids:
        job.check()
        gone = list[Path]()
        for row in archive.instances(study_uid):
            if not any(row.path.is_relative_to(folder) for folder in folders):
                elsewhere += 1
                continue
            try:
                row.path.unlink(missing_ok=True)
            except OSError as error:
                failed.append(PathFailure(row.path, reason_of(error)))
                continue
            gone.append(row.path)
            size += row.file_size
        archive.drop(gone)
        for folder in {path.parent for path in gone}:
            with suppress(OSError):
                folder.rmdir()  # only where nothing is left
        files += len(gone)
        if gone:
            studies.append(study_uid)
        job.progress(files)
    return DeleteReport(tuple(studies), files, size, elsewhere, tuple(failed))


def is_spared(
    study_uid: StudyUid,
    *,
    archive: SqliteArchive,
    key_images: KeyImageStore,
    annotations: AnnotationStore,
) -> bool:
    """Whether cleaning up leaves a study: nobody has seen it, or somebody worked on it."""
    row = archive.find_study(study_uid)
    if row is None:
        return False
    return (
        not row.mark.is_seen
        or bool(row.mark.note or row.mark.labels)
        or row.has_key_images
        or bool(key_images.load(study_uid))
        or bool(annotations.load(study_uid))
    )


def outdated_studies(
    archive: SqliteArchive,
    folders: Sequence[Path],
    *,
    keep_days: int,
    keep_bytes: int,
    is_spared: Callable[[StudyUid], bool],
    now_s: float | None = None,
) -> list[StoredStudy]:
    """The studies of the store to clean up, oldest first: by age, then by size; 0 for no limit.

    Ages are believed only while something came in within `keep_days`: where nothing did, it may
    be the clock that jumped, and nothing grows meanwhile.
    """
    now = time.time() if now_s is None else now_s
    oldest_s = now - keep_days * _DAY_S
    is_clock_believed = oldest_s <= archive.newest_added_s() <= now + _DAY_S
    stored = [study for folder in folders for study in archive.stored_studies(folder)]
    stored.sort(key=lambda study: study.added_s)
    left = sum(study.bytes for study in stored)
    outdated = []
    for study in stored:
        is_old = bool(keep_days) and is_clock_believed and study.added_s < oldest_s
        is_too_much = bool(keep_bytes) and left > keep_bytes
        if (is_old or is_too_much) and not is_spared(study.study_uid):
            outdated.append(study)
            left -= study.bytes
    return outdated
