"""Any object that says something of images as a Report: SR, KO, presentation state."""

from pathlib import Path

from viewer.dicom.attributes import Attributes
from viewer.dicom.objects.presentation_read import presentation
from viewer.dicom.read import read_dataset
from viewer.dicom.sop_classes import is_presentation_state
from viewer.model.report import Report, ReportKind


def read_report(path: Path, *, character_set: str = "") -> Report | None:
    """Read an object for what it says of images; None where it is of another kind.

    Raises `DicomError` when there is no data set to read, or a hostile one.
    """
    file = read_dataset(path, character_set=character_set)
    root = Attributes(file.dataset, list(file.findings), chosen=character_set)
    kind = root.text("SOPClassUID")
    if is_presentation_state(kind):
        return _of_state(root, is_big_endian=file.start.is_big_endian)
    return None


def _of_state(root: Attributes, *, is_big_endian: bool) -> Report:
    state = presentation(root, is_big_endian=is_big_endian)
    return Report(
        ReportKind.STATE,
        state.sop_instance_uid,
        state.study_uid,
        state.name,
        state.author,
        state.created,
        images=state.images,
        state=state,
        not_shown=state.unheeded,
    )
