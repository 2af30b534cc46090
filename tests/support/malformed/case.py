"""What a case is, and the healthy image that every case damages."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from tests.support import builders
from tests.support.pixel_formats import EXPLICIT

ITEM = b"\xfe\xff\x00\xe0"
ITEM_END = b"\xfe\xff\x0d\xe0\0\0\0\0"
SEQUENCE_END = b"\xfe\xff\xdd\xe0\0\0\0\0"
ENDLESS = b"\xff\xff\xff\xff"

SIDE = 16
GRAY = np.arange(SIDE * SIDE, dtype=np.uint8).reshape(SIDE, SIDE)
WORDS = GRAY.astype(np.uint16) * 16  # 12 bits


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table: its number, a name, and the bytes of the file."""

    number: str
    name: str
    build: Callable[[], bytes]


def image(pixels: NDArray[Any] = WORDS, **overrides: Any) -> Dataset:
    """A healthy CT image of 16 by 16 pixels."""
    return builders.make_dataset(pixels, **overrides)


def image_file(pixels: NDArray[Any] = WORDS, syntax: str = EXPLICIT, **overrides: Any) -> bytes:
    """The file of a healthy image but for `overrides`."""
    return builders.file_bytes(image(pixels, **overrides), syntax)


def edited(data: bytes, old: bytes, new: bytes) -> bytes:
    """Replace bytes that stand there exactly once."""
    assert data.count(old) == 1, data.count(old)
    return data.replace(old, new)


def head(tag: int, vr: str) -> bytes:
    """The beginning of an explicit element."""
    return struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr.encode())


def inserted(extra: bytes, *, before: int, data: bytes | None = None) -> bytes:
    """Put raw bytes before the element `before` of a healthy file in explicit VR."""
    data = image_file() if data is None else data
    start = struct.pack("<HH", before >> 16, before & 0xFFFF)
    position = data.index(start, data.index(b"DICM"))
    return data[:position] + extra + data[position:]


def value_replaced(tag: int, vr: str, value: bytes, *, data: bytes | None = None) -> bytes:
    """Give an element of a healthy file another raw value, its length with it."""
    data = image_file() if data is None else data
    position = data.index(head(tag, vr), data.index(b"DICM"))
    (length,) = struct.unpack_from("<H", data, position + 6)
    return data[:position] + builders.element(tag, vr, value) + data[position + 8 + length :]


def start_of_file(syntax: str = EXPLICIT) -> bytes:
    """Preamble and file meta information."""
    data = image_file(syntax=EXPLICIT)
    whole = data[: data.index(b"\x08\x00\x05\x00CS")]
    old = builders.element(0x00020010, "UI", EXPLICIT.encode() + b"\0" * (len(EXPLICIT) % 2))
    new = builders.element(0x00020010, "UI", syntax.encode() + b"\0" * (len(syntax) % 2))
    whole = edited(whole, old, new)
    (length,) = struct.unpack_from("<I", whole, 140)
    return whole[:140] + struct.pack("<I", length + len(new) - len(old)) + whole[144:]


def data_set(ds: Dataset | None = None) -> bytes:
    """The bytes of a data set in explicit VR little endian."""
    data = builders.file_bytes(image() if ds is None else ds)
    return data[data.index(b"\x08\x00\x05\x00CS") :]
