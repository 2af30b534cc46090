"""Studies of the archive as DICOM keywords, and their list as CSV."""

import csv
from collections.abc import Iterable
from typing import Any, TextIO

from viewer.model.archive import NO_MARK, StudyMark, StudyRow
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
        writer.writerow([cell("\\".join(v) if isinstance(v, list) else str(v)) for v in values])


_NOBODY = StudyRow(StudyRecord(StudyUid(""), Patient()), (), 0, 0)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how spreadsheets recognise one (SEC-021)


def cell(text: str) -> str:
    """A text as a cell of CSV that no spreadsheet takes for a formula (SEC-021)."""
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA) else text
