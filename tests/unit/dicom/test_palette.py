"""Palettes, plain and segmented, against pydicom where it knows the answer (PS3.3 C.7.9.2)."""

import numpy as np
import pytest
from pydicom.pixels import apply_color_lut

from tests.support import builders
from viewer.dicom.attributes import Attributes
from viewer.dicom.errors import CorruptPixelDataError
from viewer.dicom.palette import expand_segments, read_palette


@pytest.mark.parametrize("bits", [8, 16])
def test_a_plain_palette_gives_the_colours_that_pydicom_gives(bits: int) -> None:
    ds = builders.palette_image(bits=bits)
    palette = read_palette(Attributes(ds), is_input_signed=False)
    assert palette is not None
    ours = np.stack([t.entries for t in (palette.red, palette.green, palette.blue)], axis=-1)
    theirs = apply_color_lut(np.arange(4, dtype=np.uint8), ds)
    np.testing.assert_array_equal(ours, theirs)
    assert palette.red.bits == bits


def test_a_short_palette_is_none_and_told() -> None:
    attributes = Attributes(
        builders.palette_image(GreenPaletteColorLookupTableDescriptor=[300, 0, 16])
    )
    assert read_palette(attributes, is_input_signed=False) is None
    assert attributes.findings[0].where == "GreenPaletteColorLookupTableData"


def test_sixteen_bits_that_hold_eight_are_read_as_eight() -> None:
    ds = builders.palette_image()
    for colour in ("Red", "Green", "Blue"):
        table = np.array([0, 85, 170, 255], "<u2").tobytes()
        setattr(ds, f"{colour}PaletteColorLookupTableData", table)
    attributes = Attributes(ds)
    palette = read_palette(attributes, is_input_signed=False)
    assert palette is not None
    assert palette.blue.bits == 8
    assert any("holds 8" in finding.what for finding in attributes.findings)


def test_a_segmented_palette_equals_what_pydicom_expands() -> None:
    # A discrete segment, then a line up and a line down.
    segments = np.array([0, 2, 0, 1000, 1, 100, 65535, 1, 154, 100], "<u2").tobytes()
    ds = builders.palette_image()
    for colour in ("Red", "Green", "Blue"):
        delattr(ds, f"{colour}PaletteColorLookupTableData")
        setattr(ds, f"{colour}PaletteColorLookupTableDescriptor", [256, 0, 16])
        setattr(ds, f"Segmented{colour}PaletteColorLookupTableData", segments)
    ds.set_original_encoding(is_implicit_vr=False, is_little_endian=True)
    palette = read_palette(Attributes(ds), is_input_signed=False)
    assert palette is not None
    theirs = apply_color_lut(np.arange(256, dtype=np.uint16), ds)
    np.testing.assert_array_equal(palette.red.entries, theirs[:, 0])


def test_a_copy_repeats_earlier_segments_from_a_byte_offset() -> None:
    # Discrete 5 6, discrete 7; then one segment again from byte 8, where the second one begins.
    assert expand_segments([0, 2, 5, 6, 0, 1, 7, 2, 1, 8, 0], 4) == [5, 6, 7, 7]


def test_eight_bit_offsets_are_four_bytes() -> None:
    assert expand_segments([0, 2, 5, 6, 2, 1, 0, 0, 0, 0], 4, width=1) == [5, 6, 5, 6]


@pytest.mark.parametrize(
    "data",
    [
        [1, 5, 100],  # a line from nowhere
        [2, 1, 0, 0],  # a copy of nothing
        [0, 1, 9, 2, 1, 6, 0],  # a copy of itself
        [0, 1, 9, 3, 1, 0],  # no such kind
        [0, 1, 9, 1],  # too few entries
        [0, 1, 9, 1, 4],  # a line without its end
    ],
)
def test_broken_segments_are_refused(data: list[int]) -> None:
    with pytest.raises(CorruptPixelDataError):
        expand_segments(data, 256)


def test_endless_segments_stop() -> None:
    data = [0, 1, 9] + [1, 65535, 0] * 100_000
    assert len(expand_segments(data, 65536)) == 65536
