"""ZIP files as a source of images: checked as a whole before anything is unpacked (SEC-004).

What the directory of the archive claims is compared with its size first; a member never gives
more than it claims.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_IFMT, S_ISLNK
from typing import IO, Final

from viewer.base.i18n import tr
from viewer.workflows.packed_errors import PackedFileError, PasswordError

MAX_MEMBERS: Final = 100_000
MAX_DIRECTORY_BYTES: Final = 32 << 20
MAX_RATIO: Final = 200
SMALL_BYTES: Final = 64 << 20  # that much may come out of any archive, however small

_NOT_HONEST = tr("This is no honest archive; nothing of it was unpacked.")
_END, _LOCATOR, _ENTRY = b"PK\x05\x06", b"PK\x06\x07", b"PK\x01\x02"
_END_BYTES, _LOCATOR_BYTES, _COMMENT_BYTES = 22, 20, 0xFFFF
_AES = 99
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OUTSIDE = re.compile(r"^[\\/]|^[A-Za-z]:|(^|[\\/])\.\.([\\/]|$)")

MEMBER_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error)


@contextmanager
def open_zip(path: Path, password: str) -> Iterator[zipfile.ZipFile]:
    """Open an archive that keeps to the limits; members are decrypted with `password`.

    Raises `PackedFileError`, or `PasswordError` where a password is missing or wrong.
    """
    with path.open("rb") as file:
        size = path.stat().st_size
        _check_directory(file, size)
        try:
            archive = zipfile.ZipFile(file)
        except (*MEMBER_ERRORS, ValueError) as error:
            raise _damaged() from error
        with archive:
            check_members(archive.infolist(), size)
            if password:
                archive.setpassword(password.encode())
            _check_password(archive, password)
            yield archive


def is_outside(member: zipfile.ZipInfo) -> bool:
    """Whether the name would lead out of a folder that the archive is unpacked in."""
    return _OUTSIDE.search(member.filename) is not None


def is_link(member: zipfile.ZipInfo) -> bool:
    """Whether the member is a symbolic link."""
    return S_ISLNK(S_IFMT(member.external_attr >> 16))


def check_members(members: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse what cannot be in an archive of `size` bytes."""
    if len(members) > MAX_MEMBERS:
        raise _too_many()
    if sum(member.compress_size for member in members) > size:
        raise PackedFileError(tr("The members of the archive overlap."), hint=_NOT_HONEST)
    if sum(member.file_size for member in members) > max(SMALL_BYTES, MAX_RATIO * size):
        what = tr("The archive would become more than {ratio} times larger.")
        raise PackedFileError(what.format(ratio=MAX_RATIO), hint=_NOT_HONEST)


def wrong_password(*, is_wrong: bool) -> PasswordError:
    """The error for an archive that is locked."""
    if is_wrong:
        return PasswordError(tr("The password is wrong, or the archive is damaged."), is_wrong=True)
    return PasswordError(tr("The archive needs a password."), is_wrong=False)


def _check_directory(file: IO[bytes], size: int) -> None:
    """Refuse a directory of too many members before it is read (APPNOTE.TXT 4.3.14, 4.3.16)."""
    file.seek(max(0, size - _END_BYTES - _COMMENT_BYTES - _LOCATOR_BYTES))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or at + _END_BYTES > len(tail):
        raise _damaged()
    (length,) = struct.unpack_from("<I", tail, at + 12)
    locator = tail[max(0, at - _LOCATOR_BYTES) : at]
    if locator.startswith(_LOCATOR):
        (offset,) = struct.unpack_from("<Q", locator, 8)
        file.seek(min(offset, size))
        record = file.read(56)
        if len(record) < 56:
            raise _damaged()
        (length,) = struct.unpack_from("<Q", record, 40)
    if length > MAX_DIRECTORY_BYTES:
        raise _too_many()
    file.seek(max(0, size - len(tail) - length))
    if file.read(length + len(tail)).count(_ENTRY) > MAX_MEMBERS:
        raise _too_many()
    file.seek(0)


def _check_password(archive: zipfile.ZipFile, password: str) -> None:
    """Try the password on the first member that needs one."""
    locked = next((m for m in archive.infolist() if m.flag_bits & 1), None)
    if locked is None:
        return
    if locked.compress_type == _AES:
        raise PackedFileError(
            tr("The archive is encrypted with AES, which is not read here."),
            hint=tr("Unpack it with a program such as 7-Zip, then open the folder."),
        )
    if not password:
        raise wrong_password(is_wrong=False)
    try:
        with archive.open(locked) as member:
            member.read(1)
    except (RuntimeError, *MEMBER_ERRORS) as error:
        raise wrong_password(is_wrong=True) from error


def is_readable_method(member: zipfile.ZipInfo) -> bool:
    """Whether the member is stored or deflated, as DICOM wants it (PS3.12 annex V)."""
    return member.compress_type in _METHODS


def _damaged() -> PackedFileError:
    return PackedFileError(
        tr("The archive is cut off or damaged."), hint=tr("Get it again from where it came.")
    )


def _too_many() -> PackedFileError:
    what = tr("The archive holds more than {count:,} members.").format(count=MAX_MEMBERS)
    return PackedFileError(what, hint=_NOT_HONEST)
