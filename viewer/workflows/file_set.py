"""A File-set: what its DICOMDIR lists, found on a disk that may write names otherwise (SEC-023).

Names on media are in capitals, and the disks that media are copied to are not: names are compared
without case. Nothing outside of the folder of the DICOMDIR is ever opened by it.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from viewer.base.i18n import tr
from viewer.dicom.dicomdir import referenced_files
from viewer.dicom.errors import DicomError
from viewer.workflows.path_failure import OnFailure, PathFailure

DICOMDIR = "DICOMDIR"
_NAMES = (DICOMDIR, DICOMDIR.lower())
_NAMED = 100  # missing files that are told one by one
_MAX_PARTS = 32  # 8 by the standard
_VERSION = re.compile(r"(\.?;\d+|\.)$")  # of ISO 9660
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def is_dicomdir(name: str) -> bool:
    """Whether a file of this name is a table of contents."""
    return name in _NAMES


def dicomdir_of(folder: str) -> str | None:
    """The DICOMDIR that lies in a folder."""
    paths = (os.path.join(folder, name) for name in _NAMES)  # noqa: PTH118 - text all the way
    return next(filter(os.path.isfile, paths), None)


def listed_files(dicomdir: str, *, failed: OnFailure) -> Iterator[str]:
    """Yield the files that a DICOMDIR lists, each once, in the order of its records.

    What is missing, leads outside or is no file is told to `failed`, and so is damage: the files
    of the folder can still be found by looking.
    """
    path, missing = Path(dicomdir), 0
    names = _Names(os.path.dirname(dicomdir))  # noqa: PTH120 - text all the way
    seen = set[str]()
    try:
        for parts in referenced_files(path):
            found = _located(parts, names, path)
            if isinstance(found, PathFailure):
                missing += 1
                if missing <= _NAMED:
                    failed(found)
            elif found not in seen:
                seen.add(found)
                yield found
    except DicomError as error:
        failed(PathFailure(path, error.message))
    if missing > _NAMED:
        words = tr("{count:,} more files that it lists are not there")
        failed(PathFailure(path, words.format(count=missing - _NAMED)))


def _located(parts: tuple[str, ...], names: "_Names", dicomdir: Path) -> str | PathFailure:
    if not _is_inside(parts):
        return PathFailure(dicomdir, tr("it names a file outside of its folder"))
    found = names.find(parts)
    shown = dicomdir.parent.joinpath(*parts)
    if found is None:
        return PathFailure(shown, tr("listed in the DICOMDIR, but not there"))
    if not names.holds(found):
        return PathFailure(shown, tr("a link that leads out of the folder of the DICOMDIR"))
    if not os.path.isfile(found):  # noqa: PTH113 - text all the way
        return PathFailure(shown, tr("not a file: a folder, device or pipe"))
    return found


def _is_inside(parts: tuple[str, ...]) -> bool:
    """Whether parts of a name lead inwards only, on every system."""
    return len(parts) <= _MAX_PARTS and not any(
        part in ("", ".", "..") or _DEVICES.match(part) or any(c in part for c in "/\\:\0")
        for part in parts
    )


class _Names:
    """Finds files under a folder whatever the case of their names; each folder is read once."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._folders: dict[str, dict[str, str]] = {}

    def find(self, parts: tuple[str, ...]) -> str | None:
        """The path of what is called so."""
        path = self._root
        for part in parts:
            names = self._names(path)
            name = part if part in names else names.get(_key(part))
            if name is None:
                return None
            path = os.path.join(path, name)  # noqa: PTH118 - text all the way
        return path

    def holds(self, path: str) -> bool:
        """Whether a path leads into the folder when its links are followed."""
        real = os.path.realpath(path)
        return real.startswith(self._real_root.rstrip(os.sep) + os.sep)

    def _names(self, folder: str) -> dict[str, str]:
        if folder not in self._folders:
            try:
                names = os.listdir(folder)  # noqa: PTH208 - text all the way
            except OSError:
                names = []
            found = {_key(name): name for name in names}
            found.update({name: name for name in names})
            self._folders[folder] = found
        return self._folders[folder]


def _key(name: str) -> str:
    return _VERSION.sub("", name).casefold()
