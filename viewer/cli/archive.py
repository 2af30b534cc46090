"""`radiolucent import`, `list`, `remove`, `stats`, `rescan`: the local archive."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from viewer.base.errors import ViewerError
from viewer.base.paths import AppPaths
from viewer.cli import listing
from viewer.cli.options import character_set_option
from viewer.cli.output import ExitCode, print_json, print_json_array, print_table, say, warn
from viewer.cli.passwords import archive_passwords
from viewer.cli.session import Session, pass_session, progress_on_terminal
from viewer.export.studies import marked_keywords, write_csv
from viewer.index.archive import SqliteArchive
from viewer.index.options import Copies
from viewer.model.archive import StudyRow
from viewer.model.audit import AuditEvent, AuditKind, AuditStudy
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.search import NEWEST_FIRST, Order, Search, SortKey
from viewer.settings.store import SettingsStore
from viewer.workflows.audit_access import import_event
from viewer.workflows.import_files import ImportReport, import_files
from viewer.workflows.marks_by_hand import with_marks_by_hand
from viewer.workflows.path_failure import PathFailure
from viewer.workflows.unpack import Unpacking

_DAY = click.DateTime(["%Y-%m-%d", "%Y%m%d"])
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path)
)
@character_set_option
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Unlock archives with the first line of this file; without it, the terminal is asked.",
)
@click.option(
    "--copy/--by-reference",
    "is_copied",
    default=None,
    help="Copy the files into the store, or list them where they are; else as the settings say.",
)
@json_option
@pass_session
def import_command(
    session: Session,
    paths: tuple[Path, ...],
    *,
    is_copied: bool | None,
    character_set: str | None,
    password_file: Path | None,
    as_json: bool,
) -> int:
    """Add files and folders to the local archive; they stay where they are, discs are copied.

    The images in ZIP and gzip files that are named are unpacked into the folder of the program.
    A character set is kept for the studies of these files, in the window too.
    """
    passwords = archive_passwords(paths, password_file)
    folders = session.paths()
    folder = folders.unpacked_folder
    copies = _copies(folders, is_copied)
    with session.archive() as archive, progress_on_terminal("Importing") as job:
        unpacking = Unpacking(folder, passwords, lambda each: bool(archive.known_files(each)))
        report = import_files(
            paths,
            archive=archive,
            job=job,
            character_set=character_set,
            unpacking=unpacking,
            store=folders.received_folder,
            copies=copies,
        )
    session.audit(import_event(paths))
    return _print_report(report, as_json=as_json)


def _copies(folders: AppPaths, is_copied: bool | None) -> Copies:
    """What was asked for, else what the settings say."""
    if is_copied is None:
        return SettingsStore(folders.settings_file, is_kept=False).value.archive.copies
    return Copies.ALWAYS if is_copied else Copies.NEVER


@click.command("rescan")
@json_option
@pass_session
def rescan_command(session: Session, *, as_json: bool) -> int:
    """Check the archive, and read every file again that has changed.

    Files that are gone are named and stay in the list: their disk may be unplugged.
    """
    with session.archive() as archive, progress_on_terminal("Rescanning") as job:
        archive.check_integrity()
        report = import_files(archive.all_files(), archive=archive, job=job)
        is_empty = archive.counts().instances == 0
    code = _print_report(report, as_json=as_json)
    return ExitCode.DONE if is_empty else code


def _print_report(report: ImportReport, *, as_json: bool) -> int:
    usable = report.imported + report.updated + report.unchanged
    _name_failures(report.missing)
    if as_json:
        counts = {name: getattr(report, name) for name in _COUNTS}
        print_json({**counts, "failed": [_failure_keys(failure) for failure in report.failed]})
    else:
        if not report.files and not report.failed:
            warn("There are no files in what was named.")
        named = [*report.failed, *(() if usable else report.passed_over)]
        _name_failures(named)
        say(
            f"{report.files} files: {report.imported} imported, {report.updated} updated, "
            f"{report.unchanged} unchanged, {report.not_dicom} not DICOM, "
            f"{len(report.failed)} failed."
        )
    if not usable:
        return ExitCode.ERROR
    return ExitCode.PARTLY if report.failed else ExitCode.DONE


_COUNTS = ("files", "imported", "updated", "unchanged", "not_dicom")


def _failure_keys(failure: PathFailure) -> dict[str, str]:
    return {"path": str(failure.path), "reason": failure.reason}


def _name_failures(failures: Iterable[PathFailure]) -> None:
    for failure in failures:
        warn(f"{failure.path}: {failure.reason}")


@click.command("list")
@click.argument("query", nargs=-1, metavar="[QUERY...]")
@json_option
@click.option(
    "--level",
    type=click.Choice(["study", "series", "instance"]),
    help="What to list; without it, what is inside of --study or --series.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print studies as CSV, for a spreadsheet.")
@click.option("--modality", multiple=True, help="Only studies with it; may be given again.")
@click.option("--body-part", default="", help="Only studies with a series of it, as CHEST.")
@click.option("--source", default="", help="Only studies imported from this folder.")
@click.option("--label", default="", help="Only studies with this label.")
@click.option("--seen/--unseen", "is_seen", default=None, help="Only studies seen, or not yet.")
@click.option(
    "--key-images", is_flag=True, help="Only studies with key images, of others or marked here."
)
@click.option("--measurements", is_flag=True, help="Only studies that were drawn on here.")
@click.option("--since", type=_DAY, help="Only studies of this day or later.")
@click.option("--until", type=_DAY, help="Only studies of this day or earlier.")
@click.option(
    "--sort",
    "orders",
    multiple=True,
    type=click.Choice([key.value for key in SortKey]),
    help="Order by this, upwards, and by the next where it is equal; newest first without it.",
)
@click.option("--descending", is_flag=True, help="Order downwards.")
@click.option("--study", "study_uid", metavar="UID", help="Only this study.")
@click.option("--series", "series_uid", metavar="UID", help="Only this series.")
@pass_session
def list_command(
    session: Session,
    query: tuple[str, ...],
    *,
    as_json: bool,
    as_csv: bool,
    level: str | None,
    study_uid: str | None,
    series_uid: str | None,
    orders: tuple[str, ...],
    descending: bool,
    modality: tuple[str, ...],
    key_images: bool,
    measurements: bool,
    since: datetime | None,
    until: datetime | None,
    body_part: str,
    source: str,
    label: str,
    is_seen: bool | None,
) -> None:
    """List studies, newest first, or the series or files in them.

    Words of QUERY begin words of name, ID, accession number, description, labels or note, in any
    order; accents and case do not matter, ? stands for one letter and * for any number.
    """
    order = tuple(Order(SortKey(key), descending) for key in orders) or NEWEST_FIRST
    search = Search(
        " ".join(query),
        modality,
        date_from=_dicom_date(since),
        date_to=_dicom_date(until),
        body_part=body_part,
        source=source,
        label=label,
        is_seen=is_seen,
        has_key_images=key_images,
        has_drawings=measurements,
        order=order,
    )
    if replace(search, order=NEWEST_FIRST) != Search() and (study_uid or series_uid):
        raise click.UsageError("give words and filters, or --study and --series, not both")
    if as_csv and level not in (None, "study"):
        raise click.UsageError("--csv lists studies")
    if level is None:
        level = "instance" if series_uid else "series" if study_uid else "study"
    with session.archive() as archive:
        search = with_marks_by_hand(search, session.paths())
        studies = _studies(archive, search, study_uid, series_uid)
        if as_csv:
            write_csv(sys.stdout, studies)
            return
        keywords, line, headings = _FORMS[level]
        rows = _rows(archive, studies, level, SeriesUid(series_uid) if series_uid else None)
        if as_json:
            print_json_array(map(keywords, rows))
        else:
            print_table(headings, map(line, rows))


def _dicom_date(day: datetime | None) -> str:
    return f"{day:%Y%m%d}" if day else ""


_FORMS: dict[str, tuple[Any, Any, tuple[str, ...]]] = {
    "study": (marked_keywords, listing.study_line, listing.STUDY_HEADINGS),
    "series": (listing.series_keywords, listing.series_line, listing.SERIES_HEADINGS),
    "instance": (listing.instance_keywords, listing.instance_line, listing.INSTANCE_HEADINGS),
}


def _studies(
    archive: SqliteArchive, search: Search, study_uid: str | None, series_uid: str | None
) -> Iterator[StudyRow]:
    """The studies asked for, page by page."""
    if study_uid or series_uid:
        holders = archive.studies_with_series(SeriesUid(series_uid)) if series_uid else None
        uids = [StudyUid(study_uid)] if study_uid else holders or []
        found = (archive.find_study(uid) for uid in uids if holders is None or uid in holders)
        yield from (row for row in found if row is not None)
        return
    page = archive.find_studies(search)
    while page:
        yield from page
        page = archive.find_studies(search, after=page[-1])


def _rows(
    archive: SqliteArchive, studies: Iterable[StudyRow], level: str, series_uid: SeriesUid | None
) -> Iterator[Any]:
    """The rows of one level below some studies."""
    for row in studies:
        uid = row.study.study_uid
        if level == "study":
            yield row
        elif level == "instance":
            yield from archive.instances(uid, series_uid)
        else:
            series = archive.find_series(uid)
            yield from (s for s in series if series_uid in (None, s.series.series_uid))


@click.command("remove")
@click.argument("uid")
@click.option("--undo", is_flag=True, help="List a study again that was removed, as it was.")
@pass_session
def remove_command(session: Session, uid: str, *, undo: bool) -> None:
    """Take the study with this UID from the list; its files stay on disk."""
    with session.archive() as archive:
        count = archive.put_back(StudyUid(uid)) if undo else archive.remove(StudyUid(uid))
    if undo and not count:
        raise ViewerError("No study with this UID was removed within the last 90 days.")
    if not count:
        raise ViewerError(
            "No study with this UID is in the archive.", hint="`radiolucent list` shows the UIDs."
        )
    if undo:
        say(f"{count} images listed again.")
        return
    session.audit(AuditEvent(AuditKind.STUDY_DELETED, studies=(AuditStudy(uid),)))
    say(f"{count} images taken from the list; their files stay on disk.")


@click.command("stats")
@json_option
@pass_session
def stats_command(session: Session, *, as_json: bool) -> None:
    """Count what the archive holds."""
    with session.archive() as archive:
        counts = asdict(archive.counts())
    counts["archive"] = str(session.paths().index_file)
    if as_json:
        print_json(counts)
        return
    for name, value in counts.items():
        say(f"{name:<11} {value if isinstance(value, str) else format(value, ',')}")
