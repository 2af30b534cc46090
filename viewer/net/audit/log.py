"""The log of the audit trail: a chain of records in which every change shows (SEC-041).

Each record is a line of JSON with a code (HMAC-SHA256) over the code before it, its number, its
time and its message, so that nothing can be changed, removed or put elsewhere. An *anchor* beside
the settings holds number and code of the last record, so that nothing can be cut off at the end.
The key lies beside the anchor: whoever may read it can forge the whole; against that the
anchor is told (`audit verify`) to be kept elsewhere, and records are sent away by syslog.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.private import make_private_folder, private_opener
from viewer.base.whole_file import write_whole

_FILE_BYTES: Final = 8 << 20  # then the next file begins; the chain goes on through all
_TAIL_BYTES: Final = 1 << 16
_LONGEST_LINE: Final = 4 << 20
_START: Final = "0" * 64


class AuditError(ViewerError):
    """The audit trail cannot be kept or read."""


@dataclass(frozen=True, slots=True)
class Record:
    """One event as it is kept; `when` is ISO 8601, `code` chains it to the one before."""

    number: int
    when: str
    message: str
    code: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of the chain: the number of the last record and its code."""

    number: int = 0
    code: str = _START

    def __str__(self) -> str:
        return f"{self.number}:{self.code}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the whole log found; `anchor` is the end of what is there.

    `intact_until` is the time of the last record before the first problem, "" where none is.
    """

    count: int
    problems: tuple[str, ...]
    anchor: Anchor
    intact_until: str = ""


class AuditLog:
    """The log in `folder`, its key and anchor in `keys`; several processes may append to it."""

    def __init__(self, folder: Path, keys: Path) -> None:
        self._folder = folder
        self._key_file = keys / "audit.key"
        self._anchor_file = keys / "audit.anchor"
        self._lock_file = keys / "audit.lock"

    @property
    def exists(self) -> bool:
        """Whether anything was ever recorded."""
        return self._key_file.exists() or bool(self._files())

    def append(self, when: str, message: str) -> Record:
        """Add a record; `AuditError` where it cannot be written."""
        try:
            make_private_folder(self._folder)
            with self._locked():
                key = self._key()
                last = self._end()
                number = last.number + 1
                code = _code(key, last.code, number, when, message)
                record = Record(number, when, message, code)
                self._write(record)
                self._keep_anchor(Anchor(number, code), key)
        except OSError as error:
            raise AuditError(
                tr("The audit trail cannot be written."), detail=error.strerror or ""
            ) from error
        return record

    def records(self, *, after: int = 0) -> Iterator[Record]:
        """The records that can be read, in their order, from behind a number on."""
        for _, found in self._lines(after=after):
            if isinstance(found, Record) and found.number > after:
                yield found

    def verify(self, expected: Anchor | None = None) -> Verification:
        """Check every record, and the end against the anchor and one kept elsewhere."""
        problems: list[str] = []
        try:
            key = bytes.fromhex(self._key_file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            if not self.exists and expected is None:
                return Verification(0, (), Anchor())
            return Verification(0, (tr("The key of the audit trail is missing."),), Anchor())
        last, count, is_met = Anchor(), 0, expected is None or expected == Anchor()
        intact_until = ""
        for where, found in self._lines():
            if not isinstance(found, Record):
                problems.append(tr("{where}: the record is damaged.").format(where=where))
                continue
            count += 1
            if found.number != last.number + 1:
                problems.append(
                    tr("{where}: record {number} follows record {last}.").format(
                        where=where, number=found.number, last=last.number
                    )
                )
            elif found.code != _code(key, last.code, found.number, found.when, found.message):
                problems.append(
                    tr("{where}: record {number} was changed.").format(
                        where=where, number=found.number
                    )
                )
            last = Anchor(found.number, found.code)
            intact_until = intact_until if problems else found.when
            is_met = is_met or last == expected
        problems += self._end_problems(key, last)
        if not is_met:
            problems.append(tr("The anchor that was kept elsewhere is not in this log."))
        return Verification(count, tuple(problems), last, intact_until)

    def _end_problems(self, key: bytes, last: Anchor) -> list[str]:
        anchor = self._read_anchor(key)
        if anchor is None:
            return [tr("The anchor is missing or was changed.")]
        if anchor.number > last.number:
            return [
                tr("The end is missing: there were {wanted} records, now the last is {found}.")
                .format(wanted=anchor.number, found=last.number)
            ]  # fmt: skip
        if anchor.number == last.number and anchor.code != last.code:
            return [tr("The last record is not the one that was written.")]
        return []  # one ahead of the anchor: the program was ended between the two

    def _key(self) -> bytes:
        with suppress(FileNotFoundError):
            return bytes.fromhex(self._key_file.read_text(encoding="ascii"))
        key = secrets.token_bytes(32)
        write_whole(self._key_file, key.hex().encode())
        return key

    def _keep_anchor(self, anchor: Anchor, key: bytes) -> None:
        seal = hmac.new(key, f"anchor {anchor}".encode(), hashlib.sha256).hexdigest()
        values = {"number": anchor.number, "code": anchor.code, "seal": seal}
        write_whole(self._anchor_file, json.dumps(values).encode())

    def _read_anchor(self, key: bytes) -> Anchor | None:
        """The anchor; None where there is none, or where it was not written with the key."""
        try:
            values = json.loads(self._anchor_file.read_bytes())
            anchor = Anchor(int(values["number"]), str(values["code"]))
            seal = hmac.new(key, f"anchor {anchor}".encode(), hashlib.sha256).hexdigest()
            return anchor if hmac.compare_digest(seal, str(values["seal"])) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _end(self) -> Anchor:
        """Where the chain goes on: at the anchor, or at the last record if that is later."""
        anchor = self._read_anchor(self._key()) or Anchor()
        files = self._files()
        if files:
            with files[-1].open("rb") as file:
                file.seek(max(0, files[-1].stat().st_size - _TAIL_BYTES))
                lines = file.read().splitlines()
            found = _parse(lines[-1]) if lines else None
            if found is not None and found.number > anchor.number:
                return Anchor(found.number, found.code)
        return anchor

    def _write(self, record: Record) -> None:
        files = self._files()
        if not files or files[-1].stat().st_size > _FILE_BYTES:
            files = [self._folder / f"audit-{record.number:010}.jsonl"]
        line = json.dumps(
            {"n": record.number, "t": record.when, "m": record.message, "c": record.code}
        )
        with open(files[-1], "ab", opener=private_opener) as file:
            if file.tell() and not _ends_with_newline(files[-1]):
                file.write(b"\n")  # what a killed program left stays visible as damage
            file.write(line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("audit-*.jsonl"))

    def _lines(self, *, after: int = 0) -> Iterator[tuple[str, Record | None]]:
        files = self._files()
        begins = [_first_number(file) for file in files]
        for place, file in enumerate(files):
            if place + 1 < len(files) and begins[place + 1] <= after + 1:
                continue
            with file.open("rb") as stream:
                count = 0
                while line := stream.readline(_LONGEST_LINE):
                    count += 1
                    where = tr("{file}, line {line}").format(file=file.name, line=count)
                    yield where, _parse(line)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other processes out while the end of the chain is moved."""
        with open(self._lock_file, "ab", opener=private_opener) as file:
            _lock(file)
            yield


def _lock(file: Any) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        return
    fcntl.flock(file, fcntl.LOCK_EX)  # given back when the file is closed


def _code(key: bytes, before: str, number: int, when: str, message: str) -> str:
    text = "\n".join((before, str(number), when, message))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _parse(line: bytes) -> Record | None:
    try:
        values = json.loads(line)
        record = Record(values["n"], values["t"], values["m"], values["c"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    kinds = (int, str, str, str)
    parts = (record.number, record.when, record.message, record.code)
    is_good = all(type(part) is kind for part, kind in zip(parts, kinds, strict=True))
    return record if is_good else None


def _first_number(file: Path) -> int:
    digits = file.stem.rpartition("-")[2]
    return int(digits) if digits.isdigit() else 0


def _ends_with_newline(file: Path) -> bool:
    with file.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"
