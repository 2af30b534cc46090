"""Transcode: a data set in a plain transfer syntax, where that harms nothing (PS3.5 A)."""

from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from viewer.dicom.decoding.decode import decode_frame
from viewer.dicom.decoding.frames import PixelSource, open_pixels
from viewer.dicom.errors import DicomError
from viewer.dicom.images import read_image
from viewer.dicom.load_pydicom import load_pydicom
from viewer.dicom.transfer_syntaxes import IMPLICIT_LITTLE_ENDIAN, TRANSFER_SYNTAXES, is_video
from viewer.model.image import Photometric

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DECODED_TO_RGB = ("RGB", "YBR_RCT", "YBR_ICT")  # by the codec; others are converted, rounding
_MAX_BYTES = 1 << 30  # of decoded pixels, held in memory


def to_plain(path: Path, syntax: str) -> bytes | None:
    """The data set of a file in Implicit or Explicit VR Little Endian; None where it cannot be.

    Uncompressed values stay the same, to the bit. Compressed pixels are decoded: exactly where
    their encoding loses nothing; what an encoding has lost before stays declared as lost.
    """
    load_pydicom()
    from pydicom import dcmread
    from pydicom.filebase import DicomBytesIO
    from pydicom.filewriter import write_dataset

    from viewer.dicom.attributes import PYDICOM_ERRORS

    try:
        dataset = dcmread(BytesIO(path.read_bytes()), force=True)
        uid = str(dataset.file_meta.get("TransferSyntaxUID", ""))
        stored = TRANSFER_SYNTAXES.get(uid)
        if stored is None or stored.is_big_endian or is_video(uid):
            return None
        if stored.is_encapsulated and not _decompress(dataset, path, is_lossy=stored.is_lossy):
            return None
        buffer = DicomBytesIO()
        buffer.is_little_endian = True
        buffer.is_implicit_VR = syntax == IMPLICIT_LITTLE_ENDIAN
        write_dataset(buffer, dataset)
    except (*PYDICOM_ERRORS, DicomError, OSError):
        return None
    return bytes(buffer.getvalue())


def _decompress(dataset: Any, path: Path, *, is_lossy: bool) -> bool:
    """Put the decoded pixels into a data set; False where that would change what they say."""
    if "PixelData" not in dataset:
        return False  # it was cut off: nothing else needs such a transfer syntax
    with closing(open_pixels(read_image(path))) as source:
        return _decode_into(dataset, source, is_lossy=is_lossy)


def _decode_into(dataset: Any, source: PixelSource, *, is_lossy: bool) -> bool:
    described = source.pixel_format
    is_colour = described.samples_per_pixel > 1
    cell_bits = int(dataset.BitsAllocated)
    photometric = str(dataset.PhotometricInterpretation)
    if cell_bits not in (8, 16, 32) or (is_colour and cell_bits != 8):
        return False
    if is_colour and photometric not in _DECODED_TO_RGB and not is_lossy:
        return False  # the conversion to RGB would round
    size = cell_bits // 8 * described.rows * described.columns * described.samples_per_pixel
    if size * described.number_of_frames > _MAX_BYTES:
        return False
    frames = [
        _cells(decode_frame(source, index)[0], cell_bits)
        for index in range(described.number_of_frames)
    ]
    data = b"".join(frames)
    dataset.PixelData = data + b"\0" * (len(data) % 2)
    dataset["PixelData"].VR = "OB" if cell_bits == 8 else "OW"
    dataset["PixelData"].is_undefined_length = False
    if is_colour:
        dataset.PhotometricInterpretation = Photometric.RGB.value
        dataset.PlanarConfiguration = 0
    return True


def _cells(pixels: "NDArray[np.generic]", bits: int) -> bytes:
    """Samples as pixel cells, little endian; those with a sign keep it in all bits."""
    return np.ascontiguousarray(pixels).astype(f"<u{bits // 8}").tobytes()
