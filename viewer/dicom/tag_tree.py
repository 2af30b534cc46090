"""A header as rows of tags, for `dump`, search and a tag browser."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydicom.datadict import (
    dictionary_description,
    dictionary_VR,
    keyword_for_tag,
    private_dictionary_description,
)

from viewer.dicom.attributes import Attributes
from viewer.dicom.errors import LimitExceededError
from viewer.dicom.read import DicomFile, read_dataset
from viewer.dicom.tag_problems import value_problem
from viewer.model.tag import TagRow, tag_text

_MAX_DEPTH = 64
_MAX_ROWS = 200_000
_MAX_CHARACTERS = 128
_MAX_BYTES_SHOWN = 16
_ITEM = 0xFFFEE000
_SINGLE_VRS = frozenset(("LT", "ST", "UR", "UT"))
_BULK_VRS = frozenset(("OB", "OD", "OF", "OL", "OV", "OW", "UN"))


def read_tags(path: Path, *, character_set: str = "") -> tuple[TagRow, ...]:
    """All rows of a file, in `character_set` where one is given; `DicomError` if unreadable."""
    return tuple(tag_rows(read_dataset(path, character_set=character_set)))


def tag_rows(file: DicomFile, *, max_rows: int = _MAX_ROWS) -> Iterator[TagRow]:
    """The file meta information, the data set with its items, and a line for the pixel data.

    Raises `LimitExceededError` beyond `max_rows`.
    """
    for count, row in enumerate(_all_rows(file)):
        if count >= max_rows:
            raise LimitExceededError(f"The data set has more than {max_rows} elements.")
        yield row


def search_rows(rows: Iterable[TagRow], text: str) -> Iterator[TagRow]:
    """Rows whose tag, keyword, name or value hold `text`, case ignored."""
    wanted = text.casefold()
    for row in rows:
        places = (row.tag_text, row.keyword, row.name, row.value, row.creator)
        if any(wanted in place.casefold() for place in places):
            yield row


def _all_rows(file: DicomFile) -> Iterator[TagRow]:
    for tag, value in sorted(file.start.file_meta.items()):
        yield _meta_row(tag, value)
    yield from _rows(Attributes(file.dataset, chosen=file.character_set), 0)
    if file.pixels is not None:
        length = file.pixels.length
        size = "encapsulated" if length is None else f"{length} bytes"
        yield _row(file.pixels.tag, "OW", f"<{size}, not listed>")


def _meta_row(tag: int, value: bytes) -> TagRow:
    vr = str(dictionary_VR(tag)) if keyword_for_tag(tag) else "UN"
    if vr == "UL":
        return _row(tag, vr, str(int.from_bytes(value, "little")))
    if vr in _BULK_VRS:
        return _row(tag, vr, _bytes_text(value))
    return _row(tag, vr, value.decode("ascii", "replace").strip("\0 "))


def _rows(attributes: Attributes, depth: int) -> Iterator[TagRow]:
    creators: dict[int, str] = {}
    for tag, element in attributes.elements():
        creator = ""
        if tag >> 16 & 1:
            creator = _private_creator(attributes, tag, element, creators)
        vr = attributes.vr(element)
        if vr != "SQ":
            text = attributes.text_of(element)
            value, vm = _value(element, vr, text)
            problem = value_problem(tag, vr, element.value, text, vm)
            yield _row(tag, vr, value, vm=vm, depth=depth, creator=creator, problem=problem)
            continue
        items = list(attributes.items_of(element, tag_text(tag)))
        value = f"{len(items)} item{'' if len(items) == 1 else 's'}"
        yield _row(tag, vr, value, depth=depth, creator=creator)
        if depth + 1 >= _MAX_DEPTH:
            raise LimitExceededError(f"The data set is nested deeper than {_MAX_DEPTH} levels.")
        for number, item in enumerate(items, 1):
            yield TagRow(depth + 1, _ITEM, "", 0, "", f"Item {number}", "")
            yield from _rows(item, depth + 1)


def _private_creator(
    attributes: Attributes, tag: int, element: Any, creators: dict[int, str]
) -> str:
    """Who defined a private element: the value of the element that reserves its block."""
    group, number = tag >> 16, tag & 0xFFFF
    if number < 0x100:
        creators[group << 8 | number] = attributes.text_of(element)
        return ""
    return creators.get(group << 8 | number >> 8, "")


def _value(element: Any, vr: str, text: str) -> tuple[str, int]:
    """The value in a line, and how many values it has (PS3.5 6.4)."""
    if not text:
        return "", 0
    if vr in _BULK_VRS:
        return _bulk_text(element, text), 1
    vm = 1 if vr in _SINGLE_VRS else text.count("\\") + 1
    if vr == "AT":
        text = "\\".join(tag_text(int(part)) for part in text.split("\\") if part.isdecimal())
    return _one_line(text), vm


def _row(
    tag: int,
    vr: str,
    value: str,
    *,
    vm: int = 1,
    depth: int = 0,
    creator: str = "",
    problem: str = "",
) -> TagRow:
    name = _name(tag, creator)
    return TagRow(depth, tag, vr, vm, keyword_for_tag(tag), name, value, creator, problem)


def _name(tag: int, creator: str) -> str:
    try:
        if not tag >> 16 & 1:
            return dictionary_description(tag)
        if tag & 0xFFFF < 0x100:
            return "Private Creator"
        return private_dictionary_description(tag, creator)
    except KeyError:
        return "Unknown element" if not tag >> 16 & 1 else "Private element"


def _one_line(text: str) -> str:
    line = " ".join(text.split("\n")).replace("\r", "")
    if len(line) <= _MAX_CHARACTERS:
        return line
    return f"{line[: _MAX_CHARACTERS - 1]}… ({len(text)} characters)"


def _bulk_text(element: Any, text: str) -> str:
    """Binary values by their length and first bytes; UN that reads as text, as text."""
    value = element.value
    if not isinstance(value, bytes):
        return _one_line(text)
    if element.VR == "UN" and value and text.isprintable() and value.isascii():
        return _one_line(text)
    return _bytes_text(value)


def _bytes_text(value: bytes) -> str:
    start = value[:_MAX_BYTES_SHOWN].hex(" ")
    return start if len(value) <= _MAX_BYTES_SHOWN else f"{start} … ({len(value)} bytes)"
