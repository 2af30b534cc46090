"""JPEG-LS, lossless and near-lossless (PS3.5 8.2.3, A.4.3)."""

import imagecodecs

from viewer.dicom.decoding.codec import LIBRARY_FAILURES, Samples, as_samples
from viewer.dicom.decoding.codestream import Codestream
from viewer.dicom.errors import CorruptPixelDataError
from viewer.model.image import PixelFormat


def decode_jpeg_ls(
    data: bytes, pixel_format: PixelFormat, codestream: Codestream | None
) -> Samples:
    """Decode with CharLS; colour stays as stored."""
    try:
        samples = as_samples(imagecodecs.jpegls_decode(data), pixel_format)
    except LIBRARY_FAILURES as error:
        raise CorruptPixelDataError("The JPEG-LS stream is damaged.") from error
    return samples, pixel_format.photometric
