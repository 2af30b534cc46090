"""The key images of the open studies as a list: a click goes to one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from viewer.base.i18n import tr
from viewer.commands.command import Invocation, call
from viewer.model.display_set import DisplaySet
from viewer.qt.panels.strip_model import series_title
from viewer.qt.text import PlainLabel, plain

Place = tuple[DisplaySet, int]
_MOST_ROWS = 8  # before the list scrolls
_FRAME_PX = 1


class KeySection(QWidget):
    """A row for each key image, in the order of the series strip."""

    def __init__(self, run: Callable[[Invocation], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._places: list[Place] = []
        self.rows = QListWidget(self)
        self.rows.setAccessibleName(tr("Key images"))
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.rows.setUniformItemSizes(True)
        self.rows.itemClicked.connect(self._choose)
        self.rows.itemActivated.connect(self._choose)
        self._nothing = PlainLabel(tr("The K key marks the image on screen."), self, role="second")
        self._nothing.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 4, 16, 16)
        layout.addWidget(self._nothing)
        layout.addWidget(self.rows)
        self.follow(())

    def follow(self, places: Sequence[Place]) -> None:
        """List `places`: display sets with the index of a key image each."""
        self._nothing.setVisible(not places)
        self.rows.setVisible(bool(places))
        if list(places) == self._places and self.rows.count() == len(places):
            return
        self._places = list(places)
        self.rows.clear()
        for shown, index in places:
            number = tr("Im {index}/{length}").format(index=index + 1, length=len(shown.frames))
            self.rows.addItem(plain(f"{number}  ·  {series_title(shown)}"))
        row_px = max(self.rows.sizeHintForRow(0), 1)
        self.rows.setFixedHeight(min(len(places), _MOST_ROWS) * row_px + 2 * _FRAME_PX)

    def _choose(self, item: QListWidgetItem) -> None:
        shown, index = self._places[self.rows.row(item)]
        self._run(call("key.show", display_set=shown, index=index))
