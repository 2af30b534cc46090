"""Records of files that the fast scanner leaves aside, through the tolerant reader."""

from pathlib import Path

from pydicom.datadict import keyword_for_tag

from viewer.dicom.attributes import Attributes
from viewer.dicom.dimensions import frame_values
from viewer.dicom.frame_planes import frame_planes
from viewer.dicom.functional_groups import FunctionalGroups, frame_order
from viewer.dicom.read import read_dataset
from viewer.dicom.records import WANTED_TAGS, Source, record_from_texts
from viewer.model.study import InstanceRecord


def scan_with_pydicom(path: Path, *, character_set: str = "") -> InstanceRecord:
    """Read the record of any file; errors as `read_dataset`."""
    file = read_dataset(path, character_set=character_set)
    attributes = Attributes(file.dataset, chosen=character_set)
    texts = {}
    for tag in WANTED_TAGS:
        if text := attributes.text(keyword_for_tag(tag)):
            texts[tag] = text
    source = Source(
        path, file.start.transfer_syntax_uid, file.size, file.mtime_ns,
        file.pixels is not None, file.findings,
    )  # fmt: skip
    groups = FunctionalGroups(attributes)
    return record_from_texts(
        texts,
        source,
        planes=frame_planes(attributes, groups),
        frame_order=frame_order(groups),
        frame_values=frame_values(attributes, groups),
    )
