"""The table of codecs: transfer syntax -> codecs in the order they are tried."""

from collections.abc import Mapping
from types import MappingProxyType

from viewer.dicom.decoding.codec import Codec
from viewer.dicom.decoding.codestream import Family
from viewer.dicom.decoding.deflated import decode_deflated
from viewer.dicom.decoding.jpeg import decode_jpeg, decode_jpeg_lossless
from viewer.dicom.decoding.jpeg2000 import decode_jpeg_2000, decode_jpeg_2000_again
from viewer.dicom.decoding.jpeg_ls import decode_jpeg_ls
from viewer.dicom.decoding.jpeg_xl import decode_jpeg_xl
from viewer.dicom.decoding.native import decode_native
from viewer.dicom.decoding.rle import decode_rle

Codecs = tuple[Codec, ...]

_NATIVE: Codecs = (decode_native,)

# By what a stream is, so that a stream under a wrong name finds its decoder all the same.
CODECS_OF_FAMILY: Mapping[Family, Codecs] = MappingProxyType(
    {
        Family.JPEG: (decode_jpeg,),
        Family.JPEG_LOSSLESS: (decode_jpeg, decode_jpeg_lossless),
        Family.JPEG_LS: (decode_jpeg_ls,),
        Family.JPEG_2000: (
            decode_jpeg_2000,
            decode_jpeg_2000_again,
        ),
        Family.JPEG_XL: (decode_jpeg_xl,),
    }
)

# What a transfer syntax promises: a family of codestreams, or codecs for bytes without a header.
_PROMISES: dict[str, Family | Codecs] = {
    "": _NATIVE,
    ".1": _NATIVE,
    ".1.98": _NATIVE,
    ".1.99": _NATIVE,
    ".2": _NATIVE,
    ".4.50": Family.JPEG,
    ".4.51": Family.JPEG,
    ".4.53": Family.JPEG,
    ".4.55": Family.JPEG,
    ".4.57": Family.JPEG_LOSSLESS,
    ".4.70": Family.JPEG_LOSSLESS,
    ".4.80": Family.JPEG_LS,
    ".4.81": Family.JPEG_LS,
    ".4.90": Family.JPEG_2000,
    ".4.91": Family.JPEG_2000,
    ".4.110": Family.JPEG_XL,
    ".4.111": Family.JPEG_XL,
    ".4.112": Family.JPEG_XL,
    ".4.201": Family.JPEG_2000,
    ".4.202": Family.JPEG_2000,
    ".4.203": Family.JPEG_2000,
    ".5": (decode_rle,),
    ".8.1": (decode_deflated,),
}

PROMISED: Mapping[str, Family | Codecs] = MappingProxyType(
    {"1.2.840.10008.1.2" + suffix: promise for suffix, promise in _PROMISES.items()}
)
