"""JPEG 2000 and High-Throughput JPEG 2000 (PS3.5 8.2.4, A.4.4), both by OpenJPEG."""

import imagecodecs

from viewer.dicom.decoding.codec import LIBRARY_FAILURES, Samples, as_samples
from viewer.dicom.decoding.codestream import Codestream, StreamColour
from viewer.dicom.errors import CorruptPixelDataError
from viewer.model.image import Photometric, PixelFormat


def decode_jpeg_2000(
    data: bytes, pixel_format: PixelFormat, codestream: Codestream | None
) -> Samples:
    """Decode with imagecodecs' OpenJPEG, on one thread: frames run in parallel, not tiles."""
    try:
        samples = as_samples(imagecodecs.jpeg2k_decode(data, numthreads=1), pixel_format)
    except LIBRARY_FAILURES as error:
        raise CorruptPixelDataError("The JPEG 2000 stream is damaged.") from error
    return samples, _photometric(pixel_format, codestream)


def decode_jpeg_2000_again(
    data: bytes, pixel_format: PixelFormat, codestream: Codestream | None
) -> Samples:
    """Decode with pylibjpeg's OpenJPEG, which bears with some streams that the first refuses."""
    from openjpeg.utils import decode

    try:
        samples = as_samples(decode(data), pixel_format)
    except LIBRARY_FAILURES as error:
        raise CorruptPixelDataError("The JPEG 2000 stream is damaged.") from error
    return samples, _photometric(pixel_format, codestream)


def _photometric(pixel_format: PixelFormat, codestream: Codestream | None) -> Photometric:
    """RGB once the decoder has undone a component transform, else what the header says."""
    is_colour = pixel_format.samples_per_pixel == 3
    if is_colour and codestream is not None and codestream.colour is StreamColour.RGB:
        return Photometric.RGB
    return pixel_format.photometric
