"""Find duplicates: SOP instances that lie in several files, with the same or other content."""

import filecmp
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from pathlib import Path

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.index.archive import SqliteArchive
from viewer.model.archive import InstanceRow
from viewer.workflows.pace import Pace
from viewer.workflows.path_failure import reason_of


class Likeness(Enum):
    """How a file compares with the first of its SOP instance."""

    FIRST = "listed first"  # in a series, the one that is shown
    SAME_FILE = "same file"  # byte for byte
    SAME_CONTENT = "same content"  # only what is written around the data set differs
    OTHER_CONTENT = "other content"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True, slots=True)
class DuplicateFile:
    """One file of a SOP instance; the attributes that differ, or why it was not compared."""

    row: InstanceRow
    likeness: Likeness
    attributes: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DuplicateReport:
    """The files of each SOP instance that lies in several; nothing is changed by looking."""

    instances: tuple[tuple[DuplicateFile, ...], ...] = ()

    def count(self, likeness: Likeness) -> int:
        """How many files compare so."""
        return sum(file.likeness is likeness for files in self.instances for file in files)


def find_duplicates(archive: SqliteArchive, *, job: Job) -> DuplicateReport:
    """Compare every further file of a SOP instance with the first; blocking."""
    rows = archive.duplicates()
    found, pace, done = list[tuple[DuplicateFile, ...]](), Pace(), 0
    for _, group in groupby(rows, key=lambda row: row.sop_instance_uid):
        first, *others = group
        files = [DuplicateFile(first, Likeness.FIRST)]
        for other in others:
            job.check()
            files.append(_compared(first.path, other))
        found.append(tuple(files))
        done += len(files)
        if pace.is_due():
            job.progress(done, len(rows), text=first.path.parent.name)
    return DuplicateReport(tuple(found))


def _compared(first: Path, other: InstanceRow) -> DuplicateFile:
    from viewer.dicom.differences import differing_attributes  # late, P2

    try:
        if filecmp.cmp(first, other.path, shallow=False):
            return DuplicateFile(other, Likeness.SAME_FILE)
        names = differing_attributes(first, other.path)
    except OSError as error:
        return DuplicateFile(other, Likeness.NOT_COMPARED, reason=reason_of(error))
    except ViewerError as error:
        return DuplicateFile(other, Likeness.NOT_COMPARED, reason=error.message)
    likeness = Likeness.OTHER_CONTENT if names else Likeness.SAME_CONTENT
    return DuplicateFile(other, likeness, names)


def attributes_text(names: Iterable[str], *, most: int = 8) -> str:
    """Names in a line, of many the first."""
    listed = list(names)
    return ", ".join([*listed[:most], *(["…"] if len(listed) > most else [])])
