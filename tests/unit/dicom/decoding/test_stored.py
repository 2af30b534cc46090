"""Masking and sign extension (DC-001), with the vectors of display.md."""

import numpy as np
import pytest

from tests.support.pixel_formats import make_format
from viewer.dicom.decoding.stored import sample_dtype, stored_values
from viewer.model.image import SampleKind


@pytest.mark.parametrize(
    ("cell", "value"), [(0x0FFF, -1), (0x0800, -2048), (0x07FF, 2047), (0xF7FF, 2047)]
)
def test_twelve_signed_bits_are_extended_from_bit_eleven(cell: int, value: int) -> None:
    cells = np.array([cell], np.uint16)

    values = stored_values(cells, make_format(1, 1, stored=12, is_signed=True))

    assert values.tolist() == [value]


def test_unsigned_bits_outside_bits_stored_are_masked() -> None:
    cells = np.array([0xF123, 0x0FFF, 0x1000], np.uint16)

    assert stored_values(cells, make_format(1, 3, stored=12)).tolist() == [0x123, 0xFFF, 0]


@pytest.mark.parametrize("is_signed", [False, True])
def test_clean_cells_stay_a_view(is_signed: bool) -> None:
    cells = np.array([0, 1, 2047], np.uint16)

    values = stored_values(cells, make_format(1, 3, stored=12, is_signed=is_signed))

    assert np.shares_memory(values, cells)


def test_negative_cells_that_are_extended_already_stay_a_view() -> None:
    cells = np.array([-2048, 2047], np.int16).view(np.uint16)

    values = stored_values(cells, make_format(1, 2, stored=12, is_signed=True))

    assert np.shares_memory(values, cells)
    assert values.tolist() == [-2048, 2047]


def test_thirty_two_bits_are_not_cut_to_sixteen() -> None:
    cells = np.array([65_541], np.uint32)

    assert stored_values(cells, make_format(1, 1, bits=32)).tolist() == [65_541]


def test_sixty_four_bits_keep_their_range() -> None:
    cells = np.array([2**63 + 5], np.uint64)

    assert stored_values(cells, make_format(1, 1, bits=64)).tolist() == [2**63 + 5]


def test_an_unsigned_stream_under_a_signed_header_gets_its_sign() -> None:
    # JPEG-LS and JPEG lossless have no sign: -2000 of 13 bits arrives as 6192.
    cells = np.array([6192], np.uint16)

    assert stored_values(cells, make_format(1, 1, stored=13, is_signed=True)).tolist() == [-2000]


def test_a_signed_stream_under_an_unsigned_header_loses_its_sign() -> None:
    cells = np.array([-2000], np.int16)

    assert stored_values(cells, make_format(1, 1, stored=13)).tolist() == [6192]


def test_narrow_signed_samples_are_widened_with_their_sign() -> None:
    cells = np.array([-3], np.int8)

    assert stored_values(cells, make_format(1, 1, is_signed=True)).tolist() == [-3]


@pytest.mark.parametrize(
    ("changes", "dtype"),
    [
        ({"bits": 1}, np.uint8),
        ({"bits": 8}, np.uint8),
        ({"bits": 16, "is_signed": True}, np.int16),
        ({"bits": 64}, np.uint64),
        ({"bits": 32, "sample_kind": SampleKind.FLOAT}, np.float32),
        ({"bits": 64, "sample_kind": SampleKind.DOUBLE}, np.float64),
    ],
)
def test_the_type_follows_the_pixel_format(changes: dict[str, object], dtype: type) -> None:
    assert sample_dtype(make_format(**changes)) == dtype  # type: ignore[arg-type]


def test_floats_pass_unchanged() -> None:
    cells = np.array([np.nan, -1.5], np.float32)

    values = stored_values(cells, make_format(1, 2, bits=32, sample_kind=SampleKind.FLOAT))

    assert np.array_equal(values, cells, equal_nan=True)
