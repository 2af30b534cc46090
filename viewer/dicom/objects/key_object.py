"""A key object selection: why these instances were picked, and which (PS3.3 C.17.6, DC-150)."""

from collections.abc import Mapping
from types import MappingProxyType

from viewer.dicom.attributes import Attributes
from viewer.dicom.objects.sr_text import content_parts, report_flags
from viewer.dicom.objects.values import code_text, code_value, references, when_text
from viewer.dicom.sop_classes import sop_class_name
from viewer.model.document import Document, Entry, Flag, Part
from viewer.model.finding import Severity

_DESCRIPTION = "113012"  # Key Object Description

# Titles that say not to use the instances (CID 7011; IHE IOCM).
_REJECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "113001": "Rejected for quality reasons",
        "113010": "Quality issue",
        "113037": "Rejected for patient safety reasons",
        "113038": "Incorrect modality worklist entry",
        "113039": "Data retention policy expired",
    }
)


def key_object_document(root: Attributes) -> Document:
    """Title, description, the instances in the order of the selection."""
    class_name = sop_class_name(root.text("SOPClassUID"))
    flags = report_flags(root)
    if words := rejection_of(root):
        flags = (Flag(words, Severity.WARNING), *flags)
    described: list[Part] = []
    picked: list[Entry] = []
    rest: list[Part] = []
    for item, part in zip(root.items("ContentSequence"), content_parts(root), strict=False):
        if isinstance(part, Entry) and part.link is not None:
            picked.append(part)
        elif _is_description(item):
            described.append(part)
        else:
            rest.append(part)
    if when := when_text(root, "ContentDate", "ContentTime"):
        described.append(Entry("Made", when))
    listed = {entry.link.sop_instance_uid for entry in picked if entry.link}
    evidence = [
        entry
        for entry in references(root)
        if entry.link is not None and entry.link.sop_instance_uid not in listed
    ]
    parts = [*described, _list(f"Selected instances ({len(picked)})", picked), *rest]
    if evidence:
        parts.append(_list(f"Named as evidence only ({len(evidence)})", evidence))
    title = code_text(root, "ConceptNameCodeSequence") or class_name
    return Document(title, class_name, flags, tuple(parts))


def rejection_of(root: Attributes) -> str:
    """Why the instances are not to be used, by the title of a selection; "" where they are."""
    title_code = root.item("ConceptNameCodeSequence")
    return "" if title_code is None else _REJECTIONS.get(code_value(title_code), "")


def _is_description(item: Attributes) -> bool:
    name = item.item("ConceptNameCodeSequence")
    return name is not None and code_value(name) == _DESCRIPTION


def _list(title: str, entries: list[Entry]) -> Entry:
    return Entry(title, parts=tuple(entries), is_heading=True)
