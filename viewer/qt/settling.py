"""Settling: when what the user did has come to rest, it is a step of undo, and soon on disk."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from viewer.model.snapshot import Snapshot
from viewer.workspace.history import History
from viewer.workspace.snapshots import take_snapshot
from viewer.workspace.workspace import Workspace

_REST_MS = 300  # what follows closer than this is one act
_SAVE_MS = 3000  # how much work a crash may cost


class Settling(QObject):
    """Waits until the screen stays as it is and no button is held, then settles the history."""

    save_wanted = Signal()

    def __init__(self, workspace: Workspace, history: History, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._history = history
        self._seen: Snapshot | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._look)
        self._save = QTimer(self, singleShot=True, interval=_SAVE_MS)
        self._save.timeout.connect(self.save_wanted)
        for signal in (workspace.viewport_changed, workspace.layout_changed):
            signal.connect(self._changed)
        workspace.screens_changed.connect(self._changed)
        workspace.annotations.edited.connect(self._changed)

    def _changed(self, _: object) -> None:
        if not self._rest.isActive():
            self._rest.start()
        if not self._save.isActive():
            self._save.start()

    def _look(self) -> None:
        """Look whether the screen is as it was a moment ago, but for playing and scrolling."""
        now = take_snapshot(self._workspace).without_places
        is_held = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        is_held = is_held or self._workspace.toolset.is_acting  # by keys no button is held
        if is_held or now != self._seen:
            self._seen = now
            self._rest.start()
        else:
            self._history.settle()
