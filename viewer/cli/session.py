"""What a command line call works with: its folders, the archive, and a job that shows progress."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from viewer.base.jobs import Job, Progress
from viewer.base.log import set_up_logging
from viewer.base.paths import AppPaths, app_paths
from viewer.dicom.scan import scan_file
from viewer.index.archive import SqliteArchive
from viewer.model.audit import AuditEvent

if TYPE_CHECKING:
    from viewer.net.audit.trail import AuditTrail
    from viewer.workflows.capture import Burn
    from viewer.workflows.study_report import StudyReport

_CLEAR_LINE = "\r\x1b[K"

# Prints a report into a file, once it is made with pictures that the given function draws on.
PrintReport = Callable[[Callable[["Burn"], "StudyReport"], Path], None]


@dataclass(frozen=True, slots=True)
class Session:
    """The global options, and how a report is printed: only Qt can, which this floor has not."""

    home: Path | None = None
    is_verbose: bool = False
    print_report: PrintReport | None = None

    def paths(self) -> AppPaths:
        """The folders of the program, made where they are missing."""
        return app_paths(self.home).create()

    @contextmanager
    def archive(self) -> Iterator[SqliteArchive]:
        """The local archive, closed at the end."""
        paths = self.paths()
        set_up_logging(paths.log, verbose=self.is_verbose)
        archive = SqliteArchive(paths.index_file)
        try:
            yield archive
        finally:
            archive.close()

    def audit_trail(self) -> "AuditTrail":
        """The audit trail as the settings have it; whoever records in it closes it."""
        from viewer.net.audit.trail import AuditTrail
        from viewer.net.node_store import NodeStore
        from viewer.settings.store import SettingsStore

        paths = self.paths()
        options = SettingsStore(paths.settings_file, is_kept=False).value.audit
        store = NodeStore(paths.config)
        return AuditTrail(
            paths.data, paths.config, options, own_ae_title=lambda: store.local().ae_title
        )

    def audit(self, *events: AuditEvent) -> None:
        """Put events on record."""
        with closing(self.audit_trail()) as trail:
            for event in events:
                trail.record(event)

    def character_set_of(self, file: Path) -> str:
        """What was chosen for the study of a DICOM file; empty where nothing was.

        Nothing is made where there is no archive yet.
        """
        if not app_paths(self.home).index_file.exists():
            return ""
        with self.archive() as archive:
            return archive.character_sets().get(scan_file(file).study.study_uid, "")


pass_session = click.make_pass_decorator(Session)


@contextmanager
def progress_on_terminal(title: str) -> Iterator[Job]:
    """A job whose progress is one line on the terminal, and nothing in a pipe."""
    is_shown = sys.stderr.isatty()

    def show(progress: Progress) -> None:
        click.echo(f"{_CLEAR_LINE}{title}: {progress.done:,} files", err=True, nl=False)

    try:
        yield Job(title, on_progress=show if is_shown else None)
    finally:
        if is_shown:
            click.echo(_CLEAR_LINE, err=True, nl=False)
