"""Check the raw value of a sequence before pydicom parses it (PS3.5 7.5)."""

import struct
from typing import Final

from viewer.dicom.errors import LimitExceededError
from viewer.dicom.file_start import LONG_VRS

_ITEM: Final = (0xFFFE, 0xE000)
_SEQUENCE_END: Final = (0xFFFE, 0xE0DD)
_MAX_ITEMS: Final = 500_000
_MAX_EMPTY_ITEMS: Final = 10_000  # honest items are not empty; 4 MB of them would take 700 MB
_MAX_ELEMENTS: Final = 50_000  # beside each other; honest items have a few hundred
_UNDEFINED: Final = 0xFFFFFFFF


def check_items(value: bytes, *, is_little_endian: bool, is_implicit: bool) -> None:
    """Check that the raw value of a sequence is made of items, as pydicom does not.

    Raises `ValueError` where it is not, `LimitExceededError` where there is too much in it.
    """
    order = "<" if is_little_endian else ">"
    header = struct.Struct(order + "HHI")
    position = count = empty = 0
    while position + header.size <= len(value):
        *tag, length = header.unpack_from(value, position)
        if tuple(tag) == _SEQUENCE_END:
            return
        count += 1
        empty += not length
        if count > _MAX_ITEMS or empty > _MAX_EMPTY_ITEMS:
            raise LimitExceededError(
                f"A sequence has more than {_MAX_ITEMS:,} items, "
                f"or {_MAX_EMPTY_ITEMS:,} empty ones."
            )
        if tuple(tag) != _ITEM:
            raise ValueError("no item where one must be")
        if length == _UNDEFINED:
            return  # its end is found while it is parsed
        position += header.size
        if length > _MAX_ELEMENTS * header.size:
            _check_elements(value[position : position + length], order, is_implicit=is_implicit)
        position += length
    if position != len(value):
        raise ValueError("an item runs beyond its sequence")


def _check_elements(item: bytes, order: str, *, is_implicit: bool) -> None:
    """Count the elements of a large item, as far as their lengths are known."""
    short, long = struct.Struct(order + "4x2sH"), struct.Struct(order + "4xI")
    position = 0
    for _ in range(_MAX_ELEMENTS):
        if position + 12 > len(item):
            return
        vr, length = short.unpack_from(item, position)
        if is_implicit:
            (length,) = long.unpack_from(item, position)
        elif vr in LONG_VRS:
            (length,) = long.unpack_from(item, position + 4)
            position += 4
        if length == _UNDEFINED:
            return
        position += 8 + length
    raise LimitExceededError(f"An item has more than {_MAX_ELEMENTS:,} elements.")
