"""Typed, tolerant access: nothing that a file holds makes it raise (PS3.5 6.2)."""

import math

import numpy as np
import pytest
from pydicom import config
from pydicom.datadict import tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from viewer.dicom.attributes import Attributes


def raw(keyword: str, value: bytes, vr: str | None = None, *, little: bool = True) -> Dataset:
    """A data set with one element as a file holds it; `vr` None as in implicit VR."""
    tag = Tag(tag_for_keyword(keyword) or keyword)
    return Dataset({tag: RawDataElement(tag, vr, len(value), value, 0, vr is None, little)})


def test_absent_elements_have_empty_values() -> None:
    attributes = Attributes(Dataset())
    assert attributes.text("PatientName") == ""
    assert attributes.texts("ImageType") == ()
    assert attributes.decimals("PixelSpacing") == ()
    assert attributes.decimal("RescaleSlope") is None
    assert attributes.integer("Rows") is None
    assert attributes.item("ModalityLUTSequence") is None
    assert attributes.words("LUTData").size == 0
    assert not attributes.has("Rows")
    assert attributes.findings == []


@pytest.mark.parametrize("vr", ["DS", None, "UN"])
def test_decimal_strings_are_read_whatever_the_vr_says(vr: str | None) -> None:
    assert Attributes(raw("PixelSpacing", b"0.5\\0.25 ", vr)).decimals("PixelSpacing") == (
        0.5,
        0.25,
    )


@pytest.mark.parametrize(
    ("vr", "value"),
    [
        ("US", b"\x00\x02"),
        ("UL", b"\x00\x02\x00\x00"),
        ("IS", b"512 "),
        ("DS", b"512."),
        (None, b"\x00\x02"),
    ],
)
def test_rows_are_read_in_every_vr_that_writers_chose(vr: str | None, value: bytes) -> None:
    assert Attributes(raw("Rows", value, vr)).integer("Rows") == 512


def test_big_endian_numbers_are_read() -> None:
    assert Attributes(raw("Rows", b"\x02\x00", "US", little=False)).integer("Rows") == 512


def test_words_that_are_no_number_are_told_and_ignored() -> None:
    attributes = Attributes(raw("RescaleSlope", b"abcd", "DS"))
    assert attributes.decimal("RescaleSlope") is None
    assert attributes.decimals("RescaleSlope") == pytest.approx((math.nan,), nan_ok=True)
    assert [finding.where for finding in attributes.findings] == ["RescaleSlope"]


def test_no_finding_quotes_the_value() -> None:
    attributes = Attributes(raw("RescaleSlope", b"Doe^Jane", "DS"))
    attributes.decimal("RescaleSlope")
    assert "Doe" not in attributes.findings[0].what


def test_a_decimal_comma_is_read_and_told() -> None:
    attributes = Attributes(raw("SliceThickness", b"1,25", "DS"))
    assert attributes.decimal("SliceThickness") == 1.25
    assert "comma" in attributes.findings[0].what


def test_a_fraction_is_no_integer() -> None:
    attributes = Attributes(raw("InstanceNumber", b"1.55", "IS"))
    assert attributes.integer("InstanceNumber") is None
    assert attributes.findings


def test_the_same_finding_is_told_once() -> None:
    attributes = Attributes(raw("RescaleSlope", b"abcd", "DS"))
    attributes.decimal("RescaleSlope")
    attributes.decimal("RescaleSlope")
    assert len(attributes.findings) == 1


def test_data_sets_made_in_memory_read_like_files() -> None:
    ds = Dataset()
    ds.PixelSpacing = [0.5, 0.25]
    ds.Rows = 512
    ds.PatientName = "Doe^Jane=山田"
    ds.ImageType = ["ORIGINAL", "PRIMARY"]
    attributes = Attributes(ds)
    assert attributes.decimals("PixelSpacing") == (0.5, 0.25)
    assert attributes.integer("Rows") == 512
    assert attributes.name("PatientName").ideographic == "山田"
    assert attributes.texts("ImageType") == ("ORIGINAL", "PRIMARY")


def test_items_take_over_the_character_set_of_the_data_set() -> None:
    item = raw("CodeMeaning", "Kopfgelenk ü".encode(), "LO")
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.ConceptNameCodeSequence = Sequence([item])
    concept = Attributes(ds).item("ConceptNameCodeSequence")
    assert concept is not None
    assert concept.text("CodeMeaning") == "Kopfgelenk ü"


def test_a_damaged_sequence_is_told_and_has_no_items() -> None:
    attributes = Attributes(raw("ModalityLUTSequence", b"abc", "SQ"))
    assert attributes.item("ModalityLUTSequence") is None
    assert attributes.findings[0].where == "ModalityLUTSequence"


@pytest.mark.parametrize("vr", ["OW", "US", "SS", "UN", None])
def test_table_words_are_read_from_every_vr(vr: str | None) -> None:
    words = Attributes(raw("LUTData", b"\x01\x00\xff\xff", vr)).words("LUTData")
    np.testing.assert_array_equal(words, [1, 0xFFFF])


def test_signed_numbers_made_in_memory_become_words() -> None:
    ds = Dataset()
    with config.disable_value_validation():
        ds.add_new("LUTData", "SS", [-1, 2])
    np.testing.assert_array_equal(Attributes(ds).words("LUTData"), [0xFFFF, 2])


def test_a_pointer_to_a_tag_is_one_number() -> None:
    attributes = Attributes(raw("FrameIncrementPointer", b"\x18\x00\x63\x10", "AT"))
    assert attributes.integer("FrameIncrementPointer") == 0x00181063


def test_a_sequence_beside_a_pixel_representation_of_a_wrong_length_is_no_bug() -> None:
    """pydicom looks that element up while it stores a sequence, and raises an error of its own."""
    item = b"\xfe\xff\x00\xe0\0\0\0\0"
    raw = (("UL", 0x00280103, b"\0\0"), ("SQ", 0x52009229, item))
    elements = {
        Tag(tag): RawDataElement(Tag(tag), vr, len(value), value, 0, False, True)
        for vr, tag, value in raw
    }
    attributes = Attributes(Dataset(elements))
    assert list(attributes.items("SharedFunctionalGroupsSequence")) == []
    assert [finding.where for finding in attributes.findings] == ["SharedFunctionalGroupsSequence"]
