"""RLE Lossless (PS3.5 annex G)."""

import struct
from dataclasses import replace
from itertools import pairwise

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from viewer.dicom.decoding.codec import LIBRARY_FAILURES, Samples
from viewer.dicom.decoding.codestream import Codestream
from viewer.dicom.decoding.native import arrange, frame_bytes
from viewer.dicom.decoding.stored import sample_dtype
from viewer.dicom.errors import CorruptPixelDataError
from viewer.model.image import Photometric, PixelFormat

_HEADER = struct.Struct("<16I")


def decode_rle(data: bytes, pixel_format: PixelFormat, codestream: Codestream | None) -> Samples:
    """Decode byte planes, most significant first, into samples."""
    bounds = _segment_bounds(data, pixel_format)
    pixel_format = _as_encoded(pixel_format)
    samples = np.empty(frame_bytes(pixel_format), np.uint8)
    dtype = sample_dtype(pixel_format).newbyteorder("<")
    try:
        decoded = imagecodecs.dicomrle_decode(data, dtype, out=samples.data)
        if len(decoded) != samples.size:
            raise CorruptPixelDataError("The RLE frame holds too few samples.")
    except LIBRARY_FAILURES:
        samples = _decode_by_segment(data, bounds, pixel_format)
    return arrange(samples, pixel_format), pixel_format.photometric


def _as_encoded(pixel_format: PixelFormat) -> PixelFormat:
    """The planes of a colour pixel are whole and follow each other, whatever the header says."""
    if pixel_format.photometric is Photometric.YBR_FULL_422:
        pixel_format = replace(pixel_format, photometric=Photometric.YBR_FULL)
    return replace(pixel_format, planar_configuration=1)


def _segment_bounds(data: bytes, pixel_format: PixelFormat) -> list[int]:
    """Where segments begin and the last one ends; checked, since the library trusts the table."""
    if len(data) < _HEADER.size:
        raise CorruptPixelDataError("The RLE frame is shorter than its header.")
    count, *offsets = _HEADER.unpack_from(data)
    planes = pixel_format.samples_per_pixel * max(1, pixel_format.bits_allocated // 8)
    if count != planes:
        raise CorruptPixelDataError(f"The RLE frame has {count} segments where {planes} belong.")
    bounds = [*offsets[:count], len(data)]
    if bounds[0] != _HEADER.size or not all(start < end for start, end in pairwise(bounds)):
        raise CorruptPixelDataError("The segment table of the RLE frame is damaged.")
    return bounds


def _decode_by_segment(
    data: bytes, bounds: list[int], pixel_format: PixelFormat
) -> NDArray[np.uint8]:
    """Decode segments one by one; some writers pad them with what looks like a run (G.3.1)."""
    planes = len(bounds) - 1
    count = frame_bytes(pixel_format) // planes
    width = planes // pixel_format.samples_per_pixel
    samples = np.empty((pixel_format.samples_per_pixel, count, width), np.uint8)
    for index, (start, end) in enumerate(pairwise(bounds)):
        sample, byte = divmod(index, width)
        samples[sample, :, width - 1 - byte] = _plane(data[start:end], count)
    return samples.reshape(-1)


def _plane(segment: bytes, count: int) -> NDArray[np.uint8]:
    for runs in (segment, segment[:-1]):
        try:
            plane = imagecodecs.packbits_decode(runs, out=count)
        except LIBRARY_FAILURES:
            continue
        if len(plane) == count:
            return np.frombuffer(plane, np.uint8)
    raise CorruptPixelDataError("A run of the RLE frame is damaged.")
