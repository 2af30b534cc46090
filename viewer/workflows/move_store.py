"""Move the store to another folder: each file copied, verified, listed there, then removed here.

It may end at any moment, by will or by force, and goes on when it is called again: until a former
folder is empty it belongs to the store.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from viewer.base import file_store
from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.base.paths import AppPaths
from viewer.base.private import make_private_folder
from viewer.base.store_place import write_store_place
from viewer.index.archive import SqliteArchive
from viewer.index.storage import store_errors_translated
from viewer.workflows.path_failure import PathFailure, reason_of

_BATCH = 200  # files that are listed anew in one transaction


@dataclass(frozen=True, slots=True)
class MoveReport:
    """What became of the files of the store; those that `failed` are where they were."""

    moved: int = 0
    failed: tuple[PathFailure, ...] = ()


def move_store(folder: Path, *, paths: AppPaths, archive: SqliteArchive, job: Job) -> MoveReport:
    """Move everything in the store to `folder`, which from now on takes what is new.

    Raises `ArchiveError` where the new folder cannot be written or its disk is full; then what was
    moved is there, and the rest where it was.
    """
    target = Path(os.path.abspath(folder))  # noqa: PTH100 - links are the user's choice
    place = paths.store_place
    for each in place.folders:
        if each != target and (each.is_relative_to(target) or target.is_relative_to(each)):
            raise ViewerError(
                tr("The new folder of the store lies in the old one, or the old one in it."),
                hint=tr("Choose a folder beside it, or on another disk."),
            )
    with store_errors_translated():
        make_private_folder(target)
        place = place.moved_to(target)
        write_store_place(paths.store_place_file, place)
    moved, failed = 0, list[PathFailure]()
    for former in place.former:
        waiting = _files(former)
        while files := list(islice(waiting, _BATCH)):
            done = _move(files, former, target, job, failed)
            archive.relocate(done)
            for old, _ in done:
                _remove(old, failed)
            moved += len(done)
            job.progress(moved, text=target.name)
            job.check()
        file_store.empty_quarantine(former)
        if _is_cleared(former):
            place = place.without(former)
            with store_errors_translated():
                write_store_place(paths.store_place_file, place)
    return MoveReport(moved, tuple(failed))


def _move(
    files: list[Path], former: Path, target: Path, job: Job, failed: list[PathFailure]
) -> list[tuple[Path, Path]]:
    """Bring some files over; returns where each was and is. A cancelled job ends it early."""
    done = []
    for old in files:
        if job.is_cancelled:
            break
        try:
            old.open("rb").close()
        except OSError as error:
            failed.append(PathFailure(old, reason_of(error)))
            continue
        with store_errors_translated():
            kept = file_store.transfer(old, target, target / old.relative_to(former))
        done.append((old, kept.path))
    return done


def _files(folder: Path) -> Iterator[Path]:
    """The files of a store in a steady order, without what is still in quarantine."""
    for root, folders, names in os.walk(folder):
        folders.sort()
        if Path(root) == folder and file_store.QUARANTINE in folders:
            folders.remove(file_store.QUARANTINE)
        yield from (Path(root, name) for name in sorted(names))


def _remove(path: Path, failed: list[PathFailure]) -> None:
    try:
        path.unlink()
    except OSError as error:
        failed.append(PathFailure(path, reason_of(error)))


def _is_cleared(folder: Path) -> bool:
    """Remove empty folders from the bottom up; tells whether nothing is left."""
    for root, _, _ in os.walk(folder, topdown=False):
        try:
            Path(root).rmdir()
        except OSError:
            continue  # not empty, or not ours to remove
    return not any(True for _ in _files(folder))
