"""Priors: earlier studies of the same patient in the archive."""

from viewer.model.archive import Archive, StudyRow
from viewer.model.search import Search
from viewer.model.study import StudyRecord

_MOST = 200  # of which one patient has fewer


def find_priors(study: StudyRecord, *, archive: Archive) -> list[StudyRow]:
    """The studies before this one, the last one first; none for patients without ID."""
    patient_id = study.patient.patient_id
    if not patient_id.strip():
        return []
    rows = archive.find_studies(Search(patient_id), limit=_MOST)
    earlier = [
        row
        for row in rows
        if row.study.study_uid != study.study_uid
        and row.study.patient.is_same_as(study.patient)
        and (row.study.date, row.study.time) < (study.date, study.time)
    ]
    return sorted(earlier, key=lambda row: (row.study.date, row.study.time), reverse=True)
