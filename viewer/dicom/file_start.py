"""The beginning of a DICOM file: preamble and file meta information (PS3.10 7.1).

Both readers, the fast scanner and the tolerant one, begin here, so that they agree on how a
data set is encoded.
"""

import struct
from dataclasses import dataclass

from viewer.dicom.sniff import EXPLICIT_VRS, dataset_start, no_data_set, not_dicom
from viewer.dicom.transfer_syntaxes import (
    EXPLICIT_BIG_ENDIAN,
    EXPLICIT_LITTLE_ENDIAN,
    IMPLICIT_LITTLE_ENDIAN,
    TRANSFER_SYNTAXES,
)
from viewer.model.finding import Finding, Severity

LONG_VRS = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())  # PS3.5 7.1.2

_EXPLICIT = struct.Struct("<HH2sH")
_META_GROUP = b"\x02\x00"
_LENGTH = struct.Struct("<I")
_EXECUTABLES = (b"MZ", b"%PDF", b"\x7fELF", b"PK\x03\x04", b"#!")


@dataclass(frozen=True, slots=True)
class FileStart:
    """How the data set of a file is encoded, and where it begins.

    `is_implicit` and `is_big_endian` say what the bytes are, whatever the transfer syntax
    claims; `file_meta` holds the elements of group 0002 as raw values by tag.
    """

    transfer_syntax_uid: str
    dataset_offset: int
    is_implicit: bool
    is_big_endian: bool
    is_deflated: bool
    file_meta: dict[int, bytes]
    findings: tuple[Finding, ...]


def read_file_start(data: bytes) -> FileStart:
    """Read preamble and group 0002 from the first bytes of a file.

    Raises `NotDicomError` if there is none, `DamagedFileError` if nothing follows.
    """
    offset = dataset_start(data)
    if offset is None:
        raise not_dicom(data)
    elements, end = _file_meta(data, offset)
    if end + 8 > len(data) or data[end : end + 2] == _META_GROUP:
        raise no_data_set(data)
    uid = elements.get(0x00020010, b"").strip(b"\0 ").decode("ascii", "replace")
    findings = _findings(data, offset, end, elements)
    return _encoding(data, uid, end, elements, findings)


def _file_meta(data: bytes, pos: int) -> tuple[dict[int, bytes], int]:
    """Walk group 0002, always explicit little endian; returns values and the end."""
    elements: dict[int, bytes] = {}
    while data[pos : pos + 2] == _META_GROUP and pos + 12 <= len(data):
        group, element, vr, length = _EXPLICIT.unpack_from(data, pos)
        pos += 8
        if vr in LONG_VRS:
            length = _LENGTH.unpack_from(data, pos)[0]
            pos += 4
        elif vr not in EXPLICIT_VRS:  # some writers used implicit VR here as well
            length = _LENGTH.unpack_from(data, pos - 4)[0]
        elements[group << 16 | element] = data[pos : pos + length]
        pos += length
    return elements, pos


def _findings(data: bytes, start: int, end: int, elements: dict[int, bytes]) -> list[Finding]:
    findings = []
    if start and data.startswith(_EXECUTABLES):
        findings.append(
            Finding(
                Severity.WARNING, "file",
                "The preamble is also the start of a program, a PDF or an archive.",
                "Do not run or open this file with anything but a DICOM viewer.", "PS3.10 7.1",
            )
        )  # fmt: skip
    length = elements.get(0x00020000, b"")
    if len(length) == 4 and start + 12 + _LENGTH.unpack(length)[0] != end:
        findings.append(
            Finding(
                Severity.NOTE, "FileMetaInformationGroupLength",
                "The length of the file meta information is wrong; its real end was used.",
                reference="PS3.10 7.1",
            )
        )  # fmt: skip
    if not elements:
        findings.append(
            Finding(
                Severity.NOTE, "file",
                "The file has no file meta information; its encoding is inferred.",
                reference="PS3.10 7.1",
            )
        )  # fmt: skip
    return findings


def _encoding(
    data: bytes, uid: str, offset: int, elements: dict[int, bytes], findings: list[Finding]
) -> FileStart:
    """Settle the encoding: by the transfer syntax, then by what the first element looks like."""
    syntax = TRANSFER_SYNTAXES.get(uid)
    if syntax is not None and syntax.is_deflated:
        return FileStart(uid, offset, False, False, True, elements, tuple(findings))
    is_implicit = data[offset + 4 : offset + 6] not in EXPLICIT_VRS
    # A group number below 256 has its zero byte first in big endian.
    is_big_endian = data[offset] == 0 and data[offset + 1] != 0
    claimed = syntax.is_implicit if syntax is not None else False
    if uid and is_implicit != claimed:
        found = "implicit" if is_implicit else "explicit"
        findings.append(
            Finding(
                Severity.WARNING, "TransferSyntaxUID",
                f"The data set is in {found} VR, against its transfer syntax; read as it is.",
                reference="PS3.5 A",
            )
        )  # fmt: skip
    if not uid:
        uid = IMPLICIT_LITTLE_ENDIAN if is_implicit else EXPLICIT_LITTLE_ENDIAN
        uid = EXPLICIT_BIG_ENDIAN if is_big_endian else uid
    return FileStart(uid, offset, is_implicit, is_big_endian, False, elements, tuple(findings))
