"""FrameRoom: a file that has its whole header and room for its frames, which come one by one.

So a frame of a server's multi-frame object is read as that of any file, as soon as it is there.
Room that nothing was written to takes no place on the disk. Compressed frames get room of one
size each, and the basic offset table says where (PS3.5 A.4); decoders pass over the zeros behind
the end of their stream. RLE Lossless has no such end, and videos no frames of their own.
"""

import re
import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from viewer.dicom.errors import DamagedFileError
from viewer.dicom.transfer_syntaxes import (
    EXPLICIT_LITTLE_ENDIAN,
    IMPLICIT_LITTLE_ENDIAN,
    is_video,
    transfer_syntax,
)
from viewer.model.query import DicomJson

_NATIVE: Final = (EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN)
_RLE: Final = "1.2.840.10008.1.2.5"
_PIXEL_DATA: Final = b"\xe0\x7f\x10\x00"
_ITEM: Final = b"\xfe\xff\x00\xe0"
_END: Final = b"\xfe\xff\xdd\xe0\0\0\0\0"
_SLACK: Final = 1 << 16  # headers and profiles of a stream
_MOST: Final = 0xFFFFFFFE
_GROUP_OF_PIXELS: Final = re.compile("7FE0....", re.IGNORECASE)


def has_room_for(uid: str) -> bool:
    """Whether frames of a transfer syntax can come one by one."""
    if uid in _NATIVE:
        return True
    return transfer_syntax(uid).is_encapsulated and uid != _RLE and not is_video(uid)


class FrameRoom:
    """A file at `path` for the frames of an object, as its header `model` describes it.

    `bulk` fetches values that the header only gives an address of. `first`: any frame of it.
    Raises `DamagedFileError` for what has no room.
    """

    def __init__(
        self,
        path: Path,
        model: DicomJson,
        transfer_syntax_uid: str,
        first: bytes,
        *,
        bulk: Callable[[str], bytes],
    ) -> None:
        self.path = path
        dataset = _dataset(model, bulk)
        frames = int(dataset.NumberOfFrames)
        self._is_native = transfer_syntax_uid in _NATIVE
        self._size = len(first)
        if not self._is_native:
            bits = dataset.Rows * dataset.Columns * dataset.SamplesPerPixel * dataset.BitsAllocated
            self._size = 8 + (max(bits // 8, 2 * len(first)) + _SLACK) // 2 * 2
        elif dataset.BitsAllocated == 1:
            raise DamagedFileError("Frames of single bits do not begin at whole bytes.")
        if frames < 1 or self._size * frames > _MOST:
            raise DamagedFileError("The frames of the object are too large for one file.")
        head = _head(
            dataset, transfer_syntax_uid if not self._is_native else EXPLICIT_LITTLE_ENDIAN
        )
        with path.open("wb") as file:
            file.write(head)
            if self._is_native:
                length = self._size * frames
                file.write(_PIXEL_DATA + struct.pack("<2sHI", b"OW", 0, length + length % 2))
                self._start = file.tell()
                file.truncate(self._start + length + length % 2)
                return
            file.write(_PIXEL_DATA + struct.pack("<2sHI", b"OB", 0, 0xFFFFFFFF))
            table = struct.pack(f"<{frames}I", *range(0, self._size * frames, self._size))
            file.write(_ITEM + struct.pack("<I", len(table)) + table)
            self._start = file.tell()
            for number in range(frames):
                file.seek(self._start + number * self._size)
                file.write(_ITEM + struct.pack("<I", self._size - 8))
            file.seek(self._start + frames * self._size)
            file.write(_END)

    def _lay_out(self, file: BinaryIO, frames: int) -> int:
        """Make the room; returns where it begins."""
        length = self._size * frames
        if self._is_native:
            file.write(_PIXEL_DATA + struct.pack("<2sHI", b"OW", 0, length + length % 2))
            start = file.tell()
            file.truncate(start + length + length % 2)
            return start
        file.write(_PIXEL_DATA + struct.pack("<2sHI", b"OB", 0, 0xFFFFFFFF))
        table = struct.pack(f"<{frames}I", *range(0, length, self._size))
        file.write(_ITEM + struct.pack("<I", len(table)) + table)
        start = file.tell()
        for number in range(frames):
            file.seek(start + number * self._size)
            file.write(_ITEM + struct.pack("<I", self._size - 8))
        file.seek(start + length)
        file.write(_END)
        return start

    def put(self, frame_index: int, data: bytes) -> None:
        """Write a frame into its room; `DamagedFileError` where it does not fit."""
        header = 0 if self._is_native else 8
        is_fitting = len(data) == self._size if self._is_native else len(data) <= self._size - 8
        if not data or not is_fitting:
            raise DamagedFileError("A frame has another size than the one before.")
        with self.path.open("r+b") as file:
            file.seek(self._start + frame_index * self._size + header)
            file.write(data)


def _dataset(model: DicomJson, bulk: Callable[[str], bytes]) -> Any:
    from pydicom.dataset import Dataset

    from viewer.dicom.attributes import PYDICOM_ERRORS

    kept = {tag: each for tag, each in model.items() if not _GROUP_OF_PIXELS.fullmatch(tag)}
    try:
        dataset = Dataset.from_json(kept, lambda _tag, _vr, address: bulk(address))
        dataset.SpecificCharacterSet = "ISO_IR 192"  # the texts are Unicode by now
        for keyword in ("NumberOfFrames", "Rows", "Columns", "SamplesPerPixel", "BitsAllocated"):
            int(dataset[keyword].value)
    except PYDICOM_ERRORS as error:
        raise DamagedFileError(
            "The header that the server tells cannot be read.", detail=type(error).__name__
        ) from error
    return dataset


def _head(dataset: Any, transfer_syntax_uid: str) -> bytes:
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import UID

    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = UID(transfer_syntax_uid)
    head = BytesIO()
    dataset.save_as(head, enforce_file_format=True)
    return head.getvalue()
