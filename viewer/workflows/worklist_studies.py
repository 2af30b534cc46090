"""The studies of the archive that belong to an entry of a worklist."""

from viewer.model.archive import Archive
from viewer.model.identity import StudyUid
from viewer.model.search import Search

_MOST = 500  # studies of one patient


def studies_of_entry(
    archive: Archive, *, patient_id: str, issuer: str, accession_number: str
) -> list[StudyUid]:
    """The study with the accession number, else all of the patient, the newest first.

    A patient is the same by ID, and by its issuer where both sides name one.
    """
    if accession_number:
        rows = archive.find_studies(Search(words=accession_number), limit=_MOST)
        found = [
            row.study.study_uid for row in rows if row.study.accession_number == accession_number
        ]
        if found:
            return found
    if not patient_id:
        return []
    rows = archive.find_studies(Search(words=patient_id), limit=_MOST)
    return [
        row.study.study_uid
        for row in rows
        if row.study.patient.patient_id == patient_id
        and issuer in ("", row.study.patient.issuer or issuer)
    ]
