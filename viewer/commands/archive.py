"""Care for the list of studies; files of images are never touched."""

from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import notify_error
from viewer.model.audit import AuditEvent, AuditKind, AuditStudy
from viewer.model.identity import StudyUid
from viewer.workflows.import_files import ImportReport, import_files


@command("archive.remove", "Remove from the list", icon="remove")
def remove_study(context: Context, *, study_uid: StudyUid) -> None:
    """Take a study from the list; its files stay where they are."""
    archive = context.archive

    def tell(_count: int) -> None:
        context.audit(AuditEvent(AuditKind.STUDY_DELETED, studies=(AuditStudy(study_uid),)))
        context.notify(
            Notice(
                Tone.GOOD,
                tr("The study is no longer listed."),
                hint=tr("Its files are where they were: open them to list it again."),
            )
        )

    context.runner.submit(
        Lane.INDEX,
        lambda job: archive.remove(study_uid),
        title=tr("Removing from the list"),
        done=tell,
        failed=lambda error: notify_error(context, error),
    )


@command("archive.repair", "Repair the list of studies", icon="reset")
def repair_list(context: Context) -> None:
    """Set a damaged list aside, and list the files anew that it still tells of."""
    archive = context.archive

    def repair(job: Job) -> ImportReport | None:
        files = archive.repair()
        return import_files(files, archive=archive, job=job) if files else None

    context.runner.submit(
        Lane.INDEX,
        repair,
        title=tr("Repairing the list of studies"),
        done=lambda report: _tell(context, report),
        failed=lambda error: notify_error(context, error),
    )


def _tell(context: Context, report: ImportReport | None) -> None:
    if report is None:
        context.notify(Notice(Tone.GOOD, tr("The list of studies is in order.")))
        return
    listed = report.imported + report.updated + report.unchanged
    context.notify(
        Notice(
            Tone.GOOD,
            tr("The list of studies is usable again. Files in it: {count}.").format(count=listed),
            hint=tr("The damaged one is kept beside it. What is missing: open its folder again."),
        )
    )
