"""decode_encoded: codecs in turn, colour once, refusals and findings."""

import zlib
from collections.abc import Callable
from typing import Any

import imagecodecs
import numpy as np
import pytest

from tests.support.pixel_formats import (
    DEFLATED_FRAME,
    ENCAPSULATED,
    JPEG_2000,
    JPEG_BASELINE,
    JPEG_EXTENDED,
    JPEG_LOSSLESS,
    JPEG_LS,
    JPEG_XL,
    make_format,
)
from viewer.dicom.decoding.codestream import Family, read_codestream
from viewer.dicom.decoding.decode import decode_encoded
from viewer.dicom.decoding.table import CODECS_OF_FAMILY, PROMISED
from viewer.dicom.errors import (
    CorruptPixelDataError,
    UnsupportedTransferSyntaxError,
)
from viewer.dicom.transfer_syntaxes import TRANSFER_SYNTAXES, Support
from viewer.model.image import Photometric

ROWS, COLUMNS = 24, 32
_Y, _X = np.mgrid[0:ROWS, 0:COLUMNS]
GRAY12 = ((np.sin(_X / 9) + np.cos(_Y / 7) + 2) * 1000).astype(np.uint16)
GRAY8 = (GRAY12 >> 4).astype(np.uint8)
COLOUR = np.dstack([GRAY8, 255 - GRAY8, np.roll(GRAY8, 5, axis=1)])


def _lossless_jpeg(pixels: np.ndarray, bits: int) -> bytes:
    return imagecodecs.jpeg8_encode(pixels, lossless=True, predictor=1, bitspersample=bits)


def _jpeg_2000(pixels: np.ndarray, **options: Any) -> bytes:
    return imagecodecs.jpeg2k_encode(pixels, level=0, reversible=True, codecformat="j2k", **options)


@pytest.mark.parametrize(
    ("syntax", "encode"),
    [
        (JPEG_LOSSLESS, lambda pixels: _lossless_jpeg(pixels, 12)),
        (JPEG_LS, imagecodecs.jpegls_encode),
        (JPEG_2000, lambda pixels: _jpeg_2000(pixels, bitspersample=12)),
        ("1.2.840.10008.1.2.4.201", imagecodecs.htj2k_encode),
        (JPEG_XL, lambda pixels: imagecodecs.jpegxl_encode(pixels, lossless=True)),
        (ENCAPSULATED, lambda pixels: pixels.tobytes()),
        (DEFLATED_FRAME, lambda pixels: zlib.compress(pixels.tobytes(), wbits=-15)),
    ],
)
def test_lossless_gray_comes_back_exactly(
    syntax: str, encode: Callable[[np.ndarray], bytes]
) -> None:
    decoded = decode_encoded(encode(GRAY12), make_format(ROWS, COLUMNS, stored=12, syntax=syntax))

    assert np.array_equal(decoded.samples, GRAY12)
    assert decoded.samples.dtype == np.uint16
    assert decoded.findings == ()


@pytest.mark.parametrize(
    ("syntax", "encode"),
    [
        (
            JPEG_LOSSLESS,
            lambda pixels: imagecodecs.jpeg8_encode(
                pixels, lossless=True, colorspace="rgb", outcolorspace="rgb"
            ),
        ),
        (JPEG_LS, imagecodecs.jpegls_encode),
        (JPEG_2000, lambda pixels: _jpeg_2000(pixels, mct=True)),
        (JPEG_2000, lambda pixels: _jpeg_2000(pixels, mct=False)),
        (JPEG_XL, lambda pixels: imagecodecs.jpegxl_encode(pixels, lossless=True)),
    ],
)
def test_lossless_colour_comes_back_exactly(
    syntax: str, encode: Callable[[np.ndarray], bytes]
) -> None:
    pixel_format = make_format(ROWS, COLUMNS, bits=8, samples=3, syntax=syntax)

    decoded = decode_encoded(encode(COLOUR), pixel_format)

    assert np.array_equal(decoded.samples, COLOUR)
    assert decoded.photometric is Photometric.RGB


@pytest.mark.parametrize(
    ("syntax", "pixels", "bits"), [(JPEG_BASELINE, GRAY8, 8), (JPEG_EXTENDED, GRAY12, 12)]
)
def test_lossy_jpeg_stays_close(syntax: str, pixels: np.ndarray, bits: int) -> None:
    data = imagecodecs.jpeg8_encode(pixels, level=98, bitspersample=bits)
    pixel_format = make_format(
        ROWS, COLUMNS, bits=8 if bits == 8 else 16, stored=bits, syntax=syntax
    )

    decoded = decode_encoded(data, pixel_format)

    assert np.abs(decoded.samples.astype(int) - pixels).max() <= 4


