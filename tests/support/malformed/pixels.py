"""Cases 22 to 34, 77 and 78: the Image Pixel module against native pixel data."""

from typing import Any

import numpy as np

from tests.support import builders
from tests.support.malformed.case import GRAY, WORDS, Case, image, image_file


def _changed(**elements: Any) -> bytes:
    """A healthy image whose elements are changed after its pixel data were put in."""
    return builders.file_bytes(builders.override(image(), **elements))


def _with_data(data: bytes, **elements: Any) -> bytes:
    ds = builders.override(image(), **elements)
    ds.add_new(0x7FE00010, "OW", data)
    return builders.file_bytes(ds)


def _64_bits() -> bytes:
    ds = builders.override(image(WORDS.astype(np.uint64)), BitsStored=64, HighBit=63)
    return builders.file_bytes(ds)


def _short_by_one() -> bytes:
    """512 bytes are needed; an odd length goes past pydicom only when the file ends there."""
    return image_file()[:-1]


def _both_pixel_data() -> bytes:
    ds = image()
    ds.add_new(0x7FE00008, "OF", WORDS.astype("<f4").tobytes())
    return builders.file_bytes(ds)


def _bits_across_bytes() -> bytes:
    """Three frames of 5 by 3 single bits: 15 bits each, frame 2 begins inside a byte."""
    frames = np.zeros((3, 3, 5), np.uint8)
    frames[:, 1, 2] = 1
    ds = image(np.zeros((3, 3, 5), np.uint8))
    ds.BitsAllocated = ds.BitsStored = 1
    ds.HighBit = 0
    ds.PixelData = np.packbits(frames.reshape(-1), bitorder="little").tobytes()
    ds["PixelData"].VR = "OB"
    return builders.file_bytes(ds)


CASES = (
    Case("22", "Rows 0", lambda: _changed(Rows=0)),
    Case(
        "23", "65535 by 65535 in 64 bytes", lambda: _with_data(bytes(64), Rows=65535, Columns=65535)
    ),
    Case("24", "2,147,483,647 frames", lambda: _changed(NumberOfFrames=2**31 - 1)),
    Case("25", "-1 frames", lambda: _changed(NumberOfFrames=-1)),
    Case("26", "Bits Allocated 12", lambda: _changed(BitsAllocated=12, BitsStored=12, HighBit=11)),
    Case("27", "Bits Stored beyond Bits Allocated", lambda: _changed(BitsStored=20, HighBit=19)),
    Case("28", "High Bit 3", lambda: _changed(HighBit=3)),
    Case("29", "64-bit integers", _64_bits),
    Case("30", "two samples a pixel", lambda: _changed(SamplesPerPixel=2)),
    Case("31", "no photometric interpretation", lambda: _changed(PhotometricInterpretation=None)),
    Case(
        "32",
        "unknown photometric interpretation",
        lambda: _changed(PhotometricInterpretation="GREYISH"),
    ),
    Case("33", "one byte short", _short_by_one),
    Case("34", "eight frames in one", lambda: _with_data(GRAY.astype("<u2").tobytes() * 8)),
    Case("77", "two kinds of pixel data", _both_pixel_data),
    Case("78", "frames of bits across bytes", _bits_across_bytes),
)
