"""What can go wrong with the local archive, in words for its user."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr


class ArchiveError(ViewerError):
    """The local archive cannot be read or written."""


class DamagedArchiveError(ArchiveError):
    """The database file is not what it should be."""


def newer_archive_error() -> ArchiveError:
    """The archive was written by a later version of the program."""
    return ArchiveError(
        tr("The local archive was made by a newer version of Radiolucent."),
        hint=tr("Update Radiolucent, or start it with another --home folder."),
    )


def damaged_archive_error(detail: str = "") -> DamagedArchiveError:
    """What to tell of a damaged database."""
    return DamagedArchiveError(
        tr("The local archive is damaged."),
        hint=tr(
            "Your images are not affected: the archive only lists them. Care for the list, Repair "
            "the list of studies (or `radiolucent repair`) sets it aside and lists them again."
        ),
        detail=detail,
    )


_CAUSES = {
    sqlite3.SQLITE_BUSY: (
        "The local archive is in use by another program.",
        "Close other windows of Radiolucent, or wait for their import to finish.",
    ),
    sqlite3.SQLITE_LOCKED: (
        "The local archive is in use by another program.",
        "Close other windows of Radiolucent, or wait for their import to finish.",
    ),
    sqlite3.SQLITE_READONLY: (
        "The local archive cannot be written.",
        "Check the permissions of its folder, or choose another one with --home.",
    ),
    sqlite3.SQLITE_PERM: (
        "The local archive cannot be written.",
        "Check the permissions of its folder, or choose another one with --home.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The local archive cannot be opened.",
        "Check that its folder exists and can be written, or choose another one with --home.",
    ),
    sqlite3.SQLITE_FULL: (
        "The disk of the local archive is full.",
        "Free some space; what was listed before is kept.",
    ),
    sqlite3.SQLITE_IOERR: (
        "The disk of the local archive does not answer as it should.",
        "Check the disk; what was listed before is kept.",
    ),
}
_CODES = {  # what a file system says, where SQLite would say the same
    errno.EROFS: sqlite3.SQLITE_READONLY,
    errno.EACCES: sqlite3.SQLITE_PERM,
    errno.EPERM: sqlite3.SQLITE_PERM,
    errno.ENOSPC: sqlite3.SQLITE_FULL,
    errno.EDQUOT: sqlite3.SQLITE_FULL,
}
_PRIMARY_CODE = 0xFF  # the low byte of an extended result code


@contextmanager
def sqlite_errors_translated() -> Iterator[None]:
    """Turn the failures of SQLite into `ArchiveError`; mistakes of our own pass unchanged."""
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise damaged_archive_error(str(error)) from error
        if code not in _CAUSES:
            raise
        message, hint = _CAUSES[code]
        raise ArchiveError(tr(message), hint=tr(hint), detail=str(error)) from error


@contextmanager
def file_errors_translated() -> Iterator[None]:
    """Turn what a file system refuses to a database's file into `ArchiveError`."""
    try:
        yield
    except OSError as error:
        code = _CODES.get(error.errno or 0, sqlite3.SQLITE_IOERR)
        message, hint = _CAUSES[code]
        raise ArchiveError(tr(message), hint=tr(hint), detail=error.strerror or "") from error
