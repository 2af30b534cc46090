"""Is this file DICOM, and if not, what does it look like? (PS3.10 7.1)."""

import struct
from pathlib import Path

from viewer.dicom.errors import DamagedFileError, DicomError, NotDicomError

EXPLICIT_VRS = frozenset(
    b"AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN "
    b"UR US UT UV".split()
)
PREAMBLE_LENGTH = 128

_MAGICS = (
    (b"%PDF", "a PDF"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x89HDF", "an HDF5 file"),
    (b"NRRD", "an NRRD volume"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 codestream"),
    (b"RIFF", "a sound or a video"),
)


def is_dicom(path: Path) -> bool:
    """Whether the beginning of a file looks like DICOM; `DicomError` if it cannot be read."""
    try:
        with path.open("rb", buffering=0) as file:
            data = file.read(PREAMBLE_LENGTH + 12) or b""
    except OSError as error:
        raise unreadable(error) from error
    return dataset_start(data) is not None


def unreadable(error: OSError) -> DicomError:
    """Say that the system does not give us the file."""
    return DicomError("The file cannot be read.", detail=error.strerror or type(error).__name__)


def dataset_start(data: bytes) -> int | None:
    """Offset of the first data element: 132 behind a preamble, 0 without, None if no DICOM."""
    start = PREAMBLE_LENGTH + 4
    is_bare = _starts_like_a_dataset(data)
    # Without a preamble, a text may hold the mark by chance: then no group 0002 follows it.
    if data[PREAMBLE_LENGTH:start] == b"DICM" and not (
        is_bare and data[start : start + 1] != b"\x02"
    ):
        return start
    return 0 if is_bare else None


def _starts_like_a_dataset(data: bytes) -> bool:
    """Whether bytes without a preamble begin with an element of group 0002 or 0008."""
    if len(data) < 12:
        return False
    for order in ("<", ">"):
        group, element = struct.unpack_from(order + "HH", data)
        if group not in (0x0002, 0x0008) or element > 0x0100:
            continue
        if data[4:6] in EXPLICIT_VRS:
            return True
        if struct.unpack_from(order + "I", data, 4)[0] <= 0x400:
            return True
    return False


def no_data_set(data: bytes) -> DicomError:
    """The error for a file whose beginning `data` leads to no data set."""
    if data[PREAMBLE_LENGTH : PREAMBLE_LENGTH + 4] == b"DICM":
        return DamagedFileError("The file has no data set: it is cut off or damaged.")
    return not_dicom(data)


def not_dicom(data: bytes) -> NotDicomError:
    """The error for a file that is no DICOM, saying what its beginning `data` looks like."""
    if not data:
        return NotDicomError("The file is empty.")
    if not data.strip(b"\0"):
        return NotDicomError("Not DICOM: the file begins with zeros only.")
    for magic, name in _MAGICS:
        if data.startswith(magic):
            return NotDicomError(f"Not DICOM: starts like {name}.")
    if len(data) >= 348 and data[344:347] in (b"n+1", b"ni1"):
        return NotDicomError("Not DICOM: a NIfTI volume.")
    return NotDicomError(f"Not DICOM: {_describe_text(data)}.")


def _describe_text(data: bytes) -> str:
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.lower().startswith((b"<!doctype html", b"<html")):
        return "starts like a web page"
    if head.startswith(b"<"):
        return "starts like XML"
    if head[:1] in (b"{", b"["):
        return "starts like JSON"
    if all(byte >= 32 or byte in b"\t\r\n" for byte in data[:512]):
        return "looks like text"
    if len(data) < PREAMBLE_LENGTH + 4:
        return f"too short ({len(data)} bytes)"
    return "no DICM mark and no known data element at the start"
