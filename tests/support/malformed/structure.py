"""Cases 1 to 21: the file and the data set as such."""

import struct
import zlib
from io import BytesIO

import numpy as np
from pydicom.filewriter import dcmwrite

from tests.support import builders
from tests.support.malformed.case import (
    ENDLESS,
    ITEM,
    ITEM_END,
    SEQUENCE_END,
    WORDS,
    Case,
    data_set,
    edited,
    head,
    image,
    image_file,
    inserted,
    start_of_file,
)

DEFLATED = "1.2.840.10008.1.2.1.99"
_REFERENCES = 0x00081140
_REGIONS = 0x00186011
_PIXELS = 0x7FE00010
_MEGABYTE = 1 << 20


def _three_frames() -> np.ndarray:
    return np.stack([WORDS, WORDS + 1, WORDS + 2])


def _implicit_data_set() -> bytes:
    out = BytesIO()
    dcmwrite(out, image(), implicit_vr=True, little_endian=True, enforce_file_format=False)
    return out.getvalue()


def _beyond_the_end() -> bytes:
    data = image_file()
    return edited(
        data,
        builders.element(0x00080060, "CS", b"CT"),
        head(0x00080060, "CS") + b"\xfe\xff" + b"CT",
    )


def _zero_vr() -> bytes:
    data = image_file()
    old = builders.element(0x00080060, "CS", b"CT")
    return edited(data, old, old[:4] + b"\0\0" + old[6:])


def _wrong_group_length() -> bytes:
    data = image_file()
    return data[:140] + struct.pack("<I", 9999) + data[144:]


def _unknown_syntax() -> bytes:
    return start_of_file("1.2.3.4") + data_set()


def zeros_deflated(megabytes: int) -> bytes:
    """Whole megabytes of zeros in a deflate stream that is still open, made without inflating."""
    stream = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    stream.flush(zlib.Z_FULL_FLUSH)
    block = stream.compress(bytes(_MEGABYTE)) + stream.flush(zlib.Z_FULL_FLUSH)
    return block * megabytes


def _deflated(beginning: bytes, megabytes: int, end: bytes = b"") -> bytes:
    stream = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    first = stream.compress(beginning) + stream.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return (
        start_of_file(DEFLATED)
        + first
        + zeros_deflated(megabytes)
        + last.compress(end)
        + last.flush()
    )


def _bomb_of_pixels(megabytes: int = 1270) -> bytes:
    header = data_set()[: data_set().index(head(_PIXELS, "OW"))]
    long_head = head(_PIXELS, "OW") + struct.pack("<HI", 0, megabytes * _MEGABYTE)
    return _deflated(header + long_head, megabytes)


def _bomb_of_header(megabytes: int = 1500) -> bytes:
    """A private element of 1.5 GB before an ordinary image."""
    whole = data_set()
    start = whole.index(b"\x10\x00\x10\x00PN")
    bomb = head(0x00091010, "OB") + struct.pack("<HI", 0, megabytes * _MEGABYTE)
    return _deflated(whole[:start] + bomb, megabytes, whole[start:])


def _bomb_behind_the_pixels(megabytes: int = 1500) -> bytes:
    bomb = head(0xFFFCFFFC, "OB") + struct.pack("<HI", 0, megabytes * _MEGABYTE)
    return _deflated(data_set() + bomb, megabytes)


def _nested(depth: int, tag: int = _REFERENCES) -> bytes:
    opening = head(tag, "SQ") + b"\0\0" + ENDLESS + ITEM + ENDLESS
    return inserted(opening * depth + (ITEM_END + SEQUENCE_END) * depth, before=0x00100010)


def _nested_by_length(depth: int) -> bytes:
    """As `_nested`, but every sequence and item has a length."""
    value = b""
    for _ in range(depth):
        item = ITEM + struct.pack("<I", len(value)) + value
        value = head(_REFERENCES, "SQ") + struct.pack("<HI", 0, len(item)) + item
    return inserted(value, before=0x00100010)


def _sequence_without_end() -> bytes:
    opening = head(_REFERENCES, "SQ") + b"\0\0" + ENDLESS + ITEM + ENDLESS
    return inserted(opening, before=0x00100010)


