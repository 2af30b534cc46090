"""Unpack ZIP and gzip files: each image into a folder of the program, one after the other.

Names in an archive name nothing here: files are numbered, and what a member was called is kept
in safe letters only (SEC-022). What is no DICOM stays where it is, archives in archives too.
"""

import hashlib
import os
import re
import shutil
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from viewer.base import file_store
from viewer.base.errors import ViewerError
from viewer.base.file_names import safe_name
from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.base.private import make_private_folder
from viewer.dicom.sniff import PREAMBLE_LENGTH, dataset_start, not_dicom
from viewer.workflows.file_set import DICOMDIR
from viewer.workflows.gzip_file import inflated_steps
from viewer.workflows.packed_errors import PackedFileError
from viewer.workflows.path_failure import OnFailure, PathFailure, reason_of
from viewer.workflows.walk import natural_key
from viewer.workflows.zip_file import (
    MEMBER_ERRORS,
    is_link,
    is_outside,
    is_readable_method,
    open_zip,
    wrong_password,
)

_HEAD_BYTES = 512
_STEP = 1 << 20
_OLD_S = 24 * 3600.0
_ZIP, _EMPTY_ZIP, _GZIP = b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b"


def _always(_folder: Path) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Unpacking:
    """The folder that archives are unpacked in, and passwords for those that are locked.

    `is_listed` tells whether files of a folder are in the list of studies; what is not is deleted
    after a day.
    """

    folder: Path
    passwords: Mapping[Path, str] = field(default_factory=dict)
    is_listed: Callable[[Path], bool] = _always


def is_packed(path: Path) -> bool:
    """Whether a file is a ZIP or a gzip, and no DICOM file that begins like one."""
    try:
        with path.open("rb") as file:
            data = file.read(PREAMBLE_LENGTH + 12)
    except OSError:
        return False  # the scan will say why
    return data.startswith((_ZIP, _EMPTY_ZIP, _GZIP)) and dataset_start(data) is None


def is_gzip(path: Path) -> bool:
    """Whether a packed file is a gzip; OSError where it cannot be read."""
    with path.open("rb") as file:
        return file.read(len(_GZIP)) == _GZIP


def unpack(
    path: Path, unpacking: Unpacking, job: Job, *, failed: OnFailure, passed_over: OnFailure
) -> Iterator[Path]:
    """Yield the DICOM files in an archive, each as soon as it is unpacked.

    What was unpacked before is not unpacked again. A member that cannot be used is told to
    `failed`, one that is no DICOM to `passed_over`. Raises `PackedFileError` for the archive as a
    whole, `PasswordError` where its password is missing or wrong.
    """
    try:
        _drop_unlisted(unpacking)
        folder = _folder_of(path, unpacking.folder.absolute())
        if is_gzip(path):
            yield from _unpack_gzip(path, folder, job, passed_over)
        else:
            password = unpacking.passwords.get(path, "")
            yield from _unpack_zip(
                path, folder, job, password=password, failed=failed, passed_over=passed_over
            )
    except OSError as error:
        raise PackedFileError(
            tr("The archive cannot be unpacked: {reason}").format(reason=reason_of(error)),
            hint=tr("Check its disk, and the room on the disk of the program."),
        ) from error


def _drop_unlisted(unpacking: Unpacking) -> None:
    """Delete what was unpacked more than a day ago and is not in the list of studies."""
    with suppress(OSError, ViewerError):
        for each in unpacking.folder.absolute().iterdir():
            is_old = time.time() - each.stat().st_mtime > _OLD_S
            if is_old and not unpacking.is_listed(each):
                shutil.rmtree(each, ignore_errors=True)


def _folder_of(path: Path, folder: Path) -> Path:
    """The same folder for the same archive, another one when it has changed."""
    status = path.stat()
    stamp = f"{path.resolve()}\n{status.st_size}\n{status.st_mtime_ns}"
    place = folder / hashlib.sha256(os.fsencode(stamp)).hexdigest()[:24]
    make_private_folder(folder)
    make_private_folder(place)
    return place


def _unpack_zip(
    path: Path,
    folder: Path,
    job: Job,
    *,
    password: str,
    failed: OnFailure,
    passed_over: OnFailure,
) -> Iterator[Path]:
    with open_zip(path, password) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        _check_room(folder, sum(member.file_size for member in members))
        members.sort(key=lambda member: natural_key(member.filename))
        for number, member in enumerate(members, 1):
            job.check()
            shown = _shown_path(path, member.filename)
            if reason := _refusal(member):
                failed(PathFailure(shown, reason))
                continue
            target = folder / f"{number:06d}_{safe_name(_last_name(member.filename))}"
            try:
                with archive.open(member) as source:
                    head = source.read(_HEAD_BYTES)
                    if not _is_wanted(head, member.filename):
                        passed_over(PathFailure(shown, not_dicom(head).message))
                        continue
                    rest = iter(lambda: source.read(_STEP), b"")
                    kept = _write(target, head, rest, size=member.file_size, job=job)
            except RuntimeError as error:
                raise wrong_password(is_wrong=bool(password)) from error
            except MEMBER_ERRORS:
                failed(PathFailure(shown, tr("damaged inside of the archive")))
                continue
            yield kept


def _unpack_gzip(path: Path, folder: Path, job: Job, passed_over: OnFailure) -> Iterator[Path]:
    steps = inflated_steps(path)
    head = next(steps, b"")
    if dataset_start(head[:_HEAD_BYTES]) is None:
        name = path.name.removesuffix(".gz")
        passed_over(PathFailure(_shown_path(path, name), not_dicom(head[:_HEAD_BYTES]).message))
        return
    target = folder / f"000001_{safe_name(path.stem)}"
    yield target if target.exists() else _write(target, head, steps, size=None, job=job)


def _write(target: Path, head: bytes, rest: Iterable[bytes], *, size: int | None, job: Job) -> Path:
    """Write a file as a whole or not at all, and say where; one of the same size is there."""
    with suppress(FileNotFoundError):
        if target.stat().st_size == size:
            return target
    with file_store.quarantined(target.parent) as file:
        file.write(head)
        for step in rest:
            job.check()
            file.write(step)
        return file_store.settle(file, target, is_durable=False).path


def _refusal(member: zipfile.ZipInfo) -> str:
    """Why a member is not even looked at; empty for most."""
    if is_outside(member):
        return tr("its name leads out of the archive")
    if is_link(member):
        return tr("a link, not a file")
    if not is_readable_method(member):
        return tr("packed by a method that is not read here")
    return ""


def _is_wanted(head: bytes, name: str) -> bool:
    return dataset_start(head) is not None and _last_name(name).upper() != DICOMDIR


def _check_room(folder: Path, needed: int) -> None:
    if not file_store.has_room(folder, needed):
        free = shutil.disk_usage(folder).free - file_store.SPARE_BYTES
        what = tr("The archive needs {needed:,} MB, and the disk has {free:,} MB left.")
        raise PackedFileError(what.format(needed=needed >> 20, free=max(0, free) >> 20))


def _parts(name: str) -> list[str]:
    """The parts of a name that lead inwards."""
    parts = re.split(r"[\\/]+", name)
    return [part for part in parts if part not in ("", ".", "..") and ":" not in part]


def _last_name(name: str) -> str:
    return (_parts(name) or [""])[-1]


def _shown_path(archive: Path, name: str) -> Path:
    """How a member is called to the user; no such file is ever opened."""
    return archive.joinpath(*_parts(name.replace("\0", "")[:400]))
