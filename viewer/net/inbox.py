"""Inbox: received data sets go to a quarantine file, are checked, and only then get a name.

No name is made of what a peer sent: files are called by a hash of their UIDs (SEC-011).
"""

import hashlib
import os
import re
import secrets
import shutil
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from viewer.base.private import make_private_folder, private_opener
from viewer.dicom.errors import DicomError
from viewer.dicom.scan import scan_file
from viewer.model.study import InstanceRecord
from viewer.net.negotiation import IMPLEMENTATION_UID, IMPLEMENTATION_VERSION
from viewer.net.status import DATA_SET_MISMATCH, OUT_OF_RESOURCES, SUCCESS

_UID: Final = re.compile(r"[0-9.]{1,64}")
_FREE_BYTES: Final = 512 << 20  # what the disk must have left besides
_CHECK_EVERY_BYTES: Final = 64 << 20


def is_uid(text: str) -> bool:
    """Whether a text has the form of a UID."""
    return _UID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Received:
    """An instance that arrived, at its place."""

    path: Path
    record: InstanceRecord


class Inbox:
    """A folder for what arrives; `wanted` names the studies to take, None for all (SEC-012).

    `is_durable`: an instance is on the disk, not only with the system, before it is answered
    for. That takes milliseconds for each; what can be fetched again does not need it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        wanted: frozenset[str] | None = None,
        is_durable: bool = True,
        arrived: Callable[[Received], None] = lambda _received: None,
    ) -> None:
        self._folder = folder
        self._quarantine = folder / "quarantine"
        self._wanted = wanted
        self.is_durable = is_durable
        self._arrived = arrived
        make_private_folder(self._quarantine)

    def open(self, *, sop_class_uid: str, sop_instance_uid: str, syntax: str) -> "Delivery":
        """Begin to take in an instance."""
        return Delivery(self, sop_class_uid, sop_instance_uid, syntax)

    @property
    def quarantine(self) -> Path:
        """Where files are until they are whole and checked."""
        return self._quarantine

    def has_room(self) -> bool:
        """Whether the disk may take more."""
        return shutil.disk_usage(self._folder).free > _FREE_BYTES

    def accept(self, part: Path, *, sop_class_uid: str, sop_instance_uid: str) -> int:
        """Check a whole file and give it its name; returns the status for the sender."""
        try:
            record = scan_file(part)
        except DicomError:
            return 0xC000
        if record.sop_instance_uid != sop_instance_uid or record.sop_class_uid != sop_class_uid:
            return DATA_SET_MISMATCH
        study_uid, series_uid = record.study.study_uid, record.series.series_uid
        if not (is_uid(study_uid) and is_uid(series_uid)):
            return DATA_SET_MISMATCH
        if self._wanted is not None and study_uid not in self._wanted:
            return 0x0124
        path = self.place_of(study_uid, sop_instance_uid)
        make_private_folder(path.parent)
        part.replace(path)
        self._arrived(Received(path, replace(record, path=path)))
        return SUCCESS

    def place_of(self, study_uid: str, sop_instance_uid: str) -> Path:
        """Where an instance of a study lies, or would lie."""
        study = hashlib.sha256(study_uid.encode()).hexdigest()[:32]
        name = hashlib.sha256(sop_instance_uid.encode()).hexdigest()[:32]
        return self._folder / study[:2] / study / f"{name}.dcm"

    def clear(self) -> int:
        """Remove what a killed program left in quarantine; returns how many files."""
        left = list(self._quarantine.glob("*.part"))
        for part in left:
            part.unlink(missing_ok=True)
        return len(left)


class Delivery:
    """A sink for one instance: a file in quarantine, with file meta information of ours."""

    def __init__(
        self, inbox: Inbox, sop_class_uid: str, sop_instance_uid: str, syntax: str
    ) -> None:
        self._inbox = inbox
        self._sop_class_uid = sop_class_uid
        self._sop_instance_uid = sop_instance_uid
        self._path = inbox.quarantine / f"{secrets.token_hex(16)}.part"
        self._descriptor: int | None = None
        self._status = SUCCESS
        self._unchecked = 0
        if not (is_uid(sop_instance_uid) and is_uid(sop_class_uid)):
            self._status = DATA_SET_MISMATCH
        elif not inbox.has_room():
            self._status = OUT_OF_RESOURCES
        else:
            self._begin(_file_meta(sop_class_uid, sop_instance_uid, syntax))

    def _begin(self, meta: bytes) -> None:
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            self._descriptor = private_opener(str(self._path), flags)
        except OSError:
            self._status = OUT_OF_RESOURCES
        self.write(memoryview(meta))

    def write(self, data: memoryview) -> None:
        """Take a part of the data set; after a failure the rest is passed over."""
        if self._descriptor is None:
            return
        self._unchecked += len(data)
        if self._unchecked > _CHECK_EVERY_BYTES:
            self._unchecked = 0
            if not self._inbox.has_room():
                self._fail(OUT_OF_RESOURCES)
                return
        view = data
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError:
            self._fail(OUT_OF_RESOURCES)

    def _fail(self, status: int) -> None:
        self._status = status
        self.drop()

    def finish(self) -> int:
        """Close, check and name the file; returns the status for the sender."""
        if self._descriptor is None:
            return self._status
        try:
            if self._inbox.is_durable:
                os.fsync(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = None
            status = self._inbox.accept(
                self._path,
                sop_class_uid=self._sop_class_uid,
                sop_instance_uid=self._sop_instance_uid,
            )
        except OSError:
            status = OUT_OF_RESOURCES
        if status != SUCCESS:
            self.drop()
        return status

    def drop(self) -> None:
        """Throw away what came."""
        if self._descriptor is not None:
            with suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def _file_meta(sop_class_uid: str, sop_instance_uid: str, syntax: str) -> bytes:
    """Preamble and group 0002 (PS3.10 7.1)."""
    body = b"\x02\x00\x01\x00OB\0\0\x02\x00\x00\x00\x00\x01"
    for element, value in (
        (0x0002, sop_class_uid),
        (0x0003, sop_instance_uid),
        (0x0010, syntax),
        (0x0012, IMPLEMENTATION_UID),
        (0x0013, IMPLEMENTATION_VERSION),
    ):
        data = value.encode("ascii")
        data += (b" " if element == 0x0013 else b"\0") * (len(data) % 2)
        vr = b"SH" if element == 0x0013 else b"UI"
        body += struct.pack("<HH2sH", 2, element, vr, len(data)) + data
    return bytes(128) + b"DICM\x02\x00\x00\x00UL\x04\x00" + struct.pack("<I", len(body)) + body
