"""Reading frame k in place: native frames, offset tables, scans, damage (PS3.5 A.4, SEC-006)."""

import os
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.encaps import encapsulate, encapsulate_extended

from tests.support import builders
from tests.support.pixel_formats import JPEG_2000, JPEG_BASELINE, RLE
from viewer.dicom.decoding.decode import decode_frame
from viewer.dicom.decoding.frames import PixelSource, open_pixels
from viewer.dicom.errors import (
    CorruptPixelDataError,
    LimitExceededError,
    UnsupportedTransferSyntaxError,
)
from viewer.dicom.images import read_image

ITEM = b"\xfe\xff\x00\xe0"
END = b"\xfe\xff\xdd\xe0\0\0\0\0"
JPEGS = [b"\xff\xd8\xff" + bytes([k]) * 25 + b"\xff\xd9" for k in range(4)]  # 30 bytes each


def _item(data: bytes) -> bytes:
    return ITEM + struct.pack("<I", len(data)) + data


OPEN: list[PixelSource] = []


@pytest.fixture(autouse=True)
def close_sources() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()


def _open(path: Path) -> PixelSource:
    OPEN.append(open_pixels(read_image(path)))
    return OPEN[-1]


def _native(tmp_path: Path, pixels: np.ndarray, syntax: str, **overrides: Any) -> PixelSource:
    ds = builders.make_dataset(pixels, **overrides)
    return _open(builders.write(tmp_path / "a.dcm", ds, syntax))


def _encapsulated(
    tmp_path: Path, value: bytes, frames: int, *, cut: int = 0, syntax: str = JPEG_BASELINE
) -> PixelSource:
    """A file whose pixel data are `value`, item by item, less `cut` bytes at its end."""
    ds = builders.make_dataset(np.zeros((frames, 8, 8), np.uint8), NumberOfFrames=frames)
    builders.set_fragments(ds, [b"\0\0"])
    data = builders.file_bytes(ds, syntax)
    head = data[: data.rindex(ITEM, 0, data.rindex(ITEM))]
    path = tmp_path / "a.dcm"
    path.write_bytes((head + value)[: -cut or None])
    return _open(path)


def _frames(source: PixelSource, count: int) -> list[bytes]:
    return [source.encoded(k) for k in range(count)]


# Native pixel data


@pytest.mark.parametrize(
    "syntax",
    ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"],
)
def test_every_native_encoding_gives_the_same_values(tmp_path: Path, syntax: str) -> None:
    pixels = np.arange(3 * 8 * 6, dtype=np.uint16).reshape(3, 8, 6) * 257

    source = _native(tmp_path, pixels, syntax)

    for k in range(3):
        values, findings = decode_frame(source, k)
        assert np.array_equal(values, pixels[k])
        assert values.dtype == np.uint16
        assert findings == ()


def test_a_native_frame_is_read_only_and_the_source_keeps_nothing(tmp_path: Path) -> None:
    source = _native(tmp_path, np.zeros((2, 512, 512), np.uint16), "1.2.840.10008.1.2.1")

    values, _ = decode_frame(source, 1)

    assert not values.flags.writeable
    assert source.nbytes == 0
    source.close()
    assert values.max() == 0  # frames outlive the source


def test_bytes_in_big_endian_words_are_put_right(tmp_path: Path) -> None:
    # 8-bit samples under VR OW travel in 16-bit words (PS3.5 A.3): the file holds 2 1 4 3.
    pixels = np.array([[2, 1], [4, 3]], np.uint8)
    ds = builders.make_dataset(pixels)
    ds["PixelData"].VR = "OW"
    data = builders.file_bytes(ds, "1.2.840.10008.1.2.2")
    path = tmp_path / "a.dcm"
    path.write_bytes(data[:-4] + pixels.tobytes())

    values, _ = decode_frame(_open(path), 0)

    assert values.tolist() == [[1, 2], [3, 4]]


