"""LUT descriptors and data as real files write them (DC-015 to DC-017)."""

import struct
from typing import Any

import numpy as np
import pytest
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from viewer.dicom.attributes import Attributes
from viewer.dicom.lut_data import read_lut_data
from viewer.model.lut import LutData

DESCRIPTOR, DATA = Tag("LUTDescriptor"), Tag("LUTData")


def table(
    descriptor: tuple[int, ...],
    data: bytes,
    *,
    signed: bool = False,
    vr: str | None = "US",
    data_vr: str | None = "OW",
    little: bool = True,
) -> tuple[LutData | None, list[Any]]:
    order = "<" if little else ">"
    kind = "h" if vr == "SS" else "H"
    value = struct.pack(f"{order}{len(descriptor)}{kind}", *descriptor)
    elements = {
        DESCRIPTOR: RawDataElement(DESCRIPTOR, vr, len(value), value, 0, vr is None, little),
        DATA: RawDataElement(DATA, data_vr, len(data), data, 0, data_vr is None, little),
    }
    item = Attributes(Dataset(elements))
    found = read_lut_data(item, descriptor="LUTDescriptor", data="LUTData", is_input_signed=signed)
    return found, item.findings


def words(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}H", *values)


@pytest.mark.parametrize("data_vr", ["OW", "US", "SS", "UN", None])
def test_data_are_read_in_every_vr(data_vr: str | None) -> None:
    found, _ = table((3, 0, 16), words(0, 0x8000, 0xFFFF), data_vr=data_vr)
    assert found is not None
    np.testing.assert_array_equal(found.entries, [0, 0x8000, 0xFFFF])
    assert (found.first_mapped, found.bits) == (0, 16)


def test_zero_entries_mean_65536() -> None:
    found, findings = table((0, 0, 16), np.arange(65536, dtype="<u2").tobytes())
    assert found is not None
    assert found.entries.size == 65536
    assert findings == []


@pytest.mark.parametrize(("vr", "first"), [("SS", -1024), ("US", 0x10000 - 1024), (None, 64512)])
def test_the_first_input_is_signed_when_the_input_can_be_negative(
    vr: str | None, first: int
) -> None:
    found, _ = table((2, first, 8), words(1, 2), signed=True, vr=vr)
    assert found is not None
    assert found.first_mapped == -1024


def test_the_first_input_is_unsigned_when_the_input_cannot_be_negative() -> None:
    found, _ = table((2, -1024, 8), words(1, 2), vr="SS")
    assert found is not None
    assert found.first_mapped == 0x10000 - 1024


def test_32768_as_first_input_of_signed_data_is_the_lowest_value() -> None:
    found, _ = table((2, 32768, 16), words(0, 65535), signed=True)
    assert found is not None
    assert found.first_mapped == -32768


def test_eight_bit_entries_may_be_packed_two_a_word() -> None:
    found, _ = table((4, 0, 8), bytes([1, 2, 3, 255]))
    assert found is not None
    np.testing.assert_array_equal(found.entries, [1, 2, 3, 255])


def test_an_odd_number_of_packed_entries_is_padded() -> None:
    found, _ = table((3, 0, 8), bytes([1, 2, 3, 0]))
    assert found is not None
    np.testing.assert_array_equal(found.entries, [1, 2, 3])


def test_eight_bit_entries_may_stand_one_a_word() -> None:
    found, _ = table((4, 0, 8), words(1, 2, 3, 255))
    assert found is not None
    np.testing.assert_array_equal(found.entries, [1, 2, 3, 255])


def test_big_endian_packed_entries_stand_in_swapped_words() -> None:
    found, _ = table((4, 0, 8), bytes([2, 1, 255, 3]), little=False)
    assert found is not None
    np.testing.assert_array_equal(found.entries, [1, 2, 3, 255])


def test_too_few_entries_make_no_table() -> None:
    found, findings = table((65535, 0, 16), words(1, 2))
    assert found is None
    assert "fewer entries" in findings[0].what


def test_a_descriptor_of_two_values_makes_no_table() -> None:
    found, findings = table((4, 0), words(1, 2, 3, 4))
    assert found is None
    assert findings


@pytest.mark.parametrize("bits", [0, 7, 17, 32])
def test_impossible_bits_are_16_and_told(bits: int) -> None:
    found, findings = table((2, 0, bits), words(0, 65535))
    assert found is not None
    assert found.bits == 16
    assert findings[0].reference == "DC-016"


def test_entries_of_fewer_bits_than_declared_are_told() -> None:
    found, findings = table((2, 0, 16), words(0, 1023))
    assert found is not None
    assert found.bits == 16
    assert "fewer than the declared" in findings[0].what
