"""Care for studies in the list: marks, whose they are, what is gone, what goes from the disk."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import notify_error
from viewer.export.studies import write_csv
from viewer.model.archive import ANY, StudyMark, StudyRow
from viewer.model.audit import AuditEvent, AuditKind, AuditStudy
from viewer.model.identity import StudyUid
from viewer.model.search import Search
from viewer.workflows.delete_studies import DeleteReport, delete_studies
from viewer.workflows.find_duplicates import DuplicateReport, find_duplicates
from viewer.workflows.import_files import import_files
from viewer.workflows.marks_by_hand import with_marks_by_hand
from viewer.workflows.verify_files import VerifyReport, verify_files
from viewer.workspace.history import Change

_PAGE = 500


@command("archive.show_studies", "All studies", icon="study")
def show_studies(context: Context) -> None:
    """Open the list of all studies as a table, with its filters and what keeps it in order."""
    context.face.archive.show_studies()


@command("archive.remove", "Remove from the list", icon="remove")
def remove_study(context: Context, *, study_uid: StudyUid) -> None:
    """Take a study from the list; its files stay where they are."""

    def tell() -> None:
        context.audit(AuditEvent(AuditKind.STUDY_DELETED, studies=(AuditStudy(study_uid),)))
        message = tr("The study is no longer listed.")
        hint = tr("Its files are where they were. Undo lists it again.")
        context.notify(Notice(Tone.GOOD, message, hint=hint))

    _undoable(
        context,
        tr("Removing from the list"),
        lambda: context.archive.remove(study_uid),
        lambda: context.archive.put_back(study_uid),
        told=tell,
    )


@command("archive.edit_mark", "Note and labels…", icon="edit")
def edit_mark(context: Context, *, study_uid: StudyUid) -> None:
    """Write a note on a study, and give it labels."""
    row = _row(context, study_uid)
    if row is not None:
        context.face.archive.edit_mark(row, lambda mark: _mark(context, [row], lambda _: mark))


@command("archive.mark_seen", "Mark as seen", icon="check")
def mark_seen(context: Context, *, study_uids: Sequence[StudyUid], is_seen: bool = True) -> None:
    """Say that studies have been seen, or not yet."""
    archive = context.archive
    context.runner.submit(
        Lane.SEARCH,
        lambda job: archive.studies(study_uids),
        done=lambda rows: _mark(
            context, list(rows.values()), lambda mark: replace(mark, is_seen=is_seen)
        ),
        failed=lambda error: notify_error(context, error),
    )


@command("archive.unite", "These are of one patient", icon="patient")
def unite(context: Context, *, study_uids: Sequence[StudyUid]) -> None:
    """List studies under the patient of the first; files are not changed."""
    rows = [row for uid in study_uids if (row := _row(context, uid)) is not None]
    if len(rows) > 1:
        patient, archive = rows[0].study.patient, context.archive
        uids = [row.study.study_uid for row in rows[1:]]
        _undoable(
            context,
            tr("Listing under one patient"),
            lambda: archive.give_patient(uids, patient),
            lambda: _give_back(context, rows[1:]),
        )


@command("archive.part", "Patient as in the files", icon="reset")
def part(context: Context, *, study_uids: Sequence[StudyUid]) -> None:
    """List studies under the patient that their files name."""
    rows = [row for uid in study_uids if (row := _row(context, uid)) is not None]
    uids = [row.study.study_uid for row in rows if row.has_given_patient]
    if uids:
        _undoable(
            context,
            tr("Listing by the files"),
            lambda: context.archive.give_patient(uids, None),
            lambda: _give_back(context, rows),
        )


@command("archive.delete", "Delete from disk…", icon="trash")
def delete(context: Context, *, study_uids: Sequence[StudyUid]) -> None:
    """Delete the program's own copies of studies for good; files elsewhere always stay."""
    archive, folders = context.archive, context.paths.own_folders

    def count(_job: Job) -> tuple[int, int]:
        rows = [row for uid in study_uids for row in archive.instances(uid)]
        own = [row for row in rows if any(row.path.is_relative_to(each) for each in folders)]
        return len(own), len(rows) - len(own)

    def ask(counts: tuple[int, int]) -> None:
        rows = [row for uid in study_uids if (row := _row(context, uid)) is not None]
        context.face.archive.confirm_delete(rows, *counts, go)

    def go() -> None:
        context.runner.submit(
            Lane.INDEX,
            lambda job: delete_studies(study_uids, folders=folders, archive=archive, job=job),
            title=tr("Deleting from disk"),
            done=lambda report: _tell_deleted(context, report),
            failed=lambda error: notify_error(context, error),
        )

    context.runner.submit(
        Lane.INDEX, count, done=ask, failed=lambda error: notify_error(context, error)
    )


@command("archive.verify", "Verify the files", icon="check")
def verify(context: Context) -> None:
    """Look whether every listed file is there, unchanged and readable; changes nothing."""
    archive = context.archive
    context.runner.submit(
        Lane.DISK,
        lambda job: verify_files(archive, job=job),
        title=tr("Verifying files"),
        done=lambda report: _tell_verified(context, report),
        failed=lambda error: notify_error(context, error),
    )


