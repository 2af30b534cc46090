"""Compare a study with an earlier one of the same patient, side by side."""

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Lane
from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.commands.dispatch import notify_error
from viewer.model.display_set import DisplaySet
from viewer.model.identity import StudyUid
from viewer.model.layout import Grid
from viewer.workflows.open_paths import OpenedBatch, OpenReport, open_study
from viewer.workflows.priors import find_priors
from viewer.workspace.hanging import counterpart


def _has_study(context: Context) -> bool:
    return context.workspace.active.display_set is not None


@command("study.compare", "Compare with the last study", icon="compare", enabled=_has_study)
def compare(context: Context, *, study_uid: StudyUid | None = None) -> None:
    """Show the active series beside its like in an earlier study: the last, or the one named."""
    shown = context.workspace.active.display_set
    assert shown is not None
    if study_uid is None and (prior := context.hangings.prior_sets(shown.study_uid)):
        study_uid = prior[0].study_uid
    if study_uid is not None:
        _open(context, shown, study_uid)
        return
    archive = context.archive

    def done(priors: list[StudyUid]) -> None:
        if priors:
            _open(context, shown, priors[0])
        else:
            notify_error(
                context,
                ViewerError(
                    tr("There is no earlier study of this patient."),
                    hint=tr("Open one, or drag one of its series onto a cell."),
                ),
            )

    context.runner.submit(
        Lane.DISK,
        lambda job: [row.study.study_uid for row in find_priors(shown.study, archive=archive)],
        done=done,
        failed=lambda error: notify_error(context, error),
    )


def _open(context: Context, shown: DisplaySet, study_uid: StudyUid) -> None:
    """Put both side by side, once the other one is there."""
    workspace, archive = context.workspace, context.archive

    def place(_: OpenReport | None) -> None:
        others = [s for s in workspace.display_sets if s.study_uid == study_uid]
        other = counterpart(shown, others)
        if other is None:
            error = ViewerError(tr("The other study has no images to compare with."))
            notify_error(context, error)
            return
        context.history.settle()
        workspace.set_tiled(is_tiled=False)
        workspace.screen.set_layout(Grid(1, 2).layout)
        left, right = workspace.screen.viewports
        for viewport, wanted in ((left, shown), (right, other)):
            if viewport.display_set is None or viewport.display_set.key != wanted.key:
                viewport.show(wanted)
        workspace.activate(left)
        context.history.settle()

    def receive(batch: OpenedBatch) -> None:
        workspace.add_records(batch.records)

    if any(s.study_uid == study_uid for s in workspace.display_sets):
        place(None)
        return
    context.runner.submit(
        Lane.DISK,
        lambda job: open_study(study_uid, archive=archive, job=job),
        title=tr("Opening"),
        received=receive,
        done=place,
        failed=lambda error: notify_error(context, error),
    )
