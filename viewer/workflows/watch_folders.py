"""Watch folders: list what is put into them, once it is written to its end.

Looking again and again finds what no notification of a system tells on network drives. A folder
that has not changed is not read again, and no clock is asked: a file counts as whole when it is the
same at two looks, and is watched for a while after that.
"""

import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from viewer.base.jobs import Job
from viewer.index.options import Copies
from viewer.model.archive import Archive
from viewer.workflows.import_files import ImportReport, import_files

_LOOKS_AFTER = 10  # how long a file is watched that seemed whole

Stamp = tuple[int, int]  # size, mtime in ns


@dataclass
class _Folder:
    """What was seen of a folder: its time, its sub-folders, its files, and those in motion."""

    mtime_ns: int = -1
    folders: list[str] = field(default_factory=list)
    known: dict[str, Stamp] = field(default_factory=dict)
    moving: dict[str, int] = field(default_factory=dict)  # looks since they last changed


class FolderWatch:
    """Remembers what it saw; `look` tells what has come since. For one thread at a time."""

    def __init__(self) -> None:
        self._seen: dict[str, _Folder] = {}

    def look(self, folders: Iterable[Path], job: Job) -> list[Path]:
        """The files that have come or changed and are whole; what cannot be read is left out."""
        found = list[Path]()
        visited = set[tuple[int, int]]()
        waiting = [os.path.abspath(folder) for folder in folders]  # noqa: PTH100 - as the walk
        while waiting:
            job.check()
            folder = waiting.pop()
            seen = self._seen.setdefault(folder, _Folder())
            try:
                status = os.stat(folder)  # noqa: PTH116 - text all the way, as the walk
                if (status.st_dev, status.st_ino) in visited:
                    continue
                visited.add((status.st_dev, status.st_ino))
                if seen.mtime_ns != status.st_mtime_ns or seen.moving:
                    self._read(folder, seen)
                    seen.mtime_ns = status.st_mtime_ns
            except OSError:
                self._seen.pop(folder)  # gone, or locked: it begins anew when it is back
                continue
            waiting.extend(seen.folders)
            found += [Path(folder, name) for name, looks in seen.moving.items() if looks == 1]
            seen.moving = {name: n for name, n in seen.moving.items() if n < _LOOKS_AFTER}
        return found

    def _read(self, folder: str, seen: _Folder) -> None:
        folders, known, moving = list[str](), dict[str, Stamp](), dict[str, int]()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.append(entry.path)
                elif entry.is_file():
                    status = entry.stat()
                    stamp = known[entry.name] = status.st_size, status.st_mtime_ns
                    if seen.known.get(entry.name) != stamp:
                        moving[entry.name] = 0
                    elif entry.name in seen.moving:
                        moving[entry.name] = seen.moving[entry.name] + 1
        seen.folders, seen.known, seen.moving = sorted(folders), known, moving


def import_new(
    watch: FolderWatch,
    folders: Iterable[Path],
    *,
    archive: Archive,
    store: Path,
    copies: Copies,
    job: Job,
) -> ImportReport | None:
    """Look once, and list what has come; None where nothing has."""
    roots = list(folders)
    if not (paths := watch.look(roots, job)):
        return None
    return import_files(paths, archive=archive, job=job, store=store, copies=copies, sources=roots)


def watch_folders(
    folders: Iterable[Path],
    *,
    archive: Archive,
    store: Path,
    copies: Copies,
    interval_s: float,
    job: Job,
) -> None:
    """Look until the job is cancelled; sends an `ImportReport` for each time something came."""
    roots = list(folders)
    watch = FolderWatch()
    pause = threading.Event()
    while not job.is_cancelled:
        report = import_new(watch, roots, archive=archive, store=store, copies=copies, job=job)
        if report is not None:
            job.send(report)
        pause.wait(interval_s)
