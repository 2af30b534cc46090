"""Texts in all kinds of character sets, against the examples of PS3.5 annexes H to K."""

# ruff: noqa: RUF001 - names in other alphabets are what this file is about

from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.data import get_charset_files
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from tests.support.builders import file_bytes, make_dataset, write
from viewer.dicom.attributes import Attributes
from viewer.dicom.character_sets import (
    CHARACTER_SETS,
    clean_text,
    decode_text,
    is_defined_term,
    pydicom_encodings,
)
from viewer.dicom.images import read_image
from viewer.dicom.read import read_dataset
from viewer.dicom.scan import scan_file
from viewer.dicom.scan_fallback import scan_with_pydicom
from viewer.dicom.tag_tree import read_tags
from viewer.dicom.value_checks import check_values

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
    ("ISO_IR 144", b"\xbb\xee\xdace\xdc\xd1yp\xd3", "Люкceмбypг"),
    (
        "\\ISO 2022 IR 58",
        b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=",
        "Zhang^XiaoDong=张^小东=",
    ),
    ("GBK", b"Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab=", "Wang^XiaoDong=王^小东="),
    ("ISO_IR 166", b"\xb9\xd2\xc2^\xa1", "นาย^ก"),
    ("ISO_IR 148", b"\xdd\xfe\xdd\xfd", "İşİı"),
    ("ISO_IR 109", b"\xa9\xb9", "İı"),
    ("ISO_IR 110", b"J\xe0\xf1is", "Jāņis"),
    ("ISO_IR 203", b"\xa4 \xbd", "€ œ"),
]
# The name that each of the files with pydicom has, as its listing gives it.
FILES = {
    "chrArab.dcm": "قباني^لنزار",
    "chrFren.dcm": "Buc^Jérôme",
    "chrGerm.dcm": "Äneas^Rüdiger",
    "chrGreek.dcm": "Διονυσιος",
    "chrH31.dcm": "Yamada^Tarou=山田^太郎=やまだ^たろう",
    "chrH32.dcm": "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
    "chrHbrw.dcm": "שרון^דבורה",
    "chrI2.dcm": "Hong^Gildong=洪^吉洞=홍^길동",
    "chrRuss.dcm": "Люкceмбypг",
    "chrX1.dcm": "Wang^XiaoDong=王^小東",
    "chrX2.dcm": "Wang^XiaoDong=王^小东",
}


@pytest.mark.parametrize(("character_set", "value", "text"), EXAMPLES)
def test_examples_of_the_standard(character_set: str, value: bytes, text: str) -> None:
    assert decode_text(value, character_set) == text
    assert decode_text(value, character_set, is_name=True) == text


@pytest.mark.parametrize("name", FILES)
def test_files_of_the_standard_s_examples_have_their_names(name: str) -> None:
    (path,) = get_charset_files(name)
    attributes = Attributes(read_dataset(Path(path)).dataset)
    check_values(attributes)
    assert attributes.name("PatientName").joined() == FILES[name]
    assert not [
        f for f in attributes.findings if f.where in ("PatientName", "SpecificCharacterSet")
    ]


@pytest.mark.parametrize("path", get_charset_files("*.dcm"), ids=lambda path: Path(path).stem)
def test_texts_of_files_in_all_sets_are_those_that_pydicom_reads(path: str) -> None:
    ours = Attributes(read_dataset(Path(path)).dataset)
    _compare(ours, dcmread(path))


def _compare(ours: Attributes, theirs: Dataset) -> None:
    for element in theirs:
        if element.VR == "SQ":
            items = list(ours.items(element.keyword))
            for item, other in zip(items, element.value, strict=True):
                _compare(item, other)
        elif element.keyword and element.VR in ("PN", "LO", "SH", "LT", "ST", "UT"):
            values = element.value if element.VM > 1 else [element.value]
            expected = [str(value).rstrip("=") for value in values if value not in (None, "")]
            texts = [text.rstrip("=") for text in ours.texts(element.keyword)]
            assert texts == expected, element.keyword


