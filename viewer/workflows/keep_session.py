"""KeptSession: keeps what is on screen and what was opened lately, for the next start."""

import logging
from dataclasses import replace
from pathlib import Path

from viewer.base.jobs import Job, JobRunner, Lane
from viewer.model.archive import Archive, StudyRow
from viewer.model.display_set import DisplaySet
from viewer.model.identity import StudyUid
from viewer.model.snapshot import Snapshot
from viewer.workflows.bring_back import bring_back
from viewer.workflows.session import Session, load_session, save_session, with_recent
from viewer.workspace.history import History
from viewer.workspace.snapshots import take_snapshot
from viewer.workspace.workspace import Workspace

_log = logging.getLogger(__name__)


class KeptSession:
    """Owns the session file. `last` is what the run before left on screen.

    Without `is_kept` the file stays as it is: a picture taken for a script says nothing of where
    the user left off. Who does not want to go on clears `goes_on`: then the file tells nothing.
    """

    def __init__(
        self,
        path: Path,
        workspace: Workspace,
        *,
        history: History,
        archive: Archive,
        runner: JobRunner,
        is_kept: bool = True,
    ) -> None:
        self._path = path
        self._is_kept = is_kept
        self.goes_on = True
        self._workspace = workspace
        self._history = history
        self._archive = archive
        self._runner = runner
        self._session = load_session(path)
        self._open: frozenset[StudyUid] = frozenset()
        self.last: Snapshot = self._session.snapshot
        workspace.show_texts(text=True, patient=self._session.shows_patient)
        workspace.toolset.brush.set_radius(self._session.brush_radius)
        workspace.display_sets_changed.connect(self._display_sets_changed)

    @property
    def recent(self) -> list[StudyRow]:
        """The studies opened lately that the archive still lists, the last one first."""
        rows = (self._archive.find_study(uid) for uid in self._session.recent)
        return [row for row in rows if row is not None]

    def bring_back(self) -> None:
        """Go on where the run before left off."""
        if not self.goes_on:
            return
        self._workspace.links.set_state(self._session.links)
        self._workspace.references.show_lines(is_on=self._session.shows_lines)
        self._history.adopt()
        if self.last.studies or self._session.studies:
            bring_back(
                self.last,
                studies=self._session.studies,
                workspace=self._workspace,
                archive=self._archive,
                runner=self._runner,
                placed=self._history.adopt,
            )

    def hold(self) -> None:
        """Note what is on screen now for the last time; `flush` writes it."""
        self._now()
        self._workspace.display_sets_changed.disconnect(self._display_sets_changed)

    def flush(self) -> None:
        """Write what was noted, when no job writes any more."""
        if self._is_kept:
            _save(self._path, self._session)

    def save_soon(self) -> None:
        """Write what is on screen now, without waiting for the disk."""
        if not self._is_kept:
            return
        path, session = self._path, self._now()

        def write(job: Job) -> None:
            _save(path, session)

        self._runner.submit(Lane.DISK, write)

    def _now(self) -> Session:
        if not self.goes_on:
            self._session = Session(
                shows_patient=self._workspace.shows_patient,
                brush_radius=self._workspace.toolset.brush.radius,
            )
            return self._session
        self._session = replace(
            self._session,
            snapshot=take_snapshot(self._workspace),
            studies=tuple(dict.fromkeys(s.study_uid for s in self._workspace.display_sets)),
            shows_patient=self._workspace.shows_patient,
            links=self._workspace.links.state,
            shows_lines=self._workspace.references.shows_lines,
            brush_radius=self._workspace.toolset.brush.radius,
        )
        return self._session

    def _display_sets_changed(self, sets: tuple[DisplaySet, ...]) -> None:
        opened = dict.fromkeys(display_set.study_uid for display_set in sets)
        for study_uid in opened:
            if study_uid not in self._open:
                self._session = with_recent(self._session, study_uid)
        self._open = frozenset(opened)


def _save(path: Path, session: Session) -> None:
    """A disk that refuses is no reason to disturb anyone."""
    try:
        save_session(path, session)
    except OSError as error:
        _log.warning("the session cannot be kept: %s", error.strerror)
