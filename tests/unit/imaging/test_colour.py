"""Palettes and deep colour."""

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_color_lut

from viewer.imaging.colour import palette_to_rgb, rgb_to_uint8
from viewer.model.lut import LutData, PaletteLut


def palette(first: int, bits: int, size: int = 200) -> PaletteLut:
    random = np.random.default_rng(3)
    return PaletteLut(
        *(LutData(first, random.integers(0, 2**bits, size).astype(np.uint16), bits) for _ in "rgb")
    )


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_palette_equals_pydicom_inside_and_beyond_its_ends(dtype: type) -> None:
    lut = palette(10, 16)
    ds = Dataset()
    ds.PixelRepresentation = 0
    for name, channel in (("Red", lut.red), ("Green", lut.green), ("Blue", lut.blue)):
        setattr(ds, f"{name}PaletteColorLookupTableDescriptor", [200, 10, 16])
        setattr(ds, f"{name}PaletteColorLookupTableData", channel.entries.astype("<u2").tobytes())
    for element in ds:
        element.VR = "US" if element.tag.element < 0x1200 and element.VR != "OW" else "OW"
    indices = np.arange(256).astype(dtype).reshape(16, 16)
    assert (palette_to_rgb(indices, lut) == apply_color_lut(indices, ds) >> 8).all()


def test_entries_of_eight_bits_are_taken_as_they_are() -> None:
    lut = palette(0, 8)
    indices = np.array([[0, 5, 255]], dtype=np.uint8)
    expected = lut.green.entries[[0, 5, 199]]
    assert palette_to_rgb(indices, lut)[0, :, 1].tolist() == expected.tolist()


def test_a_signed_index_may_reach_below_zero() -> None:
    lut = palette(-3, 8)
    indices = np.array([[-100, -3, 0]], dtype=np.int16)
    assert palette_to_rgb(indices, lut)[0, :, 0].tolist() == lut.red.entries[[0, 0, 3]].tolist()


def test_deep_colour_keeps_its_upper_eight_stored_bits() -> None:
    rgb = np.array([[[0, 0x0FFF, 0x0810]]], dtype=np.uint16)
    assert rgb_to_uint8(rgb, bits_stored=12).tolist() == [[[0, 255, 0x81]]]
    assert rgb_to_uint8(rgb, bits_stored=16).tolist() == [[[0, 0x0F, 0x08]]]


def test_eight_bit_colour_is_passed_on_uncopied() -> None:
    rgb = np.zeros((2, 2, 3), dtype=np.uint8)
    assert rgb_to_uint8(rgb, bits_stored=8) is rgb
