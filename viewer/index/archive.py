"""SqliteArchive: the local list of studies, series and files, in one SQLite database."""

import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from viewer.index.character_sets import write_character_set
from viewer.index.connection import Readers, attach, open_writer, prove_writable, transaction
from viewer.index.errors import DamagedArchiveError, damaged_archive_error, sqlite_errors_translated
from viewer.index.ingest import Ingest, write_mark, write_patient, write_seen
from viewer.index.migrate import prepare
from viewer.index.own_database import prepare_own, rescue
from viewer.index.query import (
    CHOICES,
    COUNTS,
    DUPLICATES,
    FEW,
    INSTANCES,
    LISTED_FILES,
    NEWEST_ADDED,
    PATHS,
    STORED_STUDIES,
    STUDIES_BY_UID,
    STUDY_ROWS,
    Clause,
    few_queries,
    study_query,
    uid_query,
)
from viewer.index.relocation import relocate
from viewer.index.removal import forget, take_out
from viewer.index.rows import (
    SERIES_COLUMNS,
    instance_row,
    path_of,
    series_row,
    storable_path,
    storable_text,
    study_row,
)
from viewer.index.salvage import FILES, salvaged_files, set_aside
from viewer.model.archive import (
    ANY,
    ArchiveCounts,
    FilterChoices,
    InstanceRow,
    Repair,
    SeriesRow,
    StoredStudy,
    StoreResult,
    StudyMark,
    StudyRow,
)
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.patient import Patient
from viewer.model.search import Search
from viewer.model.study import InstanceRecord


