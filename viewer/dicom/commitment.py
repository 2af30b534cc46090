"""Data sets of storage commitment: what is asked about, and what is answered (PS3.4 J.3)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from viewer.dicom.errors import CorruptIdentifierError
from viewer.dicom.load_pydicom import load_pydicom
from viewer.dicom.transfer_syntaxes import IMPLICIT_LITTLE_ENDIAN

_REASONS = {
    0x0110: "processing failure",
    0x0112: "no such object instance",
    0x0119: "class and instance conflict",
    0x0122: "the SOP class is not supported",
    0x0131: "duplicate transaction UID",
    0x0213: "resource limitation",
}


@dataclass(frozen=True, slots=True)
class CommitmentReport:
    """What a node told: the instances that it keeps, and those it does not, with the reason."""

    transaction_uid: str
    committed: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]


def encode_commitment_request(
    transaction_uid: str, instances: Iterable[tuple[str, str]], *, syntax: str
) -> bytes:
    """Encode what an N-ACTION asks; `instances` are UIDs of SOP class and instance."""
    load_pydicom()
    from pydicom.dataset import Dataset
    from pydicom.filebase import DicomBytesIO
    from pydicom.filewriter import write_dataset

    dataset = Dataset()
    dataset.TransactionUID = transaction_uid
    items = []
    for sop_class_uid, sop_instance_uid in instances:
        item = Dataset()
        item.ReferencedSOPClassUID = sop_class_uid
        item.ReferencedSOPInstanceUID = sop_instance_uid
        items.append(item)
    dataset.ReferencedSOPSequence = items
    buffer = DicomBytesIO()
    buffer.is_little_endian = True
    buffer.is_implicit_VR = syntax == IMPLICIT_LITTLE_ENDIAN
    write_dataset(buffer, dataset)
    return bytes(buffer.getvalue())


def decode_commitment_report(data: bytes, *, syntax: str) -> CommitmentReport:
    """Decode what an N-EVENT-REPORT tells; `CorruptIdentifierError` where it cannot be read."""
    load_pydicom()
    from pydicom.filereader import read_dataset

    from viewer.dicom.attributes import PYDICOM_ERRORS

    try:
        dataset = read_dataset(
            BytesIO(data),
            is_implicit_VR=syntax == IMPLICIT_LITTLE_ENDIAN,
            is_little_endian=True,
        )
        return CommitmentReport(
            str(dataset.get("TransactionUID", "")),
            tuple(_uid(item) for item in _items(dataset, "ReferencedSOPSequence")),
            tuple((_uid(item), _reason(item)) for item in _items(dataset, "FailedSOPSequence")),
        )
    except PYDICOM_ERRORS as error:
        raise CorruptIdentifierError(
            "A report of the node cannot be read.", detail=type(error).__name__
        ) from error


def new_transaction_uid() -> str:
    """A UID for a request."""
    load_pydicom()
    from pydicom.uid import generate_uid

    return str(generate_uid(prefix=None))


def _items(dataset: Any, keyword: str) -> Iterator[Any]:
    yield from dataset.get(keyword) or ()


def _uid(item: Any) -> str:
    return str(item.get("ReferencedSOPInstanceUID", ""))


def _reason(item: Any) -> str:
    code = item.get("FailureReason", 0)
    number = code if isinstance(code, int) else 0
    return f"{_REASONS.get(number, 'not kept')} ({number:04X})"
