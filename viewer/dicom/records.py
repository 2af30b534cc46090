"""Header texts -> the compact records of studies, series and instances (PS3.3 C.7).

Both readers give texts by tag: the scanner straight from bytes, the tolerant one through
pydicom. So one table of wanted tags and one conversion serve both.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from viewer.dicom.decimals import parse_decimal, parse_decimals, parse_integer
from viewer.dicom.errors import DamagedFileError
from viewer.dicom.frame_count import is_possible
from viewer.dicom.planes import plane_from_values
from viewer.dicom.stand_in_uids import instance_uid_of, series_uid_of, study_uid_of
from viewer.model.finding import Finding, Severity
from viewer.model.geometry import Plane
from viewer.model.identity import FrameOfReferenceUid, InstanceUid, SeriesUid, StudyUid
from viewer.model.patient import Patient, PersonName
from viewer.model.study import (
    Concatenation,
    Depiction,
    FrameValues,
    InstanceRecord,
    Projection,
    SeriesRecord,
    StudyRecord,
)

# Split keys of DC-085.
SPLIT_TAGS: Mapping[int, str] = {
    0x00180010: "ContrastBolusAgent",
    0x00180081: "EchoTime",
    0x00180082: "InversionTime",
    0x00180086: "EchoNumbers",
    0x00181060: "TriggerTime",
    0x00189087: "DiffusionBValue",
    0x00200012: "AcquisitionNumber",
    0x00200100: "TemporalPositionIdentifier",
    0x00209056: "StackID",
    0x00209128: "TemporalPositionIndex",
}

# Modalities of radiographs, each of which is a view of its own.
PROJECTIONS = frozenset(("CR", "DX", "MG", "IO", "PX", "RG"))

_TOMOSYNTHESIS = "1.2.840.10008.5.1.4.1.1.13.1.3"
_TOMOSYNTHESIS_SOURCES = ("1.2.840.10008.5.1.4.1.1.13.1.4", "1.2.840.10008.5.1.4.1.1.13.1.5")
_SYNTHETIC = frozenset(("GENERATED_2D", "TOMO_2D"))  # in Image Type

# Elements that are no text, with the struct format of one value.
BINARY_TAGS: Mapping[int, str] = {
    0x00189087: "<d",
    0x00209128: "<I",
    0x00209162: "<H",
    0x00209163: "<H",
    0x00280010: "<H",
    0x00280011: "<H",
}

WANTED_TAGS = frozenset(
    (
        0x00080005, 0x00080008, 0x00080016, 0x00080018, 0x00080020, 0x00080021, 0x00080030,
        0x00080031, 0x00080050, 0x00080060, 0x00080080, 0x00080090, 0x00081030, 0x0008103E,
        0x00082144, 0x00100010, 0x00100020, 0x00100021, 0x00100030, 0x00100040, 0x00180015,
        0x00180040, 0x00181030, 0x00181063, 0x0020000D, 0x0020000E, 0x00200010, 0x00200011,
        0x00200013, 0x00200032, 0x00200037, 0x00200052, 0x00200060, 0x00209161, 0x00209307,
        0x00209312, 0x00280008, 0x00280030,
        0x00181164, 0x00185101, 0x00200020, 0x00200062,
        *SPLIT_TAGS, *BINARY_TAGS,
    )
)  # fmt: skip

# What an image has of its own beside the other images of its series, as ASCII text.
INSTANCE_TAGS = frozenset(
    (0x00080018, 0x00200013, 0x00200032, *(SPLIT_TAGS.keys() - BINARY_TAGS.keys() - {0x00180010}))
)


@dataclass(frozen=True, slots=True)
class CodedView:
    """What View Code Sequence says: a view, and what modifies it."""

    view: str = ""
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a header came from: file facts that stand in no element."""

    path: Path
    transfer_syntax_uid: str
    size: int
    mtime_ns: int
    has_pixels: bool
    findings: tuple[Finding, ...] = ()


