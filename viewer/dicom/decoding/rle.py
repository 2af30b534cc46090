"""RLE Lossless (PS3.5 annex G)."""

import struct
from dataclasses import replace
from itertools import pairwise

import imagecodecs
import numpy as np

from viewer.dicom.decoding.codec import LIBRARY_FAILURES, Samples
from viewer.dicom.decoding.codestream import Codestream
from viewer.dicom.decoding.native import arrange, frame_bytes
from viewer.dicom.decoding.stored import sample_dtype
from viewer.dicom.errors import CorruptPixelDataError
from viewer.model.image import Photometric, PixelFormat

_HEADER = struct.Struct("<16I")


def decode_rle(data: bytes, pixel_format: PixelFormat, codestream: Codestream | None) -> Samples:
    """Decode byte planes, most significant first, into samples."""
    _check_segments(data, pixel_format)
    # The planes of a colour pixel are whole and follow each other, whatever the header says (G.2).
    pixel_format = replace(pixel_format, planar_configuration=1)
    if pixel_format.photometric is Photometric.YBR_FULL_422:
        pixel_format = replace(pixel_format, photometric=Photometric.YBR_FULL)
    samples = np.empty(frame_bytes(pixel_format), np.uint8)
    dtype = sample_dtype(pixel_format).newbyteorder("<")
    try:
        decoded = imagecodecs.dicomrle_decode(data, dtype, out=samples.data)
    except LIBRARY_FAILURES as error:
        raise CorruptPixelDataError("A run of the RLE frame is damaged.") from error
    if len(decoded) != samples.nbytes:
        raise CorruptPixelDataError("The RLE frame holds too few samples.")
    return arrange(samples, pixel_format), pixel_format.photometric


def _check_segments(data: bytes, pixel_format: PixelFormat) -> None:
    """Check the segment table: the library trusts it, and crashes."""
    if len(data) < _HEADER.size:
        raise CorruptPixelDataError("The RLE frame is shorter than its header.")
    count, *offsets = _HEADER.unpack_from(data)
    planes = pixel_format.samples_per_pixel * max(1, pixel_format.bits_allocated // 8)
    if count != planes:
        raise CorruptPixelDataError(f"The RLE frame has {count} segments where {planes} belong.")
    used = [*offsets[:count], len(data)]
    ordered = all(start < end for start, end in pairwise(used))
    if used[0] != _HEADER.size or not ordered:
        raise CorruptPixelDataError("The segment table of the RLE frame is damaged.")
