"""Rows of the archive as DICOM keywords, for `list --json`."""

import csv
from collections.abc import Iterable
from typing import Any, TextIO

from viewer.model.archive import NO_MARK, InstanceRow, SeriesRow, StudyMark, StudyRow
from viewer.model.identity import StudyUid
from viewer.model.patient import Patient
from viewer.model.study import StudyRecord

Keywords = dict[str, Any]


def study_keywords(row: StudyRow) -> Keywords:
    """One study."""
    study, patient = row.study, row.study.patient
    return {
        "StudyInstanceUID": study.study_uid,
        "PatientName": patient.name.joined(),
        "PatientID": patient.patient_id,
        "IssuerOfPatientID": patient.issuer,
        "PatientBirthDate": patient.birth_date,
        "PatientSex": patient.sex,
        "StudyID": study.study_id,
        "StudyDate": study.date,
        "StudyTime": study.time,
        "StudyDescription": study.description,
        "AccessionNumber": study.accession_number,
        "ReferringPhysicianName": study.referring_physician,
        "InstitutionName": study.institution,
        "ModalitiesInStudy": list(row.modalities),
        "NumberOfStudyRelatedSeries": row.series_count,
        "NumberOfStudyRelatedInstances": row.instance_count,
    }


def marked_keywords(row: StudyRow) -> Keywords:
    """One study, with what the user keeps of it where that is anything."""
    return study_keywords(row) | ({} if row.mark == NO_MARK else _mark_keys(row.mark))


def _mark_keys(mark: StudyMark) -> Keywords:
    return {"seen": mark.is_seen, "labels": list(mark.labels), "note": mark.note}


def write_csv(stream: TextIO, rows: Iterable[StudyRow]) -> None:
    """Write studies as CSV with a line of headings; no cell is a formula to a spreadsheet."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(study_keywords(_NOBODY) | _mark_keys(NO_MARK))
    for row in rows:
        values = (study_keywords(row) | _mark_keys(row.mark)).values()
        writer.writerow([_cell("\\".join(v) if isinstance(v, list) else str(v)) for v in values])


_NOBODY = StudyRow(StudyRecord(StudyUid(""), Patient()), (), 0, 0)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how spreadsheets recognise one (SEC-021)


def _cell(text: str) -> str:
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA) else text


def series_keywords(row: SeriesRow) -> Keywords:
    """One series."""
    series = row.series
    return {
        "StudyInstanceUID": series.study_uid,
        "SeriesInstanceUID": series.series_uid,
        "Modality": series.modality,
        "SeriesNumber": series.number,
        "SeriesDescription": series.description,
        "BodyPartExamined": series.body_part,
        "Laterality": series.laterality,
        "SeriesDate": series.date,
        "SeriesTime": series.time,
        "ProtocolName": series.protocol,
        "FrameOfReferenceUID": series.frame_of_reference_uid,
        "NumberOfSeriesRelatedInstances": row.instance_count,
    }


def instance_keywords(row: InstanceRow) -> Keywords:
    """One file; `path` is where it lies."""
    return {
        "StudyInstanceUID": row.study_uid,
        "SeriesInstanceUID": row.series_uid,
        "SOPClassUID": row.sop_class_uid,
        "SOPInstanceUID": row.sop_instance_uid,
        "TransferSyntaxUID": row.transfer_syntax_uid,
        "InstanceNumber": row.instance_number,
        "Rows": row.rows,
        "Columns": row.columns,
        "NumberOfFrames": row.number_of_frames,
        "path": str(row.path),
    }


def study_line(row: StudyRow) -> tuple[str, ...]:
    """The cells of STUDY_HEADINGS."""
    study, patient = row.study, row.study.patient
    return (
        study.date,
        patient.name.display(),
        patient.patient_id,
        " ".join(row.modalities),
        str(row.series_count),
        str(row.instance_count),
        study.description,
        study.study_uid,
    )


STUDY_HEADINGS = ("Date", "Patient", "ID", "Modality", "Series", "Images", "Description", "UID")


def series_line(row: SeriesRow) -> tuple[str, ...]:
    """The cells of SERIES_HEADINGS."""
    series = row.series
    number = "" if series.number is None else str(series.number)
    return (
        number,
        series.modality,
        str(row.instance_count),
        series.description,
        series.series_uid,
    )


SERIES_HEADINGS = ("Number", "Modality", "Images", "Description", "UID")


def instance_line(row: InstanceRow) -> tuple[str, ...]:
    """The cells of INSTANCE_HEADINGS."""
    number = "" if row.instance_number is None else str(row.instance_number)
    position = "" if row.position_mm is None else f"{row.position_mm:.2f}"
    return number, position, f"{row.columns} x {row.rows}", str(row.number_of_frames), str(row.path)


INSTANCE_HEADINGS = ("Number", "Position mm", "Size", "Frames", "Path")
