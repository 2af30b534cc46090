"""Uncompressed frames: from bytes to samples (PS3.5 8.1.1, 8.2, A.1 to A.3)."""

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.decoding.codec import Samples
from viewer.dicom.decoding.codestream import Codestream
from viewer.dicom.decoding.stored import sample_dtype
from viewer.dicom.errors import CorruptPixelDataError
from viewer.model.image import Photometric, PixelFormat

_SUBSAMPLED = (Photometric.YBR_FULL_422, Photometric.YBR_PARTIAL_422)


def frame_bytes(pixel_format: PixelFormat) -> int:
    """Whole bytes that one native frame takes."""
    return -(-pixel_format.frame_bits // 8)


def arrange(
    cells: NDArray[np.uint8],
    pixel_format: PixelFormat,
    *,
    is_big_endian: bool = False,
    first_bit: int = 0,
) -> NDArray[np.generic]:
    """Shape the bytes of one frame to (rows, columns) or (rows, columns, samples).

    A view where the bytes stand as needed; big endian, bit-packed, planar and subsampled frames
    are copied. `first_bit` is where a frame of single bits begins in its first byte.
    """
    rows, columns = pixel_format.rows, pixel_format.columns
    samples = pixel_format.samples_per_pixel
    if pixel_format.bits_allocated == 1:
        count = rows * columns * samples
        bits = np.unpackbits(cells, bitorder="little", count=first_bit + count)[first_bit:]
        return bits.reshape((rows, columns) if samples == 1 else (rows, columns, samples))
    dtype = sample_dtype(pixel_format)
    values = cells.view(dtype.newbyteorder(">" if is_big_endian else "<"))
    values = values.astype(dtype, copy=not values.flags.aligned)
    if pixel_format.photometric in _SUBSAMPLED:
        return _full_width(values, rows, columns)
    if samples == 1:
        return values.reshape(rows, columns)
    if pixel_format.planar_configuration == 1:
        planes = values.reshape(samples, rows, columns)
        return np.ascontiguousarray(planes.transpose(1, 2, 0))
    return values.reshape(rows, columns, samples)


def _full_width(values: NDArray[np.generic], rows: int, columns: int) -> NDArray[np.generic]:
    """Give every pixel its pair's chrominance: Y1 Y2 Cb Cr (PS3.3 C.7.6.3.1.2)."""
    if columns % 2:
        raise CorruptPixelDataError("A 4:2:2 image needs an even number of columns.")
    pairs = values.reshape(rows, columns // 2, 4)
    full = np.empty((rows, columns, 3), values.dtype)
    full[:, :, 0] = pairs[:, :, :2].reshape(rows, columns)
    full[:, :, 1:] = np.repeat(pairs[:, :, 2:], 2, axis=1)
    return full


def decode_native(data: bytes, pixel_format: PixelFormat, codestream: Codestream | None) -> Samples:
    """Read an uncompressed frame out of fragments (PS3.5 A.4.11)."""
    expected = frame_bytes(pixel_format)
    if len(data) < expected:
        raise CorruptPixelDataError(
            f"The frame holds {len(data)} bytes where {expected} are needed."
        )
    cells = np.frombuffer(data, np.uint8, expected)
    return arrange(cells, pixel_format), pixel_format.photometric
