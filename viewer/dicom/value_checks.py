"""Say which texts, UIDs and directions are not what they should be; nothing is changed here."""

import re

from pydicom.datadict import keyword_for_tag

from viewer.dicom.attributes import Attributes
from viewer.dicom.character_sets import is_alone, is_defined_term, is_plain_ascii
from viewer.dicom.planes import is_orientation

_UID = re.compile(r"[0-9.]{1,64}")
_UIDS = ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID")
_TEXT_VRS = frozenset(("LO", "LT", "PN", "SH", "ST", "UC", "UT"))  # PS3.5 6.1.2.3
_PRINTABLE = re.compile(rb"[\t\r\n\f -~]*\0?")
_ESCAPE = b"\x1b"
_MARK = "\N{REPLACEMENT CHARACTER}"


def check_values(attributes: Attributes) -> None:
    """Note what a reader may see wrongly: names in no known characters, invalid UIDs, directions.

    PS3.5 6.1, 9.1; PS3.3 C.12.1.1.2, C.7.6.2.1.1.
    """
    if not attributes.chosen:
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
    if not all(map(is_defined_term, names)):
        _note_character_set(attributes, "Is not known; names may be shown wrongly.")


def _note_character_set(attributes: Attributes, what: str) -> None:
    attributes.note("SpecificCharacterSet", what, reference="PS3.3 C.12.1.1.2")


def _check_texts(attributes: Attributes) -> None:
    """Note each text with bytes that its character set does not have, and a set that is wrong."""
    for tag, element in attributes.elements():
        value = element.value
        if not isinstance(value, bytes) or _PRINTABLE.fullmatch(value):
            continue
        if attributes.vr(element) not in _TEXT_VRS:
            continue
        if not attributes.chosen and (doubt := _doubt(value, attributes)):
            _note_character_set(attributes, doubt)
        if _MARK in attributes.text_of(element):
            keyword = keyword_for_tag(tag) or f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
            attributes.note(
                keyword, f"Holds bytes that are no characters of its set; each shows as {_MARK}.",
                reference="PS3.5 6.1",
            )  # fmt: skip


def _doubt(value: bytes, attributes: Attributes) -> str:
    """Why the declared set is not the one that a text with unusual bytes is written in, or ""."""
    declared = attributes.text("SpecificCharacterSet")
    if _ESCAPE in value:
        is_extended = "ISO 2022" in declared
        return "" if is_extended else "Texts change sets by escapes, which it does not declare."
    if value.isascii() or is_alone(declared):
        return ""
    if _is_utf8(value):
        return "Texts look like UTF-8, which it does not declare: they may be shown wrongly."
    if is_plain_ascii(declared):
        state = "It is ASCII" if declared else "Is missing"
        return f"{state}, but texts are not plain ASCII: they were read as Latin 1."
    return ""


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