def test_frames_of_bits_that_share_bytes_are_told_apart(tmp_path: Path) -> None:
    bits = np.random.default_rng(1).integers(0, 2, (5, 3, 5), np.uint8)
    ds = builders.make_dataset(np.zeros((5, 3, 5), np.uint8))
    builders.override(ds, BitsAllocated=1, BitsStored=1, HighBit=0)
    ds.PixelData = np.packbits(bits.reshape(-1), bitorder="little").tobytes()

    source = _open(builders.write(tmp_path / "a.dcm", ds))

    for k in range(5):
        assert np.array_equal(decode_frame(source, k)[0], bits[k])


def test_cut_off_pixel_data_still_give_their_whole_frames(tmp_path: Path) -> None:
    ds = builders.make_dataset(np.arange(3 * 64, dtype=np.uint16).reshape(3, 8, 8))
    path = builders.write(tmp_path / "a.dcm", ds)
    path.write_bytes(path.read_bytes()[:-10])

    source = _open(path)

    assert decode_frame(source, 1)[0][0, 0] == 64
    with pytest.raises(CorruptPixelDataError, match="Frame 3 is cut off"):
        source.native(2)


def test_a_file_that_shrinks_while_open_raises_and_does_not_crash(tmp_path: Path) -> None:
    path = builders.write(tmp_path / "a.dcm", builders.make_dataset(np.ones((512, 512), np.uint16)))
    source = _open(path)

    os.truncate(path, 4096)

    with pytest.raises(CorruptPixelDataError, match="cut off"):
        source.native(0)


def test_422_that_was_written_in_full_is_read_in_full(tmp_path: Path) -> None:
    pixels = np.full((2, 4, 3), 128, np.uint8)
    pixels[:, :, 0] = 77
    ds = builders.colour_image(pixels, PhotometricInterpretation="YBR_FULL_422")

    values, findings = decode_frame(_open(builders.write(tmp_path / "a.dcm", ds)), 0)

    assert (values == 77).all()
    assert "full width" in findings[0].what


def test_native_data_under_a_compressed_syntax_are_shown_with_a_finding(tmp_path: Path) -> None:
    pixels = np.arange(64, dtype=np.uint16).reshape(8, 8)
    data = builders.file_bytes(builders.make_dataset(pixels))
    path = tmp_path / "a.dcm"
    path.write_bytes(data.replace(b"1.2.840.10008.1.2.1\0", RLE.encode() + b"\0"))

    values, findings = decode_frame(_open(path), 0)

    assert np.array_equal(values, pixels)
    assert "not compressed" in findings[0].what


@pytest.mark.parametrize("index", [-1, 3])
def test_a_frame_that_does_not_exist_is_refused(tmp_path: Path, index: int) -> None:
    source = _native(tmp_path, np.zeros((3, 8, 8), np.uint16), "1.2.840.10008.1.2.1")

    with pytest.raises(CorruptPixelDataError, match="no frame"):
        source.native(index)


def test_colour_of_32_bits_is_brought_down_to_16(tmp_path: Path) -> None:
    pixels = np.full((4, 4, 3), 0xABCD_1234, np.uint32)
    ds = builders.colour_image(np.zeros((4, 4, 3), np.uint8))
    builders.set_pixels(ds, pixels)

    values, _ = decode_frame(_open(builders.write(tmp_path / "a.dcm", ds)), 0)

    assert values.dtype == np.uint16
    assert (values == 0xABCD).all()


def test_an_encoding_without_a_decoder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedTransferSyntaxError, match=r"Part 2 .*1\.2\.4\.92"):
        _encapsulated(tmp_path, _item(b"") + END, 1, syntax="1.2.840.10008.1.2.4.92")


# Encapsulated pixel data


def test_frames_are_found_by_the_basic_offset_table(tmp_path: Path) -> None:
    source = _encapsulated(tmp_path, encapsulate(JPEGS, has_bot=True) + END, 4)

    assert source.encoded(3) == JPEGS[3]
    assert _frames(source, 4) == JPEGS
    assert source.findings == ()


def test_frames_in_several_fragments_are_found_by_the_basic_offset_table(tmp_path: Path) -> None:
    value = encapsulate(JPEGS, fragments_per_frame=3, has_bot=True) + END

    source = _encapsulated(tmp_path, value, 4)

    assert [frame.rstrip(b"\0") for frame in _frames(source, 4)] == JPEGS


