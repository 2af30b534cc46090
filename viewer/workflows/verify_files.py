"""Verify: are the files that the archive lists still there, unchanged and readable?"""

from dataclasses import dataclass
from pathlib import Path

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.index.archive import SqliteArchive
from viewer.workflows.pace import Pace
from viewer.workflows.path_failure import PathFailure, reason_of


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was found; nothing is changed by looking."""

    files: int = 0
    missing: tuple[Path, ...] = ()
    changed: tuple[Path, ...] = ()
    unreadable: tuple[PathFailure, ...] = ()


def verify_files(archive: SqliteArchive, *, job: Job) -> VerifyReport:
    """Look at every listed file: its size and time, and whether its first byte can be read."""
    listed = archive.listed_files()
    missing, changed, unreadable = list[Path](), list[Path](), list[PathFailure]()
    pace = Pace()
    for number, (path, size, mtime_ns) in enumerate(listed):
        job.check()
        if pace.is_due():
            job.progress(number, len(listed), text=path.parent.name)
        try:
            status = path.stat()
            if (status.st_size, status.st_mtime_ns) != (size, mtime_ns):
                changed.append(path)
            with path.open("rb", buffering=0) as file:
                file.read(1)
        except FileNotFoundError:
            missing.append(path)
        except OSError as error:
            unreadable.append(PathFailure(path, reason_of(error)))
    job.progress(len(listed), len(listed), text=tr("Verified"))
    return VerifyReport(len(listed), tuple(missing), tuple(changed), tuple(unreadable))
