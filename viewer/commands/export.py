"""Measurements of a study as files for people and programs: CSV, JSON and a printed report."""

from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import notify_error
from viewer.commands.measure import of_active_study
from viewer.commands.save import sets_of_active_study
from viewer.export.measurements import MeasuredRow, measured_rows, write_csv, write_json
from viewer.model.display_set import DisplaySet
from viewer.workflows.audit_access import export_event

WriteRows = Callable[[TextIO, list[MeasuredRow]], None]


def has_annotations(context: Context) -> bool:
    """Whether anything is drawn on the study in the active cell."""
    return bool(of_active_study(context))


def has_content(context: Context) -> bool:
    """Whether the study in the active cell has annotations or key images."""
    return bool(of_active_study(context)) or bool(_key_places(context))


@command("export.csv", "Save measurements as CSV…", icon="save", enabled=has_annotations)
def as_csv(context: Context) -> None:
    """Write every number with its unit and provenance as a table for spreadsheets."""
    _write_rows(context, "Save measurements as CSV", "measurements.csv", write_csv)


@command("export.json", "Save measurements as JSON…", icon="save", enabled=has_annotations)
def as_json(context: Context) -> None:
    """Write every number with its unit and provenance for programs."""
    _write_rows(context, "Save measurements as JSON", "measurements.json", write_json)


@command("export.pdf", "Save report as PDF…", icon="save", enabled=has_content)
def as_pdf(context: Context) -> None:
    """Write key images, annotated images and measurements with their provenance as a PDF."""
    shown = context.workspace.active.display_set
    path = context.face.choose_new_file("Save report as PDF", "export.pdf")
    if shown is None or path is None:
        return
    study, annotations, keys = shown.study, of_active_study(context), _key_places(context)
    open_sets = context.workspace.open_sets
    found = (
        (each.uid, open_sets.find(each.sop_instance_uid, each.frame_index)) for each in annotations
    )
    places = {uid: place for uid, place in found if place is not None}
    looks = {
        viewport.display_set.key: viewport.appearance
        for viewport in context.workspace.viewports
        if viewport.display_set is not None
    }

    def work(job: Job) -> None:
        from viewer.workflows.study_report import study_report  # with pydicom: late, P2

        face, decode = context.face.display, context.frames.decode
        report = study_report(
            study, annotations, keys, places,
            appearances=looks, decode=decode, burn=face.burn, job=job,
        )  # fmt: skip
        face.write_report(report, path)

    _submit(context, work, path, tr("Report"), tr("The report is written."))


def _write_rows(context: Context, title: str, name: str, write: WriteRows) -> None:
    path = context.face.choose_new_file(title, name)
    if path is None:
        return
    annotations = of_active_study(context)
    places = {}
    for each in annotations:
        place = context.workspace.open_sets.find(each.sop_instance_uid, each.frame_index)
        if place is not None:
            places[each.sop_instance_uid, each.frame_index] = place

    def work(job: Job) -> None:
        try:
            with path.open("w", encoding="utf-8-sig" if path.suffix == ".csv" else "utf-8") as file:
                write(file, list(measured_rows(annotations, places)))
        except OSError as error:
            raise ViewerError(
                tr("“{name}” could not be written.").format(name=path.name),
                detail=error.strerror or "",
            ) from error

    _submit(context, work, path, tr("Saving"), tr("The measurements are written."))


def _submit(
    context: Context, work: Callable[[Job], None], path: Path, title: str, message: str
) -> None:
    shown = context.workspace.active.display_set

    def done(_: None) -> None:
        context.audit(export_event(path, () if shown is None else (shown.study,)))
        context.notify(Notice(Tone.GOOD, message))

    context.runner.submit(
        Lane.DISK, work, title=title, done=done, failed=lambda error: notify_error(context, error)
    )


def _key_places(context: Context) -> list[tuple[DisplaySet, int]]:
    return context.workspace.key_images.listed(sets_of_active_study(context))
