"""Find media with DICOM on them: a DICOMDIR, or an image among the first files."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from viewer.base.jobs import Job
from viewer.base.media import Medium
from viewer.dicom.sniff import dataset_start
from viewer.workflows.file_set import dicomdir_of
from viewer.workflows.walk import walk_files

_LOOKED_AT = 200  # files
_HEAD_BYTES = 512


def with_dicom(found: Iterable[Medium], job: Job) -> tuple[Medium, ...]:
    """Those of some media that hold DICOM."""
    return tuple(medium for medium in found if _holds_dicom(medium.folder, job))


def _holds_dicom(folder: Path, job: Job) -> bool:
    try:
        if dicomdir_of(str(folder)) is not None:
            return True
    except OSError:
        return False  # taken out again
    files = walk_files([folder], job, failed=lambda _failure: None)
    return any(_is_dicom(path) for path in islice(files, _LOOKED_AT))


def _is_dicom(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return dataset_start(file.read(_HEAD_BYTES)) is not None
    except OSError:
        return False
