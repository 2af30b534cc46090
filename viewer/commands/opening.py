"""Opening: hang a study that the user opened, unless they arranged the screen themselves."""

from dataclasses import replace
from pathlib import Path

from viewer.base.jobs import Lane
from viewer.commands.context import Context
from viewer.model.display_set import DisplaySet
from viewer.model.identity import StudyUid
from viewer.model.layout import Layout
from viewer.model.snapshot import Snapshot
from viewer.model.study import StudyRecord
from viewer.workflows.open_paths import OpenedBatch, open_study
from viewer.workflows.priors import find_priors
from viewer.workspace.snapshots import take_snapshot
from viewer.workspace.workspace import Workspace


class Opening:
    """Follows one opening from its first image to its last file.

    An image whose file is the `chosen` one stays on screen, whatever comes after it.
    """

    def __init__(self, context: Context, *, chosen: Path | None = None) -> None:
        self._context = context
        self._chosen = chosen
        self._is_free = context.hangings.is_untouched
        self._first: Snapshot | None = None
        self._cell = context.workspace.active
        self._is_arranged = False  # cells or windows were made before the first image
        self._layouts = _layouts(context.workspace)
        self._before = {each.study_uid for each in context.workspace.display_sets}

    def show_first(self, display_set: DisplaySet, index: int = 0) -> None:
        """Show the first image; from now on the user may have made other plans.

        Where nobody chose that very image, it gives way to the first of its stack.
        """
        workspace = self._context.workspace
        frames = display_set.frames
        is_chosen = bool(frames) and frames[index].path == self._chosen
        self._is_arranged = _layouts(workspace) != self._layouts
        workspace.show(display_set, cell_for_news(workspace), index=index, is_choice=is_chosen)
        self._cell = workspace.active
        self._context.history.settle()
        self._first = _by_series(take_snapshot(workspace))

    def finish(self) -> None:
        """Everything is there: hang it, if the screen is still as it was with the first image.

        Cells that the user made meanwhile, with nothing yet to put there, take what came.
        """
        first, self._first = self._first, None
        if first is None or not self._is_free:
            return
        workspace, shown = self._context.workspace, self._cell.display_set
        if self._is_arranged or _by_series(take_snapshot(workspace)) != first:
            workspace.fill(workspace.viewports)
        elif shown is not None:
            self._hang(shown.study)

    def _hang(self, shown: StudyRecord) -> None:
        """Hang in the window of the first image, whichever the user looks at by now."""
        context, study_uid = self._context, self._newest(shown)
        if context.workspace.screen_of(self._cell) is not context.workspace.screen:
            context.workspace.activate(self._cell)
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


def cell_for_news(workspace: Workspace) -> int:
    """Where what is opened belongs: the active cell, but an empty one if that is taken."""
    screen, active = workspace.screen, workspace.active
    cells = screen.visible_viewports
    if active.display_set is not None and not screen.is_tiled and active in cells:
        place = cells.index(active)
        following = (*cells[place:], *cells[:place])
        active = next((cell for cell in following if cell.display_set is None), active)
    return workspace.viewports.index(active)


def _layouts(workspace: Workspace) -> tuple[Layout, ...]:
    return tuple(screen.layout for screen in workspace.screens)


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
