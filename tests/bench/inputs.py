"""Synthetic input of any size: one file by pydicom, the others by changing bytes in it.

UIDs and numbers keep their length, so that a file costs a copy and a few replacements.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from tests.support.builders import file_bytes, make_dataset, set_fragments

_ROOT = "1.2.826.0.1.3680043.8.498."
_INSTANCE = _ROOT + "1000000001.1000000001.1"
_SERIES = _ROOT + "1000000002.1.1"
_STUDY = _ROOT + "1000000003.1"
_Z = "1000.000"
_SAME_LENGTH_AS_JPEG_XL = "1.2.840.10008.1.2.4.201"  # pydicom 3.0 knows no JPEG XL
_SCANNER_ELEMENTS = {
    "InstanceCreationDate": "20240131", "InstanceCreationTime": "101501",
    "SeriesDate": "20240131", "AcquisitionDate": "20240131", "ContentDate": "20240131",
    "SeriesTime": "101501", "AcquisitionTime": "101502", "ContentTime": "101502",
    "Manufacturer": "Synthetic", "InstitutionName": "Synthetic", "InstitutionAddress": "Nowhere 1",
    "ReferringPhysicianName": "", "StationName": "CT1", "PerformingPhysicianName": "",
    "OperatorsName": "", "ManufacturerModelName": "Section", "PatientAge": "062Y",
    "PatientWeight": "70", "AdditionalPatientHistory": "none", "BodyPartExamined": "CHEST",
    "ScanOptions": "HELICAL MODE", "KVP": "120", "DataCollectionDiameter": "500",
    "DeviceSerialNumber": "1", "SoftwareVersions": "1", "ProtocolName": "Chest",
    "ReconstructionDiameter": "500", "DistanceSourceToDetector": "950",
    "DistanceSourceToPatient": "540", "GantryDetectorTilt": "0", "TableHeight": "150",
    "RotationDirection": "CW", "ExposureTime": "500", "XRayTubeCurrent": "240", "Exposure": "120",
    "FilterType": "BODY", "GeneratorPower": "30", "FocalSpots": ["1.2"],
    "ConvolutionKernel": "SMOOTH", "PatientPosition": "FFS", "AcquisitionNumber": 1,
    "PositionReferenceIndicator": "", "SliceLocation": "0", "ImageComments": "none",
    "PerformedProcedureStepStartDate": "20240131", "PerformedProcedureStepID": "1",
    "PerformedProcedureStepDescription": "Chest", "RequestedProcedureDescription": "Chest",
    "SmallestImagePixelValue": 0, "LargestImagePixelValue": 4095,
    "WindowCenterWidthExplanation": "BODY", "LossyImageCompression": "00",
}  # fmt: skip


def ct_picture(size: int, seed: int = 0) -> NDArray[np.uint16]:
    """A picture with the statistics of a CT slice: smooth organs, noise, 12 bits."""
    draw = np.random.Generator(np.random.PCG64(seed))
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    body = np.where(x**2 / 0.72 + y**2 / 0.4 < 1, 1040.0, 24.0)
    for cx, cy, rx, ry, value in (
        (-0.4, 0, 0.3, 0.4, 170), (0.4, 0, 0.3, 0.4, 170), (0.1, -0.1, 0.22, 0.2, 1160),
        (0, 0.42, 0.1, 0.1, 1400),
    ):  # fmt: skip
        body[((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1] = value
    noise = draw.standard_normal((size, size), dtype=np.float32) * np.float32(9)
    return np.clip(body + noise, 0, 4095).astype(np.uint16)


def ct_files(
    folder: Path,
    *,
    studies: int,
    slices: int,
    size: int,
    seed: int = 0,
    series: int = 1,
    encoded: tuple[str, bytes] | None = None,
    is_hollow: bool = False,
) -> list[Path]:
    """`studies` folders of `slices` CT files each; names fit ISO 9660, for DICOMDIR makers.

    The files of a study take turns in its `series`, at most nine. `encoded` gives a transfer
    syntax and the one frame that all files then share. Hollow files have their full size, but
    pixels of 0 that take no room on the disk.
    """
    template = _template(ct_picture(size, seed), encoded)
    whole = len(template)
    if is_hollow:
        template = template[: whole - 2 * size * size]
    paths = []
    for study in range(studies):
        home = folder / f"ST{study:05}"
        home.mkdir(parents=True)
        unique = 1_000_000_000 + seed * 1_000_000 + study * 10_000
        for k in range(slices):
            data = template.replace(
                _INSTANCE.encode(), f"{_ROOT}1000000001.{unique + k}.1".encode()
            )
            data = data.replace(_SERIES.encode(), f"{_ROOT}{unique}.1.{1 + k % series}".encode())
            data = data.replace(_STUDY.encode(), f"{_ROOT}{unique}.1".encode())
            data = data.replace(_Z.encode(), f"{1000 + k:.3f}".encode())
            path = home / f"IM{k:05}"
            path.write_bytes(data)
            if is_hollow:
                os.truncate(path, whole)
            paths.append(path)
    return paths


def _template(picture: NDArray[np.uint16], encoded: tuple[str, bytes] | None) -> bytes:
    """One file with a header as long as scanners write: about 150 elements, a third private."""
    dataset = make_dataset(
        picture,
        SOPInstanceUID=_INSTANCE,
        SeriesInstanceUID=_SERIES,
        StudyInstanceUID=_STUDY,
        ImagePositionPatient=["-250", "-250", _Z],
        BitsStored=12,
        HighBit=11,
        **_SCANNER_ELEMENTS,
    )
    for name in ("ReferencedStudySequence", "ReferencedImageSequence", "SourceImageSequence"):
        item = Dataset()
        item.ReferencedSOPClassUID = dataset.SOPClassUID
        item.ReferencedSOPInstanceUID = f"{_ROOT}7.7.7"
        setattr(dataset, name, [item] * 2)
    for group in (0x0009, 0x0019, 0x0021, 0x0043):
        block = dataset.private_block(group, "SYNTHETIC SCANNER", create=True)
        for element in range(14):
            block.add_new(element, "LO", f"private value {element}")
        block.add_new(0x40, "OB", bytes(512))
    if encoded is None:
        return file_bytes(dataset)
    syntax, frame = encoded
    return file_bytes(set_fragments(dataset, [frame]), syntax)


def encoded_file(
    path: Path, picture: NDArray[np.generic], syntax: str, frames: Sequence[bytes], *, bits: int
) -> Path:
    """A file of encapsulated frames without an offset table."""
    dataset = make_dataset(picture, BitsStored=bits, HighBit=bits - 1)
    dataset.NumberOfFrames = len(frames)
    known = syntax if UID(syntax).is_transfer_syntax else _SAME_LENGTH_AS_JPEG_XL
    data = file_bytes(set_fragments(dataset, frames, offset_table=False), known)
    path.write_bytes(data.replace(known.encode(), syntax.encode(), 1))
    return path


def native_multi_frame(path: Path, *, frames: int, size: int) -> Path:
    """A native multi-frame file; written frame by frame, every frame different."""
    picture = ct_picture(size)
    head = make_dataset(
        np.zeros((1, 8, 8), np.uint16), Rows=size, Columns=size, BitsStored=12, HighBit=11
    )
    head.NumberOfFrames = frames
    data = file_bytes(head, ExplicitVRLittleEndian)
    start = data.rindex(b"\xe0\x7f\x10\x00OW\0\0") + 8
    with path.open("wb") as file:
        file.write(data[:start] + (picture.nbytes * frames).to_bytes(4, "little"))
        for k in range(frames):
            file.write(np.roll(picture, k).tobytes())
    return path


def rle_encode(picture: NDArray[np.uint16]) -> bytes:
    """RLE Lossless (PS3.5 annex G): a header of offsets, then byte planes, high byte first."""
    planes = [(picture >> 8).astype(np.uint8), (picture & 255).astype(np.uint8)]
    parts = []
    for plane in planes:
        packed = b"".join(imagecodecs.packbits_encode(row.tobytes()) for row in plane)
        parts.append(packed + b"\0" * (len(packed) % 2))
    offsets = [64, 64 + len(parts[0])] + [0] * 13
    header = np.array([len(parts), *offsets], "<u4").tobytes()
    return header + b"".join(parts)