def test_frames_are_found_by_the_extended_offset_table(tmp_path: Path) -> None:
    value, offsets, lengths = encapsulate_extended(JPEGS)
    ds = builders.make_dataset(np.zeros((4, 8, 8), np.uint8))
    builders.set_fragments(ds, JPEGS)
    builders.override(
        ds, PixelData=value, ExtendedOffsetTable=offsets, ExtendedOffsetTableLengths=lengths
    )
    source = _open(builders.write(tmp_path / "a.dcm", ds, JPEG_BASELINE))

    assert source.encoded(2) == JPEGS[2]
    assert _frames(source, 4) == JPEGS
    assert source.nbytes > 0  # the table was used: a scan is only made on need


def test_an_extended_offset_table_of_nonsense_is_ignored(tmp_path: Path) -> None:
    value, _, lengths = encapsulate_extended(JPEGS)
    ds = builders.make_dataset(np.zeros((4, 8, 8), np.uint8))
    builders.set_fragments(ds, JPEGS)
    nonsense = struct.pack("<4Q", 2**60, 1, 2, 3)
    builders.override(
        ds, PixelData=value, ExtendedOffsetTable=nonsense, ExtendedOffsetTableLengths=lengths
    )
    source = _open(builders.write(tmp_path / "a.dcm", ds, JPEG_BASELINE))

    assert _frames(source, 4) == JPEGS
    assert "offset table is wrong" in source.findings[0].what


@pytest.mark.parametrize(
    "offsets",
    [
        (0, 38, 76, 10**9),  # beyond the data
        (0, 38, 38, 76),  # not ascending
        (4, 38, 76, 114),  # does not begin at the first item
        (0, 38, 76),  # fewer than frames
        (0, 36, 76, 114),  # between items
    ],
)
def test_a_wrong_basic_offset_table_is_replaced_by_a_scan(
    tmp_path: Path, offsets: Sequence[int]
) -> None:
    table = struct.pack(f"<{len(offsets)}I", *offsets)
    value = _item(table) + b"".join(map(_item, JPEGS)) + END

    source = _encapsulated(tmp_path, value, 4)

    assert _frames(source, 4) == JPEGS
    assert "offset table is wrong" in source.findings[0].what


def test_without_a_table_one_fragment_is_one_frame(tmp_path: Path) -> None:
    value = encapsulate(JPEGS, has_bot=False) + END

    source = _encapsulated(tmp_path, value, 4)

    assert _frames(source, 4) == JPEGS
    assert source.findings == ()


def test_without_a_table_all_fragments_of_a_single_frame_are_joined(tmp_path: Path) -> None:
    value = _item(b"") + b"".join(map(_item, (JPEGS[0][:10], JPEGS[0][10:12], JPEGS[0][12:]))) + END

    source = _encapsulated(tmp_path, value, 1)

    assert source.encoded(0) == JPEGS[0]


def test_without_a_table_a_start_of_image_begins_a_frame(tmp_path: Path) -> None:
    first = [JPEGS[0][:10], JPEGS[0][10:20], JPEGS[0][20:]]
    value = _item(b"") + b"".join(map(_item, [*first, JPEGS[1], JPEGS[2]])) + END

    source = _encapsulated(tmp_path, value, 3)

    assert _frames(source, 3) == JPEGS[:3]


def test_without_a_table_an_end_of_image_ends_a_frame(tmp_path: Path) -> None:
    # The first two bytes of each stream stand in the fragment of the frame before: no starts.
    odd = [b"\0\0" + JPEGS[0], JPEGS[1][:10].replace(b"\xff\xd8", b"\0\0"), JPEGS[1][10:], JPEGS[2]]
    value = _item(b"") + b"".join(map(_item, [odd[0], odd[1], odd[2], b"\0\0" + odd[3]])) + END

    source = _encapsulated(tmp_path, value, 3)

    assert _frames(source, 3) == [odd[0], odd[1] + odd[2], b"\0\0" + odd[3]]


