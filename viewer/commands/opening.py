"""Opening: hang a study that the user opened, unless they arranged the screen themselves."""

from dataclasses import replace

from viewer.base.jobs import Lane
from viewer.commands.context import Context
from viewer.model.identity import StudyUid
from viewer.model.snapshot import Snapshot
from viewer.model.study import StudyRecord
from viewer.workflows.open_paths import OpenedBatch, open_study
from viewer.workflows.priors import find_priors
from viewer.workspace.snapshots import take_snapshot


class Opening:
    """Follows one opening from its first image to its last file."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._is_free = context.hangings.is_untouched
        self._first: Snapshot | None = None
        self._before = {each.study_uid for each in context.workspace.display_sets}

    def note_first(self) -> None:
        """The first image is on screen; from now on the user may have made other plans."""
        self._first = _by_series(take_snapshot(self._context.workspace))

    def finish(self) -> None:
        """Everything is there: hang it, if the screen is still as it was with the first image.

        Cells that the user made meanwhile, with nothing yet to put there, take what came.
        """
        context = self._context
        shown = context.workspace.active.display_set
        if not self._is_free or self._first is None or shown is None:
            return
        if _by_series(take_snapshot(context.workspace)) != self._first:
            context.workspace.fill(context.workspace.viewports)
            return
        study_uid = self._newest(shown.study)
        if context.hangings.hang(study_uid):
            context.history.settle()
            _fetch_prior(context, study_uid)

    def _newest(self, shown: StudyRecord) -> StudyUid:
        """The last study of the same patient that came with this one: a CD often holds priors."""
        studies = (each.study for each in self._context.workspace.display_sets)
        came = [
            study
            for study in studies
            if study.study_uid not in self._before and study.patient.is_same_as(shown.patient)
        ]
        return max(came, key=lambda study: (study.date, study.time), default=shown).study_uid


def _by_series(snapshot: Snapshot) -> Snapshot:
    """What is on screen, also while series are still cut anew."""
    screens = tuple(
        replace(screen, cells=tuple(cell and replace(cell, key="") for cell in screen.cells))
        for screen in snapshot.without_places.screens
    )
    return replace(snapshot.without_places, screens=screens)


def _fetch_prior(context: Context, study_uid: StudyUid) -> None:
    """Open the last study before this one, where some stage of what hangs shows it."""
    hangings, archive = context.hangings, context.archive
    wants_prior = hangings.hung is not None and any(s.uses_prior for s in hangings.hung.stages)
    current = next(s.study for s in context.workspace.display_sets if s.study_uid == study_uid)
    if not wants_prior or hangings.prior_sets(study_uid):
        return

    def receive(batch: OpenedBatch) -> None:
        context.workspace.add_records(batch.records)

    def fetch(priors: list[StudyUid]) -> None:
        if priors:
            context.runner.submit(
                Lane.DISK,
                lambda job: open_study(priors[0], archive=archive, job=job),
                received=receive,
                failed=lambda error: None,  # a prior that is gone is no news: nobody asked for it
            )

    context.runner.submit(
        Lane.DISK,
        lambda job: [row.study.study_uid for row in find_priors(current, archive=archive)],
        done=fetch,
        failed=lambda error: None,
    )
