"""Find the files under some paths: in a natural order, without listing a folder first."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.workflows.file_set import dicomdir_of, is_dicomdir, listed_files
from viewer.workflows.path_failure import OnFailure, PathFailure, reason_of

# Names are sorted in runs of this many, so that the first file of a huge folder comes at once.
_SORTED_RUN = 1024
_DIGITS = re.compile(r"(\d+)")

FileId = tuple[int, int]


Expand = Callable[[Path], Iterable[Path]]


def _itself(path: Path) -> Iterable[Path]:
    return (path,)


def natural_key(name: str) -> tuple[list[str | int], str]:
    """Sort key by which IM2 comes before IM10; the name itself decides between equals."""
    parts: list[str | int] = _DIGITS.split(name.casefold())
    parts[1::2] = map(int, parts[1::2])
    return parts, name


def walk_files(
    paths: Iterable[Path],
    job: Job,
    *,
    failed: OnFailure,
    missing: OnFailure | None = None,
    expand: Expand = _itself,
) -> Iterator[Path]:
    """Yield every regular file, folder by folder, files before sub-folders, each folder once.

    A file that is named itself stands for what `expand` makes of it.

    Links are followed, circles are not. Devices, pipes and sockets inside folders are passed
    over. A DICOMDIR is no image: the files that it lists come first, in its order, and it stands
    for its folder where it is named itself. What cannot be read is told to `failed`, what a
    DICOMDIR lists in vain to `missing`.
    """
    walk = _Walk(job, failed, missing or failed)
    for path in paths:
        job.check()
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - also takes `..` away
        if is_dicomdir(whole.name):
            whole = whole.parent
        yield from _walk_one(whole, walk, expand)


@dataclass(frozen=True, slots=True)
class _Walk:
    """What goes along: whom to tell, and which folders have been seen."""

    job: Job
    failed: OnFailure
    missing: OnFailure
    visited: set[FileId] = field(default_factory=set)


def _walk_one(path: Path, walk: _Walk, expand: Expand) -> Iterator[Path]:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        walk.failed(PathFailure(path, reason_of(error)))
        return
    if S_ISDIR(mode):
        yield from _walk_folder(path, walk)
    elif S_ISREG(mode):
        yield from expand(path)
    else:
        walk.failed(PathFailure(path, tr("not a file: a device, pipe or socket")))


def _walk_folder(path: Path, walk: _Walk) -> Iterator[Path]:
    """Depth first, with a stack of our own: folders may be nested deeper than Python recurses."""
    waiting = [os.fspath(path)]
    listed = set[str]()
    while waiting:
        walk.job.check()
        folder = waiting.pop()
        folders = list[str]()
        try:
            if _is_visited(folder, walk.visited):
                continue
            yield from _listed(folder, walk, listed)
            with os.scandir(folder) as entries:
                for entry in _files_of(entries, folders, walk.job, walk.failed):
                    if entry not in listed:
                        yield Path(entry)
        except OSError as error:
            walk.failed(PathFailure(Path(folder), reason_of(error)))
        waiting.extend(sorted(folders, key=natural_key, reverse=True))


def _listed(folder: str, walk: _Walk, listed: set[str]) -> Iterator[Path]:
    """Yield what the DICOMDIR of a folder lists and no other one did; `listed` grows by it."""
    dicomdir = dicomdir_of(folder)
    if dicomdir is None:
        return
    for name in listed_files(dicomdir, failed=walk.missing):
        walk.job.check()
        if name not in listed:
            listed.add(name)
            yield Path(name)


def _is_visited(folder: str, visited: set[FileId]) -> bool:
    status = os.stat(folder)  # noqa: PTH116 - text all the way: a Path for each costs more
    identity = status.st_dev, status.st_ino
    if identity in visited:
        return True
    visited.add(identity)
    return False


def _files_of(
    entries: Iterator[os.DirEntry[str]], folders: list[str], job: Job, failed: OnFailure
) -> Iterator[str]:
    """Yield the files of one folder in sorted runs; collect its sub-folders."""
    while run := list(islice(entries, _SORTED_RUN)):
        run.sort(key=lambda entry: natural_key(entry.name))
        for entry in run:
            job.check()
            try:
                is_folder, is_file = entry.is_dir(), entry.is_file()
            except OSError as error:  # as a link to itself: what comes after it is there
                failed(PathFailure(Path(entry.path), reason_of(error)))
                continue
            if is_folder:
                folders.append(entry.path)
            elif is_file:
                if not is_dicomdir(entry.name):
                    yield entry.path
            elif entry.is_symlink() and not os.path.exists(entry.path):  # noqa: PTH110
                failed(PathFailure(Path(entry.path), tr("a link that leads nowhere")))
