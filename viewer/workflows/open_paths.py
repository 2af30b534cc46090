"""Open: the first image at once, the rest in batches, everything listed in the archive."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.model.archive import Archive
from viewer.model.identity import StudyUid
from viewer.model.study import InstanceRecord
from viewer.workflows.pace import Pace
from viewer.workflows.path_failure import PathFailure
from viewer.workflows.scan_files import LockedFile, ScanTally, scan_files
from viewer.workflows.unpack import Unpacking


@dataclass(frozen=True, slots=True)
class OpenedBatch:
    """Records on their way to the screen; the first one ends with the first image."""

    records: tuple[InstanceRecord, ...]


@dataclass(frozen=True, slots=True)
class OpenReport:
    """What became of the paths.

    `images` counts files with pixels, `others` DICOM files without. `passed_over` names the
    first files that are no DICOM, with the reason for each; `locked` the archives that need another
    password, `missing` what a DICOMDIR lists in vain. `archive_error` says why the files
    could be opened but not listed in the archive.
    """

    files: int = 0
    images: int = 0
    others: int = 0
    not_dicom: int = 0
    failed: tuple[PathFailure, ...] = ()
    passed_over: tuple[PathFailure, ...] = ()
    locked: tuple[LockedFile, ...] = ()
    missing: tuple[PathFailure, ...] = ()
    archive_error: ViewerError | None = None


def open_paths(
    paths: Iterable[Path],
    *,
    archive: Archive | None,
    job: Job,
    unpacking: Unpacking | None = None,
) -> OpenReport:
    """Scan files and folders; sends an `OpenedBatch` with the first image as soon as it is met.

    Folders are not listed before that, so the time to the first image does not depend on their
    size (P3). Further batches follow at most ten times a second. An archive that fails, or None,
    does not keep anything from the screen. With `unpacking`, ZIP and gzip files are opened too.
    """
    tally = ScanTally()
    delivery = _Delivery(archive, job)
    pace = Pace()
    chosen = delivery.character_sets()
    for record in scan_files(
        paths,
        job=job,
        tally=tally,
        character_set_of=lambda uid: chosen.get(uid, ""),
        unpacking=unpacking,
    ):
        is_first_image = delivery.add(record)
        if is_first_image or pace.is_due():
            delivery.send()
            job.progress(tally.files)
    delivery.send()
    return OpenReport(
        files=tally.files,
        images=delivery.images,
        others=delivery.others,
        not_dicom=tally.not_dicom,
        failed=tuple(tally.failed),
        passed_over=tuple(tally.passed_over),
        locked=tuple(tally.locked),
        missing=tuple(tally.missing),
        archive_error=delivery.archive_error,
    )


def open_study(study_uid: StudyUid, *, archive: Archive, job: Job) -> OpenReport:
    """Open a study of the archive; files that are gone are failures with that reason."""
    return open_paths(archive.locate(study_uid), archive=archive, job=job)


class _Delivery:
    """Records collected for the next batch, and what was delivered."""

    def __init__(self, archive: Archive | None, job: Job) -> None:
        self._archive = archive
        self._job = job
        self._records: list[InstanceRecord] = []
        self.images = 0
        self.others = 0
        self.archive_error: ViewerError | None = None

    def character_sets(self) -> Mapping[StudyUid, str]:
        """What the user chose for studies, as far as that is known."""
        if self._archive is None:
            return {}
        try:
            return self._archive.character_sets()
        except ViewerError as error:
            self._give_up(error)
            return {}

    def add(self, record: InstanceRecord) -> bool:
        """Take a record; tells whether it is the first image."""
        self._records.append(record)
        if not record.has_pixels:
            self.others += 1
            return False
        self.images += 1
        return self.images == 1

    def send(self) -> None:
        """Hand over what has come, first to the screen, then to the archive."""
        if not self._records:
            return
        batch, self._records = tuple(self._records), []
        self._job.send(OpenedBatch(batch))
        if self._archive is None:
            return
        try:
            self._archive.store(batch)
        except ViewerError as error:
            self._give_up(error)

    def _give_up(self, error: ViewerError) -> None:
        self.archive_error = error
        self._archive = None
