"""A readable document of any object without a picture: one reader for each kind of object."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from viewer.dicom.attributes import Attributes
from viewer.dicom.objects.encapsulated import encapsulated_document
from viewer.dicom.objects.key_object import key_object_document
from viewer.dicom.objects.real_world_maps import real_world_document
from viewer.dicom.objects.rt_tables import rt_document
from viewer.dicom.objects.sr_text import report_document
from viewer.dicom.objects.values import references, when_text
from viewer.dicom.objects.waveform import waveform_document
from viewer.dicom.read import read_dataset
from viewer.dicom.sop_classes import sop_class_name
from viewer.dicom.tag_tree import tag_rows
from viewer.model.document import Document, Entry, Part

Reader = Callable[[Attributes], Document]

_STORAGE = "1.2.840.10008.5.1.4.1.1."


def read_document(path: Path, *, character_set: str = "") -> Document:
    """Read a file and make it readable; what is broken in it is named in the document.

    A `character_set` counts in place of what the file declares.

    Raises `DicomError` when there is no data set to read, or a hostile one.
    """
    file = read_dataset(path, character_set=character_set)
    root = Attributes(file.dataset, list(file.findings), chosen=character_set)
    reader = reader_of(root)
    document = reader(root)
    tags = tuple(tag_rows(file)) if reader is tag_document else ()
    return replace(document, tags=tags, findings=tuple(root.findings))


def reader_of(root: Attributes) -> Reader:
    """The reader by SOP class; for other classes by what the object holds; else its tags."""
    reader = READERS.get(root.text("SOPClassUID").strip(" \0"))
    if reader is not None:
        return reader
    return next((made for keyword, made in _BY_CONTENT.items() if root.has(keyword)), tag_document)


def tag_document(root: Attributes) -> Document:
    """An object of which only labels and references are told in words, the rest by its tags."""
    class_name = sop_class_name(root.text("SOPClassUID"))
    parts: list[Part] = [
        Entry(name, root.text(keyword)) for name, keyword in _LABELS.items() if root.has(keyword)
    ]
    if when := when_text(root, "ContentDate", "ContentTime"):
        parts.append(Entry("Made", when))
    if referenced := references(root):
        parts.append(Entry(f"Refers to ({len(referenced)})", parts=referenced, is_heading=True))
    title = root.text("ContentDescription") or root.text("SeriesDescription") or class_name
    return Document(title, class_name, parts=tuple(parts))


_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "Label": "ContentLabel",
        "Description": "ContentDescription",
        "Made by": "ContentCreatorName",
        "Series": "SeriesDescription",
        "Instance": "InstanceNumber",
    }
)

_REPORTS = (
    "88.1", "88.2", "88.3", "88.4", "88.11", "88.22", "88.33", "88.34", "88.35", "88.40", "88.50",
    "88.65", "88.67", "88.68", "88.69", "88.70", "88.71", "88.72", "88.73", "88.74", "88.75",
    "88.76", "88.77",
)  # fmt: skip
_RADIOTHERAPY = (
    "481.2", "481.3", "481.4", "481.5", "481.6", "481.7", "481.8", "481.9",
)  # fmt: skip
_WAVEFORMS = (
    "9.1", "9.1.1", "9.1.2", "9.1.3", "9.1.4", "9.2.1", "9.3.1", "9.4.1", "9.4.2", "9.5.1",
    "9.6.1", "9.6.2", "9.7.1", "9.7.2", "9.7.3", "9.7.4", "9.8.1",
)  # fmt: skip
_ENCAPSULATED = ("104.1", "104.2", "104.3", "104.4", "104.5")
_REAL_WORLD_MAPS = ("67",)

# SOP class -> reader. Classes that are not here, and have none of the contents below, show tags.
READERS: Mapping[str, Reader] = MappingProxyType(
    {
        _STORAGE + suffix: reader
        for suffixes, reader in (
            (_REPORTS, report_document),
            (("88.59",), key_object_document),
            (_REAL_WORLD_MAPS, real_world_document),
            (_RADIOTHERAPY, rt_document),
            (_WAVEFORMS, waveform_document),
            (_ENCAPSULATED, encapsulated_document),
        )
        for suffix in suffixes
    }
)
_BY_CONTENT: Mapping[str, Reader] = MappingProxyType(
    {
        "ContentSequence": report_document,
        "WaveformSequence": waveform_document,
        "EncapsulatedDocument": encapsulated_document,
        "StructureSetROISequence": rt_document,
        "FractionGroupSequence": rt_document,
    }
)
