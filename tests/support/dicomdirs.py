"""DICOMDIRs as media and mischief write them."""

import struct
from collections.abc import Iterable
from pathlib import Path

from tests.support import builders
from tests.support.malformed.case import ITEM, ITEM_END, SEQUENCE_END, head, start_of_file

_CT = b"1.2.840.10008.5.1.4.1.1.2\0"
_CLASS = b"1.2.840.10008.1.3.10".ljust(len(_CT), b"\0")


def record(
    file_id: str = "", *, in_use: int = 0xFFFF, following: int = 0, level: str = "IMAGE"
) -> bytes:
    """The elements of one record; `following` is the offset of the next one."""
    data = builders.element(0x00041400, "UL", struct.pack("<I", following))
    data += builders.element(0x00041410, "US", struct.pack("<H", in_use))
    data += builders.element(0x00041420, "UL", struct.pack("<I", following))
    data += builders.element(0x00041430, "CS", _even(level))
    if file_id:
        data += builders.element(0x00041500, "CS", _even(file_id))
    return data


def dicomdir(records: Iterable[bytes], *, is_endless: bool = False) -> bytes:
    """A file of these records, with lengths or with delimiters."""
    if is_endless:
        items = b"".join(ITEM + b"\xff" * 4 + each + ITEM_END for each in records) + SEQUENCE_END
        length = b"\xff" * 4
    else:
        items = b"".join(ITEM + struct.pack("<I", len(each)) + each for each in records)
        length = struct.pack("<I", len(items))
    start = start_of_file().replace(_CT, _CLASS)
    body = builders.element(0x00041130, "CS", b"SET ")
    return start + body + head(0x00041220, "SQ") + b"\0\0" + length + items


def write_dicomdir(folder: Path, *file_ids: str, name: str = "DICOMDIR") -> Path:
    """Write one that lists these files."""
    path = folder / name
    path.write_bytes(dicomdir([record(level="PATIENT"), *(record(each) for each in file_ids)]))
    return path


def _even(text: str) -> bytes:
    data = text.encode("latin-1")
    return data + b" " * (len(data) % 2)