def test_without_any_mark_fragments_are_shared_out_evenly(tmp_path: Path) -> None:
    fragments = [bytes([k]) * 8 for k in range(6)]
    value = _item(b"") + b"".join(map(_item, fragments)) + END

    source = _encapsulated(tmp_path, value, 3, syntax=RLE)

    assert _frames(source, 3) == [fragments[2 * k] + fragments[2 * k + 1] for k in range(3)]


def test_fragments_that_fit_no_frames_are_refused(tmp_path: Path) -> None:
    value = _item(b"") + b"".join(_item(bytes([k]) * 8) for k in range(5)) + END

    source = _encapsulated(tmp_path, value, 3, syntax=RLE)

    with pytest.raises(CorruptPixelDataError, match="5 fragments cannot be assigned to 3 frames"):
        source.encoded(0)


@pytest.mark.parametrize("has_table", [True, False])
def test_a_cut_off_file_gives_its_whole_frames(tmp_path: Path, has_table: bool) -> None:
    value = encapsulate(JPEGS, has_bot=has_table) + END

    source = _encapsulated(tmp_path, value, 4, cut=len(END) + 5)

    assert _frames(source, 3) == JPEGS[:3]
    with pytest.raises(CorruptPixelDataError, match="Frame 4 is cut off or missing"):
        source.encoded(3)
    assert any("Only 3 of 4 frames are whole" in finding.what for finding in source.findings)
    assert source.encoded(1) == JPEGS[1]


def test_a_missing_delimiter_alone_costs_no_frame(tmp_path: Path) -> None:
    source = _encapsulated(tmp_path, encapsulate(JPEGS, has_bot=False) + END, 4, cut=len(END))

    assert _frames(source, 4) == JPEGS


def test_a_fragment_that_claims_two_gigabytes_is_never_allocated(tmp_path: Path) -> None:
    value = _item(b"") + _item(JPEGS[0]) + ITEM + struct.pack("<I", 0x7FFF_FFFE) + JPEGS[1] + END

    source = _encapsulated(tmp_path, value, 2)

    assert source.encoded(0) == JPEGS[0]
    with pytest.raises(CorruptPixelDataError):
        source.encoded(1)


def test_pixel_data_without_fragments_are_refused(tmp_path: Path) -> None:
    source = _encapsulated(tmp_path, _item(b"") + END, 1)

    with pytest.raises(CorruptPixelDataError):
        source.encoded(0)


def test_pixel_data_that_do_not_begin_with_an_item_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CorruptPixelDataError, match="do not begin with an item"):
        _encapsulated(tmp_path, bytes(64), 1)


def test_a_frame_far_larger_than_its_image_is_refused(tmp_path: Path) -> None:
    source = _encapsulated(tmp_path, _item(b"") + _item(bytes(17 << 20)) + END, 1, syntax=JPEG_2000)

    with pytest.raises(LimitExceededError, match="far larger"):
        source.encoded(0)


def test_opening_reads_no_more_than_the_table(tmp_path: Path) -> None:
    frames = [bytes(200_000)] * 50
    source = _encapsulated(tmp_path, encapsulate(frames, has_bot=False) + END, 50, syntax=JPEG_2000)

    assert source.nbytes == 0
    assert len(source.encoded(49)) == 200_000
    assert source.nbytes < 50 * 64


def test_a_closed_source_refuses(tmp_path: Path) -> None:
    source = _encapsulated(tmp_path, encapsulate(JPEGS) + END, 4)

    source.close()

    with pytest.raises(CorruptPixelDataError, match="closed"):
        source.encoded(0)


@pytest.mark.parametrize(
    ("overrides", "what"),
    [
        ({"Rows": 0}, "Rows"),
        ({"BitsAllocated": 12}, "Bits Allocated"),
        ({"BitsAllocated": 24}, "Bits Allocated"),
        ({"BitsStored": 17}, "Bits Stored"),
    ],
)
def test_a_header_that_no_pixels_can_satisfy_is_refused(
    tmp_path: Path, overrides: dict[str, int], what: str
) -> None:
    path = builders.write(tmp_path / "a.dcm", builders.make_dataset(**overrides))

    with pytest.raises(CorruptPixelDataError, match=what):
        _open(path)
