"""Care for the list of studies; files of images are never touched."""

from collections.abc import Sequence
from pathlib import Path

from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import notify_error
from viewer.model.archive import Repair
from viewer.workflows.audit_access import import_event
from viewer.workflows.import_files import ImportReport, import_files


@command("archive.import_folder", "Import a folder…", icon="open-folder")
def import_folder(context: Context) -> None:
    """List every DICOM file below a folder without opening it; discs are copied."""
    if (folder := context.face.choose_folder()) is not None:
        import_paths(context, paths=[folder])


@command("archive.import_paths", "Import what was given", icon="open-folder")
def import_paths(context: Context, *, paths: Sequence[Path], sources: Sequence[Path] = ()) -> None:
    """List files and folders; they are copied as the preferences say."""
    archive, store = context.archive, context.paths.received_folder
    copies = context.settings.value.archive.copies

    def tell(report: ImportReport) -> None:
        context.audit(import_event(sources or paths))
        if not sources:  # what comes by itself comes quietly
            _tell_imported(context, report)

    context.runner.submit(
        Lane.INDEX,
        lambda job: import_files(
            paths, archive=archive, job=job, store=store, copies=copies, sources=sources
        ),
        title=tr("Importing"),
        done=tell,
        failed=lambda error: notify_error(context, error),
    )


def _tell_imported(context: Context, report: ImportReport) -> None:
    new, known = report.imported + report.updated, report.unchanged
    failed = (*report.failed, *report.missing)
    message = tr("Imported. New files: {new}, known already: {known}.").format(new=new, known=known)
    if failed:
        message = message if new or known else tr("Nothing could be imported.")
        hint = tr("Files that could not be read: {count}.").format(count=len(failed))
        context.face.offer_problems(failed, Notice(Tone.WARNING, message, hint))
    elif new or known:
        context.notify(Notice(Tone.GOOD, message))
    else:
        hint = tr("DICOM files may have any name; other kinds of files are passed over.")
        context.notify(Notice(Tone.WARNING, tr("No DICOM files were found there."), hint))


@command("archive.repair", "Repair the list of studies", icon="reset")
def repair_list(context: Context) -> None:
    """Set a damaged list aside, and list the files anew that it still tells of."""
    archive = context.archive

    def repair(job: Job) -> tuple[Repair, ImportReport]:
        found = archive.repair()
        return found, import_files(found.files, archive=archive, job=job)

    context.runner.submit(
        Lane.INDEX,
        repair,
        title=tr("Repairing the list of studies"),
        done=lambda answer: _tell(context, *answer),
        failed=lambda error: notify_error(context, error),
    )


def _tell(context: Context, found: Repair, report: ImportReport) -> None:
    if not (found.files or found.is_list_new or found.are_marks_new):
        context.notify(Notice(Tone.GOOD, tr("The list of studies is in order.")))
        return
    kept_hint = tr("The damaged one is kept beside it. What is missing: open its folder again.")
    if found.are_marks_new:
        message = tr("Notes, labels and corrections were damaged; what could be read is kept.")
        context.notify(Notice(Tone.WARNING, message, tr("The damaged file is kept beside them.")))
    if found.files:
        listed = report.imported + report.updated + report.unchanged
        message = tr("The list of studies is usable again. Files in it: {count}.")
        is_whole = listed == len(found.files)
        tone = Tone.GOOD if is_whole else Tone.WARNING
        context.notify(Notice(tone, message.format(count=listed), kept_hint))
    elif found.is_list_new:
        message = tr("The list of studies could not be read any more. An empty one was begun.")
        context.notify(Notice(Tone.WARNING, message, kept_hint))