@pytest.mark.parametrize(
    "photometric", [Photometric.YBR_FULL, Photometric.YBR_FULL_422, Photometric.RGB]
)
@pytest.mark.parametrize("marker", ["none", "adobe"])
def test_jpeg_colour_is_converted_exactly_once(photometric: Photometric, marker: str) -> None:
    is_rgb = photometric is Photometric.RGB
    space = "rgb" if is_rgb else "ycbcr"
    data = imagecodecs.jpeg8_encode(
        COLOUR, level=98, colorspace="rgb", outcolorspace=space, subsampling="444"
    )
    if is_rgb:  # name the components 1, 2, 3, so that only the header can tell
        data = _with_plain_component_names(data)
    if marker == "adobe":
        flag = b"\x00" if is_rgb else b"\x01"
        data = data[:2] + b"\xff\xee\x00\x0eAdobe\x00\x64" + bytes(4) + flag + data[2:]
    pixel_format = make_format(
        ROWS, COLUMNS, bits=8, samples=3, syntax=JPEG_BASELINE, photometric=photometric
    )

    decoded = decode_encoded(data, pixel_format)

    assert np.abs(decoded.samples.astype(int) - COLOUR).max() <= 8
    assert decoded.photometric is Photometric.RGB


def _with_plain_component_names(data: bytes) -> bytes:
    names = bytes.maketrans(b"RGB", b"\x01\x02\x03")
    frame, scan = data.index(b"\xff\xc0"), data.index(b"\xff\xda")
    return (
        data[:frame]
        + data[frame : frame + 19].translate(names)
        + data[frame + 19 : scan]
        + data[scan : scan + 14].translate(names)
        + data[scan + 14 :]
    )


def test_an_rgb_stream_under_a_ybr_header_is_believed_with_a_finding() -> None:
    data = imagecodecs.jpeg8_encode(COLOUR, level=98, colorspace="rgb", outcolorspace="rgb")
    pixel_format = make_format(
        ROWS, COLUMNS, bits=8, samples=3, syntax=JPEG_BASELINE, photometric=Photometric.YBR_FULL
    )

    decoded = decode_encoded(data, pixel_format)

    assert np.abs(decoded.samples.astype(int) - COLOUR).max() <= 8
    assert "stream is RGB" in decoded.findings[0].what


def test_jpeg_2000_without_its_transform_is_converted_from_ybr() -> None:
    ybr = np.zeros((ROWS, COLUMNS, 3), np.uint8)
    ybr[:] = (76, 85, 255)  # pure red
    pixel_format = make_format(
        ROWS, COLUMNS, bits=8, samples=3, syntax=JPEG_2000, photometric=Photometric.YBR_FULL
    )

    decoded = decode_encoded(_jpeg_2000(ybr, mct=False), pixel_format)

    assert np.abs(decoded.samples.astype(int) - (254, 0, 0)).max() <= 1


@pytest.mark.parametrize("is_signed", [True, False])
def test_a_sign_that_contradicts_the_header_is_mended(is_signed: bool) -> None:
    values = GRAY12.astype(np.int16) - 2048
    stream = _jpeg_2000(values if not is_signed else values.view(np.uint16) & 0x0FFF)
    pixel_format = make_format(ROWS, COLUMNS, stored=12, syntax=JPEG_2000, is_signed=is_signed)

    decoded = decode_encoded(stream, pixel_format)

    expected = values if is_signed else values.view(np.uint16) & 0x0FFF
    assert np.array_equal(decoded.samples, expected)


def test_signed_values_survive_a_codec_without_signs() -> None:
    values = GRAY12.astype(np.int16) - 2048
    data = imagecodecs.jpegls_encode(values.view(np.uint16) & 0x0FFF)
    pixel_format = make_format(ROWS, COLUMNS, stored=12, syntax=JPEG_LS, is_signed=True)

    assert np.array_equal(decode_encoded(data, pixel_format).samples, values)


def test_a_stream_under_the_wrong_name_is_decoded_with_a_finding() -> None:
    pixel_format = make_format(ROWS, COLUMNS, stored=12, syntax=JPEG_BASELINE)

    decoded = decode_encoded(_jpeg_2000(GRAY12, bitspersample=12), pixel_format)

    assert np.array_equal(decoded.samples, GRAY12)
    assert "The frame is JPEG 2000; the file says JPEG Baseline" in decoded.findings[0].what


def test_eight_bits_under_a_twelve_bit_header_are_shown_with_a_finding() -> None:
    data = imagecodecs.jpeg8_encode(GRAY8, level=98)

    decoded = decode_encoded(data, make_format(ROWS, COLUMNS, stored=12, syntax=JPEG_EXTENDED))

    assert decoded.samples.dtype == np.uint16
    assert "8 bits a sample, Bits Stored is 12" in decoded.findings[0].what


