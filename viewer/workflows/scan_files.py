"""Walk and scan: what import and open have in common."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.dicom.errors import DicomError, NotDicomError
from viewer.dicom.scan import HeaderScanner
from viewer.model.identity import StudyUid
from viewer.model.study import InstanceRecord
from viewer.workflows.packed_errors import PackedFileError, PasswordError
from viewer.workflows.path_failure import PathFailure
from viewer.workflows.unpack import Unpacking, is_packed, unpack
from viewer.workflows.walk import walk_files

_NAMED = 1000  # files without DICOM that are kept by name


@dataclass(frozen=True, slots=True)
class LockedFile:
    """An archive that needs a password; `is_wrong`: the one that was given is not it."""

    path: Path
    is_wrong: bool
    reason: str


@dataclass
class ScanTally:
    """What a scan has met so far; `passed_over` names the first files that are no DICOM.

    `missing` is what a DICOMDIR lists in vain: no file was met there.
    """

    files: int = 0
    not_dicom: int = 0
    failed: list[PathFailure] = field(default_factory=list)
    passed_over: list[PathFailure] = field(default_factory=list)
    locked: list[LockedFile] = field(default_factory=list)
    missing: list[PathFailure] = field(default_factory=list)

    def pass_over(self, failure: PathFailure) -> None:
        """Count a file that is no DICOM, and name it if it is among the first."""
        self.not_dicom += 1
        if len(self.passed_over) < _NAMED:
            self.passed_over.append(failure)


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
    unpacking: Unpacking | None = None,
) -> Iterator[InstanceRecord]:
    """Yield the record of every DICOM file under `paths` that `is_known` does not pass by.

    `character_set_of` gives what was chosen for a study, or "" for what its files declare.
    With `unpacking`, archives that are named themselves are scanned like folders.
    Whatever cannot be read is counted in `tally` with its reason and never stops the rest.
    """
    scan = HeaderScanner().scan

    def expand(path: Path) -> Iterable[Path]:
        if unpacking is None or not is_packed(path):
            return (path,)
        return _unpacked(path, unpacking, job, tally)

    for path in walk_files(
        paths, job, failed=tally.failed.append, missing=tally.missing.append, expand=expand
    ):
        tally.files += 1
        if is_known(path):
            continue
        try:
            record = scan(path)
            chosen = character_set_of(record.study.study_uid)
            yield scan(path, character_set=chosen) if chosen else record
        except NotDicomError as error:
            tally.pass_over(PathFailure(path, error.message))
        except DicomError as error:
            tally.failed.append(PathFailure(path, _reason(error)))


def _unpacked(path: Path, unpacking: Unpacking, job: Job, tally: ScanTally) -> Iterator[Path]:
    """The files in an archive; one that cannot be used is told as such."""

    def pass_over(failure: PathFailure) -> None:
        tally.files += 1
        tally.pass_over(failure)

    try:
        yield from unpack(path, unpacking, job, failed=tally.failed.append, passed_over=pass_over)
    except PasswordError as error:
        tally.locked.append(LockedFile(path, error.is_wrong, error.message))
    except PackedFileError as error:
        tally.failed.append(PathFailure(path, _reason(error)))


def _reason(error: ViewerError) -> str:
    return f"{error.message} ({error.detail})" if error.detail else error.message
