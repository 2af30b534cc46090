"""The files that the program keeps itself: received, unpacked, or copied from media.

A file arrives in `quarantine` under a random name and is settled in its place when it is whole, so
that a store never holds half a file. Names are made from a hash of the UIDs, never from their
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

from viewer.base.private import make_private_folder, private_opener

_CAN_CLAIM = os.name == "posix"
if _CAN_CLAIM:
    import fcntl

SPARE_BYTES = 256 << 20  # left free on the disk, for the index and everybody else
QUARANTINE = "quarantine"
_PART = ".part"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a file is now; `is_new` is False where the same bytes were there already."""

    path: Path
    is_new: bool


def place_of(store: Path, *, study_uid: str, sop_instance_uid: str) -> Path:
    """Where an instance lies, or would lie: a folder for each study."""
    study, name = _digest(study_uid), _digest(sop_instance_uid)
    return store / study[:2] / study / f"{name}.dcm"


def has_room(store: Path, size: int = 0) -> bool:
    """Whether the disk may take `size` more bytes; OSError where it does not tell."""
    return shutil.disk_usage(store).free >= size + SPARE_BYTES


def begin(store: Path, *, size: int = 0) -> BinaryIO:
    """Open a new empty file in quarantine; `size` is how many bytes are expected.

    It is the caller's to settle or to drop. OSError where the disk is too full or cannot be
    written.
    """
    part = store / QUARANTINE / f"{uuid4().hex}{_PART}"
    _make_once(part.parent)
    if not has_room(part.parent, size):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    file = open(part, "xb+", opener=private_opener)  # noqa: SIM115 - the caller's to close
    _claim(file)
    return file


def drop(file: BinaryIO) -> None:
    """Close a file in quarantine and take it away, if it is still there."""
    with suppress(OSError):
        file.close()
    with suppress(OSError):
        Path(file.name).unlink()


@contextmanager
def quarantined(store: Path, *, size: int = 0) -> Iterator[BinaryIO]:
    """Lend a new empty file to write to, as `begin`; what is not settled goes."""
    file = begin(store, size=size)
    try:
        yield file
    finally:
        drop(file)


def settle(file: BinaryIO, place: Path, *, is_durable: bool = True) -> Kept:
    """Close a whole file in quarantine and give it its place.

    The same bytes are kept once. Another file in that place is left there, and the new one
    gets a numbered name beside it. `is_durable`: it is on the disk before it has its name.
    """
    file.flush()
    if is_durable:
        os.fsync(file.fileno())
    file.close()
    part = Path(file.name)
    _make_once(place.parent)
    for number in count(1):
        target = _numbered(place, number)
        if _moved(part, target):
            return Kept(target, is_new=True)
        if is_same_content(part, target):
            part.unlink()
            return Kept(target, is_new=False)
    raise AssertionError  # count() never ends


def kept_copy(source: Path, place: Path) -> Path | None:
    """Where the bytes of a file lie already: in their place, or under a numbered name beside it."""
    for number in count(1):
        target = _numbered(place, number)
        if not target.exists():
            return None
        if is_same_content(source, target):
            return target
    raise AssertionError  # count() never ends


def flush(path: Path) -> None:
    """Have a file on the disk, not only with the system; one that is gone needs none of it."""
    with suppress(OSError), path.open("rb+") as file:
        os.fsync(file.fileno())


def empty_quarantine(store: Path) -> int:
    """Throw away what killed processes left, and nothing that is being written; returns how many.

    OSError where the folder cannot be read.
    """
    count = 0
    for part in (store / QUARANTINE).glob(f"*{_PART}"):
        with suppress(OSError), part.open("rb") as file:
            _claim(file)
            if not _CAN_CLAIM:
                file.close()  # an open file cannot be deleted there, so others' stay
            part.unlink()
            count += 1
    return count


def transfer(source: Path, store: Path, place: Path) -> Kept:
    """Bring a file of another store to its place in this one; the source stays.

    It is linked where both are on one disk, else copied, written to the disk, and compared.
    """
    make_private_folder(place.parent)
    for number in count(1):
        target = _numbered(place, number)
        try:
            os.link(source, target)
        except FileExistsError:
            if is_same_content(source, target):
                return Kept(target, is_new=False)
        except OSError:
            break  # another disk, or one without hard links
        else:
            return Kept(target, is_new=True)
    with quarantined(store, size=source.stat().st_size) as file, source.open("rb") as content:
        shutil.copyfileobj(content, file, _CHUNK)
        file.flush()
        os.fsync(file.fileno())
        shutil.copystat(source, file.name)
        if not is_same_content(source, Path(file.name)):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return settle(file, place)


def is_same_content(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes."""
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        while piece := first.read(_CHUNK):
            if piece != second.read(_CHUNK):
                return False
    return True


def _numbered(place: Path, number: int) -> Path:
    return place if number == 1 else place.with_stem(f"{place.stem}-{number}")


def _make_once(folder: Path) -> None:
    """Make a private folder; one that is there is ours, and seeing to it again takes time."""
    if not folder.is_dir():
        make_private_folder(folder)


def _moved(part: Path, target: Path) -> bool:
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
        try:
            os.replace(part, target)  # noqa: PTH105 - beside its twin above
        except OSError:
            target.unlink()
            raise
        return True
    part.unlink()
    return True


def _claim(file: BinaryIO) -> None:
    """Show other processes that a file is being written; OSError where one of them does."""
    if _CAN_CLAIM:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _digest(uid: str) -> str:
    return hashlib.sha256(uid.encode("utf-8", "replace")).hexdigest()[:32]
