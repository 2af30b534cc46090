"""Lesions: what they are and where, the same one over several studies, and how it grows."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from viewer.base.i18n import tr
from viewer.base.jobs import Lane
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import notify_error
from viewer.commands.measure import can_change
from viewer.commands.measurements import change, chosen
from viewer.commands.scope import Scope
from viewer.model.annotation import Annotation
from viewer.model.follow_up import Visit
from viewer.model.identity import StudyUid
from viewer.model.study import StudyRecord
from viewer.workflows.audit_access import export_event
from viewer.workflows.follow_up import OpenStudies, export_follow_up, find_visits, open_visit
from viewer.workflows.open_paths import OpenedBatch, OpenReport
from viewer.workspace.code_lists import free_text
from viewer.workspace.report_marks import place_of
from viewer.workspace.tools.annotate import new_uid

Aspect = Literal["finding", "site"]


def _has_study(context: Context) -> bool:
    return context.workspace.active.display_set is not None


@command("lesion.finding", "Finding", icon="note")
def set_finding(context: Context, *, meaning: str, uids: tuple[str, ...] = ()) -> None:
    """Say what lesions are, by the English meaning of a concept or in own words."""
    _say(context, "finding", meaning, uids)


@command("lesion.site", "Site", icon="note")
def set_site(context: Context, *, meaning: str, uids: tuple[str, ...] = ()) -> None:
    """Say where lesions are, by the English meaning of a concept or in own words."""
    _say(context, "site", meaning, uids)


@command("lesion.write", "Finding or site in own words", icon="edit")
def write(context: Context, *, aspect: Aspect, uids: tuple[str, ...] = ()) -> None:
    """Write what lesions are or where, where no concept of the list fits."""
    those = chosen(context, uids)
    if not those:
        return
    code = those[0].finding if aspect == "finding" else those[0].site
    taken = tuple(each.uid for each in those)

    def take(text: str) -> None:
        context.history.settle()
        _say(context, aspect, text, taken)
        context.history.settle()

    title = "Finding" if aspect == "finding" else "Site"
    context.face.ask_text(title, code.meaning if code else "", take)


@command("lesion.same", "Same lesion as…", scope=Scope.VIEWPORT, icon="link", enabled=can_change)
def choose_same(context: Context) -> None:
    """Choose which lesion of this patient the selected annotation shows, in any study."""
    selected = context.workspace.annotations.selected
    study = _study_of(context, selected.study_uid) if selected else None
    if selected is None or study is None:
        return
    annotation = selected

    def choose(visits: list[Visit]) -> None:
        others = [
            each for visit in visits for each in visit.annotations if each.uid != annotation.uid
        ]
        if not others:
            context.notify(
                Notice(
                    Tone.NOTE,
                    tr("Nothing else is drawn on the studies of this patient."),
                    hint=tr("Studies of other patients, or of one without ID, do not count."),
                )
            )
            return
        context.face.lesions.choose_same_lesion(
            annotation, visits, lambda other: _take_same(context, annotation.uid, other)
        )

    gather(context, study, choose)


@command("lesion.link", "Link lesions", icon="link")
def link(context: Context, *, uid: str, tracking_uid: str) -> None:
    """Say that an annotation shows the lesion with this Tracking Unique Identifier."""
    change(context, (uid,), lambda each: replace(each, lesion_uid=tracking_uid))


@command(
    "lesion.unlink", "Lesion of its own", scope=Scope.VIEWPORT, icon="link-offset",
    enabled=can_change,
)  # fmt: skip
def unlink(context: Context) -> None:
    """Take the selected annotation out of its lesion: it shows one of its own."""
    # A new UID: others may be known by the UID of this very annotation.
    change(context, (), lambda each: replace(each, lesion_uid=new_uid()))


@command("lesion.follow_up", "Follow-up…", icon="compare", enabled=_has_study)
def follow_up(context: Context) -> None:
    """Show the sizes of the lesions of this patient over all studies, with their changes."""
    context.face.lesions.show_follow_up()


@command("lesion.show", "Show measurement of a lesion", icon="go-to")
def show(context: Context, *, uid: str, study_uid: StudyUid) -> None:
    """Go to the image that something was drawn on; a study that is not open is opened."""
    if context.workspace.annotations.get(uid) is not None:
        _go_to(context, uid)
        return

    def receive(batch: OpenedBatch) -> None:
        context.workspace.add_records(batch.records)

    def done(found: tuple[OpenReport, list[Annotation]]) -> None:
        context.workspace.annotations.take_in(found[1])
        _go_to_when_there(context, uid)

    context.runner.submit(
        Lane.DISK,
        lambda job: open_visit(
            study_uid, archive=context.archive, load=context.kept_annotations.of_study, job=job
        ),
        title=tr("Opening"),
        received=receive,
        done=done,
        failed=lambda error: notify_error(context, error),
    )


@command("lesion.export", "Save follow-up as CSV…", icon="save", enabled=_has_study)
def export(context: Context) -> None:
    """Write the sizes of the lesions of this patient over all studies as a table."""
    shown = context.workspace.active.display_set
    path = context.face.choose_new_file("Save follow-up", "follow-up.csv") if shown else None
    if shown is None or path is None:
        return
    load = context.kept_annotations.of_study
    opened = _opened(context)

    def done(_: None) -> None:
        context.audit(export_event(path))
        context.notify(
            Notice(Tone.GOOD, tr("The table was written: {file}").format(file=path.name))
        )

    context.runner.submit(
        Lane.DISK,
        lambda job: export_follow_up(
            find_visits(shown.study, opened, archive=context.archive, load=load, job=job), path
        ),
        title=tr("Exporting the table"),
        done=done,
        failed=lambda error: notify_error(context, error),
    )


def gather(context: Context, study: StudyRecord, found: Callable[[list[Visit]], None]) -> None:
    """Find what was drawn on the studies of a patient, and hand it on."""
    opened, load = _opened(context), context.kept_annotations.of_study
    context.runner.submit(
        Lane.DISK,
        lambda job: find_visits(study, opened, archive=context.archive, load=load, job=job),
        done=found,
        failed=lambda error: notify_error(context, error),
    )


def _opened(context: Context) -> OpenStudies:
    return OpenStudies.of(context.workspace.display_sets, context.workspace.annotations.all)


def _study_of(context: Context, study_uid: StudyUid) -> StudyRecord | None:
    of_study: Sequence[StudyRecord] = [
        each.study for each in context.workspace.display_sets if each.study_uid == study_uid
    ]
    return of_study[0] if of_study else None


def _say(context: Context, aspect: Aspect, meaning: str, uids: tuple[str, ...]) -> None:
    code = free_text(meaning)
    if aspect == "finding":
        change(context, uids, lambda each: replace(each, finding=code))
    else:
        change(context, uids, lambda each: replace(each, site=code))


def _take_same(context: Context, uid: str, other: Annotation) -> None:
    """Link, and take over what is said of the lesion where nothing is said yet."""
    context.history.settle()
    change(
        context,
        (uid,),
        lambda each: replace(
            each,
            lesion_uid=other.tracking_uid,
            label=each.label or other.label,
            finding=each.finding or other.finding,
            site=each.site or other.site,
        ),
    )
    context.history.settle()


def _go_to(context: Context, uid: str) -> bool:
    """Show and select an annotation where its image is open; tells whether it is."""
    workspace = context.workspace
    annotation = workspace.annotations.get(uid)
    if annotation is None:
        return False
    found = place_of(annotation, workspace.open_sets)
    if found is None:
        return False
    for viewport in workspace.visible_viewports:
        if viewport.display_set is not None and viewport.display_set.key == found[0].key:
            workspace.activate(viewport)
    workspace.show(found[0], index=found[1])
    workspace.annotations.select(uid)
    return True


def _go_to_when_there(context: Context, uid: str) -> None:
    """Show an annotation now, or once its series has been cut, or its report has been read."""
    workspace = context.workspace

    def look(_: object) -> None:
        if _go_to(context, uid):
            workspace.display_sets_changed.disconnect(look)
            workspace.reports.changed.disconnect(look)

    if not _go_to(context, uid):
        workspace.display_sets_changed.connect(look)
        workspace.reports.changed.connect(look)
