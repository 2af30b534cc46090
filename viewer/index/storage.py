"""Where files live that the archive keeps itself: copied from media, unpacked, or received.

A file arrives in `quarantine` under a random name and is renamed into place when it is whole, so
that the store never holds half a file. Names are made from a hash of the UIDs, never from their
text (SEC-011, SEC-022), and nothing that is there is ever overwritten.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from viewer.base.i18n import tr
from viewer.base.private import make_private_folder, private_opener
from viewer.index.errors import ArchiveError
from viewer.model.study import InstanceRecord

_QUARANTINE = "quarantine"
_CHUNK = 1 << 20
_SPARE_BYTES = 64 << 20  # left free on the disk, for the index and everybody else


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a file is now; `is_new` is False where the store had the same bytes already."""

    path: Path
    is_new: bool


@contextmanager
def quarantined(store: Path, *, size: int = 0) -> Iterator[BinaryIO]:
    """Lend a new empty file in `store` to write to; `keep` gives it its place, else it goes.

    `size` is how many bytes are expected. Raises `ArchiveError` where the disk is too full, or
    where the store cannot be written.
    """
    part = store / _QUARANTINE / f"{uuid4().hex}.part"
    try:
        with store_errors_translated():
            make_private_folder(part.parent)
            if shutil.disk_usage(part.parent).free < size + _SPARE_BYTES:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        with open(part, "xb+", opener=private_opener) as file:
            yield file
    finally:
        with suppress(OSError):
            part.unlink()


def keep(file: BinaryIO, record: InstanceRecord, *, store: Path) -> Kept:
    """Give a file in quarantine the place that its UIDs have in the store.

    The same bytes are kept once. Another file with the same UIDs is kept beside the first under
    a numbered name.
    """
    with store_errors_translated():
        file.flush()
        os.fsync(file.fileno())
        part = Path(file.name)
        place = place_of(record, store=store)
        make_private_folder(place.parent)
        for number in count(1):
            target = place if number == 1 else place.with_stem(f"{place.stem}-{number}")
            if _settle(part, target):
                return Kept(target, is_new=True)
            if _is_same(part, target):
                return Kept(target, is_new=False)
    raise AssertionError  # count() never ends


def place_of(record: InstanceRecord, *, store: Path) -> Path:
    """Where a file with these UIDs lives: a folder for each study."""
    study = _digest(record.study.study_uid)
    name = _digest(record.series.series_uid, record.sop_instance_uid)
    return store / study[:2] / study / f"{name}.dcm"


def empty_quarantine(store: Path) -> None:
    """Throw away what a process left that ended in the middle; nobody else may be writing."""
    with suppress(OSError):
        for part in (store / _QUARANTINE).glob("*.part"):
            part.unlink()


def copy_to(file: BinaryIO, source: BinaryIO, *, limit: int) -> int:
    """Copy a stream in pieces; returns its bytes. Raises `ArchiveError` beyond `limit` bytes."""
    total = 0
    with store_errors_translated():
        while piece := source.read(_CHUNK):
            total += len(piece)
            if total > limit:
                raise ArchiveError(tr("The file is larger than was announced."))
            file.write(piece)
    return total


@contextmanager
def store_errors_translated() -> Iterator[None]:
    """Turn what the system refuses into `ArchiveError`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ArchiveError(
                tr("The disk of the local archive is full."),
                hint=tr("Free some space; what was kept before is safe."),
            ) from error
        raise ArchiveError(
            tr("The folder of the archive's own files cannot be used."),
            hint=tr("Check its disk and permissions, or move the store to another folder."),
            detail=error.strerror or "",
        ) from error


def _settle(part: Path, target: Path) -> bool:
    """Move `part` to `target` unless something is there; tells whether it moved."""
    try:
        os.link(part, target)  # fails where `target` exists, which no rename does
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links: take the name first, then fill it
        try:
            target.open("xb").close()
        except FileExistsError:
            return False
        os.replace(part, target)  # noqa: PTH105 - beside its twin above
        return True
    part.unlink()
    return True


def _is_same(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        while piece := first.read(_CHUNK):
            if piece != second.read(_CHUNK):
                return False
    return True


def _digest(*uids: str) -> str:
    return hashlib.sha256("\n".join(uids).encode("utf-8", "replace")).hexdigest()[:32]
