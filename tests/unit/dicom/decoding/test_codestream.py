"""Headers of codestreams, read before decoding (SEC-003); the streams come from encoders."""

import io

import imagecodecs
import numpy as np
import pytest
from PIL import Image as PillowImage

from tests.support.pixel_formats import make_format
from viewer.dicom.decoding.codestream import (
    Codestream,
    Family,
    StreamColour,
    check_codestream,
    read_codestream,
)
from viewer.dicom.errors import CorruptPixelDataError, LimitExceededError

GRAY = np.arange(20 * 30, dtype=np.uint16).reshape(20, 30)
COLOUR = np.dstack([(GRAY % 200).astype(np.uint8)] * 3)


def _size(stream: Codestream | None) -> tuple[object, ...]:
    assert stream is not None
    return stream.family, stream.width, stream.height, stream.components, stream.precision


def _pillow_jpeg(**options: object) -> bytes:
    out = io.BytesIO()
    PillowImage.fromarray(COLOUR).save(out, "JPEG", **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (imagecodecs.jpeg8_encode(COLOUR), (Family.JPEG, 30, 20, 3, 8)),
        (imagecodecs.jpeg8_encode(GRAY, bitspersample=12), (Family.JPEG, 30, 20, 1, 12)),
        (_pillow_jpeg(progressive=True), (Family.JPEG, 30, 20, 3, 8)),
        (
            imagecodecs.jpeg8_encode(GRAY, lossless=True, bitspersample=10),
            (Family.JPEG_LOSSLESS, 30, 20, 1, 10),
        ),
        (imagecodecs.jpegls_encode(GRAY), (Family.JPEG_LS, 30, 20, 1, 16)),
        (
            imagecodecs.jpeg2k_encode(GRAY, codecformat="j2k", bitspersample=12, level=0),
            (Family.JPEG_2000, 30, 20, 1, 12),
        ),
        (
            imagecodecs.jpeg2k_encode(COLOUR, codecformat="jp2", level=0),
            (Family.JPEG_2000, 30, 20, 3, 8),
        ),
        (imagecodecs.jpegxl_encode(GRAY, lossless=True), (Family.JPEG_XL, 30, 20, 1, 16)),
        (imagecodecs.jpegxl_encode(COLOUR, lossless=True), (Family.JPEG_XL, 30, 20, 3, 8)),
        (
            imagecodecs.jpegxl_encode(COLOUR, lossless=True, usecontainer=True),
            (Family.JPEG_XL, 30, 20, 3, 8),
        ),
        (
            imagecodecs.jpegxl_encode(GRAY[:16, :24], lossless=True, bitspersample=12),
            (Family.JPEG_XL, 24, 16, 1, 12),
        ),
    ],
)
def test_family_size_and_precision_are_read(data: bytes, expected: tuple[object, ...]) -> None:
    assert _size(read_codestream(data)) == expected


@pytest.mark.parametrize("data", [b"", b"\0" * 64, b"\x01\0\0\0" + b"\0" * 60])
def test_bytes_without_a_codestream_are_told_apart(data: bytes) -> None:
    assert read_codestream(data) is None


@pytest.mark.parametrize(
    "data",
    [
        imagecodecs.jpeg8_encode(COLOUR),
        imagecodecs.jpegls_encode(GRAY),
        imagecodecs.jpeg2k_encode(GRAY, codecformat="j2k", level=0),
        imagecodecs.jpeg8_encode(GRAY, lossless=True, bitspersample=10),
    ],
)
def test_a_header_that_breaks_off_is_refused_at_every_length(data: bytes) -> None:
    for length in range(4, 12):
        with pytest.raises(CorruptPixelDataError):
            read_codestream(data[:length])


def test_a_jpeg_xl_header_that_breaks_off_is_refused() -> None:
    with pytest.raises(CorruptPixelDataError):
        read_codestream(imagecodecs.jpegxl_encode(COLOUR, lossless=True)[:4])


def test_a_stream_without_its_end_mark_is_incomplete() -> None:
    whole = imagecodecs.jpegls_encode(GRAY)

    complete, cut = read_codestream(whole), read_codestream(whole[:-2])

    assert complete is not None
    assert complete.is_complete
    assert cut is not None
    assert not cut.is_complete


def test_adobe_transform_says_which_colour_a_jpeg_holds() -> None:
    adobe = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00"
    bare = imagecodecs.jpeg8_encode(COLOUR)

    for flag, colour in ((b"\x00", StreamColour.RGB), (b"\x01", StreamColour.YBR)):
        stream = read_codestream(bare[:2] + adobe + flag + bare[2:])
        assert stream is not None
        assert stream.colour is colour


def test_component_names_r_g_b_say_rgb() -> None:
    data = imagecodecs.jpeg8_encode(COLOUR, colorspace="rgb", outcolorspace="rgb")

    stream = read_codestream(data)

    assert stream is not None
    assert stream.colour is StreamColour.RGB


@pytest.mark.parametrize(
    ("mct", "colour"), [(True, StreamColour.RGB), (False, StreamColour.UNSAID)]
)
def test_the_component_transform_of_jpeg_2000_is_seen(mct: bool, colour: StreamColour) -> None:
    data = imagecodecs.jpeg2k_encode(COLOUR, codecformat="j2k", level=0, mct=mct)

    stream = read_codestream(data)

    assert stream is not None
    assert stream.colour is colour


def test_a_signed_jpeg_2000_stream_says_so() -> None:
    signed = imagecodecs.jpeg2k_encode(GRAY.astype(np.int16), codecformat="j2k", level=0)

    stream = read_codestream(signed)

    assert stream is not None
    assert stream.is_signed


def test_more_tiles_than_an_index_can_count_are_refused() -> None:
    data = bytearray(imagecodecs.jpeg2k_encode(GRAY, codecformat="j2k", level=0))
    data[8:16] = (60_000).to_bytes(4, "big") * 2  # Xsiz, Ysiz
    data[24:32] = (1).to_bytes(4, "big") * 2  # XTsiz, YTsiz

    with pytest.raises(LimitExceededError, match="tiles"):
        read_codestream(bytes(data))


@pytest.mark.parametrize(
    ("stream", "what"),
    [
        (Codestream(Family.JPEG, 65_500, 65_500, 1, 8), "65500 by 65500"),
        (Codestream(Family.JPEG, 4, 4, 3, 8), "3 components"),
        (Codestream(Family.JPEG, 4, 4, 1, 12), "12 bits"),
    ],
)
def test_a_stream_that_contradicts_the_header_is_refused(stream: Codestream, what: str) -> None:
    with pytest.raises(CorruptPixelDataError, match=what):
        check_codestream(stream, make_format(4, 4, bits=8))


def test_a_stream_of_fewer_bits_than_allocated_passes() -> None:
    check_codestream(Codestream(Family.JPEG_2000, 4, 4, 1, 9), make_format(4, 4, stored=12))


def test_two_frame_headers_in_one_jpeg_are_refused() -> None:
    data = imagecodecs.jpeg8_encode(COLOUR)
    sof = data.index(b"\xff\xc0")
    header = data[sof : sof + 19]

    with pytest.raises(CorruptPixelDataError, match="more than one"):
        read_codestream(data[:sof] + header + data[sof:])
