"""Walk and scan: what import and open have in common."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from viewer.base.jobs import Job
from viewer.dicom.errors import DicomError, NotDicomError
from viewer.dicom.scan import HeaderScanner
from viewer.model.identity import StudyUid
from viewer.model.study import InstanceRecord
from viewer.workflows.walk import PathFailure, walk_files

_NAMED = 1000  # files without DICOM that are kept by name


@dataclass
class ScanTally:
    """What a scan has met so far; `passed_over` names the first files that are no DICOM."""

    files: int = 0
    not_dicom: int = 0
    failed: list[PathFailure] = field(default_factory=list)
    passed_over: list[PathFailure] = field(default_factory=list)


def _never(_path: Path) -> bool:
    return False


def _as_declared(_study_uid: StudyUid) -> str:
    return ""


def scan_files(
    paths: Iterable[Path],
    *,
    job: Job,
    tally: ScanTally,
    is_known: Callable[[Path], bool] = _never,
    character_set_of: Callable[[StudyUid], str] = _as_declared,
) -> Iterator[InstanceRecord]:
    """Yield the record of every DICOM file under `paths` that `is_known` does not pass by.

    `character_set_of` gives what was chosen for a study, or "" for what its files declare.
    Whatever cannot be read is counted in `tally` with its reason and never stops the rest.
    """
    scan = HeaderScanner().scan
    for path in walk_files(paths, job, failed=tally.failed.append):
        tally.files += 1
        if is_known(path):
            continue
        try:
            record = scan(path)
            chosen = character_set_of(record.study.study_uid)
            yield scan(path, character_set=chosen) if chosen else record
        except NotDicomError as error:
            tally.not_dicom += 1
            if len(tally.passed_over) < _NAMED:
                tally.passed_over.append(PathFailure(path, error.message))
        except DicomError as error:
            tally.failed.append(PathFailure(path, _reason(error)))


def _reason(error: DicomError) -> str:
    return f"{error.message} ({error.detail})" if error.detail else error.message
