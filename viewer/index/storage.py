"""The managed store of the archive: copies of files that are not left where they were."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from viewer.base.i18n import tr
from viewer.index.errors import ArchiveError

_CHUNK = 1 << 20


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