def record_from_texts(
    texts: Mapping[int, str],
    source: Source,
    *,
    planes: tuple[Plane, ...] | None = None,
    frame_order: tuple[int, ...] = (),
    frame_values: FrameValues = (),
    view: CodedView = CodedView(),
) -> InstanceRecord:
    """Build the record of one instance from the texts of `WANTED_TAGS` that it has.

    `planes` None: one plane from the plain attributes. Missing UIDs are made from the path, so
    that old files without them can be shown; a finding says so.
    Raises `DamagedFileError` for pixel data without Rows or Columns.
    """
    get = texts.get
    path = source.path
    study_uid = study_uid_of(path, get(0x0020000D, ""))
    series_uid = series_uid_of(path, get(0x0020000E, ""))
    rows, columns = _integer(texts, 0x00280010) or 0, _integer(texts, 0x00280011) or 0
    if source.has_pixels and not (rows and columns):
        raise DamagedFileError("Rows or Columns is missing or 0.")
    image_type = get(0x00080008, "")
    return InstanceRecord(
        path=path,
        study=study_from_texts(texts, study_uid),
        series=series_from_texts(texts, series_uid, study_uid),
        sop_class_uid=get(0x00080016, ""),
        sop_instance_uid=instance_uid_of(path, get(0x00080018, "")),
        transfer_syntax_uid=source.transfer_syntax_uid,
        instance_number=_integer(texts, 0x00200013),
        rows=rows,
        columns=columns,
        number_of_frames=_number_of_frames(texts, source),
        has_pixels=source.has_pixels,
        image_type=tuple([part.strip() for part in image_type.split("\\")]) if image_type else (),
        planes=_plain_planes(texts) if planes is None else planes,
        split_values=_split_values(texts),
        frame_order=frame_order,
        frame_values=frame_values,
        concatenation=_concatenation(texts),
        frame_time_ms=_frame_time_ms(texts),
        projection=_projection(texts, view),
        file_size=source.size,
        file_mtime_ns=source.mtime_ns,
        findings=source.findings + _missing_uids(texts),
    )


def sibling_record(
    record: InstanceRecord, texts: Mapping[int, str], changed: Mapping[int, bytes], source: Source
) -> InstanceRecord:
    """The record of an image that differs from `record` only in `changed`, of `INSTANCE_TAGS`."""
    planes, split_values = record.planes, record.split_values
    if 0x00200032 in changed:
        planes = _moved_planes(texts, planes)
    if not changed.keys().isdisjoint(SPLIT_TAGS):
        split_values = _split_values(texts)
    return InstanceRecord(
        path=source.path,
        study=record.study,
        series=record.series,
        sop_class_uid=record.sop_class_uid,
        sop_instance_uid=InstanceUid(texts[0x00080018]),
        transfer_syntax_uid=record.transfer_syntax_uid,
        instance_number=_integer(texts, 0x00200013),
        rows=record.rows,
        columns=record.columns,
        number_of_frames=_number_of_frames(texts, source),
        has_pixels=record.has_pixels,
        image_type=record.image_type,
        planes=planes,
        split_values=split_values,
        concatenation=record.concatenation,
        frame_time_ms=record.frame_time_ms,
        projection=record.projection,
        file_size=source.size,
        file_mtime_ns=source.mtime_ns,
        findings=source.findings,
    )


def _moved_planes(texts: Mapping[int, str], planes: tuple[Plane, ...]) -> tuple[Plane, ...]:
    """A plane beside the one in `planes`, at the position that `texts` tell."""
    position = parse_decimals(texts[0x00200032])
    if not planes or len(position) != 3 or not all(map(math.isfinite, position)):
        return _plain_planes(texts)
    (plane,) = planes
    x, y, z = position
    return (
        Plane(
            (x, y, z), plane.row_direction, plane.column_direction, plane.row_spacing_mm,
            plane.column_spacing_mm,
        ),
    )  # fmt: skip


def _number_of_frames(texts: Mapping[int, str], source: Source) -> int:
    frames = _integer(texts, 0x00280008) or 1
    return frames if is_possible(frames, size=source.size) else 1


def _split_values(texts: Mapping[int, str]) -> tuple[tuple[str, str], ...]:
    return tuple([(SPLIT_TAGS[tag], texts[tag]) for tag in SPLIT_TAGS if texts.get(tag)])


def study_from_texts(texts: Mapping[int, str], study_uid: StudyUid) -> StudyRecord:
    """The record of a study, of the texts of `WANTED_TAGS` that tell of it."""
    get = texts.get
    return StudyRecord(
        study_uid=study_uid,
        patient=Patient(
            name=PersonName.parse(get(0x00100010, "")),
            patient_id=get(0x00100020, ""),
            issuer=get(0x00100021, ""),
            birth_date=get(0x00100030, ""),
            sex=get(0x00100040, ""),
        ),
        study_id=get(0x00200010, ""),
        date=get(0x00080020, ""),
        time=get(0x00080030, ""),
        description=get(0x00081030, ""),
        accession_number=get(0x00080050, ""),
        referring_physician=get(0x00080090, ""),
        institution=get(0x00080080, ""),
    )


