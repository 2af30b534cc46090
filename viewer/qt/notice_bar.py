"""The notice of the first start: what this program is not, said once and calmly."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from viewer.base.i18n import tr
from viewer.qt.icons import pixmap
from viewer.qt.text import PlainLabel
from viewer.qt.theme import Look, Theme

NOT_A_DEVICE = tr("Radiolucent is not a certified medical device. Do not use it for diagnosis.")


class NoticeBar(QFrame):
    """One line over the images with a button that dismisses it for good."""

    accepted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._mark = PlainLabel(parent=self)
        text = PlainLabel(NOT_A_DEVICE, self)
        text.setWordWrap(True)
        button = QPushButton(tr("Understood"), self)
        button.clicked.connect(self.accepted)
        button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(text, 1)
        row.addWidget(button)
        look.changed.connect(self._restyle)
        self._restyle(look.theme)

    def _restyle(self, theme: Theme) -> None:
        self._mark.setPixmap(pixmap("note", theme.note, scale=self.devicePixelRatioF()))
