"""Flat identifiers: answers to queries of plain texts and whole numbers, read without data sets.

A list of 10,000 answers took 2.9 s with a pydicom data set for each, most of it neither reading
nor writing (tests/bench/n2_find.py). Nearly every answer is a row of short texts; one that is
anything else, or in the least unusual, is left to pydicom, so that both always say the same
(tests/unit/dicom/test_flat_identifier.py).
"""

import struct
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from pydicom.datadict import dictionary_VR

_IMPLICIT: Final = struct.Struct("<HHI")
_EXPLICIT: Final = struct.Struct("<HH2sH")
_CHARACTER_SET: Final = "00080005"
_CODECS: Final = {"ISO_IR 192": "utf-8", "ISO_IR 100": "latin-1", "ISO_IR 6": "ascii"}
_ESCAPE: Final = 0x1B  # another character set from here on
_PADDING: Final = " \0"

# The values of an element; None where it is not so plain. The text is decoded, and not empty.
_Values = Callable[[str], Sequence[Any] | None]


def flat_json(data: bytes, *, is_implicit: bool) -> dict[str, dict[str, Any]] | None:
    """The DICOM JSON model of a data set in a little endian syntax; None for one not so plain."""
    if _ESCAPE in data:
        return None
    head = _IMPLICIT if is_implicit else _EXPLICIT
    model: dict[str, dict[str, Any]] = {}
    codec, last, pos, end = "ascii", 0, 0, len(data)
    try:
        while pos < end:
            if is_implicit:
                group, number, length = head.unpack_from(data, pos)
                told = b""
            else:
                group, number, told, length = head.unpack_from(data, pos)
            tag, pos = group << 16 | number, pos + 8 + length
            known = _plain(tag, told)
            if known is None or tag <= last or pos > end:
                return None
            name, vr, values_of, is_text = known
            entry = model[name] = {"vr": vr}
            last = tag
            if not length:
                continue
            text = data[pos - length : pos].decode(codec if is_text else "ascii")
            if not (values := values_of(text)):
                return None
            entry["Value"] = values
            if name == _CHARACTER_SET:
                codec = _CODECS["\\".join(values)]
    except (struct.error, ValueError, KeyError):
        return None
    return model


@lru_cache(maxsize=4096)
def _plain(tag: int, told: bytes) -> tuple[str, str, _Values, bool] | None:
    """How an element of the dictionary is read: its name, its VR, its values, if in any script."""
    try:
        vr = told.decode("ascii") or dictionary_VR(tag)
    except (KeyError, ValueError):
        return None
    is_standard = not tag >> 16 & 1 and tag & 0xFFFF  # neither private nor the length of a group
    if vr not in _VALUES or not is_standard:
        return None
    return f"{tag:08X}", vr, _VALUES[vr], vr in _ANY_SCRIPT


def _all(values: list[str]) -> list[str] | None:
    """The values, where none is empty."""
    return values if all(values) else None


def _codes(text: str) -> Sequence[Any] | None:
    return _all(text.rstrip(_PADDING).split("\\"))


def _titles(text: str) -> Sequence[Any] | None:
    return _all([value.strip() for value in text.split("\\")])


def _words(text: str) -> Sequence[Any] | None:
    return _all([value.rstrip(_PADDING) for value in text.split("\\")])


def _names(text: str) -> Sequence[Any] | None:
    if "=" in text or not (names := _codes(text)):
        return None
    return [{"Alphabetic": name} for name in names]


def _passage(text: str) -> Sequence[Any] | None:
    return _all([text.rstrip(_PADDING)])


def _numbers(text: str) -> Sequence[Any] | None:
    values = text.rstrip(_PADDING).split("\\")
    return [int(value) for value in values] if all(map(str.isdecimal, values)) else None


_VALUES: Final[dict[str, _Values]] = {
    "AE": _titles, "CS": _codes, "DA": _codes, "TM": _codes, "UI": _codes, "IS": _numbers,
    "LO": _words, "SH": _words, "LT": _passage, "ST": _passage, "PN": _names,
}  # fmt: skip
_ANY_SCRIPT: Final = frozenset(("LO", "SH", "LT", "ST", "PN"))
