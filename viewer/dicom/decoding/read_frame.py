"""One frame of an image with everything that stands in its pixel cells."""

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.decoding.decode import Decode, decode_encoded, decode_frame
from viewer.dicom.decoding.frames import PixelSource
from viewer.dicom.decoding.native import arrange
from viewer.model.display_set import FrameRef
from viewer.model.frame import Frame
from viewer.model.image import Image


def read_frame(
    image: Image, source: PixelSource, ref: FrameRef, *, decode: Decode = decode_encoded
) -> Frame:
    """Decode the frame that `ref` names, and take the overlays out of its unused bits (DC-061).

    Raises as `decode_frame`.
    """
    pixels, findings = decode_frame(source, ref.frame_index, decode=decode)
    embedded = {}
    if not source.is_encapsulated:
        for overlay in image.overlays:
            plane = overlay.plane_of(ref.frame_index)
            if overlay.is_embedded and plane is not None:
                embedded[overlay.group] = _bit_plane(source, ref.frame_index, overlay.bit_position)
    return Frame(ref, image, pixels, findings, embedded)


def _bit_plane(source: PixelSource, frame_index: int, position: int) -> NDArray[np.uint8]:
    """One bit of every pixel cell, 0 or 1."""
    cells = arrange(
        source.native(frame_index), source.pixel_format, is_big_endian=source.is_big_endian
    )
    unsigned = cells.view(f"u{cells.dtype.itemsize}")
    return np.asarray(unsigned >> position & 1, dtype=np.uint8)
