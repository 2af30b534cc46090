"""`radiolucent mark`, `patient`, `verify`, `repair`, `duplicates`: the care for a list."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from viewer.base.errors import ViewerError
from viewer.cli.archive import json_option
from viewer.cli.output import ExitCode, print_json, say, warn
from viewer.cli.session import Session, pass_session, progress_on_terminal
from viewer.index.archive import SqliteArchive
from viewer.index.errors import DamagedArchiveError
from viewer.model.archive import StudyRow
from viewer.model.identity import StudyUid
from viewer.workflows.find_duplicates import (
    DuplicateFile,
    Likeness,
    attributes_text,
    find_duplicates,
)
from viewer.workflows.import_files import ImportReport, import_files
from viewer.workflows.verify_files import verify_files


@click.command("mark")
@click.argument("uid")
@click.option("--note", help="Keep this text with the study; an empty one takes it away.")
@click.option("--label", "labels", multiple=True, help="Add a label; may be given again.")
@click.option("--no-label", "taken", multiple=True, help="Take a label away.")
@click.option("--seen/--unseen", "is_seen", default=None, help="Whether it has been seen.")
@pass_session
def mark_command(
    session: Session,
    uid: str,
    *,
    note: str | None,
    labels: tuple[str, ...],
    taken: tuple[str, ...],
    is_seen: bool | None,
) -> None:
    """Keep a note, labels or that it was seen with the study of this UID.

    They are found by `list` and stay when the study is removed and imported again.
    """
    with session.archive() as archive:
        row = _row(archive, uid)
        mark = replace(
            row.mark,
            note=row.mark.note if note is None else note,
            labels=tuple(sorted({*row.mark.labels, *labels} - set(taken))),
            is_seen=row.mark.is_seen if is_seen is None else is_seen,
        )
        archive.mark(StudyUid(uid), mark)


def _row(archive: SqliteArchive, uid: str) -> StudyRow:
    row = archive.find_study(StudyUid(uid))
    if row is None:
        raise ViewerError(
            "No study with this UID is in the archive.", hint="`radiolucent list` shows the UIDs."
        )
    return row


@click.command("patient")
@click.argument("uids", nargs=-1, required=True, metavar="UID...")
@click.option("--as", "model", metavar="UID", help="The patient of this study is theirs too.")
@click.option("--of-files", is_flag=True, help="Their patient is again whom their files name.")
@pass_session
def patient_command(
    session: Session, uids: tuple[str, ...], *, model: str | None, of_files: bool
) -> None:
    """Say in the list whose studies are; their files are not changed.

    So the studies of one patient under two names are brought together, and parted again.
    """
    if (model is None) is not of_files:
        raise click.UsageError("give either --as or --of-files")
    with session.archive() as archive:
        patient = None if model is None else _row(archive, model).study.patient
        for uid in uids:
            _row(archive, uid)
        archive.give_patient(map(StudyUid, uids), patient)


@click.command("verify")
@json_option
@pass_session
def verify_command(session: Session, *, as_json: bool) -> int:
    """Look whether every listed file is there, unchanged and readable; changes nothing."""
    with session.archive() as archive, progress_on_terminal("Verifying") as job:
        archive.check_integrity()
        report = verify_files(archive, job=job)
    if as_json:
        print_json(
            {
                "files": report.files,
                "missing": [str(path) for path in report.missing],
                "changed": [str(path) for path in report.changed],
                "unreadable": [
                    {"path": str(each.path), "reason": each.reason} for each in report.unreadable
                ],
            }
        )
    else:
        for path in report.missing:
            warn(f"{path}: missing")
        for path in report.changed:
            warn(f"{path}: changed since it was imported")
        for each in report.unreadable:
            warn(f"{each.path}: {each.reason}")
        say(
            f"{report.files} files: {len(report.missing)} missing, {len(report.changed)} changed, "
            f"{len(report.unreadable)} unreadable."
        )
    is_well = not (report.missing or report.changed or report.unreadable)
    return ExitCode.DONE if is_well else ExitCode.PARTLY


@click.command("repair")
@pass_session
def repair_command(session: Session) -> int:
    """Set a damaged list aside, and list the files anew that it still tells of."""
    index = session.paths().index_file
    before = _set_aside(index)
    with (
        TemporaryDirectory(prefix="radiolucent-") as folder,
        closing(_archive_or_stand_in(index, Path(folder))) as archive,
        progress_on_terminal("Listing again") as job,
    ):
        files = archive.repair().files
        report = import_files(files, archive=archive, job=job) if files else ImportReport()
    damaged = _set_aside(index) - before
    if not damaged:
        say("The list of studies is in order.")
        return ExitCode.DONE
    for failure in (*report.missing, *report.failed):
        warn(f"{failure.path}: {failure.reason}")
    listed = report.imported + report.updated + report.unchanged
    say(f"{listed} of {len(files)} files are listed again.")
    for path in sorted(damaged):
        say(f"What was damaged is kept: {path}")
    return ExitCode.DONE if listed == len(files) else ExitCode.PARTLY


def _archive_or_stand_in(index: Path, folder: Path) -> SqliteArchive:
    """The archive, or an empty one in its place where it cannot even be opened."""
    try:
        return SqliteArchive(index)
    except DamagedArchiveError:
        return SqliteArchive(folder / index.name, stands_in_for=index)


def _set_aside(index: Path) -> set[Path]:
    """The damaged databases beside the list, of it and of the marks."""
    return {
        path for path in index.parent.glob("*.damaged-*") if path.name[-4:] not in ("-wal", "-shm")
    }


@click.command("duplicates")
@json_option
@pass_session
def duplicates_command(session: Session, *, as_json: bool) -> int:
    """Name the images that lie in several files, and what differs in those; changes nothing."""
    with session.archive() as archive, progress_on_terminal("Comparing") as job:
        report = find_duplicates(archive, job=job)
    if as_json:
        print_json([_duplicate_keys(files) for files in report.instances])
    else:
        for first, *others in report.instances:
            say(f"{first.row.sop_instance_uid}")
            say(f"  {first.row.path}")
            for other in others:
                why = other.reason or attributes_text(other.attributes)
                say(f"  {other.row.path}: {other.likeness.value}{f' ({why})' if why else ''}")
        same = report.count(Likeness.SAME_FILE) + report.count(Likeness.SAME_CONTENT)
        say(
            f"Images in several files: {len(report.instances)}; {same} more with the same content, "
            f"{report.count(Likeness.OTHER_CONTENT)} with other content, "
            f"{report.count(Likeness.NOT_COMPARED)} not compared."
        )
    return ExitCode.PARTLY if report.count(Likeness.NOT_COMPARED) else ExitCode.DONE


def _duplicate_keys(files: Iterable[DuplicateFile]) -> dict[str, Any]:
    listed = list(files)
    return {
        "SOPInstanceUID": listed[0].row.sop_instance_uid,
        "files": [
            {
                "path": str(file.row.path),
                "StudyInstanceUID": file.row.study_uid,
                "SeriesInstanceUID": file.row.series_uid,
                "content": file.likeness.value,
                "differing": list(file.attributes),
                "reason": file.reason,
            }
            for file in listed
        ],
    }
