"""Recorders: what undo knows of the screen and of annotations."""

from collections.abc import Callable, Mapping

from viewer.model.annotation import Annotation
from viewer.model.snapshot import Snapshot
from viewer.workspace.annotations import Annotations
from viewer.workspace.history import Change
from viewer.workspace.snapshots import take_snapshot
from viewer.workspace.workspace import Workspace


class ScreenRecorder:
    """Tells of layouts, series, views and looks; scrolling alone is no change.

    `restore` brings a snapshot back. The first picture on an empty screen is no change either:
    nobody wants to go back to nothing.
    """

    def __init__(self, workspace: Workspace, restore: Callable[[Snapshot], None]) -> None:
        self._workspace = workspace
        self._restore = restore
        self._last = take_snapshot(workspace)

    @property
    def has_news(self) -> bool:
        """Whether anything has changed on screen since the last call."""
        return _differ(self._last, take_snapshot(self._workspace))

    def collect(self) -> Change | None:
        """What has changed on screen since the last call."""
        before, after = self._last, take_snapshot(self._workspace)
        self._last = after
        if not _differ(before, after):
            return None
        return Change(lambda: self._restore(before), lambda: self._restore(after))


class AnnotationRecorder:
    """Tells of annotations that somebody drew, changed or removed; not of those that are read.

    A shape of two lines is there once it has both: it is one step, as a polygon is.
    """

    def __init__(self, annotations: Annotations) -> None:
        self._annotations = annotations
        self._edited: set[str] = set()
        self._last: Mapping[str, Annotation] = {}
        annotations.edited.connect(self._note)

    @property
    def has_news(self) -> bool:
        """Whether anything was drawn since the last call."""
        return bool(self._edited)

    def collect(self) -> Change | None:
        """What has been drawn since the last call."""
        now = {each.uid: each for each in self._annotations.all if not each.shape.waits}
        before = {uid: self._last.get(uid) for uid in self._edited}
        after = {uid: now.get(uid) for uid in self._edited}
        self._last, self._edited = now, set()
        if before == after:
            return None
        return Change(lambda: self._put(before), lambda: self._put(after))

    def _note(self, annotations: tuple[Annotation, ...]) -> None:
        self._edited.update(each.uid for each in annotations)

    def _put(self, wanted: Mapping[str, Annotation | None]) -> None:
        self._annotations.remove_all([uid for uid, each in wanted.items() if each is None])
        self._annotations.put_all([each for each in wanted.values() if each is not None])


def _differ(before: Snapshot, after: Snapshot) -> bool:
    if not before.studies or before == after:
        return False
    return before.without_places != after.without_places
