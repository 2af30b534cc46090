"""Say which texts, UIDs and directions are not what they should be; nothing is changed here."""

import re

from pydicom.charset import python_encoding
from pydicom.datadict import keyword_for_tag

from viewer.dicom.attributes import Attributes
from viewer.dicom.planes import is_orientation

_UID = re.compile(r"[0-9.]{1,64}")
_UIDS = ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID")
_TEXT_VRS = frozenset(("LO", "LT", "PN", "SH", "ST", "UC", "UT"))  # PS3.5 6.1.2.3
_PRINTABLE = re.compile(rb"[\t\r\n\f -~]*\0?")
_MARK = "\N{REPLACEMENT CHARACTER}"


def check_values(attributes: Attributes) -> None:
    """Note what a reader may see wrongly: names in no known characters, invalid UIDs, directions.

    PS3.5 6.1, 9.1; PS3.3 C.12.1.1.2, C.7.6.2.1.1.
    """
    _check_character_set(attributes)
    _check_texts(attributes)
    for keyword in _UIDS:
        value = attributes.text(keyword)
        if value and not _UID.fullmatch(value):
            attributes.note(
                keyword, "Is no valid UID; it serves as a mere label.", reference="PS3.5 9.1"
            )
    directions = attributes.decimals("ImageOrientationPatient")
    if directions and not is_orientation(directions):
        attributes.note(
            "ImageOrientationPatient",
            "Is no pair of directions at right angles: the place in the patient is not known.",
            reference="PS3.3 C.7.6.2.1.1",
        )


def _check_character_set(attributes: Attributes) -> None:
    names = attributes.texts("SpecificCharacterSet")
    if any(name not in python_encoding for name in names):
        attributes.note(
            "SpecificCharacterSet", "Is not known; names may be shown wrongly.",
            reference="PS3.3 C.12.1.1.2",
        )  # fmt: skip


def _check_texts(attributes: Attributes) -> None:
    """Note each text with bytes that its character set does not have, and texts without any set."""
    is_declared = attributes.has("SpecificCharacterSet")
    for tag, element in attributes.elements():
        value = element.value
        if not isinstance(value, bytes) or _PRINTABLE.fullmatch(value):
            continue
        if attributes.vr(element) not in _TEXT_VRS:
            continue
        keyword = keyword_for_tag(tag) or f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
        if not is_declared and not value.isascii():
            attributes.note(
                "SpecificCharacterSet",
                "Is missing, but texts are not plain ASCII: they were read as Latin 1.",
                reference="PS3.3 C.12.1.1.2",
            )
        if _MARK in attributes.text_of(element):
            attributes.note(
                keyword, f"Holds bytes that are no characters of its set; each shows as {_MARK}.",
                reference="PS3.5 6.1",
            )  # fmt: skip
