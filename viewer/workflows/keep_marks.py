"""Keep what users mark and draw the moment they do, and bring it back with its study."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from viewer.base.errors import ViewerError
from viewer.base.jobs import JobRunner, Lane
from viewer.base.signal import Signal
from viewer.index.annotation_store import AnnotationStore
from viewer.index.key_image_store import KeyImageStore
from viewer.model.annotation import Annotation
from viewer.model.display_set import DisplaySet
from viewer.model.identity import StudyUid
from viewer.model.key_image import KeyImage
from viewer.workspace.workspace import Workspace

M = TypeVar("M")


class Marks(Protocol[M]):
    """Marks of one kind on the open studies."""

    def key(self, mark: M) -> Hashable:
        """What stays the same of a mark however it changes."""
        ...

    def current(self, mark: M) -> M | None:
        """The mark as it is now; None where it was taken away."""
        ...

    def take_in(self, marks: Iterable[M]) -> None:
        """Add what was made earlier."""
        ...

    def forget(self, study_uid: StudyUid) -> None:
        """Let go of what belongs to a study that is open no more."""
        ...


class MarkStore(Protocol[M]):
    """Where they are kept; every method may raise `ArchiveError`."""

    def load(self, study_uid: StudyUid) -> list[M]:
        """What is kept of a study."""
        ...

    def save(self, kept: Iterable[M], removed: Iterable[M] = ()) -> None:
        """Keep some and forget others: all or nothing."""
        ...

    def studies(self) -> frozenset[str]:
        """The Study Instance UIDs of all that is kept."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class KeptMarks(Generic[M]):
    """Follows marks; one write at a time, the last state wins.

    `failed` sends why something could not be read or written. What could not be written is
    tried again with the next change, and when the program ends.
    """

    def __init__(self, marks: Marks[M], store: MarkStore[M], runner: JobRunner) -> None:
        self.failed: Signal[ViewerError] = Signal()
        self._marks = marks
        self._store = store
        self._runner = runner
        self._unsaved: dict[Hashable, tuple[M, bool]] = {}  # and whether it is there
        self._writing: dict[Hashable, tuple[M, bool]] = {}
        self._studies = set[StudyUid]()

    def studies(self) -> frozenset[str]:
        """The Study Instance UIDs of all marks of this kind; raises `ArchiveError`."""
        return self._store.studies()

    def of_study(self, study_uid: StudyUid) -> list[M]:
        """What is kept of a study that is not open; blocking, raises `ArchiveError`."""
        return self._store.load(study_uid)

    def edited(self, marks: Iterable[M]) -> None:
        """Marks were made, changed or taken away: keep them so."""
        for mark in marks:
            # As they are now: once a study is closed, its marks are gone from here too.
            current = self._marks.current(mark)
            state = (mark, False) if current is None else (current, True)
            self._unsaved[self._marks.key(mark)] = state
        self._write()

    def follow(self, display_sets: Sequence[DisplaySet]) -> None:
        """Bring in what belongs to the studies now open, let go of the others."""
        studies = {each.study_uid for each in display_sets}
        before, self._studies = self._studies, studies
        for study_uid in before - studies:
            self._marks.forget(study_uid)
        for study_uid in studies - before:
            self._load(study_uid)

    def flush(self) -> None:
        """Write what is not written yet, on this thread; for the end of the program."""
        if left := self._writing | self._unsaved:
            self._save(left)
        self._store.close()

    def _write(self) -> None:
        if self._writing or not self._unsaved:
            return
        self._writing, self._unsaved = self._unsaved, {}
        states = self._writing
        self._runner.submit(
            Lane.DISK,
            lambda job: self._save(states),
            done=lambda _: self._written(),
            failed=self._not_written,
        )

    def _save(self, states: dict[Hashable, tuple[M, bool]]) -> None:
        self._store.save(
            [mark for mark, is_there in states.values() if is_there],
            [mark for mark, is_there in states.values() if not is_there],
        )

    def _written(self) -> None:
        self._writing = {}
        self._write()

    def _not_written(self, error: ViewerError) -> None:
        self._unsaved, self._writing = self._writing | self._unsaved, {}
        self.failed.emit(error)

    def _load(self, study_uid: StudyUid) -> None:
        def take_in(found: list[M]) -> None:
            if study_uid in self._studies:
                self._marks.take_in(found)

        self._runner.submit(
            Lane.DISK,
            lambda job: self._store.load(study_uid),
            done=take_in,
            failed=self.failed.emit,
        )


def keep_annotations(
    workspace: Workspace, store: AnnotationStore, runner: JobRunner
) -> KeptMarks[Annotation]:
    """Keep what is drawn in a workspace, for as long as the answer lives."""
    kept = KeptMarks[Annotation](workspace.annotations, store, runner)
    workspace.annotations.edited.connect(kept.edited)
    workspace.display_sets_changed.connect(kept.follow)
    return kept


def keep_key_images(
    workspace: Workspace, store: KeyImageStore, runner: JobRunner
) -> KeptMarks[KeyImage]:
    """Keep the key images of a workspace, for as long as the answer lives."""
    kept = KeptMarks[KeyImage](workspace.key_images, store, runner)
    workspace.key_images.edited.connect(kept.edited)
    workspace.display_sets_changed.connect(kept.follow)
    return kept
