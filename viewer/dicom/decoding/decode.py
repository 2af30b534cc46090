"""One frame from encoded or native bytes to stored values, or to RGB for colour."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.decoding.codec import Codec, Samples
from viewer.dicom.decoding.codestream import (
    Codestream,
    Family,
    StreamColour,
    check_codestream,
    read_codestream,
)
from viewer.dicom.decoding.colour import rgb_from
from viewer.dicom.decoding.frames import PixelSource, undecodable
from viewer.dicom.decoding.native import arrange
from viewer.dicom.decoding.stored import stored_values
from viewer.dicom.decoding.table import CODECS_OF_FAMILY, PROMISED
from viewer.dicom.decoding.video import OpenVideo
from viewer.dicom.decoding.video_request import VideoRequest
from viewer.dicom.errors import CorruptPixelDataError
from viewer.dicom.transfer_syntaxes import is_video, transfer_syntax
from viewer.model.finding import Finding, FindingKind, Severity
from viewer.model.image import Photometric, PixelFormat


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """Stored values (rows, columns), or RGB (rows, columns, 3), and what was noticed."""

    samples: NDArray[np.generic]
    photometric: Photometric
    findings: tuple[Finding, ...] = ()


Decode = Callable[[bytes, PixelFormat], Decoded]


def decode_encoded(data: bytes, pixel_format: PixelFormat) -> Decoded:
    """Decode one compressed frame; of a video, all before it as well (see `VideoDecoder`).

    The stream's own header is read first and must agree with `pixel_format` (SEC-003).
    Raises `CorruptPixelDataError`, `LimitExceededError` or `UnsupportedTransferSyntaxError`.
    """
    if is_video(pixel_format.transfer_syntax_uid):
        request = VideoRequest.unpack(data)
        with OpenVideo(request, pixel_format) as video:
            return decoded_video(video, request.frame_index)
    promise = PROMISED.get(pixel_format.transfer_syntax_uid)
    if promise is None:
        raise undecodable(pixel_format.transfer_syntax_uid)
    stream = read_codestream(data)
    if stream is None:
        if isinstance(promise, Family):
            raise CorruptPixelDataError(f"No {promise.value} stream begins where one belongs.")
        samples, photometric = _try_in_turn(promise, data, pixel_format, None)
    else:
        check_codestream(stream, pixel_format)
        codecs = CODECS_OF_FAMILY[stream.family]
        samples, photometric = _try_in_turn(codecs, data, pixel_format, stream)
    values, photometric = finished(samples, photometric, pixel_format)
    return Decoded(values, photometric, tuple(_noticed(stream, promise, pixel_format)))


def decoded_video(video: OpenVideo, frame_index: int) -> Decoded:
    """One frame of an open video; raises as `OpenVideo.read`."""
    pixels = video.read(frame_index)
    return Decoded(pixels, Photometric.RGB, video.findings)


def decode_frame(
    source: PixelSource, frame_index: int, *, decode: Decode = decode_encoded
) -> tuple[NDArray[np.generic], tuple[Finding, ...]]:
    """Read and decode frame `frame_index` (0-based), as `model.frame.Frame.pixels` wants it.

    Clean native monochrome frames are the bytes as they were read; the array is read-only.
    `decode` is where compressed bytes are decoded: here, or in a pool of processes.
    """
    pixel_format = source.pixel_format
    if source.is_encapsulated:
        decoded = decode(source.encoded(frame_index), pixel_format)
        pixels, noticed = decoded.samples, decoded.findings
    else:
        samples = arrange(
            source.native(frame_index),
            pixel_format,
            is_big_endian=source.is_big_endian,
            first_bit=frame_index * pixel_format.frame_bits % 8,
        )
        pixels, _ = finished(samples, pixel_format.photometric, pixel_format)
        noticed = ()
    if pixels.ndim == 3 and pixels.dtype.itemsize > 2:
        pixels = _upper_16_bits(pixels, pixel_format.bits_stored)
    pixels.flags.writeable = False
    return pixels, (*source.findings, *noticed)


def finished(
    samples: NDArray[np.generic], photometric: Photometric, pixel_format: PixelFormat
) -> Samples:
    """Turn what a codec returned into stored values, or into RGB for colour."""
    values = stored_values(samples, pixel_format)
    if values.ndim == 3:
        return rgb_from(values, photometric, pixel_format.bits_stored), Photometric.RGB
    return values, photometric


def _upper_16_bits(pixels: NDArray[Any], bits_stored: int) -> NDArray[Any]:
    """Colour with more than 16 bits a sample, for display."""
    return (pixels >> max(0, bits_stored - 16)).astype(np.uint16)


def _try_in_turn(
    codecs: tuple[Codec, ...],
    data: bytes,
    pixel_format: PixelFormat,
    stream: Codestream | None,
) -> Samples:
    for codec in codecs[:-1]:
        try:
            return codec(data, pixel_format, stream)
        except CorruptPixelDataError:
            continue
    return codecs[-1](data, pixel_format, stream)


def _noticed(
    stream: Codestream | None, promise: Family | tuple[Codec, ...], pixel_format: PixelFormat
) -> list[Finding]:
    """What a reader should know about a stream that was decoded all the same."""
    if stream is None:
        return []
    findings = []
    if stream.family is not promise:
        name = transfer_syntax(pixel_format.transfer_syntax_uid).name
        findings.append(_warning(f"The frame is {stream.family.value}; the file says {name}."))
    if not stream.is_complete:
        findings.append(
            _warning(
                "The compressed stream has no end mark: the image may be incomplete.",
                FindingKind.INCOMPLETE,
            )
        )
    if stream.family is Family.JPEG and stream.precision != pixel_format.bits_stored:
        findings.append(
            _warning(
                f"The stream has {stream.precision} bits a sample, "
                f"Bits Stored is {pixel_format.bits_stored}."
            )
        )
    is_rgb_jpeg = stream.family is Family.JPEG and stream.colour is StreamColour.RGB
    if is_rgb_jpeg and pixel_format.photometric is not Photometric.RGB:
        findings.append(_warning("The stream is RGB; the header says it is not."))
    return findings


def _warning(what: str, kind: FindingKind = FindingKind.OTHER) -> Finding:
    return Finding(Severity.WARNING, "PixelData", what, reference="SEC-003", kind=kind)
