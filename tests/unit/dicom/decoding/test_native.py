"""Uncompressed frames: byte order, bit packing, planes, 4:2:2."""

import numpy as np
import pytest

from tests.support.pixel_formats import ENCAPSULATED, make_format
from viewer.dicom.decoding.native import arrange, decode_native, frame_bytes
from viewer.dicom.errors import CorruptPixelDataError
from viewer.model.image import Photometric


def _cells(*values: int) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.array(values, np.uint8)


def test_little_endian_words_are_a_view_of_the_bytes() -> None:
    cells = _cells(0x34, 0x12, 0x78, 0x56)

    values = arrange(cells, make_format(1, 2))

    assert values.tolist() == [[0x1234, 0x5678]]
    assert np.shares_memory(values, cells)


def test_big_endian_words_are_turned_to_native_order() -> None:
    values = arrange(_cells(0x12, 0x34, 0x56, 0x78), make_format(1, 2), is_big_endian=True)

    assert values.tolist() == [[0x1234, 0x5678]]
    assert values.dtype.isnative


def test_single_bits_come_lowest_first() -> None:
    values = arrange(_cells(0b0000_0101, 0b1000_0000), make_format(2, 8, bits=1))

    assert values.tolist() == [[1, 0, 1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 1]]


def test_a_frame_of_bits_may_begin_inside_a_byte() -> None:
    # Frames of 3x3 bits follow each other without padding: frame 1 begins at bit 9.
    values = arrange(_cells(0b0000_0010, 0b11), make_format(3, 3, bits=1), first_bit=1)

    assert values.tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 1]]


def test_planes_are_interleaved() -> None:
    planar = make_format(1, 2, bits=8, samples=3, planar_configuration=1)

    assert arrange(_cells(1, 2, 3, 4, 5, 6), planar).tolist() == [[[1, 3, 5], [2, 4, 6]]]


def test_pixels_by_turns_stay_a_view() -> None:
    cells = _cells(1, 2, 3, 4, 5, 6)

    values = arrange(cells, make_format(1, 2, bits=8, samples=3))

    assert values.tolist() == [[[1, 2, 3], [4, 5, 6]]]
    assert np.shares_memory(values, cells)


def test_two_pixels_share_their_chrominance_in_422() -> None:
    half = make_format(1, 4, bits=8, samples=3, photometric=Photometric.YBR_FULL_422)

    values = arrange(_cells(10, 20, 100, 200, 30, 40, 110, 210), half)

    assert values.tolist() == [[[10, 100, 200], [20, 100, 200], [30, 110, 210], [40, 110, 210]]]


def test_422_needs_pairs_of_columns() -> None:
    odd = make_format(2, 3, bits=8, samples=3, photometric=Photometric.YBR_FULL_422)

    with pytest.raises(CorruptPixelDataError, match="even number"):
        arrange(_cells(*range(12)), odd)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"rows": 3, "columns": 3, "bits": 1}, 2),
        ({"rows": 2, "columns": 2, "bits": 8, "samples": 3}, 12),
        ({"rows": 65_535, "columns": 65_535, "bits": 64}, 65_535 * 65_535 * 8),
    ],
)
def test_a_frame_takes_so_many_bytes(changes: dict[str, int], expected: int) -> None:
    assert frame_bytes(make_format(**changes)) == expected  # type: ignore[arg-type]


def test_an_encapsulated_uncompressed_frame_that_is_short_is_refused() -> None:
    with pytest.raises(CorruptPixelDataError, match="31 bytes where 32"):
        decode_native(bytes(31), make_format(4, 4, syntax=ENCAPSULATED), None)


def test_unaligned_words_are_copied_to_aligned_memory() -> None:
    data = np.frombuffer(b"\0" + np.arange(4, dtype="<f4").tobytes(), np.uint8)[1:]

    values = arrange(data, make_format(2, 2, bits=32))

    assert values.flags.aligned
