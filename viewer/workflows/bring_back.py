"""Bring a snapshot back on screen; studies that are closed by now are opened from the archive."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from viewer.base.i18n import tr
from viewer.base.jobs import Job, JobRunner, Lane
from viewer.model.archive import Archive
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.snapshot import CellState, Snapshot
from viewer.workflows.open_paths import OpenedBatch, OpenReport, open_paths
from viewer.workspace.cell_recorders import KeyImageRecorder, StateRecorder
from viewer.workspace.cell_states import restore_cell
from viewer.workspace.history import History
from viewer.workspace.recorders import AnnotationRecorder, ScreenRecorder
from viewer.workspace.snapshots import restore_snapshot
from viewer.workspace.viewport import Viewport
from viewer.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SeriesIsThere:
    """All files of a series have been sent."""

    series_uid: SeriesUid


def make_history(workspace: Workspace, archive: Archive, runner: JobRunner) -> History:
    """A history of the screen and of the marks on images, which opens again what was closed."""
    history = History(
        AnnotationRecorder(workspace.annotations),
        KeyImageRecorder(workspace.key_images),
        StateRecorder(workspace.links),
        StateRecorder(workspace.reports),
    )

    def restore(snapshot: Snapshot) -> None:
        bring_back(
            snapshot, workspace=workspace, archive=archive, runner=runner, placed=history.adopt
        )

    history.watch(ScreenRecorder(workspace, restore))
    return history


def bring_back(
    snapshot: Snapshot,
    *,
    workspace: Workspace,
    archive: Archive,
    runner: JobRunner,
    placed: Callable[[], None],
    studies: Sequence[StudyUid] = (),
) -> None:
    """Show what was on screen; what is not open comes as it is read, what is shown first.

    `studies` are opened too, after those on screen. `placed` is called whenever a cell got its
    series back.
    """
    restore_snapshot(workspace, snapshot)
    opened = {display_set.study_uid for display_set in workspace.display_sets}
    waiting = [
        (viewport, state)
        for screen, was in zip(workspace.screens, snapshot.screens, strict=True)
        for viewport, state in zip(screen.viewports, was.cells, strict=False)
        if state is not None and state.study_uid not in opened
    ]
    others = [study_uid for study_uid in studies if study_uid not in opened]
    if not waiting and not others:
        return
    series = dict.fromkeys((state.study_uid, state.series_uid) for _, state in waiting)
    arrival = _Arrival(workspace, waiting, placed)
    runner.submit(
        Lane.DISK,
        lambda job: reopen(tuple(series), others, archive=archive, job=job),
        title=tr("Opening"),
        received=arrival.receive,
        done=arrival.finish,
        failed=lambda error: None,  # the cells stay empty: the archive tells of itself elsewhere
    )


def reopen(
    series: Sequence[tuple[StudyUid, SeriesUid]],
    studies: Sequence[StudyUid] = (),
    *,
    archive: Archive,
    job: Job,
) -> OpenReport:
    """Open series of the archive, then what else their studies hold, then other studies.

    `SeriesIsThere` follows each series. The report adds up what became of all files.
    """
    reports = []
    for study_uid, series_uid in series:
        paths = archive.locate(study_uid, series_uid)
        reports.append(open_paths(paths, archive=archive, job=job))
        job.send(SeriesIsThere(series_uid))
    for study_uid in dict.fromkeys((*(study for study, _ in series), *studies)):
        read = {path for s, uid in series if s == study_uid for path in archive.locate(s, uid)}
        rest = [path for path in archive.locate(study_uid) if path not in read]
        reports.append(open_paths(rest, archive=archive, job=job))
    return _summed(reports)


def _summed(reports: Iterable[OpenReport]) -> OpenReport:
    total = OpenReport()
    for report in reports:
        total = replace(
            total,
            files=total.files + report.files,
            images=total.images + report.images,
            others=total.others + report.others,
            failed=total.failed + report.failed,
            archive_error=total.archive_error or report.archive_error,
        )
    return total


class _Arrival:
    """Puts series into the cells that wait for them, once they are whole."""

    def __init__(
        self,
        workspace: Workspace,
        waiting: Sequence[tuple[Viewport, CellState]],
        placed: Callable[[], None],
    ) -> None:
        self._placed = placed
        self._workspace = workspace
        self._waiting = list(waiting)
        self._there: set[SeriesUid] = set()
        self._listener = lambda sets: self._cut()  # held by the signal, and so is this

    def receive(self, value: OpenedBatch | SeriesIsThere) -> None:
        """Take records, or put a series that is whole where it belongs."""
        if isinstance(value, OpenedBatch):
            self._workspace.add_records(value.records)
        else:
            self._there.add(value.series_uid)
            self._place()

    def finish(self, report: OpenReport) -> None:
        """Large series are cut into display sets after they are read: wait for those."""
        self._place()
        if self._waiting:
            self._workspace.display_sets_changed.connect(self._listener)

    def _cut(self) -> None:
        self._place()
        if not self._waiting:
            self._workspace.display_sets_changed.disconnect(self._listener)

    def _place(self) -> None:
        """A cell into which something else was put meanwhile, or that is gone, waits no longer."""
        workspace = self._workspace
        still = []
        for viewport, state in self._waiting:
            if viewport.display_set is not None or viewport not in workspace.viewports:
                continue
            found = workspace.open_sets.successor(state)
            is_whole = found is not None and len(found.frames) > state.view.index
            if state.series_uid in self._there and is_whole:
                with workspace.links.resting():
                    restore_cell(viewport, state, workspace.open_sets.successor)
            else:
                still.append((viewport, state))
        self._waiting = still
        self._placed()
