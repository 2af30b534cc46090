"""`radiolucent watch`: list what is put into folders, until interrupted."""

from pathlib import Path

import click

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.cli.output import say, warn
from viewer.cli.session import Session, pass_session
from viewer.index.options import Copies
from viewer.settings.store import SettingsStore
from viewer.workflows.audit_access import import_event
from viewer.workflows.import_files import ImportReport
from viewer.workflows.watch_folders import watch_folders


@click.command("watch")
@click.argument("folders", nargs=-1, type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--every",
    "interval_s",
    type=click.FloatRange(min=0.01),
    default=2.0,
    show_default=True,
    help="Seconds between two looks; a file is listed when it is the same at two.",
)
@click.option("--copy/--by-reference", "is_copied", default=False, help="Copy into the store.")
@pass_session
def watch_command(
    session: Session, folders: tuple[Path, ...], *, interval_s: float, is_copied: bool
) -> None:
    """List what is in FOLDERS, or in those of the preferences, and what is put into them."""
    paths = session.paths()
    watched = SettingsStore(paths.settings_file, is_kept=False).value.archive.watched
    wanted = folders or tuple(map(Path, watched))
    if not wanted:
        raise ViewerError(
            "No folder is named.", hint="Name one, or set archive.watched in the preferences."
        )
    for folder in wanted:
        if not folder.is_dir():
            warn(f"{folder}: not there yet")

    def tell(report: ImportReport) -> None:
        session.audit(import_event(wanted))
        for failure in report.failed:
            warn(f"{failure.path}: {failure.reason}")
        say(f"{report.imported} imported, {report.updated} updated, {report.not_dicom} not DICOM.")

    with session.archive() as archive:
        watch_folders(
            wanted,
            archive=archive,
            store=paths.received_folder,
            copies=Copies.ALWAYS if is_copied else Copies.NEVER,
            interval_s=interval_s,
            job=Job("Watching", on_value=tell),
        )
