"""What all objects that we write share: whose they are, who made them, and how they are kept."""

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from viewer import __version__
from viewer.base.whole_file import write_whole
from viewer.dicom.errors import DicomError
from viewer.dicom.load_pydicom import load_pydicom

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

MAKER: Final = "Radiolucent"
_NEEDED: Final = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "SOPClassUID")
_IDENTIFYING: Final = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyID", "StudyDate",
    "StudyTime", "AccessionNumber", "ReferringPhysicianName",
)  # fmt: skip
_OPTIONAL: Final = (
    "IssuerOfPatientID", "PatientAge", "PatientSize", "PatientWeight", "StudyDescription",
    "FrameOfReferenceUID", "NumberOfFrames",
)  # fmt: skip


def identified(header: "Dataset") -> "Dataset":
    """Whose an image is, and which: a new data set with what type 2 wants, empty where unknown.

    Raises `DicomError` for an image without one of its UIDs.
    """
    load_pydicom()
    from pydicom.dataset import Dataset

    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 192"
    for keyword in _NEEDED:
        if not header.get(keyword):
            raise DicomError(f"An image has no {keyword}: nothing can refer to it.")
        setattr(made, keyword, str(header[keyword].value))
    for keyword in _IDENTIFYING:
        setattr(made, keyword, _text(header, keyword))
    for keyword in _OPTIONAL:
        if header.get(keyword) not in (None, ""):
            setattr(made, keyword, header[keyword].value)
    _put_right(made)
    return made


def _put_right(made: "Dataset") -> None:
    """Hand on nothing that others wrote wrongly: validators and highdicom refuse it.

    Dates and times as ACR-NEMA wrote them, 1994.06.13 and 15:32:26, are written as DICOM does.
    """
    if made.PatientSex not in ("M", "F", "O"):
        made.PatientSex = ""
    if not re.fullmatch(r"\d{3}[DWMY]", str(made.get("PatientAge", "000Y"))):
        del made.PatientAge
    for keyword, separator, right in (
        ("PatientBirthDate", ".", r"\d{8}"),
        ("StudyDate", ".", r"\d{8}"),
        ("StudyTime", ":", r"\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?"),
    ):
        text = str(made[keyword].value).replace(separator, "").strip()
        setattr(made, keyword, text if re.fullmatch(right, text) else "")


def new_object(
    header: "Dataset", *, sop_class_uid: str, modality: str, series_number: int, description: str
) -> "Dataset":
    """A data set for an object in the study of an image, in a series of its own."""
    load_pydicom()
    from pydicom.uid import generate_uid

    made, now = identified(header), datetime.now().astimezone()
    for keyword in ("FrameOfReferenceUID", "NumberOfFrames"):
        if keyword in made:
            delattr(made, keyword)
    made.SOPClassUID, made.SOPInstanceUID = sop_class_uid, generate_uid(prefix=None)
    made.SeriesInstanceUID = generate_uid(prefix=None)
    made.Modality, made.SeriesNumber, made.InstanceNumber = modality, series_number, 1
    made.SeriesDescription = description[:64]
    made.Manufacturer = made.ManufacturerModelName = MAKER
    made.DeviceSerialNumber = made.SoftwareVersions = __version__
    made.InstanceCreationDate = made.ContentDate = made.SeriesDate = now.strftime("%Y%m%d")
    made.InstanceCreationTime = made.ContentTime = made.SeriesTime = now.strftime("%H%M%S")
    made.TimezoneOffsetFromUTC = now.strftime("%z")
    return made


def same_study(headers: Iterable["Dataset"]) -> list["Dataset"]:
    """The headers, if they are of one study; raises `DicomError` for none and for several."""
    found = list(headers)
    if not found:
        raise DicomError("There is no image to refer to.")
    if len({str(header.get("StudyInstanceUID", "")) for header in found}) > 1:
        raise DicomError("These images are of several studies.", hint="Choose those of one study.")
    return found


def item(**values: object) -> "Dataset":
    """A data set with these attributes: one item of a sequence."""
    from pydicom.dataset import Dataset

    made = Dataset()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def reference(image: "Dataset") -> "Dataset":
    """An item that refers to an instance (PS3.3 table 10-11)."""
    return item(
        ReferencedSOPClassUID=image.SOPClassUID, ReferencedSOPInstanceUID=image.SOPInstanceUID
    )


def save(made: "Dataset", path: Path) -> None:
    """Write an object as a DICOM file, whole or not at all; raises `DicomError`."""
    from io import BytesIO

    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian

    if not getattr(made, "file_meta", None):
        made.file_meta = FileMetaDataset()
        made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data = BytesIO()
    made.save_as(data, enforce_file_format=True)
    try:
        write_whole(path, data.getvalue())
    except OSError as error:
        detail = error.strerror or ""
        raise DicomError("The object cannot be written.", detail=detail) from error


def _text(header: "Dataset", keyword: str) -> str:
    value = header.get(keyword)
    return "" if value is None else str(value)
