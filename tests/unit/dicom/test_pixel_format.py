"""The Image Pixel module, checked before anything is decoded (security.md 3.3, 22 to 34)."""

from typing import Any

import numpy as np
import pytest
from pydicom import config

from tests.support import builders
from viewer.dicom.attributes import Attributes
from viewer.dicom.errors import CorruptPixelDataError
from viewer.dicom.pixel_format import read_pixel_format
from viewer.dicom.read import PixelElement
from viewer.model.finding import Finding
from viewer.model.image import Photometric, PixelFormat, SampleKind

EXPLICIT, JPEG = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.50"


def read(
    ds: Any = None,
    *,
    length: int | None = 128,
    size: int = 1 << 40,
    uid: str = EXPLICIT,
    tag: int = 0x7FE00010,
    **elements: Any,
) -> tuple[PixelFormat, list[Finding]]:
    with config.disable_value_validation():
        ds = builders.override(builders.make_dataset() if ds is None else ds, **elements)
    attributes = Attributes(ds)
    pixels = PixelElement(tag, 0, length)
    found = read_pixel_format(attributes, transfer_syntax_uid=uid, pixels=pixels, size=size)
    return found, attributes.findings


def test_a_plain_image_is_read_without_findings() -> None:
    found, findings = read()
    assert (found.rows, found.columns, found.bits_allocated, found.bits_stored) == (8, 8, 16, 16)
    assert found.photometric is Photometric.MONOCHROME2
    assert found.number_of_frames == 1
    assert findings == []


def test_signed_pixels_are_signed() -> None:
    assert read(builders.signed_image(), length=32)[0].is_signed


@pytest.mark.parametrize(
    ("elements", "named"),
    [
        ({"Rows": 0}, "Rows"),
        ({"Columns": None}, "Columns"),
        ({"BitsAllocated": 12}, "Bits Allocated is 12"),
        ({"BitsAllocated": 24}, "Bits Allocated is 24"),
        ({"BitsAllocated": 40}, "Bits Allocated is 40"),
        ({"BitsAllocated": None}, "Bits Allocated is missing"),
        ({"BitsStored": 17}, "Bits Stored"),
        ({"BitsStored": 0}, "Bits Stored"),
        ({"SamplesPerPixel": 2}, "Samples per Pixel is 2"),
        ({"SamplesPerPixel": 4, "PhotometricInterpretation": "CMYK"}, "CMYK"),
        ({"SamplesPerPixel": 4, "PhotometricInterpretation": "ARGB"}, "ARGB"),
        ({"SamplesPerPixel": 4, "PhotometricInterpretation": "RGB"}, "Samples per Pixel is 4"),
        ({"SamplesPerPixel": 3, "PhotometricInterpretation": "HSV"}, "HSV"),
    ],
)
def test_impossible_headers_are_refused_by_name(elements: dict[str, Any], named: str) -> None:
    """DC-002, DC-043."""
    with pytest.raises(CorruptPixelDataError, match=named):
        read(**elements)


@pytest.mark.parametrize(
    ("elements", "where"),
    [
        ({"HighBit": 3}, "HighBit"),
        ({"PhotometricInterpretation": None}, "PhotometricInterpretation"),
        ({"PhotometricInterpretation": "GREYISH"}, "PhotometricInterpretation"),
        ({"PhotometricInterpretation": "RGB"}, "PhotometricInterpretation"),
        ({"BitsStored": None, "HighBit": 15}, "BitsStored"),
        ({"SamplesPerPixel": None}, "SamplesPerPixel"),
        ({"NumberOfFrames": -1}, "NumberOfFrames"),
    ],
)
def test_what_can_be_assumed_is_assumed_and_told(elements: dict[str, Any], where: str) -> None:
    found, findings = read(**elements)
    assert [finding.where for finding in findings] == [where]
    assert found.photometric is Photometric.MONOCHROME2
    assert found.bits_stored == 16
    assert found.number_of_frames == 1


def test_three_samples_of_unknown_colour_are_rgb() -> None:
    ds = builders.colour_image(PhotometricInterpretation="COLOURFUL")
    assert read(ds, length=12)[0].photometric is Photometric.RGB


def test_billions_of_frames_are_one() -> None:
    found, findings = read(NumberOfFrames=2**31 - 1, size=1000)
    assert found.number_of_frames == 1
    assert findings[0].where == "NumberOfFrames"


def test_a_huge_picture_in_a_small_file_is_said_to_be_cut_off() -> None:
    _, findings = read(Rows=65535, Columns=65535, length=64, size=1000)
    assert "0 of 1 frames" in findings[0].what


def test_pixel_data_cut_by_the_end_of_the_file_count_whole_frames() -> None:
    ds = builders.make_dataset(np.zeros((5, 8, 8), np.uint16))
    _, findings = read(ds, length=640, size=300)
    assert "2 of 5 frames" in findings[0].what


def test_more_pixel_data_than_declared_are_told() -> None:
    _, findings = read(length=8 * 128)
    assert findings[0].reference == "DC-105"


@pytest.mark.parametrize("length", [128, 129])
def test_one_byte_of_padding_is_not_too_much(length: int) -> None:
    assert read(length=length)[1] == []


@pytest.mark.parametrize("pixel_bytes", [2, 3])
def test_subsampled_colour_may_be_stored_in_full(pixel_bytes: int) -> None:
    ds = builders.colour_image(
        np.zeros((4, 4, 3), np.uint8), PhotometricInterpretation="YBR_FULL_422"
    )
    assert read(ds, length=16 * pixel_bytes)[1] == []


def test_encapsulated_data_have_no_length_to_compare() -> None:
    assert read(length=None, uid=JPEG)[1] == []


@pytest.mark.parametrize(
    ("tag", "kind", "bits"),
    [(0x7FE00008, SampleKind.FLOAT, 32), (0x7FE00009, SampleKind.DOUBLE, 64)],
)
def test_floats_have_the_bits_of_their_element(tag: int, kind: SampleKind, bits: int) -> None:
    found, _ = read(tag=tag, length=8 * bits, BitsStored=None, HighBit=None)
    assert found.sample_kind is kind
    assert found.bits_allocated == bits
