"""Any object that says something of images as a Report: SR, KO, presentation state."""

import re
from pathlib import Path
from typing import Final

from viewer.dicom.attributes import Attributes
from viewer.dicom.objects.key_object import rejection_of
from viewer.dicom.objects.presentation_read import presentation
from viewer.dicom.objects.sr_marks import read_marks
from viewer.dicom.objects.values import code_text, code_value, when_text
from viewer.dicom.read import read_dataset
from viewer.dicom.sop_classes import (
    KEY_OBJECTS,
    is_presentation_state,
    is_report,
    sop_class_name,
)
from viewer.dicom.stand_in_uids import instance_uid_of, study_uid_of
from viewer.model.identity import InstanceUid, StudyUid
from viewer.model.presentation import ImageReference, References
from viewer.model.report import Report, ReportKind

_PERSON, _DEVICE = "121008", "121013"  # names of observers (PS3.16 TID 1003, 1004)
_DEVICE_NAMES: Final = ("Manufacturer", "ManufacturerModelName")  # which may be the same
_DESCRIPTION: Final = "113012"  # Key Object Description
_MOST_IMAGES: Final = 20_000


def read_report(path: Path, *, character_set: str = "") -> Report | None:
    """Read an object for what it says of images; None where it is of another kind.

    Raises `DicomError` when there is no data set to read, or a hostile one.
    """
    file = read_dataset(path, character_set=character_set)
    if not file.dataset.get("SOPInstanceUID"):  # or what it draws would count as drawn here
        file.dataset.SOPInstanceUID = instance_uid_of(path, "")
    if not file.dataset.get("StudyInstanceUID"):
        file.dataset.StudyInstanceUID = study_uid_of(path, "")
    root = Attributes(file.dataset, list(file.findings), chosen=character_set)
    kind = root.text("SOPClassUID")
    if is_presentation_state(kind):
        return _of_state(root, is_big_endian=file.start.is_big_endian)
    if kind == KEY_OBJECTS:
        return _of_selection(root)
    return _of_report(root) if is_report(kind) else None


def author_of(root: Attributes) -> str:
    """Who made a report: its observer, author or verifier, else the device that wrote it."""
    observers = {_PERSON: "", _DEVICE: ""}
    for item in root.items("ContentSequence"):
        name = item.item("ConceptNameCodeSequence")
        concept = code_value(name) if name is not None else ""
        if concept in observers:
            said = item.name("PersonName").display() or item.text("TextValue")
            observers[concept] = observers[concept] or said
    people = (
        observers[_PERSON],
        *(item.name("PersonName").display() for item in root.items("AuthorObserverSequence")),
        *(
            item.name("VerifyingObserverName").display()
            for item in root.items("VerifyingObserverSequence")
        ),
        observers[_DEVICE],
        " ".join(filter(None, dict.fromkeys(map(root.text, _DEVICE_NAMES)))),
    )
    return next(filter(None, people), "")


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


def _of_selection(root: Attributes) -> Report:
    title = code_text(root, "ConceptNameCodeSequence") or sop_class_name(KEY_OBJECTS)
    described = ""
    for item in root.items("ContentSequence"):
        name = item.item("ConceptNameCodeSequence")
        if name is not None and code_value(name) == _DESCRIPTION:
            described = item.text("TextValue")
    return Report(
        ReportKind.KEY_OBJECTS,
        InstanceUid(root.text("SOPInstanceUID")),
        StudyUid(root.text("StudyInstanceUID")),
        f"{title}: {described}" if described else title,
        author_of(root),
        when_text(root, "ContentDate", "ContentTime"),
        images=_selected(root),
        rejection=rejection_of(root),
    )


def _selected(root: Attributes) -> References:
    """The instances of a selection, and those of their frames that are meant."""
    found: list[ImageReference] = []
    for item in root.items("ContentSequence"):
        reference = item.item("ReferencedSOPSequence")
        uid = reference.text("ReferencedSOPInstanceUID") if reference is not None else ""
        if reference is not None and uid and len(found) < _MOST_IMAGES:
            frames = reference.integers("ReferencedFrameNumber")
            found.append(ImageReference(InstanceUid(uid), frames))
    return tuple(found)


def _of_report(root: Attributes) -> Report:
    author = author_of(root)
    marks = read_marks(root, author=author, created=_iso_time(root))
    uids = dict.fromkeys(mark.sop_instance_uid for mark in marks.annotations)
    return Report(
        ReportKind.MEASUREMENTS,
        InstanceUid(root.text("SOPInstanceUID")),
        StudyUid(root.text("StudyInstanceUID")),
        code_text(root, "ConceptNameCodeSequence") or sop_class_name(root.text("SOPClassUID")),
        author,
        when_text(root, "ContentDate", "ContentTime"),
        images=tuple(ImageReference(uid) for uid in uids if uid),
        annotations=marks.annotations,
        not_shown=marks.not_shown,
    )


def _iso_time(root: Attributes) -> str:
    """When a report was written, by ISO 8601, with its zone where it has one."""
    date, time = root.text("ContentDate"), root.text("ContentTime")
    zone = root.text("TimezoneOffsetFromUTC")
    if not re.fullmatch(r"\d{8}", date):
        return ""
    day = f"{date[:4]}-{date[4:6]}-{date[6:]}"
    if not re.match(r"\d{6}", time):
        return day
    zone = f"{zone[:3]}:{zone[3:]}" if re.fullmatch(r"[+-]\d{4}", zone) else ""
    return f"{day}T{time[:2]}:{time[2:4]}:{time[4:6]}{zone}"