class SqliteArchive:
    """An `Archive` by reference: files stay where they are. Safe to call from any thread.

    Every failure of the database is an `ArchiveError`. With `stands_in_for` the archive takes
    the place of a database that cannot be used, until `repair` makes that one anew.
    """

    def __init__(self, path: Path, *, stands_in_for: Path | None = None) -> None:
        self._path = path
        self._home = stands_in_for or path
        self._write_lock = threading.Lock()
        self._writer = _prepared_writer(path)
        self._readers = Readers(path)

    def find_studies(
        self, search: Search = ANY, *, limit: int = 500, after: StudyRow | None = None
    ) -> list[StudyRow]:
        """Studies in the order of the search; `after` continues behind the last row shown."""
        with self._readers.connection() as connection:
            few = _few(connection, search)
            query = study_query(search, limit=limit, after=after, few=few)
            return [study_row(row) for row in connection.execute(*query)]

    def study_uids(self, search: Search = ANY) -> list[StudyUid]:
        """Every study that a search finds, in its order; `studies` gives their rows."""
        with self._readers.connection() as connection:
            query = uid_query(search, few=_few(connection, search))
            return [StudyUid(uid) for (uid,) in connection.execute(*query)]

    def studies(self, uids: Iterable[StudyUid]) -> dict[StudyUid, StudyRow]:
        """The rows of some studies, in no order; those that are not listed are left out."""
        keys = json.dumps([storable_text(uid) for uid in uids])
        with self._readers.connection() as connection:
            rows = map(study_row, connection.execute(STUDIES_BY_UID, (keys,)))
            return {row.study.study_uid: row for row in rows}

    def filter_choices(self) -> FilterChoices:
        """What can be asked for beside words: each list in alphabetical order."""
        with self._readers.connection() as connection:
            parts, sources, labels = (
                [text for (text,) in connection.execute(statement)] for statement in CHOICES
            )
        words = {label for joined in labels for label in joined.split("\\") if label}
        return FilterChoices(tuple(parts), tuple(sources), tuple(sorted(words)))

    def find_study(self, study_uid: StudyUid) -> StudyRow | None:
        """One study by its UID."""
        statement = f"{STUDY_ROWS} WHERE study.study_uid = ?"
        with self._readers.connection() as connection:
            row = connection.execute(statement, (storable_text(study_uid),)).fetchone()
        return None if row is None else study_row(row)

    def studies_with_series(self, series_uid: SeriesUid) -> list[StudyUid]:
        """The study of a series; several where files disagree."""
        statement = (
            "SELECT study_uid FROM series JOIN study ON study.id = series.study_id "
            "WHERE series_uid = ? ORDER BY study.id"
        )
        with self._readers.connection() as connection:
            return [uid for (uid,) in connection.execute(statement, (storable_text(series_uid),))]

    def find_series(self, study_uid: StudyUid) -> list[SeriesRow]:
        """The series of a study by number."""
        statement = (
            f"SELECT {SERIES_COLUMNS}, instance_count FROM series "
            "WHERE study_id = (SELECT id FROM study WHERE study_uid = ?) "
            "ORDER BY number IS NULL, number, id"
        )
        with self._readers.connection() as connection:
            rows = connection.execute(statement, (storable_text(study_uid),))
            return [series_row(row, study_uid) for row in rows]

    def locate(self, study_uid: StudyUid, series_uid: SeriesUid | None = None) -> list[Path]:
        """One file for each SOP instance, in series order (position along the normal)."""
        with self._readers.connection() as connection:
            rows = connection.execute(PATHS, _keys(study_uid, series_uid))
            return [path_of(folder, name) for folder, name in rows]

    def instances(
        self, study_uid: StudyUid, series_uid: SeriesUid | None = None
    ) -> list[InstanceRow]:
        """Every file of a study or series, duplicates too, in series order."""
        with self._readers.connection() as connection:
            rows = connection.execute(INSTANCES, _keys(study_uid, series_uid))
            return [instance_row(row) for row in rows]

    def duplicates(self) -> list[InstanceRow]:
        """Every file of SOP instances that lie in several, those of one together, oldest first."""
        with self._readers.connection() as connection:
            return [instance_row(row) for row in connection.execute(DUPLICATES)]

    def known_files(self, folder: Path) -> dict[str, tuple[int, int]]:
        """Name -> (size, mtime in ns) of the files listed directly in a folder."""
        statement = (
            "SELECT file_name, file_size, file_mtime_ns FROM instance "
            "WHERE folder_id = (SELECT id FROM folder WHERE path = ?)"
        )
        with self._readers.connection() as connection:
            rows = connection.execute(statement, (storable_path(os.fspath(folder)),))
            return {os.fsdecode(name): (size, mtime) for name, size, mtime in rows}

    def all_files(self) -> list[Path]:
        """Every file that the archive lists, folder by folder."""
        statement = f"{FILES} ORDER BY folder.path, file_name"
        with self._readers.connection() as connection:
            return [path_of(folder, name) for folder, name in connection.execute(statement)]

    def character_sets(self) -> dict[StudyUid, str]:
        """The studies for which the user chose a character set, listed or not."""
        statement = "SELECT study_uid, chosen FROM character_set"
        with self._readers.connection() as connection:
            return {StudyUid(uid): chosen for uid, chosen in connection.execute(statement)}

    def choose_character_set(self, study_uid: StudyUid, character_set: str) -> None:
        """Keep a choice for a study, "" for what its files declare; its files count as changed."""
        with self._writing():
            write_character_set(self._writer, study_uid, character_set)

    def store(self, instances: Iterable[InstanceRecord], *, source: str = "") -> StoreResult:
        """Add or refresh instances by reference, in one transaction; they come from `source`."""
        with self._writing():
            return Ingest(self._writer, source=source).store(instances)

    def mark(self, study_uid: StudyUid, mark: StudyMark) -> None:
        """Keep what the user says of a study; its note and labels are searched like its name."""
        with self._writing():
            write_mark(self._writer, study_uid, mark)

    def mark_seen(self, study_uids: Iterable[StudyUid]) -> None:
        """Keep that studies have been seen, listed or not; their notes and labels stay."""
        with self._writing():
            for study_uid in study_uids:
                write_seen(self._writer, study_uid)

    def relocate(self, moved: Iterable[tuple[Path, Path]]) -> None:
        """List files where they are now, the second of each pair; all or none."""
        with self._writing():
            relocate(self._writer, moved)

    def drop(self, paths: Iterable[Path]) -> None:
        """Take files from the list, and the studies that have none left."""
        with self._writing():
            Ingest(self._writer).drop(paths)

    def stored_studies(self, folder: Path) -> list[StoredStudy]:
        """The studies with files in a folder or below it, oldest in the archive first."""
        text = os.fspath(folder).rstrip(os.sep)
        bounds = {"folder": text, "begins": text + os.sep, "ends": text + chr(ord(os.sep) + 1)}
        with self._readers.connection() as connection:
            rows = connection.execute(STORED_STUDIES, bounds)
            return [StoredStudy(StudyUid(uid), added, size) for uid, added, size in rows]

    def newest_added_s(self) -> int:
        """When the latest study came into the archive, in seconds since 1970; 0 for none."""
        with self._readers.connection() as connection:
            return int(connection.execute(NEWEST_ADDED).fetchone()[0])

    def listed_files(self) -> list[tuple[Path, int, int]]:
        """Every file that the archive lists, with its size in bytes and mtime in ns."""
        with self._readers.connection() as connection:
            rows = connection.execute(LISTED_FILES)
            return [(path_of(folder, name), size, mtime) for folder, name, size, mtime in rows]

    def give_patient(self, study_uids: Iterable[StudyUid], patient: Patient | None) -> None:
        """Say whose studies are, whatever their files say; None for what those say.

        So patients are merged and split by hand: it outlives importing again and repairing.
        """
        with self._writing():
            for study_uid in study_uids:
                write_patient(self._writer, study_uid, patient)

    def remove(self, study_uid: StudyUid) -> int:
        """Take a study from the list (never from disk); returns its number of instances."""
        with self._writing():
            return take_out(self._writer, storable_text(study_uid))

    def put_back(self, study_uid: StudyUid) -> int:
        """Undo `remove`, for 90 days; returns the number of instances, 0 where nothing is left."""
        with self._writing():
            return Ingest(self._writer).put_back(study_uid)

    def forget_removed(self, study_uid: StudyUid) -> None:
        """Make a removal final: its files are gone."""
        with self._writing():
            forget(self._writer, storable_text(study_uid))

    def repair(self) -> Repair:
        """Begin an empty database where the one in its place is damaged, which is set aside.

        One that cannot be used for another reason stays, and so does one that cannot be written:
        `ArchiveError`.
        """
        with self._write_lock, sqlite_errors_translated():
            self._readers.close()
            self._writer.close()
            files = list[Path]()
            try:
                are_marks_new = rescue(self._home)
                is_in_place = self._path == self._home
                is_damaged = _is_damaged(self._home)
                if is_damaged:
                    files = salvaged_files(self._home)
                if not is_in_place:
                    files += salvaged_files(self._path)
                if is_damaged:
                    set_aside(self._home)
                self._path = self._home
            finally:
                self._writer = _prepared_writer(self._path)
                self._readers = Readers(self._path)
        return Repair(tuple(files), is_list_new=is_damaged, are_marks_new=are_marks_new)

    def counts(self) -> ArchiveCounts:
        """How much the archive holds."""
        with self._readers.connection() as connection:
            return ArchiveCounts(*connection.execute(COUNTS).fetchone())

    def check_integrity(self, *, is_quick: bool = False) -> None:
        """Read the whole database; `ArchiveError` names the first damage.

        A quick check does not compare indexes with their tables.
        """
        with self._readers.connection() as connection:
            found = _first_damage(connection, is_quick=is_quick)
        if found is not None:
            raise damaged_archive_error(found)

    def close(self) -> None:
        """Finish the write under way, then close; no call may follow."""
        self._readers.close()
        with self._write_lock:
            self._writer.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._write_lock, sqlite_errors_translated(), transaction(self._writer):
            yield


