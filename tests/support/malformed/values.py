"""Cases 57 to 72: texts, numbers, tables."""

import struct
from typing import Any

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support import builders
from tests.support.malformed.case import Case, image, inserted, value_replaced

_CHARACTER_SET = 0x00080005
_NAME = 0x00100010
_STUDY_DATE = 0x00080020
_SERIES_UID = 0x0020000E


def _name(value: bytes, character_set: bytes = b"ISO_IR 192") -> bytes:
    data = value_replaced(_CHARACTER_SET, "CS", character_set)
    return value_replaced(_NAME, "PN", value, data=data)


def _number(tag: int, vr: str, value: bytes, *, data: bytes | None = None) -> bytes:
    return value_replaced(tag, vr, value, data=data)


def _window(center: bytes, width: bytes) -> bytes:
    data = value_replaced(0x00281050, "DS", center)
    return value_replaced(0x00281051, "DS", width, data=data)


def _uid(value: bytes) -> bytes:
    return value_replaced(_SERIES_UID, "UI", value)


def _raw_geometry() -> bytes:
    data = value_replaced(0x00280030, "DS", b"0\\-1 ")
    return value_replaced(0x00200037, "DS", b"0\\0\\0\\0\\0\\0 ", data=data)


def _dates() -> bytes:
    data = value_replaced(_STUDY_DATE, "DA", b"20241299")
    return inserted(builders.element(0x00101010, "AS", b"-01Y"), before=0x00180050, data=data)


def _palette(**overrides: Any) -> bytes:
    return builders.file_bytes(builders.palette_image(**overrides))


def _indirect_loop() -> bytes:
    """A copy of the segment that is the copy itself."""
    loop = struct.pack("<4H", 2, 1, 0, 0)
    return _palette(
        RedPaletteColorLookupTableData=None, SegmentedRedPaletteColorLookupTableData=loop
    )


def _overlay() -> bytes:
    ds = image()
    ds.add_new(0x60000010, "US", 65535)
    ds.add_new(0x60000011, "US", 65535)
    ds.add_new(0x60000040, "CS", "G")
    ds.add_new(0x60000050, "SS", [1, 1])
    ds.add_new(0x60000100, "US", 1)
    ds.add_new(0x60000102, "US", 0)
    ds.add_new(0x60003000, "OW", b"\xff\xff\xff\xff")
    return builders.file_bytes(ds)


def lut_item(descriptor: list[int], data: bytes) -> Dataset:
    """An item of a VOI LUT Sequence."""
    item = Dataset()
    item.add_new(0x00283002, "US", descriptor)
    item.add_new(0x00283006, "OW", data)
    return item


def _voi_lut(descriptor: list[int], data: bytes) -> bytes:
    ds = image(VOILUTSequence=Sequence([lut_item(descriptor, data)]))
    return builders.file_bytes(ds)


CASES = (
    Case("57", "unknown character set", lambda: _name(b"M\xfcller  ", b"ISO_IR 999")),
    Case("58", "invalid UTF-8", lambda: _name(b"M\xfcller  ")),
    Case(
        "59", "broken ISO 2022 escape", lambda: _name(b"Yamada\x1b$Z^T\xff ", b"\\ISO 2022 IR 87 ")
    ),
    Case("60", "markup in a name", lambda: _name(b"<b>@cmd()</b><u")),
    Case(
        "60b",
        "a formula, a picture and a path in a description",
        lambda: value_replaced(0x0008103E, "LO", b"=<img src=../../etc>"),
    ),
    Case("61", "a path for a UID", lambda: _uid(b"../../evil\\x")),
    Case("62", "a UID of 801 characters", lambda: _uid(b"1." + b"2" * 799 + b"\0")),
    Case("63", "control characters in a name", lambda: _name("D\0o\x1b[2Je\u202e".encode())),
    Case("64", "slope NaN", lambda: _number(0x00281053, "DS", b"NaN ")),
    Case("64b", "intercept infinite", lambda: _number(0x00281052, "DS", b"inf ")),
    Case("65", "spacing 0\\-1, orientation of zeros", _raw_geometry),
    Case("66", "slope abcd", lambda: _number(0x00281053, "DS", b"abcd")),
    Case("66b", "instance number 1.55", lambda: _number(0x00200013, "IS", b"1.55")),
    Case("67", "two centres, one width of 0", lambda: _window(b"40\\80 ", b"0 ")),
    Case("68", "day 99 of month 12, age -1", _dates),
    Case("69", "palette too short", lambda: _palette(RedPaletteColorLookupTableData=b"\0\0")),
    Case("70", "palette segment that copies itself", _indirect_loop),
    Case("71", "overlay of 65535 by 65535 in 4 bytes", _overlay),
    Case("72", "VOI LUT of 65,536 in 4 bytes", lambda: _voi_lut([0, 0, 16], b"\0\0\1\1")),
    Case(
        "99",
        "LUT of 0-bit entries",
        lambda: _voi_lut([0, 0, 0], np.arange(65536, dtype="<u2").tobytes()),
    ),
)
