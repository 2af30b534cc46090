"""Cases 73 to 76 and 79 to 84: what surrounds the data set, and odd elements in it."""

import gzip
import struct
import zipfile
from io import BytesIO

from tests.support import builders
from tests.support.malformed.case import (
    ENDLESS,
    ITEM,
    SEQUENCE_END,
    Case,
    edited,
    head,
    image,
    image_file,
    inserted,
)

_BIG_ENDIAN = "1.2.840.10008.1.2.2"
_MR = b"1.2.840.10008.5.1.4.1.1.4\0"
_CT = b"1.2.840.10008.5.1.4.1.1.2\0"


def _polyglot(magic: bytes) -> bytes:
    return builders.file_bytes(image(), preamble=magic.ljust(128, b"\0"))


def _zip() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("../../evil.dcm"), image_file())
    return out.getvalue()


def _other_class_in_meta() -> bytes:
    tag = head(0x00020002, "UI") + struct.pack("<H", len(_CT))
    return edited(image_file(), tag + _CT, tag + _MR)


def _endless_un() -> bytes:
    item = ITEM + struct.pack("<I", 10) + struct.pack("<HHI", 0x0008, 0x0100, 2) + b"A "
    element = head(0x00091010, "UN") + b"\0\0" + ENDLESS + item + SEQUENCE_END
    return inserted(element, before=0x00100010)


def _length_of_delimiters() -> bytes:
    element = head(0x00091010, "OB") + struct.pack("<HI", 0, 0xFFFFFFFE)
    return inserted(element, before=0x00100010)


CASES = (
    Case("73", "a PDF in the preamble", lambda: _polyglot(b"%PDF-1.7")),
    Case("74", "a program in the preamble", lambda: _polyglot(b"MZ\x90\0")),
    Case("74b", "a TIFF in the preamble", lambda: _polyglot(b"II*\0\x08\0\0\0")),
    Case("75", "gzip of an image", lambda: gzip.compress(image_file(), mtime=0)),
    Case("76", "ZIP of an image named ../../evil", _zip),
    Case("79", "another class in the meta information", _other_class_in_meta),
    Case(
        "80",
        "private element without creator",
        lambda: inserted(builders.element(0x00091010, "LO", b"secret"), before=0x00100010),
    ),
    Case("81", "UN of undefined length", _endless_un),
    Case(
        "82",
        "group 0000 in the file",
        lambda: inserted(builders.element(0x00000100, "US", b"\x30\0"), before=0x00080005),
    ),
    Case("83", "big endian", lambda: image_file(syntax=_BIG_ENDIAN)),
    Case("84", "length FFFFFFFE", _length_of_delimiters),
)