@pytest.mark.parametrize("cut", [2, 200])
@pytest.mark.parametrize(
    ("syntax", "data", "bits"),
    [
        (JPEG_BASELINE, imagecodecs.jpeg8_encode(GRAY8, level=95), 8),
        (JPEG_LOSSLESS, _lossless_jpeg(GRAY12, 12), 12),
        (JPEG_LS, imagecodecs.jpegls_encode(GRAY12), 12),
        (JPEG_2000, _jpeg_2000(GRAY12, bitspersample=12), 12),
    ],
)
def test_a_stream_that_breaks_off_never_passes_silently(
    syntax: str, data: bytes, bits: int, cut: int
) -> None:
    pixel_format = make_format(
        ROWS, COLUMNS, bits=8 if bits == 8 else 16, stored=bits, syntax=syntax
    )

    try:
        decoded = decode_encoded(data[:-cut], pixel_format)
    except CorruptPixelDataError:
        return
    assert "may be incomplete" in decoded.findings[0].what


def test_a_stream_with_huge_dimensions_is_refused_before_decoding() -> None:
    data = bytearray(imagecodecs.jpeg8_encode(GRAY8))
    sof = data.index(b"\xff\xc0")
    data[sof + 5 : sof + 9] = b"\xff\xdc\xff\xdc"

    with pytest.raises(CorruptPixelDataError, match="65500 by 65500"):
        decode_encoded(bytes(data), make_format(ROWS, COLUMNS, bits=8, syntax=JPEG_BASELINE))


def test_a_colour_stream_in_a_gray_image_is_refused() -> None:
    data = imagecodecs.jpeg8_encode(COLOUR)

    with pytest.raises(CorruptPixelDataError, match="3 components"):
        decode_encoded(data, make_format(ROWS, COLUMNS, bits=8, syntax=JPEG_BASELINE))


def test_sixteen_bits_in_an_eight_bit_image_are_refused() -> None:
    with pytest.raises(CorruptPixelDataError, match="12 bits"):
        decode_encoded(
            _jpeg_2000(GRAY12, bitspersample=12),
            make_format(ROWS, COLUMNS, bits=8, syntax=JPEG_2000),
        )


@pytest.mark.parametrize("syntax", [JPEG_BASELINE, JPEG_LOSSLESS, JPEG_LS, JPEG_2000, JPEG_XL])
@pytest.mark.parametrize("data", [b"", bytes(500), b"\xff\xd8\xff", b"MZ" * 99])
def test_garbage_is_refused(syntax: str, data: bytes) -> None:
    with pytest.raises(CorruptPixelDataError):
        decode_encoded(data, make_format(ROWS, COLUMNS, syntax=syntax))


def test_a_deflate_bomb_stops_at_the_size_of_the_frame() -> None:
    bomb = zlib.compress(bytes(100 << 20), wbits=-15)

    decoded = decode_encoded(bomb, make_format(ROWS, COLUMNS, syntax=DEFLATED_FRAME))

    assert decoded.samples.nbytes == ROWS * COLUMNS * 2


def test_a_damaged_deflate_stream_is_refused() -> None:
    with pytest.raises(CorruptPixelDataError):
        decode_encoded(b"\xff" * 40, make_format(ROWS, COLUMNS, syntax=DEFLATED_FRAME))


@pytest.mark.parametrize("uid", ["1.2.840.10008.1.2.4.92", "1.2.840.10008.1.2.7.1"])
def test_an_encoding_without_a_decoder_is_named(uid: str) -> None:
    with pytest.raises(UnsupportedTransferSyntaxError, match=uid.replace(".", r"\.")):
        decode_encoded(b"", make_format(syntax=uid))


@pytest.mark.parametrize(
    ("family", "data"),
    [
        (Family.JPEG_LOSSLESS, _lossless_jpeg(GRAY12, 12)),
        (Family.JPEG_2000, _jpeg_2000(GRAY12, bitspersample=12)),
    ],
)
def test_the_second_codec_agrees_with_the_first(family: Family, data: bytes) -> None:
    pixel_format = make_format(ROWS, COLUMNS, stored=12, syntax=JPEG_2000)
    stream = read_codestream(data)

    for codec in CODECS_OF_FAMILY[family]:
        samples, _ = codec(data, pixel_format, stream)
        assert np.array_equal(samples, GRAY12)
    assert len(CODECS_OF_FAMILY[family]) == 2


def test_the_second_codec_stands_in_when_the_first_refuses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise RuntimeError("not today")

    monkeypatch.setattr(imagecodecs, "jpeg2k_decode", refuse)
    pixel_format = make_format(ROWS, COLUMNS, stored=12, syntax=JPEG_2000)

    decoded = decode_encoded(_jpeg_2000(GRAY12, bitspersample=12), pixel_format)

    assert np.array_equal(decoded.samples, GRAY12)


def test_the_table_of_codecs_keeps_what_the_list_of_transfer_syntaxes_promises() -> None:
    promised = {uid for uid, one in TRANSFER_SYNTAXES.items() if one.support is Support.DECODED}

    assert promised == set(PROMISED)
