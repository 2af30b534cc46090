"""JPEG: baseline, extended and progressive with 8 or 12 bits, and lossless (PS3.5 8.2.1, A.4.1).

libjpeg-turbo decodes all of them; a second decoder stands by for lossless streams that it
refuses. Both hand out colour as this module asks, so that it is converted exactly once.
"""

import imagecodecs

from viewer.dicom.decoding.codec import LIBRARY_FAILURES, Samples, as_samples
from viewer.dicom.decoding.codestream import Codestream, Family, StreamColour
from viewer.dicom.errors import CorruptPixelDataError
from viewer.model.image import Photometric, PixelFormat

_YBR = (Photometric.YBR_FULL, Photometric.YBR_FULL_422, Photometric.YBR_PARTIAL_422)


def decode_jpeg(data: bytes, pixel_format: PixelFormat, codestream: Codestream | None) -> Samples:
    """Decode any JPEG stream; lossy colour is converted to RGB on the way."""
    space = output = None
    photometric = pixel_format.photometric
    if pixel_format.samples_per_pixel == 3:
        space = output = "rgb"
        if codestream is not None and codestream.family is not Family.JPEG_LOSSLESS:
            space = "ycbcr" if _is_ybr(codestream, photometric) else "rgb"
            photometric = Photometric.RGB
    try:
        samples = as_samples(
            imagecodecs.jpeg8_decode(data, colorspace=space, outcolorspace=output), pixel_format
        )
    except LIBRARY_FAILURES as error:
        raise CorruptPixelDataError("The JPEG stream is damaged.") from error
    return samples, photometric


def decode_jpeg_lossless(
    data: bytes, pixel_format: PixelFormat, codestream: Codestream | None
) -> Samples:
    """Decode a lossless JPEG stream with the second decoder; colour stays as stored."""
    try:
        samples = as_samples(imagecodecs.jpegsof3_decode(data), pixel_format)
    except LIBRARY_FAILURES as error:
        raise CorruptPixelDataError("The JPEG lossless stream is damaged.") from error
    return samples, pixel_format.photometric


def _is_ybr(codestream: Codestream, photometric: Photometric) -> bool:
    """Believe the stream where it says what it holds, else the header."""
    if codestream.colour is StreamColour.UNSAID:
        return photometric in _YBR
    return codestream.colour is StreamColour.YBR
