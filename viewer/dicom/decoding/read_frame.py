"""One frame of an image with everything that stands in its pixel cells."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.decoding.codestream import largest_error
from viewer.dicom.decoding.decode import Decode, decode_encoded, decode_frame
from viewer.dicom.decoding.frames import PixelSource
from viewer.dicom.decoding.native import arrange
from viewer.model.display_set import FrameRef
from viewer.model.frame import Frame
from viewer.model.image import Image
from viewer.model.lut import PixelPadding

_NEAR_LOSSLESS: Final = "1.2.840.10008.1.2.4.81"


def read_frame(
    image: Image, source: PixelSource, ref: FrameRef, *, decode: Decode = decode_encoded
) -> Frame:
    """Decode the frame that `ref` names, and take the overlays out of its unused bits (DC-061).

    Where JPEG-LS was allowed an error, padding is what lies that near to the padding value: it
    differs from pixel to pixel like all others (DC-030).
    Raises as `decode_frame`.
    """
    pixels, findings = decode_frame(source, ref.frame_index, decode=decode)
    embedded = {}
    if image.padding is not None and image.pixel_format.transfer_syntax_uid == _NEAR_LOSSLESS:
        error = largest_error(source.encoded(ref.frame_index))
        image = replace(image, padding=_widened(image.padding, error))
    if not source.is_encapsulated:
        for overlay in image.overlays:
            plane = overlay.plane_of(ref.frame_index)
            if overlay.is_embedded and plane is not None:
                embedded[overlay.group] = _bit_plane(source, ref.frame_index, overlay.bit_position)
    return Frame(ref, image, pixels, findings, embedded)


def _widened(padding: PixelPadding, error: int) -> PixelPadding:
    """Padding as it may have come out of a lossy stream."""
    low, high = sorted((padding.first, padding.last))
    return PixelPadding(low - error, high + error)


def _bit_plane(source: PixelSource, frame_index: int, position: int) -> NDArray[np.uint8]:
    """One bit of every pixel cell, 0 or 1."""
    cells = arrange(
        source.native(frame_index), source.pixel_format, is_big_endian=source.is_big_endian
    )
    unsigned = cells.view(f"u{cells.dtype.itemsize}")
    return np.asarray(unsigned >> position & 1, dtype=np.uint8)