def series_from_texts(
    texts: Mapping[int, str], series_uid: SeriesUid, study_uid: StudyUid
) -> SeriesRecord:
    """The record of a series, of the texts of `WANTED_TAGS` that tell of it."""
    get = texts.get
    is_in_patient = get(0x00209307, "PATIENT").strip() == "PATIENT"
    frame_of_reference = get(0x00200052 if is_in_patient else 0x00209312)
    return SeriesRecord(
        series_uid=series_uid,
        study_uid=study_uid,
        modality=get(0x00080060, ""),
        number=_integer(texts, 0x00200011),
        description=get(0x0008103E, ""),
        body_part=get(0x00180015, ""),
        laterality=get(0x00200060, ""),
        date=get(0x00080021, ""),
        time=get(0x00080031, ""),
        protocol=get(0x00181030, ""),
        frame_of_reference_uid=FrameOfReferenceUid(frame_of_reference)
        if frame_of_reference
        else None,
    )


def _plain_planes(texts: Mapping[int, str]) -> tuple[Plane, ...]:
    if 0x00200032 not in texts:
        return ()
    plane = plane_from_values(
        position=parse_decimals(texts[0x00200032]),
        orientation=parse_decimals(texts.get(0x00200037, "")),
        spacing=parse_decimals(texts.get(0x00280030, "")),
    )
    return () if plane is None else (plane,)


def _frame_time_ms(texts: Mapping[int, str]) -> float | None:
    """Frame Time, else from Recommended Display Frame Rate or Cine Rate (PS3.3 C.7.6.5)."""
    if (text := texts.get(0x00181063)) and (time_ms := parse_decimal(text)) > 0:
        return time_ms
    for tag in (0x00082144, 0x00180040):
        if (text := texts.get(tag)) and (rate := parse_decimal(text)) > 0:
            return 1000 / rate
    return None


def _projection(texts: Mapping[int, str], view: CodedView) -> Projection | None:
    """How a picture was projected; None for plain images in a plane of the patient."""
    if texts.get(0x00080060) not in PROJECTIONS or 0x00200032 in texts:
        return None
    right, _, bottom = texts.get(0x00200020, "").partition("\\")
    spacing = parse_decimals(texts.get(0x00181164) or texts.get(0x00280030, ""))
    is_known = len(spacing) == 2 and all(math.isfinite(mm) and mm > 0 for mm in spacing)
    return Projection(
        laterality=texts.get(0x00200062) or texts.get(0x00200060, ""),
        view=view.view or texts.get(0x00185101, ""),
        modifiers=view.modifiers,
        depiction=_depiction(texts),
        right=right.strip(),
        bottom=bottom.strip(),
        row_spacing_mm=spacing[0] if is_known else None,
        column_spacing_mm=spacing[1] if is_known else None,
    )


def _depiction(texts: Mapping[int, str]) -> Depiction:
    """Slices, what they were made from, or a picture made from them; else a radiograph."""
    sop_class = texts.get(0x00080016)
    if sop_class in _TOMOSYNTHESIS_SOURCES:
        return Depiction.SOURCE
    if _SYNTHETIC & set(texts.get(0x00080008, "").split("\\")):
        return Depiction.SYNTHETIC
    return Depiction.TOMOSYNTHESIS if sop_class == _TOMOSYNTHESIS else Depiction.PLAIN


def _concatenation(texts: Mapping[int, str]) -> Concatenation | None:
    """What larger object this is a part of (PS3.3 C.7.6.16.2.2.4)."""
    uid, number = texts.get(0x00209161), _integer(texts, 0x00209162)
    return Concatenation(uid, number, _integer(texts, 0x00209163)) if uid and number else None


def _integer(texts: Mapping[int, str], tag: int) -> int | None:
    text = texts.get(tag)
    return parse_integer(text.split("\\")[0]) if text else None


def _missing_uids(texts: Mapping[int, str]) -> tuple[Finding, ...]:
    if texts.get(0x0020000D) and texts.get(0x0020000E) and texts.get(0x00080018):
        return ()
    return (
        Finding(
            Severity.WARNING, "SOPInstanceUID",
            "Study, series or instance UID is missing; the file was grouped by its folder.",
            reference="PS3.3 C.7",
        ),
    )  # fmt: skip
