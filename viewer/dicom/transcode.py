"""Transcode: a data set in a plain transfer syntax, where that harms nothing (PS3.5 A)."""

from io import BytesIO
from pathlib import Path

from viewer.dicom.load_pydicom import load_pydicom
from viewer.dicom.transfer_syntaxes import IMPLICIT_LITTLE_ENDIAN, TRANSFER_SYNTAXES


def to_plain(path: Path, syntax: str) -> bytes | None:
    """The data set of a file in Implicit or Explicit VR Little Endian; None where it cannot be.

    Only what is stored without compression is rewritten: the values stay the same, to the bit.
    """
    load_pydicom()
    from pydicom import dcmread
    from pydicom.filebase import DicomBytesIO
    from pydicom.filewriter import write_dataset

    from viewer.dicom.attributes import PYDICOM_ERRORS

    try:
        dataset = dcmread(BytesIO(path.read_bytes()), force=True)
        stored = TRANSFER_SYNTAXES.get(str(dataset.file_meta.get("TransferSyntaxUID", "")))
        if stored is None or stored.is_encapsulated or stored.is_big_endian:
            return None
        buffer = DicomBytesIO()
        buffer.is_little_endian = True
        buffer.is_implicit_VR = syntax == IMPLICIT_LITTLE_ENDIAN
        write_dataset(buffer, dataset)
    except PYDICOM_ERRORS:
        return None
    return bytes(buffer.getvalue())
