"""RLE Lossless against pydicom's encoder, and segment tables that lie (cases 47 to 50, 56)."""

import struct

import numpy as np
import pytest
from pydicom.pixels import get_encoder
from pydicom.uid import RLELossless

from tests.support.pixel_formats import RLE, make_format
from viewer.dicom.decoding.decode import decode_encoded
from viewer.dicom.errors import CorruptPixelDataError

ENCODER = get_encoder(RLELossless)


def _encode(pixels: np.ndarray) -> bytes:
    bits = pixels.dtype.itemsize * 8
    samples = pixels.shape[2] if pixels.ndim == 3 else 1
    return ENCODER.encode(
        pixels,
        encoding_plugin="pydicom",
        rows=pixels.shape[0],
        columns=pixels.shape[1],
        samples_per_pixel=samples,
        bits_allocated=bits,
        bits_stored=bits,
        pixel_representation=int(pixels.dtype.kind == "i"),
        photometric_interpretation="RGB" if samples == 3 else "MONOCHROME2",
        number_of_frames=1,
        planar_configuration=0,
    )


@pytest.mark.parametrize(
    ("dtype", "samples"),
    [(np.uint8, 1), (np.int8, 1), (np.uint16, 1), (np.int16, 1), (np.uint8, 3), (np.uint16, 3)],
)
def test_every_width_survives_the_round_trip(dtype: type, samples: int) -> None:
    limits = np.iinfo(dtype)
    shape = (13, 17) if samples == 1 else (13, 17, 3)
    pixels = np.random.default_rng(3).integers(limits.min, limits.max, shape, dtype, endpoint=True)
    pixels[4:9] = limits.max  # runs as well as literals
    pixel_format = make_format(
        13, 17, bits=limits.bits, samples=samples, syntax=RLE, is_signed=limits.min < 0
    )

    assert np.array_equal(decode_encoded(_encode(pixels), pixel_format).samples, pixels)


@pytest.mark.parametrize("planar", [0, 1])
def test_planar_configuration_does_not_matter(planar: int) -> None:
    pixels = np.arange(8 * 8 * 3, dtype=np.uint8).reshape(8, 8, 3)
    pixel_format = make_format(8, 8, bits=8, samples=3, syntax=RLE, planar_configuration=planar)

    assert np.array_equal(decode_encoded(_encode(pixels), pixel_format).samples, pixels)


def test_packed_bits_are_unpacked() -> None:
    bits = np.random.default_rng(5).integers(0, 2, (16, 16), np.uint8)
    packed = np.packbits(bits.reshape(-1), bitorder="little").reshape(1, -1)

    decoded = decode_encoded(_encode(packed), make_format(16, 16, bits=1, syntax=RLE))

    assert np.array_equal(decoded.samples, bits)


def test_padding_that_looks_like_a_run_is_ignored() -> None:
    pixels = np.arange(64, dtype=np.uint8).reshape(8, 8)
    data = _encode(pixels)

    decoded = decode_encoded(data.rstrip(b"\0") + b" ", make_format(8, 8, bits=8, syntax=RLE))

    assert np.array_equal(decoded.samples, pixels)


def _with_table(count: int, *offsets: int) -> bytes:
    table = struct.pack("<16I", count, *offsets, *[0] * (15 - len(offsets)))
    return table + _encode(np.zeros((8, 8), np.uint16))[64:]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01\0\0\0",
        _with_table(99, 64),
        _with_table(0),
        _with_table(1, 64),
        _with_table(2, 64, 10**9),
        _with_table(2, 64, 64),
        _with_table(2, 70, 64),
        _with_table(2, 0, 66),
        _with_table(2, 0xFFFF_FFFF, 0xFFFF_FFFF),
        _with_table(2, 64, 66),  # the first segment is too short
        bytes(128),
    ],
)
def test_a_segment_table_that_lies_is_refused(data: bytes) -> None:
    with pytest.raises(CorruptPixelDataError):
        decode_encoded(data, make_format(8, 8, syntax=RLE))


def test_a_run_bomb_stays_within_the_frame() -> None:
    bomb = struct.pack("<16I", 1, 64, *[0] * 14) + b"\x81\x00" * 100_000

    with pytest.raises(CorruptPixelDataError):
        decode_encoded(bomb, make_format(8, 8, bits=8, syntax=RLE))
