"""`radiolucent store` and `delete`: the program's own copies of images."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import click

from viewer.base.errors import ViewerError
from viewer.cli.archive import json_option
from viewer.cli.output import ExitCode, print_json, say, warn
from viewer.cli.session import Session, pass_session, progress_on_terminal
from viewer.index.annotation_store import AnnotationStore
from viewer.index.archive import SqliteArchive
from viewer.index.key_image_store import KeyImageStore
from viewer.model.archive import StoredStudy
from viewer.model.audit import AuditEvent, AuditKind, AuditStudy
from viewer.model.identity import StudyUid
from viewer.settings.store import SettingsStore
from viewer.workflows.delete_studies import (
    DeleteReport,
    delete_studies,
    is_spared,
    outdated_studies,
)
from viewer.workflows.move_store import move_store
from viewer.workflows.path_failure import PathFailure

_GB = 1_000_000_000


@click.group("store")
def store_group() -> None:
    """Images that the program keeps: copies from media, and what came over the network."""


@store_group.command("show")
@json_option
@pass_session
def show_command(session: Session, *, as_json: bool) -> None:
    """Tell where the store is and how much is in it."""
    paths = session.paths()
    place = paths.store_place
    with session.archive() as archive:
        stored = [study for folder in paths.own_folders for study in archive.stored_studies(folder)]
    size = sum(study.bytes for study in stored)
    studies = len({study.study_uid for study in stored})
    if as_json:
        folders = {"folder": str(place.folder), "former": [str(each) for each in place.former]}
        print_json({**folders, "studies": studies, "bytes": size})
        return
    say(f"folder   {place.folder}")
    for former in place.former:
        say(f"former   {former} (not all of it is moved)")
    say(f"studies  {studies:,}")
    say(f"bytes    {size:,}")


@store_group.command("move")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@pass_session
def move_command(session: Session, folder: Path) -> int:
    """Move the store to FOLDER: copy, verify, list there, then remove here.

    It may be interrupted; the same command goes on where it was.
    """
    paths = session.paths()
    with session.archive() as archive, progress_on_terminal("Moving") as job:
        report = move_store(folder, paths=paths, archive=archive, job=job)
    _name(report.failed)
    say(f"{report.moved} files moved to {paths.store_place.folder}.")
    return ExitCode.PARTLY if report.failed else ExitCode.DONE


@store_group.command("clean")
@click.option("--days", type=click.IntRange(min=1), help="Remove what came before that many days.")
@click.option("--gb", type=click.IntRange(min=1), help="Remove the oldest above that many GB.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be removed.")
@json_option
@pass_session
def clean_command(
    session: Session, *, days: int | None, gb: int | None, dry_run: bool, as_json: bool
) -> int:
    """Delete the oldest studies of the store, by age, by size, or as the settings say.

    Files elsewhere are never touched. Studies with a note, a label, key images or drawings are
    spared, and those that nobody has seen.
    """
    paths = session.paths()
    options = SettingsStore(paths.settings_file, is_kept=False).value.archive
    if days is None and gb is None:
        days, gb = options.keep_days, options.keep_gb
        if not days and not gb:
            raise click.UsageError("give --days or --gb; the settings set no limit")
    folders = paths.own_folders
    with (
        session.archive() as archive,
        _spared(session, archive) as spared,
        progress_on_terminal("Cleaning up") as job,
    ):
        outdated = outdated_studies(
            archive, folders, keep_days=days or 0, keep_bytes=(gb or 0) * _GB, is_spared=spared
        )
        uids = [study.study_uid for study in outdated]
        report = DeleteReport()
        if not dry_run:
            report = delete_studies(uids, folders=folders, archive=archive, job=job)
    if dry_run:
        return _print_outdated(outdated, as_json=as_json)
    return _print_deleted(session, report, as_json=as_json)


@contextmanager
def _spared(session: Session, archive: SqliteArchive) -> "Iterator[partial[bool]]":
    paths = session.paths()
    with (
        closing(KeyImageStore(paths.key_images_file)) as key_images,
        closing(AnnotationStore(paths.annotations_file)) as annotations,
    ):
        yield partial(is_spared, archive=archive, key_images=key_images, annotations=annotations)


@click.command("delete")
@click.argument("uids", nargs=-1, required=True, metavar="UID...")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@pass_session
def delete_command(session: Session, uids: tuple[str, ...], *, yes: bool, as_json: bool) -> int:
    """Delete the store's files of the studies with these UIDs from disk, for good.

    What was unpacked of archives is the program's own too. Files that are listed where they are
    elsewhere stay there, and in the list; `remove` takes studies from the list and deletes nothing.
    """
    folders = session.paths().own_folders
    with session.archive() as archive, progress_on_terminal("Deleting") as job:
        if unknown := [uid for uid in uids if archive.find_study(StudyUid(uid)) is None]:
            raise ViewerError(
                f"No study with this UID is in the archive: {unknown[0]}",
                hint="`radiolucent list` shows the UIDs.",
            )
        if not yes:
            click.confirm(f"Delete {_studies(len(uids))} from disk?", abort=True, err=True)
        report = delete_studies(map(StudyUid, uids), folders=folders, archive=archive, job=job)
    return _print_deleted(session, report, as_json=as_json)


def _print_deleted(session: Session, report: DeleteReport, *, as_json: bool) -> int:
    for uid in report.studies:
        session.audit(AuditEvent(AuditKind.STUDY_DELETED, studies=(AuditStudy(uid),)))
    _name(report.failed)
    if as_json:
        print_json(
            {
                "studies": list(report.studies),
                "files": report.files,
                "bytes": report.bytes,
                "elsewhere": report.elsewhere,
                "failed": [str(failure.path) for failure in report.failed],
            }
        )
    else:
        say(f"{report.files} files of {_studies(len(report.studies))} deleted, {report.bytes:,} B.")
        if report.elsewhere:
            say(f"{report.elsewhere} files stay: they are not the program's own.")
    return ExitCode.PARTLY if report.failed or report.elsewhere else ExitCode.DONE


def _print_outdated(outdated: list[StoredStudy], *, as_json: bool) -> int:
    size = sum(study.bytes for study in outdated)
    if as_json:
        print_json({"studies": [study.study_uid for study in outdated], "bytes": size})
    else:
        say(f"{_studies(len(outdated))} would be deleted, {size:,} B.")
    return ExitCode.DONE


def _name(failures: Iterable[PathFailure]) -> None:
    for failure in failures:
        warn(f"{failure.path}: {failure.reason}")


def _studies(count: int) -> str:
    return f"{count} {'study' if count == 1 else 'studies'}"
