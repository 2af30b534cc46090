"""Cases 35 to 56: compressed frames and their fragments."""

import struct
from typing import Any

import imagecodecs
import numpy as np
from pydicom.dataset import Dataset

from tests.support import builders
from tests.support.malformed.case import GRAY, ITEM, SEQUENCE_END, Case, edited, image
from tests.support.pixel_formats import JPEG_2000, JPEG_BASELINE, JPEG_LS, RLE

_RUNS = b"".join(bytes((0, value)) for value in GRAY.tobytes())  # literal runs of one byte


def jpeg() -> bytes:
    """The healthy picture in JPEG."""
    return bytes(imagecodecs.jpeg8_encode(GRAY, level=95))


def jpeg_2000() -> bytes:
    """The healthy picture in JPEG 2000, lossless."""
    return bytes(imagecodecs.jpeg2k_encode(GRAY, codecformat="j2k", reversible=True, level=0))


def jpeg_ls() -> bytes:
    """The healthy picture in JPEG-LS, lossless."""
    return bytes(imagecodecs.jpegls_encode(GRAY))


def rle(*, count: int = 1, offset: int = 64, runs: bytes = _RUNS) -> bytes:
    """The healthy picture in RLE, with a header that may lie."""
    return struct.pack("<16I", count, offset, *[0] * 14) + runs


def _file(*frames: bytes, syntax: str, offset_table: bool = True, **overrides: Any) -> bytes:
    ds = builders.set_fragments(image(GRAY), list(frames), offset_table=offset_table)
    return builders.file_bytes(builders.override(ds, **overrides), syntax)


def _huge_jpeg() -> bytes:
    """The frame header claims 65500 by 65500 pixels."""
    stream = jpeg()
    position = stream.index(b"\xff\xc0")
    return stream[: position + 5] + struct.pack(">HH", 65500, 65500) + stream[position + 9 :]


def _huge_jpeg_2000() -> bytes:
    """The image and its one tile claim 60000 by 60000 pixels."""
    stream = jpeg_2000()
    position = stream.index(b"\xff\x51")
    size = struct.pack(">II", 60000, 60000)
    zero = bytes(8)
    return stream[: position + 6] + size + zero + size + stream[position + 30 :]


def _colour_jpeg() -> bytes:
    return bytes(imagecodecs.jpeg8_encode(np.stack([GRAY] * 3, axis=-1), level=95))


def _twelve_bits_promised() -> bytes:
    ds = image(GRAY.astype(np.uint16), BitsStored=12, HighBit=11)
    return builders.file_bytes(builders.set_fragments(ds, [jpeg()]), JPEG_BASELINE)


def _with_value(value: bytes, *, syntax: str, **overrides: Any) -> bytes:
    """A file whose encapsulated pixel data are `value`, item by item."""
    mark = b"here the value goes."
    data = _file(mark, syntax=syntax, offset_table=False, **overrides)
    item = ITEM + struct.pack("<I", len(mark)) + mark
    return edited(data, ITEM + bytes(4) + item + SEQUENCE_END, value)


def _item(value: bytes) -> bytes:
    return ITEM + struct.pack("<I", len(value)) + value


def _table_beyond() -> bytes:
    table = _item(struct.pack("<2I", 0, 0x7FFFFFF0))
    return _with_value(
        table + _item(jpeg_2000()) * 2 + SEQUENCE_END, syntax=JPEG_2000, NumberOfFrames=2
    )


def _extended_table() -> bytes:
    ds: Dataset = image(GRAY)
    ds.ExtendedOffsetTable = struct.pack("<2Q", 0, 1 << 60)
    ds.ExtendedOffsetTableLengths = struct.pack("<2Q", 1 << 60, 1 << 60)
    ds.NumberOfFrames = 2
    builders.set_fragments(ds, [jpeg_2000()] * 2, offset_table=False)
    return builders.file_bytes(ds, JPEG_2000)


def _native_under_rle() -> bytes:
    data = builders.file_bytes(image(GRAY))
    return edited(data, b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.5\0")


def _long_fragment() -> bytes:
    value = _item(b"") + ITEM + struct.pack("<I", 2_000_000_000) + jpeg_2000()
    return _with_value(value, syntax=JPEG_2000)


CASES = (
    Case("35", "good JPEG", lambda: _file(jpeg(), syntax=JPEG_BASELINE)),
    Case("36", "JPEG cut", lambda: _file(jpeg()[:-60], syntax=JPEG_BASELINE)),
    Case("36b", "JPEG cut in its header", lambda: _file(jpeg()[:100], syntax=JPEG_BASELINE)),
    Case("37", "no JPEG at all", lambda: _file(b"garbage " * 32, syntax=JPEG_BASELINE)),
    Case(
        "37b",
        "JPEG of garbage",
        lambda: _file(b"\xff\xd8\xff" + b"garbage " * 32, syntax=JPEG_BASELINE),
    ),
    Case("38", "JPEG of 65500 by 65500", lambda: _file(_huge_jpeg(), syntax=JPEG_BASELINE)),
    Case("39", "good JPEG 2000", lambda: _file(jpeg_2000(), syntax=JPEG_2000)),
    Case("40", "JPEG 2000 of 60000 by 60000", lambda: _file(_huge_jpeg_2000(), syntax=JPEG_2000)),
    Case("41", "JPEG 2000 cut", lambda: _file(jpeg_2000()[:110], syntax=JPEG_2000)),
    Case("42", "good JPEG-LS", lambda: _file(jpeg_ls(), syntax=JPEG_LS)),
    Case("43", "JPEG-LS cut", lambda: _file(jpeg_ls()[: len(jpeg_ls()) * 2 // 3], syntax=JPEG_LS)),
    Case("44", "colour JPEG in a gray image", lambda: _file(_colour_jpeg(), syntax=JPEG_BASELINE)),
    Case("45", "JPEG 2000 under a JPEG syntax", lambda: _file(jpeg_2000(), syntax=JPEG_BASELINE)),
    Case("46", "8-bit stream under 12 bits", _twelve_bits_promised),
    Case("47", "RLE of 99 segments", lambda: _file(rle(count=99), syntax=RLE)),
    Case("48", "RLE segment outside the frame", lambda: _file(rle(offset=1 << 30), syntax=RLE)),
    Case("49", "RLE runs of 64 MB", lambda: _file(rle(runs=b"\x81\0" * 500_000), syntax=RLE)),
    Case("50", "RLE header of 4 bytes", lambda: _file(b"\1\0\0\0", syntax=RLE)),
    Case(
        "51",
        "five frames, one fragment",
        lambda: _file(jpeg_2000(), syntax=JPEG_2000, NumberOfFrames=5),
    ),
    Case("52", "offset table beyond the data", _table_beyond),
    Case("53", "extended offsets of 2^60", _extended_table),
    Case("54", "fragment of 2 GB", _long_fragment),
    Case(
        "54b",
        "600,000 empty fragments",
        lambda: _with_value(_item(b"") * 600_000 + SEQUENCE_END, syntax=JPEG_2000),
    ),
    Case("55", "no fragments", lambda: _with_value(_item(b"") + SEQUENCE_END, syntax=JPEG_2000)),
    Case("55b", "not even an offset table", lambda: _with_value(SEQUENCE_END, syntax=JPEG_2000)),
    Case("56", "native pixel data under RLE", _native_under_rle),
)
