"""Import: scan files and folders into the archive, by reference or by copy."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from viewer.base.jobs import Job
from viewer.base.path_parts import folder_and_name
from viewer.index.options import Copies
from viewer.model.archive import Archive, StoreResult
from viewer.model.identity import StudyUid
from viewer.workflows.keep_copies import Found, copied_roots, is_in_one, keep_copies, sync_copies
from viewer.workflows.pace import Pace
from viewer.workflows.path_failure import PathFailure
from viewer.workflows.scan_files import ScanTally, scan_files
from viewer.workflows.unpack import Unpacking

_BATCH = 1000  # files in one transaction


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the files; `failed` also names folders that could not be read.

    `passed_over` names the first files that are no DICOM, with the reason for each, `missing` what
    a DICOMDIR lists in vain.
    """

    files: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    not_dicom: int = 0
    failed: tuple[PathFailure, ...] = ()
    passed_over: tuple[PathFailure, ...] = ()
    missing: tuple[PathFailure, ...] = ()


def import_files(
    paths: Iterable[Path],
    *,
    archive: Archive,
    job: Job,
    character_set: str | None = None,
    unpacking: Unpacking | None = None,
    store: Path | None = None,
    copies: Copies = Copies.MEDIA,
    sources: Iterable[Path] | None = None,
) -> ImportReport:
    """List every DICOM file under `paths` in the archive; what it knows unchanged is not read.

    A `character_set` is chosen for every study that is met ("" for what its files declare), and
    all files are read in it. With `unpacking`, ZIP and gzip files that are named are read too.
    They come from `sources`, or else from the folders that are named.
    With a `store`, files are copied there first as `copies` says; without, none is.
    When the job is cancelled, what was scanned so far stays in the archive.
    """
    roots = list(paths)
    tally = ScanTally()
    copied = [] if store is None else copied_roots(roots, copies)
    unchanged = _Unchanged(archive)
    pace = Pace()

    def is_known(path: Path) -> bool:
        if pace.is_due():
            job.progress(tally.files, text=path.parent.name)
        return not (copied and is_in_one(copied, path)) and unchanged.has(path)

    if character_set is None:
        chosen = archive.character_sets()
        records = scan_files(
            roots,
            job=job,
            tally=tally,
            is_known=is_known,
            character_set_of=lambda uid: chosen.get(uid, ""),
            unpacking=unpacking,
        )
    else:
        choose = _choosing(character_set, archive)
        records = scan_files(
            roots, job=job, tally=tally, character_set_of=choose, unpacking=unpacking
        )
    found: Iterable[Found] = ((record.path, record) for record in records)
    if store is not None and copied:
        found = keep_copies(records, copied, store=store, job=job, failed=tally.failed.append)
    stored = _store_all(found, archive=archive, sources=_sources(sources or roots))
    job.progress(tally.files, tally.files)
    return ImportReport(
        files=tally.files,
        imported=stored.imported,
        updated=stored.updated,
        unchanged=stored.unchanged + unchanged.count,
        not_dicom=tally.not_dicom,
        failed=(*tally.failed, *(PathFailure(each.path, each.reason) for each in tally.locked)),
        passed_over=tuple(tally.passed_over),
        missing=tuple(tally.missing),
    )


def _choosing(character_set: str, archive: Archive) -> Callable[[StudyUid], str]:
    """Choose `character_set` for each study when it is first met."""
    met = set[StudyUid]()

    def choose(study_uid: StudyUid) -> str:
        if study_uid not in met:
            met.add(study_uid)
            archive.choose_character_set(study_uid, character_set)
        return character_set

    return choose


class _Unchanged:
    """Knows the files that have the size and time which the archive holds, folder by folder."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._folder: str | None = None
        self._known: dict[str, tuple[int, int]] = {}
        self.count = 0

    def has(self, path: Path) -> bool:
        """Whether `path` need not be read again; counts those."""
        folder, name = folder_and_name(path)
        if folder != self._folder:
            self._known = self._archive.known_files(Path(folder))
            self._folder = folder
        known = self._known.get(name)
        if known is None:
            return False
        try:
            status = path.stat()
        except OSError:
            return False  # the scan will say why
        is_same = known == (status.st_size, status.st_mtime_ns)
        self.count += is_same
        return is_same


def _sources(roots: Iterable[Path]) -> list[str]:
    """Where files come from, as the user named it: folders, and the folders of single files."""
    folders = {os.path.abspath(root) for root in roots}  # noqa: PTH100 - as the walk does
    return sorted(
        {folder if os.path.isdir(folder) else os.path.dirname(folder) for folder in folders},  # noqa: PTH112, PTH120
        key=len,
        reverse=True,
    )


def _store_all(found: Iterable[Found], *, archive: Archive, sources: list[str]) -> StoreResult:
    """Store in batches of one source; a batch begun is stored even where the rest is cancelled."""
    total = StoreResult()
    batch, source = list[Found](), ""

    def store() -> StoreResult:
        full = batch.copy()
        batch.clear()
        moved = [(path, record.path) for path, record in full if path != record.path]
        sync_copies(copy for _, copy in moved)
        result = archive.store([record for _, record in full], source=source)
        if moved:
            archive.relocate(moved)  # a copy takes the place of a file listed where it was
        return _sum(total, result)

    try:
        for path, record in found:
            if source and not _is_in(source, path):
                if batch:
                    total = store()
                source = ""
            source = source or next((each for each in sources if _is_in(each, path)), "")
            batch.append((path, record))
            if len(batch) == _BATCH:
                total = store()
    finally:
        if batch:
            total = store()
    return total


def _is_in(folder: str, path: Path) -> bool:
    text = os.fspath(path)
    return text.startswith(folder) and (folder.endswith(os.sep) or text[len(folder)] == os.sep)


def _sum(one: StoreResult, other: StoreResult) -> StoreResult:
    return StoreResult(
        one.imported + other.imported,
        one.updated + other.updated,
        one.unchanged + other.unchanged,
    )
