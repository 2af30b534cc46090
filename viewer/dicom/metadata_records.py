"""Records of instances from the headers that a server tells, without their files (PS3.18 F)."""

from io import BytesIO
from pathlib import Path
from typing import Final

from viewer.dicom.damage import refuse_broken
from viewer.dicom.errors import DamagedFileError
from viewer.dicom.identifiers import encode_dataset
from viewer.dicom.records import PROJECTIONS, WANTED_TAGS, Source, record_from_texts
from viewer.dicom.sop_classes import is_image, needs_whole_header
from viewer.dicom.transfer_syntaxes import EXPLICIT_LITTLE_ENDIAN
from viewer.model.query import DicomJson, first_text
from viewer.model.study import InstanceRecord

_PIXELS: Final = ("7FE00008", "7FE00009", "7FE00010")
_AVAILABLE_SYNTAX: Final = "00083002"
_UNKNOWN_SIZE: Final = 1 << 40  # of the file: what it holds is checked when it has come
_KEYS: Final = {tag: f"{tag:08X}" for tag in WANTED_TAGS}


def record_from_metadata(model: DicomJson, path: Path) -> InstanceRecord:
    """The record of an instance whose file will lie at `path`.

    Raises `DicomError` for headers that no image can have.
    """
    sop_class_uid = first_text(model, "00080016")
    has_pixels = any(tag in model for tag in _PIXELS) or (
        is_image(sop_class_uid) and "00280010" in model
    )
    syntax = first_text(model, _AVAILABLE_SYNTAX).partition("\\")[0]
    source = Source(path, syntax or EXPLICIT_LITTLE_ENDIAN, _UNKNOWN_SIZE, 0, has_pixels)
    is_plain = first_text(model, "00080060") not in PROJECTIONS
    if is_plain and not needs_whole_header(sop_class_uid):
        texts = {tag: first_text(model, key) for tag, key in _KEYS.items() if key in model}
        record = record_from_texts({tag: text for tag, text in texts.items() if text}, source)
    else:
        record = _by_pydicom(model, source)
    if not record.has_pixels:
        refuse_broken(record.sop_class_uid, record.findings)
    return record


def _by_pydicom(model: DicomJson, source: Source) -> InstanceRecord:
    from pydicom.dataset import Dataset
    from pydicom.filereader import read_dataset

    from viewer.dicom.attributes import PYDICOM_ERRORS, Attributes
    from viewer.dicom.scan_fallback import record_of

    kept = {
        tag: element for tag, element in model.items()
        if tag not in _PIXELS and "BulkDataURI" not in element
    }  # fmt: skip
    try:
        dataset = Dataset.from_json(kept)
        dataset.SpecificCharacterSet = "ISO_IR 192"  # the texts are Unicode by now
        data = BytesIO(encode_dataset(dataset, EXPLICIT_LITTLE_ENDIAN))
        header = read_dataset(data, is_implicit_VR=False, is_little_endian=True)
        return record_of(Attributes(header), source)  # which wants values as a file has them
    except PYDICOM_ERRORS as error:
        raise DamagedFileError(
            "The header that the server tells cannot be read.", detail=type(error).__name__
        ) from error
