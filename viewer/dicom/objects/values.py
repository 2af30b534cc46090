"""What many objects hold, as readable text: codes, dates, people, references to instances."""

from collections.abc import Iterator

from viewer.dicom.attributes import Attributes
from viewer.dicom.sop_classes import sop_class_name
from viewer.model.document import Entry, Link
from viewer.model.identity import InstanceUid

_MAX_REFERENCES = 500
_MANAGEMENT = "1.2.840.10008.3.1."  # studies and patients as such, not stored instances


def code_text(holder: Attributes, keyword: str) -> str:
    """The meaning of a code sequence's first item; the code itself where it has no meaning."""
    item = holder.item(keyword)
    if item is None:
        return ""
    meaning = item.text("CodeMeaning")
    if meaning:
        return meaning
    value = code_value(item)
    return (
        f"{value} ({scheme})"
        if value and (scheme := item.text("CodingSchemeDesignator"))
        else value
    )


def code_value(item: Attributes) -> str:
    """The code of a code item, short, long or as a URN (PS3.3 8.1)."""
    return item.text("CodeValue") or item.text("LongCodeValue") or item.text("URNCodeValue")


def unit_text(holder: Attributes, keyword: str = "MeasurementUnitsCodeSequence") -> str:
    """A unit as one writes it: its UCUM code, but the meaning of one in braces; "" for 1."""
    item = holder.item(keyword)
    if item is None:
        return ""
    code = code_value(item)
    if not code or "{" in code or item.text("CodingSchemeDesignator") != "UCUM":
        return item.text("CodeMeaning") or code
    return "" if code == "1" else code


def date_text(date: str) -> str:
    """A DA or the date of a DT as 2024-03-09; anything else as it is."""
    if len(date) >= 8 and date[:8].isdigit():
        return f"{date[:4]}-{date[4:6]}-{date[6:8]}"
    return date


def time_text(time: str) -> str:
    """A TM as 10:15:00; anything else as it is."""
    digits = time.partition(".")[0]
    if len(digits) in (2, 4, 6) and digits.isdigit():
        return ":".join(digits[k : k + 2] for k in range(0, len(digits), 2))
    return time


def date_time_text(text: str) -> str:
    """A DT as 2024-03-09 10:15:00 +0100; anything else as it is."""
    plain = text.partition("+")[0].partition("-")[0]
    zone = text[len(plain) :]
    return " ".join(part for part in (date_text(plain[:8]), time_text(plain[8:]), zone) if part)


def when_text(holder: Attributes, date_keyword: str, time_keyword: str) -> str:
    """A date and a time that stand in two elements."""
    date, time = holder.text(date_keyword), holder.text(time_keyword)
    return " ".join(part for part in (date_text(date), time_text(time)) if part)


def number_text(value: float | None, unit: str = "") -> str:
    """A number in up to six digits with its unit; "" for none."""
    if value is None:
        return ""
    return f"{value:.6g}{unit}" if unit == "°" else f"{value:.6g} {unit}".rstrip()


def reference_entry(reference: Attributes, *, name: str = "", relation: str = "") -> Entry:
    """A referenced SOP instance as a line that leads there (PS3.3 10.8)."""
    uid = reference.text("ReferencedSOPInstanceUID")
    kind = sop_class_name(reference.text("ReferencedSOPClassUID"))
    frames = reference.integers("ReferencedFrameNumber")
    details = [kind]
    for word, keyword in (
        ("frame", "ReferencedFrameNumber"),
        ("segment", "ReferencedSegmentNumber"),
    ):
        if numbers := reference.integers(keyword):
            details.append(
                f"{word}{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
            )
    link = Link(InstanceUid(uid), frames) if uid else None
    return Entry(name, ", ".join(details), link=link, relation=relation)


def references(holder: Attributes, *, depth: int = 8) -> tuple[Entry, ...]:
    """Every instance that a data set refers to, at any depth, each once; a bounded number."""
    found: dict[Link, Entry] = {}
    for reference in _reference_items(holder, depth):
        entry = reference_entry(reference, name=str(len(found) + 1))
        if entry.link is not None:
            found.setdefault(entry.link, entry)
        if len(found) >= _MAX_REFERENCES:
            break
    return tuple(found.values())


def _reference_items(holder: Attributes, depth: int) -> Iterator[Attributes]:
    if not holder.text("ReferencedSOPClassUID").startswith(_MANAGEMENT):
        yield holder
    if depth:
        for tag, element in holder.elements():
            if holder.vr(element) == "SQ":
                for item in holder.items_of(element, f"({tag >> 16:04X},{tag & 0xFFFF:04X})"):
                    yield from _reference_items(item, depth - 1)
