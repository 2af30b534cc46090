"""Real World Value Mapping objects: maps, and the images they are for (PS3.3 A.46)."""

from pathlib import Path

from viewer.dicom.attributes import Attributes
from viewer.dicom.objects.values import references, when_text
from viewer.dicom.read import read_dataset
from viewer.dicom.real_world import read_real_world
from viewer.dicom.sop_classes import sop_class_name
from viewer.model.document import Document, Entry, Part, Table
from viewer.model.identity import InstanceUid
from viewer.model.real_world import LinkedMapping, RealWorldMapping

_COLUMNS = ("Map", "Stored values", "Value", "Unit", "Quantity")


def read_linked_mappings(path: Path) -> tuple[LinkedMapping, ...]:
    """Read the maps of an object with the images and frames that each is for.

    Raises as `read_dataset`.
    """
    file = read_dataset(path)
    return linked_mappings(Attributes(file.dataset, list(file.findings)))


def linked_mappings(root: Attributes) -> tuple[LinkedMapping, ...]:
    """The maps of every group of images, in the order of the object."""
    return tuple(
        LinkedMapping(InstanceUid(uid), image.integers("ReferencedFrameNumber"), mapping)
        for group in root.items("ReferencedImageRealWorldValueMappingSequence")
        for mapping in read_real_world(group)
        for image in group.items("ReferencedImageSequence")
        if (uid := image.text("ReferencedSOPInstanceUID"))
    )


def real_world_document(root: Attributes) -> Document:
    """A table of the maps, and the images they are for."""
    class_name = sop_class_name(root.text("SOPClassUID"))
    groups = root.items("ReferencedImageRealWorldValueMappingSequence")
    maps = dict.fromkeys(mapping for group in groups for mapping in read_real_world(group))
    parts: list[Part] = []
    if when := when_text(root, "ContentDate", "ContentTime"):
        parts.append(Entry("Made", when))
    if maps:
        rows = [_row(mapping) for mapping in maps]
        used = [k for k in range(len(_COLUMNS)) if any(row[k] for row in rows)]
        parts.append(
            Table(
                "Real-world values",
                tuple(_COLUMNS[k] for k in used),
                tuple(tuple(row[k] for k in used) for row in rows),
            )
        )
    if referenced := references(root):
        parts.append(Entry(f"For ({len(referenced)})", parts=referenced, is_heading=True))
    title = root.text("ContentDescription") or root.text("ContentLabel") or class_name
    return Document(title, class_name, parts=tuple(parts))


def _row(mapping: RealWorldMapping) -> tuple[str, ...]:
    sign = "-" if mapping.intercept < 0 else "+"
    rule = f"stored \u00d7 {mapping.slope:.6g} {sign} {abs(mapping.intercept):.6g}"
    if mapping.table:
        rule = f"table of {len(mapping.table)}"
    return (
        mapping.label or mapping.explanation,
        f"{mapping.first:.6g} to {mapping.last:.6g}",
        rule,
        mapping.units_name or mapping.units,
        mapping.quantity,
    )
