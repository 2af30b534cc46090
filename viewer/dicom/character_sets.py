"""Text values: bytes in a Specific Character Set -> clean str (PS3.5 6.1; PS3.3 C.12.1.1.2).

Reading is tolerant: escape sequences are followed whether their sets are declared or not, a
misspelled term is understood where only one can be meant, an unknown one is read as Latin 1.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType

_ESCAPE = 0x1B
_UNSEEN = frozenset(("Cc", "Zl", "Zp"))
_BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_LATIN_1 = "latin_1"
_NAME_DELIMITERS = re.compile(rb"[\^=\\]")
_DELIMITERS = re.compile(rb"[\t\n\f\r\\]")

# Number in the ISO registry -> codec; each knows ASCII too, so that it stands for G0 and G1.
_REGISTERED: Mapping[int, str] = MappingProxyType(
    {
        6: _LATIN_1, 13: "shift_jis", 58: "gb2312", 87: "iso2022_jp_2", 100: _LATIN_1,
        101: "iso8859_2", 109: "iso8859_3", 110: "iso8859_4", 126: "iso8859_7", 127: "iso8859_6",
        138: "iso8859_8", 144: "iso8859_5", 148: "iso8859_9", 149: "euc_kr", 159: "iso2022_jp_2",
        166: "tis_620", 192: "utf_8", 203: "iso8859_15",
    }
)  # fmt: skip
_MULTI_BYTE = frozenset((58, 87, 149, 159))  # by code extension only, says the standard
_TERM = re.compile(r"ISO(?:[ _-]?2022)?[ _-]?IR[ _-]?(\d{1,3})", re.IGNORECASE)

# Sets that fill a whole value and know no escapes. Those after GBK are no terms of the standard;
# files whose declaration is missing or wrong are often written in them.
_ALONE: Mapping[str, str] = MappingProxyType(
    {
        "ISO_IR 192": "utf_8", "GB18030": "gb18030", "GBK": "gbk",
        "Big5": "big5", "Shift_JIS": "cp932", "Windows-1251": "cp1251", "Windows-1253": "cp1253",
        "Windows-1255": "cp1255", "Windows-1256": "cp1256",
    }
)  # fmt: skip
_STANDARD_ALONE = ("ISO_IR 192", "GB18030", "GBK")

# PS3.3 tables C.12-3 and C.12-4: what follows ESC -> the codec that it designates.
_TO_G0: Mapping[bytes, str] = MappingProxyType(
    {b"(B": "", b"(J": "", b"$B": "iso2022_jp_2", b"$@": "iso2022_jp_2", b"$(D": "iso2022_jp_2"}
)
_TO_G1: Mapping[bytes, str] = MappingProxyType(
    {
        b"-A": _LATIN_1, b"-B": "iso8859_2", b"-C": "iso8859_3", b"-D": "iso8859_4",
        b"-F": "iso8859_7", b"-G": "iso8859_6", b"-H": "iso8859_8", b"-L": "iso8859_5",
        b"-M": "iso8859_9", b"-T": "tis_620", b"-b": "iso8859_15", b")I": "shift_jis",
        b"$)A": "gb2312", b"$)C": "euc_kr",
    }
)  # fmt: skip

# What a user can choose from in place of the declaration of a file, with a name for each.
CHARACTER_SETS: Mapping[str, str] = MappingProxyType(
    {
        "ISO_IR 192": "Unicode (UTF-8)",
        "ISO_IR 100": "Western European (Latin 1)",
        "ISO_IR 203": "Western European (Latin 9)",
        "ISO_IR 101": "Central European (Latin 2)",
        "ISO_IR 109": "South European (Latin 3)",
        "ISO_IR 110": "North European (Latin 4)",
        "ISO_IR 148": "Turkish (Latin 5)",
        "ISO_IR 144": "Cyrillic",
        "Windows-1251": "Cyrillic (Windows-1251)",
        "ISO_IR 126": "Greek",
        "Windows-1253": "Greek (Windows-1253)",
        "ISO_IR 138": "Hebrew",
        "Windows-1255": "Hebrew (Windows-1255)",
        "ISO_IR 127": "Arabic",
        "Windows-1256": "Arabic (Windows-1256)",
        "ISO_IR 166": "Thai",
        "ISO 2022 IR 13\\ISO 2022 IR 87\\ISO 2022 IR 159": "Japanese",
        "Shift_JIS": "Japanese (Shift_JIS)",
        "ISO 2022 IR 149": "Korean",
        "GB18030": "Chinese (GB18030)",
        "GBK": "Chinese (GBK)",
        "ISO 2022 IR 58": "Chinese (GB2312)",
        "Big5": "Chinese (Big5)",
    }
)


def decode_text(value: bytes, character_set: str, *, is_name: bool = False) -> str:
    """Decode a value, with code extensions; bytes that do not fit become U+FFFD.

    `character_set` is Specific Character Set as stored, values split by a backslash.
    """
    if value.isascii() and _ESCAPE not in value:
        return clean_text(value.decode("ascii").strip(" \0"))
    first = character_set.split("\\", 1)[0].strip()
    codec = _codec_alone(first)
    if codec is not None:
        text = value.decode(codec, "replace")
    else:
        text = "".join(_follow_escapes(value, first, is_name=is_name))
    return clean_text(text.strip(" \0"))


def _codec_alone(term: str) -> str | None:
    if term in _ALONE:
        return _ALONE[term]
    return "utf_8" if _number(term) == 192 else None


def _number(term: str) -> int | None:
    match = _TERM.fullmatch(term)
    return int(match[1]) if match and int(match[1]) in _REGISTERED else None


def _follow_escapes(value: bytes, first: str, *, is_name: bool) -> Iterator[str]:
    """The parts of a value between escape sequences (PS3.5 6.1.2.5).

    A delimiter brings back the first set. Where that is ASCII, a byte beyond ASCII can only mean
    the set designated last: some writers designate once for the whole value.
    """
    number = _number(first)
    initial = _REGISTERED[number or 6]
    delimiters = _NAME_DELIMITERS if is_name else _DELIMITERS
    g1 = initial
    head, *parts = value.split(b"\x1b")
    yield head.decode(initial, "replace")
    for part in parts:
        length = 3 if part[:2] in (b"$(", b"$)") else 2
        escape, rest = part[:length], part[length:]
        g0, g1 = _TO_G0.get(escape, ""), _TO_G1.get(escape, g1)
        if escape not in _TO_G0 and escape not in _TO_G1:
            yield "\N{REPLACEMENT CHARACTER}"
            rest = part
        if g0:
            yield _japanese(escape, rest)
            continue
        delimiter = delimiters.search(rest) if number not in (None, 6) else None
        end = delimiter.start() if delimiter else len(rest)
        yield rest[:end].decode(g1, "replace")
        if delimiter:
            g1 = initial
            yield rest[end:].decode(initial, "replace")


def _japanese(escape: bytes, rest: bytes) -> str:
    """Text of two-byte characters; those that only NEC and IBM knew are read as Windows does.

    Names such as 髙橋 are written with them under ISO 2022 IR 87, though its set has none.
    """
    designated = b"\x1b" + escape
    try:
        return (designated + rest).decode(_TO_G0[escape])
    except UnicodeDecodeError:
        pairs = (rest[k : k + 2] for k in range(0, len(rest), 2))
        return "".join(_japanese_character(designated, pair) for pair in pairs)


def _japanese_character(designated: bytes, pair: bytes) -> str:
    with suppress(UnicodeDecodeError):
        return (designated + pair).decode(_TO_G0[designated[1:]])
    row, cell = (byte - 0x20 for byte in pair.ljust(2, b"\0"))
    if designated != b"\x1b$(D" and 1 <= row <= 94 and 1 <= cell <= 94:
        lead = (row - 1) // 2 + (0x81 if row < 63 else 0xC1)
        trail = cell + 0x9E if row % 2 == 0 else cell + (0x3F if cell < 64 else 0x40)
        with suppress(UnicodeDecodeError):
            return bytes((lead, trail)).decode("cp932")
    return "\N{REPLACEMENT CHARACTER}"


def is_defined_term(name: str) -> bool:
    """Whether one value of Specific Character Set is a term of PS3.3 C.12.1.1.2."""
    if name in ("", *_STANDARD_ALONE):
        return True
    number = _number(name)
    if number is None or number == 192:
        return False
    is_plain = name == f"ISO_IR {number}" and number not in _MULTI_BYTE
    return is_plain or name == f"ISO 2022 IR {number}"


def parse_character_set(text: str) -> str | None:
    r"""What a user typed as Specific Character Set: terms split by a backslash; None for none.

    >>> parse_character_set("iso_ir 144")
    'ISO_IR 144'
    """
    by_case = {name.casefold(): name for name in (*CHARACTER_SETS, *_ALONE)}
    if text.casefold() in by_case:
        return by_case[text.casefold()]
    terms = [term.strip().upper() for term in text.split("\\")]
    return "\\".join(terms) if any(terms) and all(map(is_defined_term, terms)) else None


def is_alone(character_set: str) -> bool:
    """Whether the first set fills whole values, without code extensions (UTF-8, GB18030, ...)."""
    return _codec_alone(character_set.split("\\", 1)[0].strip()) is not None


def is_plain_ascii(character_set: str) -> bool:
    """Whether the first set is the default one, which holds nothing beyond ASCII."""
    return character_set.split("\\", 1)[0].strip() in ("", "ISO_IR 6", "ISO 2022 IR 6")


def chosen_name(character_set: str) -> str:
    """What a user calls a choice of `CHARACTER_SETS`; any other by its terms."""
    return CHARACTER_SETS.get(character_set, character_set)


def pydicom_encodings(character_set: str) -> list[str]:
    """The codecs as pydicom names them, for the values that it decodes itself."""
    from pydicom.charset import python_encoding

    terms = [term.strip() for term in character_set.split("\\")]
    if (codec := _codec_alone(terms[0])) is not None:
        return [codec]
    numbers = [_number(term) or 6 for term in terms]
    return [
        python_encoding.get(f"ISO 2022 IR {number}", _REGISTERED[number])
        for number in numbers
        if number != 192
    ]


def clean_text(text: str) -> str:
    """Make control and direction characters visible, so that a name cannot disguise itself."""
    if text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character in "\r\n\t":
        return " " if character == "\t" else character
    if character in _BIDI_CONTROLS or unicodedata.category(character) in _UNSEEN:
        return "\N{REPLACEMENT CHARACTER}"
    return character
