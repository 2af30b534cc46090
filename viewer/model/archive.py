"""Archive: what the index implements and the browser, workflows and servers use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.search import Search
from viewer.model.study import InstanceRecord, SeriesRecord, StudyRecord

ANY = Search()


@dataclass(frozen=True, slots=True)
class StudyMark:
    """What the user keeps of a study beside its files; outlives removing and importing again."""

    is_seen: bool = False
    note: str = ""
    labels: tuple[str, ...] = ()


NO_MARK = StudyMark()


@dataclass(frozen=True, slots=True)
class StudyRow:
    """A study in the browser's list, with its counts.

    `has_given_patient`: whose it is was said by hand, against what its files say.
    """

    study: StudyRecord
    modalities: tuple[str, ...]
    series_count: int
    instance_count: int
    mark: StudyMark = field(default_factory=lambda: NO_MARK)
    added: int = 0  # grows with every study that comes into the archive
    has_given_patient: bool = False

    @property
    def has_key_images(self) -> bool:
        """Whether somebody marked images of it as key images."""
        return "KO" in self.modalities


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series in the browser's list."""

    series: SeriesRecord
    instance_count: int


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """One file in the list of a series.

    `position_mm` is along the normal of the image, None without geometry. `is_duplicate` marks
    a further file with a SOP Instance UID that an earlier file of the series has.
    """

    path: Path
    study_uid: StudyUid
    series_uid: SeriesUid
    sop_class_uid: str
    sop_instance_uid: InstanceUid
    transfer_syntax_uid: str
    instance_number: int | None
    rows: int
    columns: int
    number_of_frames: int
    position_mm: float | None
    file_size: int
    is_duplicate: bool = False


@dataclass(frozen=True, slots=True)
class StoreResult:
    """What became of a batch of instances."""

    imported: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What studies in an archive can be filtered by."""

    body_parts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredStudy:
    """A study with files in a folder: when it was added (s since 1970), and its bytes there."""

    study_uid: StudyUid
    added_s: int
    bytes: int


@dataclass(frozen=True, slots=True)
class ArchiveCounts:
    """The size of an archive; `duplicates` are files with a SOP instance that is listed already."""

    patients: int
    studies: int
    series: int
    instances: int
    bytes: int
    duplicates: int = 0


@dataclass(frozen=True, slots=True)
class Repair:
    """What was damaged and is begun anew; `files` are to be listed again, as far as is known."""

    files: tuple[Path, ...] = ()
    is_list_new: bool = False
    are_marks_new: bool = False  # what users said of studies; what could be read of it is kept


class StudySource(Protocol):
    """What can be searched and read, here or on a server; safe to call from any thread."""

    def find_studies(
        self, search: Search = ANY, *, limit: int = 500, after: StudyRow | None = None
    ) -> list[StudyRow]:
        """Studies in the order of the search; `after` continues behind the last row shown."""
        ...

    def find_study(self, study_uid: StudyUid) -> StudyRow | None:
        """One study by its UID."""
        ...

    def find_series(self, study_uid: StudyUid) -> list[SeriesRow]:
        """The series of a study by number."""
        ...

    def locate(self, study_uid: StudyUid, series_uid: SeriesUid | None = None) -> list[Path]:
        """Files of a study or series, in series order (position along the normal)."""
        ...


class Archive(StudySource, Protocol):
    """A collection of studies that is kept here."""

    def store(self, instances: Iterable[InstanceRecord], *, source: str = "") -> StoreResult:
        """Add or refresh instances by reference, in one transaction; they come from `source`."""
        ...

    def relocate(self, moved: Iterable[tuple[Path, Path]]) -> None:
        """List files where they are now, the second of each pair; all or none."""
        ...

    def remove(self, study_uid: StudyUid) -> int:
        """Take a study from the list (never from disk); returns its number of instances."""
        ...

    def character_sets(self) -> Mapping[StudyUid, str]:
        """The studies for which the user chose a character set."""
        ...

    def choose_character_set(self, study_uid: StudyUid, character_set: str) -> None:
        """Keep a choice for a study, "" for what its files declare.

        Its files count as changed from now on: they are to be read and stored again.
        """
        ...

    def known_files(self, folder: Path) -> dict[str, tuple[int, int]]:
        """Name -> (size, mtime in ns) of the files listed directly in a folder."""
        ...

    def repair(self) -> Repair:
        """Begin an empty list where the present one is damaged, which is set aside.

        Raises ViewerError where nothing can be kept there afterwards either.
        """
        ...

    def counts(self) -> ArchiveCounts:
        """How much the archive holds."""
        ...
