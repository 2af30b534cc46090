"""Find the files under some paths: in a natural order, without listing a folder first."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from viewer.base.i18n import tr
from viewer.base.jobs import Job

DICOMDIR = "DICOMDIR"

# Names are sorted in runs of this many, so that the first file of a huge folder comes at once.
_SORTED_RUN = 1024
_DIGITS = re.compile(r"(\d+)")

FileId = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PathFailure:
    """A file or folder that could not be used, and why, in plain words."""

    path: Path
    reason: str


OnFailure = Callable[[PathFailure], None]
Expand = Callable[[Path], Iterable[Path]]


def _itself(path: Path) -> Iterable[Path]:
    return (path,)


def natural_key(name: str) -> tuple[list[str | int], str]:
    """Sort key by which IM2 comes before IM10; the name itself decides between equals."""
    parts = _DIGITS.split(name.casefold())
    return [int(part) if odd else part for odd, part in _numbered(parts)], name


def _numbered(parts: list[str]) -> Iterator[tuple[bool, str]]:
    return ((index % 2 == 1, part) for index, part in enumerate(parts))


def walk_files(
    paths: Iterable[Path], job: Job, *, failed: OnFailure, expand: Expand = _itself
) -> Iterator[Path]:
    """Yield every regular file, folder by folder, files before sub-folders, each folder once.

    A file that is named itself stands for what `expand` makes of it.

    Links are followed, circles are not. Devices, pipes and sockets inside folders are passed
    over. A DICOMDIR is no image: it is skipped, and stands for its folder where it is named
    itself. What cannot be read is told to `failed`.
    """
    visited: set[FileId] = set()
    for path in paths:
        job.check()
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - also takes `..` away
        if whole.name == DICOMDIR:
            whole = whole.parent
        yield from _walk_one(whole, visited, job, failed, expand)


def _walk_one(
    path: Path, visited: set[FileId], job: Job, failed: OnFailure, expand: Expand
) -> Iterator[Path]:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        failed(PathFailure(path, reason_of(error)))
        return
    if S_ISDIR(mode):
        yield from _walk_folder(path, visited, job, failed)
    elif S_ISREG(mode):
        yield from expand(path)
    else:
        failed(PathFailure(path, tr("not a file: a device, pipe or socket")))


def _walk_folder(path: Path, visited: set[FileId], job: Job, failed: OnFailure) -> Iterator[Path]:
    """Depth first, with a stack of our own: folders may be nested deeper than Python recurses."""
    waiting = [os.fspath(path)]
    while waiting:
        job.check()
        folder = waiting.pop()
        folders = list[str]()
        try:
            if _is_visited(folder, visited):
                continue
            with os.scandir(folder) as entries:
                yield from _files_of(entries, folders, job, failed)
        except OSError as error:
            failed(PathFailure(Path(folder), reason_of(error)))
        waiting.extend(sorted(folders, key=natural_key, reverse=True))


def _is_visited(folder: str, visited: set[FileId]) -> bool:
    status = os.stat(folder)  # noqa: PTH116 - text all the way: a Path for each costs more
    identity = status.st_dev, status.st_ino
    if identity in visited:
        return True
    visited.add(identity)
    return False


def _files_of(
    entries: Iterator[os.DirEntry[str]], folders: list[str], job: Job, failed: OnFailure
) -> Iterator[Path]:
    """Yield the files of one folder in sorted runs; collect its sub-folders."""
    while run := list(islice(entries, _SORTED_RUN)):
        run.sort(key=lambda entry: natural_key(entry.name))
        for entry in run:
            job.check()
            if entry.is_dir():
                folders.append(entry.path)
            elif entry.is_file():
                if entry.name != DICOMDIR:
                    yield Path(entry.path)
            elif entry.is_symlink() and not os.path.exists(entry.path):  # noqa: PTH110
                failed(PathFailure(Path(entry.path), tr("a link that leads nowhere")))


def reason_of(error: OSError | ValueError) -> str:
    """Why the system refused, in plain words."""
    match error:
        case FileNotFoundError():
            return tr("file is gone")
        case PermissionError():
            return tr("no permission to read it")
        case OSError(strerror=str(text)):
            return text
    return tr("not a usable path")
