"""What the window remembers from one start to the next: its shape, one notice."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from viewer.base.private import make_private

_VERSION = 1  # of the docks: a stored state of another version is not restored
_MOST_SCREENS = 16


class SessionState:
    """A small INI file in the folder of settings; holds nothing about patients.

    Without `has_shape` the window neither takes the shape of last time nor leaves its own: a
    picture taken without a screen says nothing about how the user likes the window.
    """

    def __init__(self, folder: Path, *, has_shape: bool = True) -> None:
        self._has_shape = has_shape
        # Qt's own notes, which other Qt programs would share, stay in our folder too.
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder))
        make_private(folder / "window.ini")
        self._store = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)

    @property
    def has_accepted_notice(self) -> bool:
        """Whether the notice of the first start was dismissed."""
        return bool(self._store.value("notice_accepted", defaultValue=False, type=bool))

    def accept_notice(self) -> None:
        """Never show the notice of the first start again."""
        self._store.setValue("notice_accepted", True)

    @property
    def geometry(self) -> QByteArray:
        """Position and size of the window; empty at the first start."""
        return self._shape("geometry")

    @property
    def docks(self) -> QByteArray:
        """Where the panels are; empty at the first start."""
        return self._shape(f"docks-{_VERSION}")

    def keep_shape(self, geometry: QByteArray, docks: QByteArray) -> None:
        """Remember the shape of the window."""
        if not self._has_shape:
            return
        self._store.setValue("geometry", geometry)
        self._store.setValue(f"docks-{_VERSION}", docks)

    @property
    def screens(self) -> list[QByteArray]:
        """Where the windows beside the main one were."""
        count = self._store.value("screens/size", defaultValue=0, type=int)
        most = min(int(str(count)), _MOST_SCREENS)
        return [self._shape(f"screens/{number}") for number in range(most)]

    def keep_screens(self, places: list[QByteArray]) -> None:
        """Remember where those windows are; places of windows closed before stay known."""
        if not self._has_shape:
            return
        for number, place in enumerate(places):
            self._store.setValue(f"screens/{number}", place)
        self._store.setValue("screens/size", max(len(places), len(self.screens)))

    def save(self) -> None:
        """Write to disk now."""
        self._store.sync()

    def _shape(self, key: str) -> QByteArray:
        value = self._store.value(key) if self._has_shape else None
        return value if isinstance(value, QByteArray) else QByteArray()


def forget_folders() -> None:
    """Take what was visited out of the notes of Qt's file dialog (SEC-030).

    The names of folders may tell who the patient is. Within this run the dialog remembers.
    """
    notes = QSettings(QSettings.Scope.UserScope, "QtProject")
    for key in ("history", "lastVisited", "shortcuts"):
        notes.remove(f"FileDialog/{key}")
    notes.sync()