@command("archive.find_duplicates", "Find duplicates", icon="copy")
def list_duplicates(context: Context) -> None:
    """List the images that lie in several files, and whether those are the same."""
    archive = context.archive

    def tell(report: DuplicateReport) -> None:
        if report.instances:
            context.face.archive.show_duplicates(report)
        else:
            context.notify(Notice(Tone.GOOD, tr("No image lies in several files.")))

    context.runner.submit(
        Lane.DISK,
        lambda job: find_duplicates(archive, job=job),
        title=tr("Looking for duplicates"),
        done=tell,
        failed=lambda error: notify_error(context, error),
    )


@command("archive.rescan", "Read changed files again", icon="reset")
def rescan(context: Context) -> None:
    """Read every listed file again that has changed; files that are gone stay listed."""
    archive = context.archive
    context.runner.submit(
        Lane.INDEX,
        lambda job: import_files(archive.all_files(), archive=archive, job=job),
        title=tr("Reading changed files again"),
        done=lambda report: context.notify(
            Notice(
                Tone.WARNING if report.missing or report.failed else Tone.GOOD,
                tr("Files read again: {count}.").format(count=report.imported + report.updated),
                hint=tr("Missing: {count}. Their disk may be unplugged.").format(
                    count=len(report.missing)
                )
                if report.missing
                else "",
            )
        ),
        failed=lambda error: notify_error(context, error),
    )


@command("archive.export_list", "Export the list…", icon="save")
def export_list(context: Context, *, search: Search = ANY) -> None:
    """Write the studies that a search finds as CSV."""
    file = context.face.choose_new_file("Export the list", "studies.csv")
    if file is not None:
        context.runner.submit(
            Lane.DISK,
            lambda job: _write_list(context, search, file, job),
            title=tr("Exporting the list"),
            done=lambda count: context.notify(
                Notice(
                    Tone.GOOD,
                    tr("The list was written: {file}").format(file=file.name),
                    hint=tr("Studies in it: {count}. It holds names of patients.").format(
                        count=count
                    ),
                )
            ),
            failed=lambda error: notify_error(context, error),
        )


def _write_list(context: Context, search: Search, file: Path, job: Job) -> int:
    rows = list[StudyRow]()
    search = with_marks_by_hand(search, context.paths)
    while page := context.archive.find_studies(
        search, limit=_PAGE, after=rows[-1] if rows else None
    ):
        job.check()
        rows += page
    try:
        with file.open("w", encoding="utf-8", newline="") as stream:
            write_csv(stream, rows)
    except OSError as error:
        raise ViewerError(
            tr("The list could not be written: {file}").format(file=file.name),
            hint=tr("Choose another folder."),
            detail=error.strerror or "",
        ) from error
    return len(rows)


def _row(context: Context, study_uid: StudyUid) -> StudyRow | None:
    return context.archive.find_study(study_uid)


def _mark(
    context: Context, rows: Sequence[StudyRow], changed: Callable[[StudyMark], StudyMark]
) -> None:
    """Give each row another mark, as one act that can be taken back."""

    def write(marks: Sequence[StudyMark]) -> None:
        for row, mark in zip(rows, marks, strict=True):
            context.archive.mark(row.study.study_uid, mark)

    before = [row.mark for row in rows]
    after = [changed(mark) for mark in before]
    if after != before:
        _undoable(context, tr("Keeping marks"), lambda: write(after), lambda: write(before))


def _give_back(context: Context, rows: Sequence[StudyRow]) -> None:
    for row in rows:
        patient = row.study.patient if row.has_given_patient else None
        context.archive.give_patient([row.study.study_uid], patient)


def _undoable(
    context: Context,
    title: str,
    act: Callable[[], object],
    back: Callable[[], object],
    *,
    told: Callable[[], None] | None = None,
) -> None:
    """Do an act on the list where lists are written, and make a step of it."""

    def run(one: Callable[[], object], done: Callable[[object], None] | None = None) -> None:
        context.runner.submit(
            Lane.INDEX,
            lambda job: one(),
            title=title,
            done=done,
            failed=lambda error: notify_error(context, error),
        )

    step = Change(back=lambda: run(back), again=lambda: run(act))

    def finish(_: object) -> None:
        context.history.record(step)
        if told is not None:
            told()

    run(act, finish)


def _tell_deleted(context: Context, report: DeleteReport) -> None:
    for uid in report.studies:
        context.audit(AuditEvent(AuditKind.STUDY_DELETED, studies=(AuditStudy(uid),)))
    message = tr("Files deleted from disk: {count}.").format(count=report.files)
    hints = []
    if report.elsewhere:
        hints.append(
            tr("Files that lie elsewhere and stay: {count}.").format(count=report.elsewhere)
        )
    if report.failed:
        hints.append(
            tr("Files that could not be deleted: {count}.").format(count=len(report.failed))
        )
    context.notify(
        Notice(
            Tone.WARNING if report.failed else Tone.GOOD,
            message,
            hint=" ".join(hints),
            detail="\n".join(f"{each.path}: {each.reason}" for each in report.failed[:50]),
        )
    )


def _tell_verified(context: Context, report: VerifyReport) -> None:
    if report.missing or report.changed or report.unreadable:
        context.face.archive.show_verified(report)
        return
    context.notify(
        Notice(Tone.GOOD, tr("All listed files are there: {count}.").format(count=report.files))
    )
