"""Identifiers: data sets of queries between their encoding and the DICOM JSON model."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from viewer.base.errors import ViewerError
from viewer.dicom.errors import CorruptIdentifierError
from viewer.dicom.load_pydicom import load_pydicom
from viewer.dicom.transfer_syntaxes import IMPLICIT_LITTLE_ENDIAN
from viewer.model.matching import Kind


def tag_of(keyword: str) -> str:
    """The tag of a keyword as DICOM JSON writes it; ViewerError for a word that is none.

    >>> tag_of("PatientID")
    '00100020'
    """
    load_pydicom()
    from pydicom.datadict import tag_for_keyword

    tag = tag_for_keyword(keyword)
    if tag is None:
        raise ViewerError(
            f"There is no attribute {keyword}.",
            hint="Keys are DICOM keywords, such as PatientName or StudyDate.",
        )
    return f"{tag:08X}"


def keyword_of(tag: str) -> str:
    """The keyword of a tag as DICOM JSON writes it, "" for one that has none.

    >>> keyword_of("00100020")
    'PatientID'
    """
    load_pydicom()
    from pydicom.datadict import keyword_for_tag

    return keyword_for_tag(int(tag, 16))


_KINDS: Final = {
    "PN": Kind.NAME, "UI": Kind.UID, "DA": Kind.MOMENT, "TM": Kind.MOMENT, "DT": Kind.MOMENT,
    "IS": Kind.NUMBER, "DS": Kind.NUMBER,
}  # fmt: skip


def kind_of(keyword: str) -> Kind:
    """How values of an attribute are compared in a query.

    >>> kind_of("PatientName"), kind_of("StudyDescription")
    (<Kind.NAME: 'name'>, <Kind.TEXT: 'text'>)
    """
    load_pydicom()
    from pydicom.datadict import dictionary_VR

    return _KINDS.get(dictionary_VR(keyword), Kind.TEXT)


def encode_identifier(
    keys: Mapping[str, str], *, syntax: str, character_set: str = "ISO_IR 192"
) -> bytes:
    r"""Encode keys of a query by keyword; several values are split by a backslash.

    A key within a sequence is written as `SequenceKeyword.Keyword`.
    """
    load_pydicom()
    from pydicom.dataset import Dataset

    dataset = Dataset()
    if not all(value.isascii() for value in keys.values()):
        dataset.SpecificCharacterSet = character_set.split("\\")
    for keyword, value in keys.items():
        sequence, _, inner = keyword.rpartition(".")
        tag_of(inner)
        setattr(_item_of(dataset, sequence), inner, value or None)
    return encode_dataset(dataset, syntax)


def _item_of(dataset: Any, sequence: str) -> Any:
    """The one item of a sequence of the data set, or the data set itself for ""."""
    from pydicom.dataset import Dataset

    if not sequence:
        return dataset
    tag_of(sequence)
    if sequence not in dataset:
        setattr(dataset, sequence, [Dataset()])
    return getattr(dataset, sequence)[0]


def encode_dataset(dataset: Any, syntax: str) -> bytes:
    """The bytes of a pydicom data set in a little endian syntax."""
    from pydicom.filebase import DicomBytesIO
    from pydicom.filewriter import write_dataset

    buffer = DicomBytesIO()
    buffer.is_little_endian = True
    buffer.is_implicit_VR = syntax == IMPLICIT_LITTLE_ENDIAN
    write_dataset(buffer, dataset)
    return bytes(buffer.getvalue())


def decode_identifier(data: bytes, *, syntax: str) -> dict[str, dict[str, Any]]:
    """Decode the data set of an answer to the DICOM JSON model; what it cannot hold is left out.

    Raises `CorruptIdentifierError`.
    """
    load_pydicom()
    from pydicom.filereader import read_dataset

    from viewer.dicom.attributes import PYDICOM_ERRORS
    from viewer.dicom.exchange import dicom_json
    from viewer.dicom.flat_identifier import flat_json

    is_implicit = syntax == IMPLICIT_LITTLE_ENDIAN
    if (flat := flat_json(data, is_implicit=is_implicit)) is not None:
        return flat
    try:
        dataset = read_dataset(BytesIO(data), is_implicit_VR=is_implicit, is_little_endian=True)
        model, _left_out = dicom_json(dataset)
    except PYDICOM_ERRORS as error:
        raise CorruptIdentifierError(
            "An answer of the node cannot be read.", detail=type(error).__name__
        ) from error
    return model