def _sequence_of_no_items() -> bytes:
    value = builders.element(0x00080100, "SH", b"A ")
    sequence = head(_REGIONS, "SQ") + struct.pack("<HI", 0, len(value)) + value
    return inserted(sequence, before=0x0020000D)


def _item_beyond_its_sequence() -> bytes:
    value = ITEM + struct.pack("<I", 5000) + builders.element(0x00080100, "SH", b"A ")
    sequence = head(_REGIONS, "SQ") + struct.pack("<HI", 0, len(value)) + value
    return inserted(sequence, before=0x0020000D)


def _many_elements(count: int = 400_000) -> bytes:
    tags = (0x00110000 + ((k >> 14) << 17) + 0x1000 + (k & 0x3FFF) for k in range(count))
    return start_of_file() + b"".join(
        struct.pack("<HH2sH", t >> 16, t & 0xFFFF, b"LO", 0) for t in tags
    )


def _many_items(count: int, *, has_length: bool) -> bytes:
    items = (ITEM + b"\0\0\0\0") * count
    length = struct.pack("<I", len(items)) if has_length else ENDLESS
    sequence = (
        head(_REGIONS, "SQ") + b"\0\0" + length + items + (b"" if has_length else SEQUENCE_END)
    )
    return inserted(sequence, before=0x0020000D)


def _many_nested_elements(count: int = 400_000) -> bytes:
    elements = struct.pack("<HH2sH", 0x0018, 0x6012, b"LO", 0) * count
    items = ITEM + struct.pack("<I", len(elements)) + elements
    sequence = head(_REGIONS, "SQ") + struct.pack("<HI", 0, len(items)) + items
    return inserted(sequence, before=0x0020000D)


def _duplicates() -> bytes:
    return inserted(builders.element(0x00080060, "CS", b"MR"), before=0x00081030)


def _out_of_order() -> bytes:
    data = image_file()
    modality = builders.element(0x00080060, "CS", b"CT")
    return inserted(modality, before=0x00100010, data=edited(data, modality, b""))


def _noise_cut() -> bytes:
    """A deflated image of noise, which deflates badly, without its last 200 bytes."""
    noise = (WORDS.astype("u4") * 40503 % 65521).astype("u2")
    return image_file(noise, DEFLATED)[:-200]


CASES = (
    Case("1", "empty", lambda: b""),
    Case("2", "131 bytes", lambda: image_file()[:131]),
    Case("3", "no preamble", data_set),
    Case("4", "cut in the meta information", lambda: image_file()[:172]),
    Case("5", "cut in the pixel data", lambda: builders.file_bytes(image(_three_frames()))[:-100]),
    Case("6", "wrong meta group length", _wrong_group_length),
    Case("7", "element beyond the end", _beyond_the_end),
    Case(
        "8",
        "unknown VR",
        lambda: inserted(builders.element(0x00091010, "ZZ", b"abcd"), before=0x00100010),
    ),
    Case("9", "VR of zeros", _zero_vr),
    Case("10", "explicit syntax, implicit body", lambda: start_of_file() + _implicit_data_set()),
    Case("11", "unknown transfer syntax", _unknown_syntax),
    Case("12", "deflate bomb of pixels", _bomb_of_pixels),
    Case("12b", "deflate bomb in the header", _bomb_of_header),
    Case("12c", "deflate bomb behind the pixels", _bomb_behind_the_pixels),
    Case("13", "deflate stream cut", _noise_cut),
    Case("14", "5,000 nested sequences", lambda: _nested(5000)),
    Case("14b", "5,000 nested sequences with lengths", lambda: _nested_by_length(5000)),
    Case("15", "100 nested sequences", lambda: _nested(100)),
    Case("16", "sequence without its end", _sequence_without_end),
    Case("17", "sequence of no items", _sequence_of_no_items),
    Case("18", "item beyond its sequence", _item_beyond_its_sequence),
    Case("19", "400,000 elements", _many_elements),
    Case("19b", "500,000 empty items", lambda: _many_items(500_000, has_length=False)),
    Case("19c", "500,000 empty items, length known", lambda: _many_items(500_000, has_length=True)),
    Case("19d", "400,000 elements in one item", _many_nested_elements),
    Case("20", "an element twice", _duplicates),
    Case("21", "elements out of order", _out_of_order),
)
