"""Inbox: received data sets go to a quarantine file, are checked, and only then get a name.

No name is made of what a peer sent: files are called by a hash of their UIDs (SEC-011).
"""

import re
import struct
import threading
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import BinaryIO, Final

from viewer.base import file_store
from viewer.dicom.errors import DicomError
from viewer.dicom.scan import HeaderScanner
from viewer.model.study import InstanceRecord
from viewer.net.negotiation import IMPLEMENTATION_UID, IMPLEMENTATION_VERSION
from viewer.net.status import DATA_SET_MISMATCH, NOT_AUTHORISED, OUT_OF_RESOURCES, SUCCESS

_UID: Final = re.compile(r"[0-9.]{1,64}")
_CHECK_EVERY_BYTES: Final = 64 << 20


def is_uid(text: str) -> bool:
    """Whether a text has the form of a UID."""
    return _UID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Received:
    """An instance that arrived, at its place; `is_new` is False where it was there already."""

    path: Path
    record: InstanceRecord
    is_new: bool = True


class Refusal(Enum):
    """Why an instance is not taken."""

    UNWANTED = "of a study that nobody asked for"
    NOT_WRITTEN = "the disk is full, or refuses"


@dataclass(frozen=True, slots=True)
class Refused:
    """An instance that was sent to us and not taken; the UID is "" where it is not known yet."""

    sop_instance_uid: str
    why: Refusal


class Inbox:
    """A folder for what arrives; `wanted` has the studies to take, None for all (SEC-012).

    `is_durable`: an instance is on the disk, not only with the system, before it is answered
    for. That takes milliseconds for each; what can be fetched again does not need it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        wanted: Container[str] | None = None,
        is_durable: bool = True,
        arrived: Callable[[Received], None] = lambda _received: None,
        refused: Callable[[Refused], None] = lambda _refused: None,
    ) -> None:
        self._folder = folder
        self._wanted = wanted
        self._is_durable = is_durable
        self._arrived = arrived
        self._refused = refused
        self._own = threading.local()  # a scanner for each thread: files resemble the last one

    def open(
        self,
        *,
        sop_class_uid: str,
        sop_instance_uid: str,
        syntax: str,
        begin: Callable[[], BinaryIO] | None = None,
    ) -> "Delivery":
        """Begin to take in a data set; it gets a file meta information of ours.

        `begin` gives the file in quarantine, else a new one is opened.
        """
        uids = sop_class_uid, sop_instance_uid
        if not all(map(is_uid, uids)):
            return Delivery(self, b"", uids, DATA_SET_MISMATCH)
        start = _file_meta(sop_class_uid, sop_instance_uid, syntax)
        return Delivery(self, start, uids, begin=begin)

    def open_file(self) -> "Delivery":
        """Begin to take in a whole file (PS3.10 7.1), which tells itself what it is."""
        return Delivery(self, b"", None)

    def begin(self) -> BinaryIO:
        """Open a file in quarantine; OSError where the disk is full or refuses."""
        return file_store.begin(self._folder)

    def has_room(self) -> bool:
        """Whether the disk may take more."""
        return file_store.has_room(self._folder)

    def accept(self, part: BinaryIO, uids: tuple[str, str] | None) -> int:
        """Check a whole file and give it its name; returns the status for the sender.

        `uids` of class and instance are those that were announced, if any were. Another instance
        with the same UIDs stays, and this one is kept beside it.
        """
        try:
            part.flush()
            record = self._scanner().scan(Path(part.name))
        except DicomError:
            return 0xC000
        told = record.sop_class_uid, record.sop_instance_uid
        study_uid, series_uid = record.study.study_uid, record.series.series_uid
        if uids not in (None, told) or not all(map(is_uid, (*told, study_uid, series_uid))):
            return DATA_SET_MISMATCH
        if self._wanted is not None and study_uid not in self._wanted:
            self._refused(Refused(record.sop_instance_uid, Refusal.UNWANTED))
            return NOT_AUTHORISED
        place = self.place_of(study_uid, record.sop_instance_uid)
        kept = file_store.settle(part, place, is_durable=self._is_durable)
        self._arrived(Received(kept.path, replace(record, path=kept.path), kept.is_new))
        return SUCCESS

    def not_written(self, uids: tuple[str, str] | None) -> int:
        """Tell that the disk did not take an instance; returns the status for the sender."""
        self._refused(Refused(uids[1] if uids else "", Refusal.NOT_WRITTEN))
        return OUT_OF_RESOURCES

    def _scanner(self) -> HeaderScanner:
        scanner = getattr(self._own, "scanner", None)
        if not isinstance(scanner, HeaderScanner):
            scanner = self._own.scanner = HeaderScanner()
        return scanner

    def place_of(self, study_uid: str, sop_instance_uid: str) -> Path:
        """Where an instance of a study lies, or would lie."""
        return file_store.place_of(
            self._folder, study_uid=study_uid, sop_instance_uid=sop_instance_uid
        )

    def clear(self) -> int:
        """Remove what a killed program left in quarantine; returns how many files."""
        return file_store.empty_quarantine(self._folder)


class Delivery:
    """A sink for one instance: a file in quarantine, whose first bytes are `start`."""

    def __init__(
        self,
        inbox: Inbox,
        start: bytes,
        uids: tuple[str, str] | None,
        status: int = SUCCESS,
        *,
        begin: Callable[[], BinaryIO] | None = None,
    ) -> None:
        self._inbox = inbox
        self._uids = uids
        self._file: BinaryIO | None = None
        self._status = status
        self._unchecked = 0
        if status == SUCCESS:
            self._begin(start, begin or inbox.begin)

    def _begin(self, start: bytes, begin: Callable[[], BinaryIO]) -> None:
        try:
            self._file = begin()
        except OSError:
            self._status = self._inbox.not_written(self._uids)
        self.write(memoryview(start))

    def write(self, data: memoryview) -> None:
        """Take a part of the data set; after a failure the rest is passed over."""
        if self._file is None:
            return
        try:
            self._unchecked += len(data)
            if self._unchecked > _CHECK_EVERY_BYTES:
                self._unchecked = 0
                if not self._inbox.has_room():
                    self._give_up()
                    return
            self._file.write(data)
        except OSError:
            self._give_up()

    def _give_up(self) -> None:
        self._status = self._inbox.not_written(self._uids)
        self.drop()

    def finish(self) -> int:
        """Check and name the file; returns the status for the sender."""
        if self._file is None:
            return self._status
        try:
            status = self._inbox.accept(self._file, self._uids)
        except OSError:
            status = self._inbox.not_written(self._uids)
        if status == SUCCESS:
            self._file = None  # it is in its place, and closed
        self.drop()
        return status

    def drop(self) -> None:
        """Throw away what came and has no name."""
        if self._file is not None:
            file_store.drop(self._file)
            self._file = None


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
