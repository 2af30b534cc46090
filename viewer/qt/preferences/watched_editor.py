"""Edit which folders are watched for new files."""

from typing import Final

from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.qt.session_state import forget_folders
from viewer.qt.text import PlainLabel, plain
from viewer.settings.schema import describe
from viewer.settings.store import SettingsStore

_KEY: Final = "archive.watched"
_LIST_PX: Final = 96


class WatchedEditor(QWidget):
    """Edits the setting `archive.watched`: a list of folders to add to and take from."""

    def __init__(self, settings: SettingsStore) -> None:
        super().__init__()
        self._settings = settings
        info = describe()[_KEY].info
        hint = PlainLabel(tr(info.help), self, role="second")
        hint.setWordWrap(True)
        self.folders = QListWidget(self)
        self.folders.setAccessibleName(tr(info.title))
        self.folders.setFixedHeight(_LIST_PX)
        self.folders.setProperty("role", "field")
        self.adding = QPushButton(tr("Add a folder…"), self)
        self.adding.clicked.connect(self._ask)
        self.removing = QPushButton(tr("Remove"), self)
        self.removing.clicked.connect(self._remove)
        buttons = QVBoxLayout()
        buttons.setSpacing(8)
        for button in (self.adding, self.removing):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folders, 1)
        row.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 8)
        layout.setSpacing(4)
        layout.addWidget(PlainLabel(tr(info.title), self))
        layout.addWidget(hint)
        layout.addLayout(row)
        self.folders.currentRowChanged.connect(self._offer)
        settings.changed.connect(self._follow)
        self._follow()

    def add(self, folder: str) -> None:
        """Watch one more folder."""
        if folder and folder not in self._watched:
            self._settings.set(_KEY, (*self._watched, folder))

    @property
    def _watched(self) -> tuple[str, ...]:
        return self._settings.value.archive.watched

    def _ask(self) -> None:
        self.add(QFileDialog.getExistingDirectory(self, tr("Add a folder…")))
        forget_folders()

    def _remove(self) -> None:
        row = self.folders.currentRow()
        if row >= 0:
            left = (*self._watched[:row], *self._watched[row + 1 :])
            self._settings.set(_KEY, left)

    def _follow(self, _: object = None) -> None:
        shown = [self.folders.item(row).text() for row in range(self.folders.count())]
        wanted = [plain(folder, limit=1000) for folder in self._watched]
        if shown != wanted:
            self.folders.clear()
            self.folders.addItems(wanted)
        self._offer()

    def _offer(self, _: int = -1) -> None:
        self.removing.setEnabled(self.folders.currentRow() >= 0)
