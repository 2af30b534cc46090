"""Records of files that the fast scanner leaves aside, through the tolerant reader."""

from pathlib import Path

from pydicom.datadict import keyword_for_tag

from viewer.dicom.attributes import Attributes
from viewer.dicom.dimensions import frame_values
from viewer.dicom.frame_planes import frame_planes
from viewer.dicom.functional_groups import FunctionalGroups, frame_order
from viewer.dicom.read import read_dataset
from viewer.dicom.records import (
    PROJECTIONS,
    WANTED_TAGS,
    CodedView,
    Source,
    record_from_texts,
)
from viewer.dicom.views import read_modifiers, read_view
from viewer.model.geometry import Plane, orientation_letters
from viewer.model.study import InstanceRecord


def scan_with_pydicom(path: Path, *, character_set: str = "") -> InstanceRecord:
    """Read the record of any file; errors as `read_dataset`."""
    file = read_dataset(path, character_set=character_set)
    source = Source(
        path, file.start.transfer_syntax_uid, file.size, file.mtime_ns,
        file.pixels is not None, file.findings,
    )  # fmt: skip
    return record_of(Attributes(file.dataset, chosen=character_set), source)


def record_of(attributes: Attributes, source: Source) -> InstanceRecord:
    """The record of a header, wherever it came from; errors as `record_from_texts`."""
    texts = {}
    for tag in WANTED_TAGS:
        if text := attributes.text(keyword_for_tag(tag)):
            texts[tag] = text
    groups = FunctionalGroups(attributes)
    planes = frame_planes(attributes, groups)
    view = CodedView()
    if texts.get(0x00080060) in PROJECTIONS:
        view = CodedView(read_view(attributes), read_modifiers(attributes))
        _complete(texts, groups, planes)
    return record_from_texts(
        texts,
        source,
        planes=planes,
        frame_order=frame_order(groups),
        frame_values=frame_values(attributes, groups),
        view=view,
    )


def _complete(texts: dict[int, str], groups: FunctionalGroups, planes: tuple[Plane, ...]) -> None:
    """Tell of an enhanced radiograph what plain ones tell in the data set itself.

    Its side stands in Frame Anatomy, its pixel size in Pixel Measures, and which way it lies
    follows from its first plane (PS3.3 A.55).
    """
    anatomy = groups.macro(0, "FrameAnatomySequence")
    if anatomy is not None and (side := anatomy.text("FrameLaterality")):
        texts.setdefault(0x00200062, side)
    measures = groups.macro(0, "PixelMeasuresSequence")
    if measures is not None and (spacing := measures.texts("PixelSpacing")):
        texts.setdefault(0x00280030, "\\".join(spacing))
    if planes and groups.is_present:
        directions = planes[0].row_direction, planes[0].column_direction
        letters = "\\".join(orientation_letters(direction) for direction in directions)
        texts.setdefault(0x00200020, letters)