def test_scanner_and_reader_decode_a_name_alike(tmp_path: Path) -> None:
    ds = make_dataset(SpecificCharacterSet=["", "ISO 2022 IR 87"])
    ds.PatientName = "Yamada^Tarou=山田^太郎=やまだ^たろう"
    path = write(tmp_path / "a.dcm", ds)
    assert scan_file(path).study.patient.name.phonetic == "やまだ^たろう"
    assert scan_file(path) == scan_with_pydicom(path)


@pytest.mark.parametrize(
    ("character_set", "value", "text"),
    [
        # A delimiter of names brings the first set back: here it is Latin 1, then Cyrillic.
        ("ISO 2022 IR 100\\ISO 2022 IR 144", b"\x1b-L\xb8\xd2\x1b-A^J\xe9", "Ив^Jé"),
        ("ISO 2022 IR 100\\ISO 2022 IR 144", b"\x1b-L\xb8\xd2^J\xe9", "Ив^Jé"),
        # One designation for all of a Korean name, as some write it: nothing else can be meant.
        ("\\ISO 2022 IR 149", b"\x1b$)C\xc8\xab^\xb1\xe6\xb5\xbf", "홍^길동"),
        # Escapes that are not declared tell all the same what they switch to.
        ("", b"Yamada=\x1b$B;3ED\x1b(B", "Yamada=山田"),
        # Korean and Chinese as the first set, which the standard does not allow.
        ("ISO 2022 IR 149", b"\xc8\xab^\xb1\xe6\xb5\xbf", "홍^길동"),
        ("ISO_IR 192\\ISO 2022 IR 87", "山".encode(), "山"),
        ("ISO IR 144", b"\xb8\xd2", "Ив"),
        ("iso_ir_192", "é".encode(), "é"),
        ("Windows-1251", b"\xc8\xe2", "Ив"),
    ],
)
def test_common_deviations_are_understood(character_set: str, value: bytes, text: str) -> None:
    assert decode_text(value, character_set, is_name=True) == text


def test_an_escape_to_nowhere_is_marked() -> None:
    assert decode_text(b"A\x1b%1B", "") == "A\N{REPLACEMENT CHARACTER}%1B"


def test_the_name_of_a_codec_of_python_is_no_character_set() -> None:
    for name in ("punycode", "unicode_escape", "utf_7", "zlib", "idna"):
        assert decode_text(b"\xe9\\u0041", name) == "é\\u0041"
        assert pydicom_encodings(name) == ["iso8859"]


@pytest.mark.parametrize("name", ["", "ISO_IR 100", "ISO 2022 IR 87", "ISO_IR 192", "GB18030"])
def test_terms_of_the_standard_are_known(name: str) -> None:
    assert is_defined_term(name)


@pytest.mark.parametrize("name", ["ISO_IR 87", "ISO IR 100", "UTF-8", "ISO_IR 999", "Big5"])
def test_other_terms_are_told_of(name: str) -> None:
    assert not is_defined_term(name)


def _doubts(character_set: str | None, name: bytes, **chosen: str) -> list[str]:
    ds = make_dataset(SpecificCharacterSet=character_set)
    del ds.PatientName
    tag = Tag("PatientName")
    ds[tag] = RawDataElement(tag, "PN", len(name), name, 0, False, True)
    attributes = Attributes(ds, **chosen)
    check_values(attributes)
    return [f.what for f in attributes.findings if f.where == "SpecificCharacterSet"]


@pytest.mark.parametrize(
    ("character_set", "name", "word"),
    [
        (None, b"M\xfcller", "Is missing"),
        ("ISO_IR 6", b"M\xfcller", "It is ASCII"),
        ("ISO_IR 100", "Müller".encode(), "UTF-8"),
        (None, "Müller".encode(), "UTF-8"),
        ("ISO_IR 100", b"\x1b$B;3ED\x1b(B", "escapes"),
        ("ISO-IR 100", b"Doe", "not known"),
    ],
)
def test_a_wrong_or_missing_declaration_is_told(
    character_set: str | None, name: bytes, word: str
) -> None:
    (what,) = _doubts(character_set, name)
    assert word in what


