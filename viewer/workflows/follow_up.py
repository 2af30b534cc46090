"""What was drawn on the studies of one patient: those that are open and those that are not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.export.follow_up import write_follow_up
from viewer.model.annotation import Annotation
from viewer.model.archive import Archive
from viewer.model.display_set import DisplaySet
from viewer.model.follow_up import Visit
from viewer.model.identity import StudyUid
from viewer.model.search import Search
from viewer.model.study import StudyRecord
from viewer.workflows.open_paths import OpenReport, open_study
from viewer.workflows.reported_lesions import reported_lesions

_MOST = 200  # studies, of which one patient has fewer
Load = Callable[[StudyUid], list[Annotation]]


@dataclass(frozen=True, slots=True)
class OpenStudies:
    """What is open, as it was when a job began."""

    studies: tuple[StudyRecord, ...]
    annotations: tuple[Annotation, ...]

    @classmethod
    def of(
        cls, display_sets: Iterable[DisplaySet], annotations: tuple[Annotation, ...]
    ) -> "OpenStudies":
        """The studies that these belong to."""
        studies = {each.study_uid: each.study for each in display_sets}
        return cls(tuple(studies.values()), annotations)


def find_visits(
    study: StudyRecord, opened: OpenStudies, *, archive: Archive, load: Load, job: Job
) -> list[Visit]:
    """The studies of this patient on which something was drawn, and this one, oldest first.

    `load` reads what was drawn on a study that is not open; what its reports measure counts too. A
    patient without ID, or one whose name differs, is nobody else's: then only this study counts.
    Raises `ArchiveError`.
    """
    studies = {each.study_uid: each for each in _of_patient(study, archive)}
    studies |= {
        each.study_uid: each
        for each in opened.studies
        if study.patient.patient_id.strip() and each.patient.is_same_as(study.patient)
    }
    studies[study.study_uid] = study
    open_uids = {each.study_uid for each in opened.studies}
    drawn: Mapping[StudyUid, list[Annotation]] = {
        uid: [each for each in opened.annotations if each.study_uid == uid]
        if uid in open_uids
        else _drawn_on(uid, archive=archive, load=load, job=job)
        for uid in studies
    }
    ordered = sorted(studies.values(), key=lambda each: (each.date, each.time, each.study_uid))
    return [
        Visit(each, tuple(drawn[each.study_uid]))
        for each in ordered
        if drawn[each.study_uid] or each.study_uid == study.study_uid
    ]


def _drawn_on(study_uid: StudyUid, *, archive: Archive, load: Load, job: Job) -> list[Annotation]:
    drawn = load(study_uid)
    return [*drawn, *reported_lesions(study_uid, drawn, archive=archive, job=job)]


def open_visit(
    study_uid: StudyUid, *, archive: Archive, load: Load, job: Job
) -> tuple[OpenReport, list[Annotation]]:
    """Open a study of the archive together with what was drawn on it."""
    return open_study(study_uid, archive=archive, job=job), load(study_uid)


def export_follow_up(visits: Sequence[Visit], path: Path) -> None:
    """Write the table as CSV; raises ViewerError."""
    try:
        with path.open("w", encoding="utf-8", newline="") as stream:
            write_follow_up(stream, visits)
    except OSError as error:
        raise ViewerError(
            tr("The table could not be written: {file}").format(file=path.name),
            hint=tr("Choose another folder."),
            detail=error.strerror or "",
        ) from error


def _of_patient(study: StudyRecord, archive: Archive) -> Iterable[StudyRecord]:
    patient_id = study.patient.patient_id
    if not patient_id.strip():
        return []
    rows = archive.find_studies(Search(patient_id), limit=_MOST)
    return [row.study for row in rows if row.study.patient.is_same_as(study.patient)]
