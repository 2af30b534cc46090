"""Texts in all kinds of character sets, against the examples of PS3.5 annexes H to K."""

import pytest

from viewer.dicom.character_sets import clean_text, decode_text

# PS3.5 H.3.1, H.3.2, I.2, J.3 (UTF-8), J.4 (GB18030), K.2 and C.12.1.1.2.
EXAMPLES = [
    ("", b"Yamada^Tarou ", "Yamada^Tarou"),
    (
        "\\ISO 2022 IR 87",
        b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
        "Yamada^Tarou=山田^太郎=やまだ^たろう",
    ),
    (
        "ISO 2022 IR 13\\ISO 2022 IR 87",
        b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J"
        b"=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J",
        "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
    ),
    (
        "\\ISO 2022 IR 149",
        b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
        "Hong^Gildong=洪^吉洞=홍^길동",
    ),
    (
        "ISO_IR 192",
        "Wang^XiaoDong=王^小東=".encode(),
        "Wang^XiaoDong=王^小東=",
    ),
    ("GB18030", b"Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab=", "Wang^XiaoDong=王^小东="),
    ("ISO_IR 100", b"Buc^J\xe9r\xf4me", "Buc^Jérôme"),
    ("ISO_IR 101", b"W\xb3adys\xb3aw", "Władysław"),
    ("ISO_IR 126", b"\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2", "Διονυσιος"),
    ("ISO_IR 127", b"\xe2\xc8\xc7\xe6\xea^\xe4\xe6\xd2\xc7\xd1", "قباني^لنزار"),
    ("ISO_IR 138", b"\xf9\xf8\xe5\xef^\xe3\xe1\xe5\xf8\xe4", "שרון^דבורה"),
]


@pytest.mark.parametrize(("character_set", "value", "text"), EXAMPLES)
def test_examples_of_the_standard(character_set: str, value: bytes, text: str) -> None:
    assert decode_text(value, character_set) == text


def test_bytes_that_are_no_utf8_are_marked_and_the_rest_is_kept() -> None:
    assert decode_text(b"M\xfcller^A", "ISO_IR 192") == "M\N{REPLACEMENT CHARACTER}ller^A"


def test_an_unknown_character_set_still_gives_text() -> None:
    assert decode_text(b"M\xfcller", "ISO_IR 999") == "Müller"


def test_padding_at_both_ends_goes() -> None:
    assert decode_text(b" CT \0", "") == "CT"


@pytest.mark.parametrize("hidden", ["\x00", "\x1b", "\x85", "\u202e", "\u2066"])
def test_control_and_direction_characters_become_visible(hidden: str) -> None:
    assert clean_text(f"Do{hidden}e") == "Do\N{REPLACEMENT CHARACTER}e"


def test_line_breaks_stay() -> None:
    assert clean_text("one\r\ntwo\tthree") == "one\r\ntwo three"


def test_a_character_set_that_is_no_name_is_read_as_latin_1() -> None:
    assert decode_text(b"M\xfcller", "ISO\0IR 100") == "Müller"
