"""Another character set for a study: what its texts would be in each, and reading them anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from viewer.base.jobs import Job
from viewer.dicom.character_sets import CHARACTER_SETS
from viewer.dicom.scan import scan_file
from viewer.model.archive import Archive
from viewer.model.identity import StudyUid
from viewer.workflows.open_paths import OpenReport, open_paths


@dataclass(frozen=True, slots=True)
class CharacterSetPreview:
    """The name and description of a study as read in one set; "" is what the file declares."""

    character_set: str
    title: str
    patient_name: str
    description: str


@dataclass(frozen=True, slots=True)
class CharacterSetChoice:
    """What can be chosen for a study, and what is chosen now."""

    study_uid: StudyUid
    current: str
    previews: tuple[CharacterSetPreview, ...]


def preview_character_sets(path: Path, current: str, *, job: Job) -> CharacterSetChoice:
    """Read the texts of a file in every character set; raises `DicomError` if unreadable."""
    declared = scan_file(path).study
    previews = [_preview(path, "", "As the file says")]
    for character_set, title in CHARACTER_SETS.items():
        job.check()
        previews.append(_preview(path, character_set, title))
    return CharacterSetChoice(declared.study_uid, current, tuple(previews))


def _preview(path: Path, character_set: str, title: str) -> CharacterSetPreview:
    study = scan_file(path, character_set=character_set).study
    name = study.patient.name.display()
    return CharacterSetPreview(character_set, title, name, study.description)


def read_study_as(
    study_uid: StudyUid,
    character_set: str,
    *,
    open_files: Sequence[Path],
    archive: Archive,
    job: Job,
) -> OpenReport:
    """Keep the choice and read the files of the study anew: those listed, and those open.

    The records come as `open_paths` sends them.
    """
    archive.choose_character_set(study_uid, character_set)
    paths = dict.fromkeys((*archive.locate(study_uid), *open_files))
    return open_paths(paths, archive=archive, job=job)
