"""PixelSource: the bytes of frame k, read where they stand, never the whole file."""

import os
from dataclasses import replace
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.decoding.encapsulated import EncapsulatedFrames
from viewer.dicom.decoding.native_frames import NativeFrames
from viewer.dicom.decoding.table import PROMISED
from viewer.dicom.decoding.video_request import VideoFrames
from viewer.dicom.errors import CorruptPixelDataError, DicomError, UnsupportedTransferSyntaxError
from viewer.dicom.transfer_syntaxes import DEFLATED_LITTLE_ENDIAN, is_video, transfer_syntax
from viewer.model.finding import Finding, Severity
from viewer.model.image import Image, Photometric, PixelFormat, SampleKind

_BITS_ALLOCATED = {
    SampleKind.INTEGER: (1, 8, 16, 32, 64),
    SampleKind.FLOAT: (32,),
    SampleKind.DOUBLE: (64,),
}
_MAX_INFLATED_BYTES = 2 << 30
_SUBSAMPLED = (Photometric.YBR_FULL_422, Photometric.YBR_PARTIAL_422)

Stored = NDArray[np.uint8] | NativeFrames | EncapsulatedFrames | VideoFrames


class PixelSource:
    """The pixel data of one image, open for reading frame by frame; safe from any thread.

    `pixel_format` is the image's, mended where the data prove it wrong. A frame that is not
    whole raises `CorruptPixelDataError`, the others do not.
    """

    def __init__(
        self,
        pixel_format: PixelFormat,
        data: Stored,
        *,
        is_big_endian: bool = False,
        findings: tuple[Finding, ...] = (),
    ) -> None:
        self.pixel_format = pixel_format
        self.is_big_endian = is_big_endian
        self.is_encapsulated = isinstance(data, EncapsulatedFrames | VideoFrames)
        self._data: Stored | None = data
        self._findings = findings

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the layout of the pixel data, as far as it is known yet."""
        if isinstance(self._data, EncapsulatedFrames | VideoFrames):
            return (*self._findings, *self._data.findings)
        return self._findings

    @property
    def nbytes(self) -> int:
        """Memory held."""
        return 0 if self._data is None else self._data.nbytes

    def native(self, frame_index: int) -> NDArray[np.uint8]:
        """The bytes of one native frame, in file order, read-only.

        A frame of single bits begins `frame_index * frame_bits % 8` bits into its first byte.
        """
        self._check_index(frame_index)
        cells = self._data
        if not isinstance(cells, np.ndarray | NativeFrames):
            raise CorruptPixelDataError("The pixel data are compressed or closed.")
        bits = self.pixel_format.frame_bits
        start, end = frame_index * bits // 8, -(-(frame_index + 1) * bits // 8)
        if end <= cells.size:
            frame = cells[start:end] if isinstance(cells, np.ndarray) else _read(cells, start, end)
            if frame.size == end - start:
                return frame
        raise CorruptPixelDataError(f"Frame {frame_index + 1} is cut off: the file ends early.")

    def encoded(self, frame_index: int) -> bytes:
        """What the decoder of one frame needs: its fragments joined; of a video, where it is."""
        self._check_index(frame_index)
        if not isinstance(self._data, EncapsulatedFrames | VideoFrames):
            raise CorruptPixelDataError("The pixel data are not compressed, or closed.")
        try:
            return self._data.read(frame_index)
        except (OSError, ValueError) as error:  # ValueError: closed meanwhile
            raise _gone(error) from error

    def close(self) -> None:
        """Let go of the file; what was handed out stays valid."""
        if self._data is not None and not isinstance(self._data, np.ndarray):
            self._data.close()
        self._data = None

    def _check_index(self, frame_index: int) -> None:
        if not 0 <= frame_index < self.pixel_format.number_of_frames:
            raise CorruptPixelDataError(
                f"There is no frame {frame_index + 1}: "
                f"the image has {self.pixel_format.number_of_frames}."
            )


def _read(cells: NativeFrames, start: int, end: int) -> NDArray[np.uint8]:
    try:
        return cells.read(start, end)
    except (OSError, ValueError) as error:  # ValueError: closed meanwhile
        raise _gone(error) from error


def _gone(error: OSError | ValueError) -> DicomError:
    detail = error.strerror if isinstance(error, OSError) else ""
    return DicomError(
        "The file can no longer be read.",
        hint="Check its disk, stick or network, then open it again.",
        detail=detail or "",
    )


def open_pixels(image: Image) -> PixelSource:
    """Open the pixel data that `image` describes; frames are read when they are asked for.

    Raises `CorruptPixelDataError` for a header that no pixel data can satisfy,
    `UnsupportedTransferSyntaxError` for an encoding without a decoder here.
    """
    pixel_format = image.pixel_format
    check_pixel_format(pixel_format)
    uid = pixel_format.transfer_syntax_uid
    if uid not in PROMISED and not is_video(uid):
        raise undecodable(uid)
    try:
        if uid == DEFLATED_LITTLE_ENDIAN:
            return _open_deflated(image)
        if is_video(uid) and image.pixel_data_length is None:
            return PixelSource(pixel_format, VideoFrames(image))
        file = image.path.open("rb", buffering=0)
        try:
            if image.pixel_data_length is None:
                frames = EncapsulatedFrames(file, image.pixel_data_offset, pixel_format)
                return PixelSource(pixel_format, frames)
            return _open_native(image, file, image.pixel_data_length)
        except BaseException:
            file.close()
            raise
    except OSError as error:
        raise DicomError("The file cannot be read.", detail=type(error).__name__) from error


def undecodable(uid: str) -> UnsupportedTransferSyntaxError:
    """The error that names an encoding without a decoder."""
    syntax = transfer_syntax(uid)
    return UnsupportedTransferSyntaxError(
        f"{syntax.name} ({syntax.uid}) cannot be decoded here.",
        hint="The header can be read; the pixels cannot.",
    )


def check_pixel_format(pixel_format: PixelFormat) -> None:
    """Refuse a header that describes no image (DC-002, SEC-006)."""
    checks = (
        (pixel_format.rows > 0 and pixel_format.columns > 0, "Rows or Columns is 0."),
        (pixel_format.number_of_frames > 0, "Number of Frames is not positive."),
        (
            pixel_format.bits_allocated in _BITS_ALLOCATED[pixel_format.sample_kind],
            f"Bits Allocated {pixel_format.bits_allocated} is not supported.",
        ),
        (
            0 < pixel_format.bits_stored <= pixel_format.bits_allocated,
            "Bits Stored is not between 1 and Bits Allocated.",
        ),
        (
            pixel_format.samples_per_pixel in (1, 3),
            f"{pixel_format.samples_per_pixel} samples per pixel are not supported.",
        ),
        (
            pixel_format.samples_per_pixel == (3 if _is_colour(pixel_format) else 1),
            f"Samples per Pixel does not fit {pixel_format.photometric}.",
        ),
    )
    for is_right, what in checks:
        if not is_right:
            raise CorruptPixelDataError(what)


def _is_colour(pixel_format: PixelFormat) -> bool:
    photometric = pixel_format.photometric
    return not photometric.is_monochrome and photometric is not Photometric.PALETTE_COLOR


def _open_native(image: Image, file: BinaryIO, length: int) -> PixelSource:
    start = image.pixel_data_offset
    end = min(start + length, os.fstat(file.fileno()).st_size)
    if end <= start:
        raise CorruptPixelDataError("The pixel data are empty.")
    pixel_format, findings = _fitted(image.pixel_format, end - start)
    if image.is_big_endian and _is_swapped(image, file):
        cells = NativeFrames(file, start, end - start).read(0, end - start)
        file.close()
        whole = cells[: cells.size & ~1].reshape(-1, 2)
        cells = np.ascontiguousarray(whole[:, ::-1]).reshape(-1)
        return PixelSource(pixel_format, cells, findings=findings)
    return PixelSource(
        pixel_format,
        NativeFrames(file, start, end - start),
        is_big_endian=image.is_big_endian,
        findings=findings,
    )


def _open_deflated(image: Image) -> PixelSource:
    """Inflate the data set up to the last frame, and keep the frames: there is no other way."""
    from viewer.dicom.inflate import inflated_part
    from viewer.dicom.read import read_dataset

    header = read_dataset(image.path)
    if header.pixels is None or not header.pixels.length:
        raise CorruptPixelDataError("The pixel data are empty.")
    length = min(header.pixels.length, _MAX_INFLATED_BYTES)
    with image.path.open("rb") as file:
        file.seek(header.start.dataset_offset)
        data = inflated_part(file, header.pixels.offset, length)
    cells = np.frombuffer(data, np.uint8)
    cells.flags.writeable = False
    pixel_format, findings = _fitted(image.pixel_format, cells.size)
    return PixelSource(pixel_format, cells, findings=findings)


def _fitted(pixel_format: PixelFormat, size: int) -> tuple[PixelFormat, tuple[Finding, ...]]:
    """Compare the header with the bytes that are there; some writers store 4:2:2 in full."""
    findings = []
    if transfer_syntax(pixel_format.transfer_syntax_uid).is_encapsulated:
        findings.append(_warning("The pixel data are not compressed, against the header."))
    if pixel_format.photometric in _SUBSAMPLED:
        full = replace(pixel_format, photometric=Photometric.YBR_FULL)
        if full.frame_bits * full.number_of_frames <= size * 8:
            pixel_format = full
            findings.append(_warning("4:2:2 colour is stored at full width, against the header."))
    return pixel_format, tuple(findings)


def _is_swapped(image: Image, file: BinaryIO) -> bool:
    """Whether bytes stand in big-endian words: 8-bit samples under VR OW (PS3.5 A.3)."""
    if image.pixel_format.bits_allocated > 8:
        return False
    file.seek(image.pixel_data_offset - 8)
    return file.read(2) == b"OW"


def _warning(what: str) -> Finding:
    return Finding(Severity.WARNING, "PixelData", what, reference="SEC-006")