def _prepared_writer(path: Path) -> sqlite3.Connection:
    with sqlite_errors_translated():
        writer = open_writer(path)
        try:
            attach(writer, path)
            prepare_own(writer)
            prepare(writer, path)
        except BaseException:
            writer.close()
            raise
    return writer


def _few(connection: sqlite3.Connection, search: Search) -> Clause | None:
    """The condition of a search that holds for few studies, if there is one."""
    conditions = (
        condition
        for condition, asked in few_queries(search)
        if len(connection.execute(*asked).fetchall()) <= FEW
    )
    return next(conditions, None)


def _is_damaged(path: Path) -> bool:
    """Read the whole database at `path` and write it; `ArchiveError` for what is no damage."""
    try:
        with closing(_prepared_writer(path)) as connection, sqlite_errors_translated():
            if _first_damage(connection) is not None:
                return True
            prove_writable(connection)
            return False
    except DamagedArchiveError:
        return True


def _first_damage(connection: sqlite3.Connection, *, is_quick: bool = False) -> str | None:
    check = "quick_check" if is_quick else "integrity_check"
    (found,) = connection.execute(f"PRAGMA {check} (1)").fetchone()
    return None if found == "ok" else str(found)


def _keys(study_uid: StudyUid, series_uid: SeriesUid | None) -> dict[str, str | None]:
    series = None if series_uid is None else storable_text(series_uid)
    return {"study": storable_text(study_uid), "series": series}
