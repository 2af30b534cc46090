"""Text values: bytes in a Specific Character Set -> clean str (PS3.5 6.1; PS3.3 C.12.1.1.2)."""

import unicodedata

from viewer.dicom.load_pydicom import load_pydicom

_ESCAPE = 0x1B
_BIDI_CONTROLS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def decode_text(value: bytes, character_set: str) -> str:
    """Decode a value, with code extensions; bytes that do not fit become U+FFFD.

    `character_set` is Specific Character Set as stored, values split by a backslash.
    """
    if value.isascii() and _ESCAPE not in value:
        return clean_text(value.decode("ascii").strip(" \0"))
    load_pydicom()
    from pydicom.charset import decode_bytes
    from pydicom.valuerep import TEXT_VR_DELIMS

    encodings = python_encodings(character_set)
    return clean_text(decode_bytes(value, encodings, TEXT_VR_DELIMS).strip(" \0"))


def python_encodings(character_set: str) -> list[str]:
    """The codecs of Specific Character Set as stored; Latin 1 where it cannot be understood."""
    from pydicom.charset import convert_encodings, default_encoding

    try:
        return list(convert_encodings(character_set.split("\\") if character_set else []))
    except (ValueError, LookupError):
        return [default_encoding]


def clean_text(text: str) -> str:
    """Make control and direction characters visible, so that a name cannot disguise itself."""
    if text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character in "\r\n\t":
        return " " if character == "\t" else character
    if character in _BIDI_CONTROLS or unicodedata.category(character) == "Cc":
        return "\N{REPLACEMENT CHARACTER}"
    return character
