"""What every file of the sample study shares: patient, study, equipment, UIDs, writing.

UIDs are UUIDs under 2.25 (PS3.5 B.2), derived from names, so that the study is the same on
every machine. Nothing here describes a real person.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence as DatasetSequence
from pydicom.uid import UID, ExplicitVRLittleEndian

from viewer.model.geometry import Plane

_NAMESPACE = uuid.UUID("6f6b7d0e-0f6a-5d0c-9c1f-3a2b9a0f7c11")
_DATE = "20250321"


@dataclass(frozen=True, slots=True)
class SampleSeries:
    """One series of the study: `name` makes its UIDs, `time` is hhmmss."""

    name: str
    number: int
    modality: str
    description: str
    time: str
    body_part: str
    model: str


def uid(name: str) -> UID:
    """The UID of a thing in the sample study."""
    return UID(f"2.25.{uuid.uuid5(_NAMESPACE, name).int}")


def new_image(
    series: SampleSeries,
    *,
    sop_class_uid: str,
    instance_number: int,
    image_type: Sequence[str],
    transfer_syntax_uid: str = ExplicitVRLittleEndian,
) -> Dataset:
    """An image with the Patient, Study, Series, Equipment and General Image modules filled."""
    image = Dataset()
    image.file_meta = FileMetaDataset()
    image.file_meta.TransferSyntaxUID = UID(transfer_syntax_uid)
    image.file_meta.ImplementationClassUID = uid("implementation")
    image.file_meta.ImplementationVersionName = "RADIOLUCENT"
    image.SpecificCharacterSet = "ISO_IR 192"
    image.ImageType = list(image_type)
    image.SOPClassUID = sop_class_uid
    image.SOPInstanceUID = uid(f"{series.name}/{instance_number}")
    image.file_meta.MediaStorageSOPClassUID = image.SOPClassUID
    image.file_meta.MediaStorageSOPInstanceUID = image.SOPInstanceUID
    _fill_patient_and_study(image)
    image.SeriesInstanceUID = uid(series.name)
    image.SeriesNumber = series.number
    image.SeriesDescription = series.description
    image.Modality = series.modality
    image.BodyPartExamined = series.body_part
    image.SeriesDate = image.AcquisitionDate = image.ContentDate = _DATE
    image.SeriesTime = image.AcquisitionTime = image.ContentTime = series.time
    image.Manufacturer = "Radiolucent"
    image.ManufacturerModelName = series.model
    image.DeviceSerialNumber = "0"
    image.SoftwareVersions = "sample study"
    image.InstitutionName = "Radiolucent Phantom Laboratory"
    image.InstanceNumber = instance_number
    image.AcquisitionNumber = 1
    image.BurnedInAnnotation = "NO"
    return image


def _fill_patient_and_study(image: Dataset) -> None:
    image.PatientName = "Phantom^Ada"
    image.PatientID = "PHANTOM-1"
    image.PatientBirthDate = "19800101"
    image.PatientSex = "F"
    image.PatientAge = "045Y"
    image.PatientComments = "Computed phantom, not a person"
    image.StudyInstanceUID = uid("study")
    image.StudyID = "1"
    image.StudyDate = _DATE
    image.StudyTime = "090000"
    image.StudyDescription = "Sample study of a phantom"
    image.AccessionNumber = "SAMPLE-1"
    image.ReferringPhysicianName = ""


def fill_plane(image: Dataset, plane: Plane, *, frame_of_reference: str) -> None:
    """Image Plane and Frame of Reference modules (PS3.3 C.7.6.2, C.7.4.1)."""
    image.FrameOfReferenceUID = uid(frame_of_reference)
    image.PositionReferenceIndicator = ""
    image.ImagePositionPatient = [decimal(value) for value in plane.position_lps]
    directions = (*plane.row_direction, *plane.column_direction)
    image.ImageOrientationPatient = [decimal(value) for value in directions]
    image.PixelSpacing = [decimal(plane.row_spacing_mm), decimal(plane.column_spacing_mm)]


def to_stored(values: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Round to 12 bits, unsigned."""
    return np.asarray(np.clip(np.rint(values), 0, 4095).astype(np.uint16))


def fill_gray_pixels(
    image: Dataset, pixels: NDArray[np.uint16], *, photometric: str = "MONOCHROME2"
) -> None:
    """Image Pixel module for 12 bits in 16, unsigned (PS3.3 C.7.6.3)."""
    image.SamplesPerPixel = 1
    image.PhotometricInterpretation = photometric
    image.Rows, image.Columns = pixels.shape
    image.BitsAllocated = 16
    image.BitsStored = 12
    image.HighBit = 11
    image.PixelRepresentation = 0
    image.PixelData = pixels.astype("<u2", copy=False).tobytes()


def coded(value: str, scheme: str, meaning: str) -> DatasetSequence:
    """A code sequence of one item (PS3.3 8)."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return DatasetSequence([item])


def decimal(value: float) -> str:
    """A decimal string of at most 16 characters, without a negative zero (PS3.5 6.2)."""
    return f"{value + 0.0:.10g}" if abs(value) >= 1e-4 else "0"


def write(image: Dataset, path: Path) -> None:
    """Write a Part 10 file."""
    image.save_as(path, enforce_file_format=True)
