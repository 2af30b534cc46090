"""Deflated Image Frame Compression: one raw deflate stream a frame (PS3.5 A.4.13)."""

import zlib

from viewer.dicom.decoding.codec import Samples
from viewer.dicom.decoding.codestream import Codestream
from viewer.dicom.decoding.native import decode_native, frame_bytes
from viewer.dicom.errors import CorruptPixelDataError
from viewer.model.image import PixelFormat


def decode_deflated(
    data: bytes, pixel_format: PixelFormat, codestream: Codestream | None
) -> Samples:
    """Inflate one frame, never beyond the size that the header promises (SEC-004)."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        frame = inflater.decompress(data, frame_bytes(pixel_format))
    except zlib.error as error:
        raise CorruptPixelDataError("The deflated frame is damaged.") from error
    return decode_native(frame, pixel_format, codestream)
