"""Keep marks of key images the moment they are made, and bring them back with their study."""

from collections.abc import Sequence

from viewer.base.errors import ViewerError
from viewer.base.jobs import JobRunner, Lane
from viewer.base.signal import Signal
from viewer.index.key_image_store import KeyImageStore
from viewer.model.display_set import DisplaySet
from viewer.model.identity import StudyUid
from viewer.model.key_image import KeyImage
from viewer.workspace.workspace import Workspace

Keys = frozenset[KeyImage]


class KeptKeyImages:
    """Follows the key images of a workspace; one write at a time, the last state wins.

    `failed` sends why something could not be read or written. What could not be written is
    tried again with the next change, and when the program ends.
    """

    def __init__(self, workspace: Workspace, store: KeyImageStore, runner: JobRunner) -> None:
        self.failed: Signal[ViewerError] = Signal()
        self._key_images = workspace.key_images
        self._store = store
        self._runner = runner
        self._unsaved: dict[KeyImage, bool] = {}  # whether it is marked
        self._writing: dict[KeyImage, bool] = {}
        self._studies = set[StudyUid]()
        workspace.key_images.edited.connect(self._edited)
        workspace.display_sets_changed.connect(self._follow)

    def flush(self) -> None:
        """Write what is not written yet, on this thread; for the end of the program."""
        if left := self._writing | self._unsaved:
            self._save(left)
        self._store.close()

    def _edited(self, keys: Keys) -> None:
        # As they are now: once a study is closed, its marks are gone from here too.
        self._unsaved |= {key: key in self._key_images.all for key in keys}
        self._write()

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

    def _save(self, states: dict[KeyImage, bool]) -> None:
        self._store.save(
            [key for key, is_key in states.items() if is_key],
            [key for key, is_key in states.items() if not is_key],
        )

    def _written(self) -> None:
        self._writing = {}
        self._write()

    def _not_written(self, error: ViewerError) -> None:
        self._unsaved, self._writing = self._writing | self._unsaved, {}
        self.failed.emit(error)

    def _follow(self, display_sets: Sequence[DisplaySet]) -> None:
        """Bring in what belongs to the studies now open, let go of the others."""
        studies = {each.study_uid for each in display_sets}
        before, self._studies = self._studies, studies
        for study_uid in before - studies:
            self._key_images.forget(study_uid)
        for study_uid in studies - before:
            self._load(study_uid)

    def _load(self, study_uid: StudyUid) -> None:
        def take_in(found: list[KeyImage]) -> None:
            if study_uid in self._studies:
                self._key_images.take_in(found)

        self._runner.submit(
            Lane.DISK,
            lambda job: self._store.load(study_uid),
            done=take_in,
            failed=self.failed.emit,
        )
