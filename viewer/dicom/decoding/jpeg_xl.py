"""JPEG XL (PS3.5 8.2.15, A.4.12)."""

import imagecodecs

from viewer.dicom.decoding.codec import LIBRARY_FAILURES, Samples, as_samples
from viewer.dicom.decoding.codestream import Codestream
from viewer.dicom.errors import CorruptPixelDataError
from viewer.model.image import Photometric, PixelFormat


def decode_jpeg_xl(
    data: bytes, pixel_format: PixelFormat, codestream: Codestream | None
) -> Samples:
    """Decode with libjxl, which returns RGB or gray, never XYB or YBR."""
    try:
        samples = as_samples(imagecodecs.jpegxl_decode(data, numthreads=1), pixel_format)
    except LIBRARY_FAILURES as error:
        raise CorruptPixelDataError("The JPEG XL stream is damaged.") from error
    is_colour = pixel_format.samples_per_pixel == 3
    return samples, Photometric.RGB if is_colour else pixel_format.photometric