@pytest.mark.parametrize(
    ("character_set", "name"),
    [("ISO_IR 100", b"M\xfcller"), ("ISO_IR 192", "Müller".encode()), (None, b"Doe")],
)
def test_a_right_declaration_is_not_doubted(character_set: str | None, name: bytes) -> None:
    assert _doubts(character_set, name) == []


def test_what_the_user_chose_is_not_doubted() -> None:
    assert _doubts(None, b"\xc8\xe2", chosen="Windows-1251") == []


def _cyrillic_file(folder: Path) -> Path:
    """A file that declares Latin 1, though its name is in ISO-8859-5."""
    data = file_bytes(make_dataset(SpecificCharacterSet="ISO_IR 100", PatientName="XXXXXX"))
    path = folder / "a.dcm"
    path.write_bytes(data.replace(b"XXXXXX", b"\xb8\xd2\xd0\xdd\xde\xd2"))
    return path


def test_a_chosen_set_counts_for_every_way_of_reading(tmp_path: Path) -> None:
    path = _cyrillic_file(tmp_path)
    assert scan_file(path).study.patient.name.display() == "¸ÒÐÝÞÒ"
    chosen = "ISO_IR 144"
    record = scan_file(path, character_set=chosen)
    assert record.study.patient.name.display() == "Иванов"
    assert record.study.character_set == chosen
    image = read_image(path, character_set=chosen)
    assert image.patient.name.display() == "Иванов"
    assert [f.what for f in image.findings if f.where == "SpecificCharacterSet"] == [
        "Texts are read as Cyrillic, as chosen for this study."
    ]
    rows = {row.keyword: row.value for row in read_tags(path, character_set=chosen)}
    assert rows["PatientName"] == "Иванов"
    assert rows["SpecificCharacterSet"] == "ISO_IR 100", "what the file says stays visible"
    assert str(read_dataset(path, character_set=chosen).dataset.PatientName) == "Иванов"


@pytest.mark.parametrize("character_set", CHARACTER_SETS)
def test_every_set_to_choose_reads_any_bytes(character_set: str) -> None:
    value = bytes(range(1, 256))
    assert decode_text(value, character_set, is_name=True)
    assert "Doe^Jane" in decode_text(b"Doe^Jane\xff", character_set)


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


def jis_from_windows(stored: bytes) -> bytes:
    """The two bytes of a character in ISO 2022, from those of Windows-932 (JIS X 0208 annex 1)."""
    lead, trail = stored
    row = (lead - (0x81 if lead < 0xA0 else 0xC1)) * 2 + (1 if trail < 0x9F else 2)
    cell = trail - 0x9E if trail >= 0x9F else trail - (0x40 if trail > 0x7F else 0x3F)
    return bytes((row + 0x20, cell + 0x20))


@pytest.mark.parametrize("name", ["髙橋", "山﨑", "①②③", "㈱日立", "彅"])
def test_characters_of_nec_and_ibm_are_read_in_japanese_names(name: str) -> None:
    stored = (
        b"\x1b$B" + b"".join(jis_from_windows(each.encode("cp932")) for each in name) + b"\x1b(B"
    )
    assert decode_text(stored, "\\ISO 2022 IR 87") == name


def test_every_character_of_their_rows_is_read_as_windows_reads_it() -> None:
    read = {}
    for lead in (0x87, 0xED, 0xEE):  # rows 13 and 14, 89 and 90, 91 and 92
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFD)):
            stored = bytes((lead, trail))
            read[stored] = decode_text(b"\x1b$B" + jis_from_windows(stored), "\\ISO 2022 IR 87")
    known = {stored: text for stored, text in read.items() if text != "\N{REPLACEMENT CHARACTER}"}
    assert known == {stored: stored.decode("cp932") for stored in known}
    assert len(known) == 83 + 374


def test_a_broken_pair_costs_one_character() -> None:
    stored = (
        b"\x1b$B"
        + jis_from_windows("髙".encode("cp932"))
        + b"\x30\x7f"
        + jis_from_windows("橋".encode("cp932"))
        + b"\x30"
    )
    mark = "\N{REPLACEMENT CHARACTER}"
    assert decode_text(stored, "\\ISO 2022 IR 87") == f"髙{mark}橋{mark}"
