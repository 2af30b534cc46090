"""What the window shows before anything is open: one place to begin, no wizard."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from viewer.base.i18n import tr
from viewer.qt.icons import application_icon, icon
from viewer.qt.text import PlainLabel
from viewer.qt.theme import ICON_PX, Look, Theme

_WIDEST_PX = 640
_ROOMY_PX = 340  # from which there is room for more than the buttons


class EmptyPanel(QWidget):
    """Drop a folder here, or open something."""

    files_wanted = Signal()
    folder_wanted = Signal()
    query_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._folder = QPushButton(tr("Open folder…"), self)
        self._folder.setProperty("role", "primary")
        self._folder.clicked.connect(self.folder_wanted)
        self.setFocusProxy(self._folder)
        self._files = QPushButton(tr("Open files…"), self)
        self._files.clicked.connect(self.files_wanted)
        self._query = QPushButton(tr("Query and retrieve…"), self)
        self._query.clicked.connect(self.query_wanted)
        self._sample = QPushButton(tr("Open the sample study"), self)
        self._sample.clicked.connect(self.sample_wanted)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 16)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._drop_frame(), 8)
        row.addStretch(1)
        outer.addStretch(2)
        outer.addLayout(row)
        outer.addStretch(3)
        look.changed.connect(self._restyle)
        self._restyle(look.theme)

    def minimumSizeHint(self) -> QSize:
        """No larger than a window with large texts on a small screen has room for."""
        return QSize(360, 280)

    def _drop_frame(self) -> QFrame:
        frame = QFrame(self)
        frame.setProperty("role", "drop")
        frame.setMaximumWidth(_WIDEST_PX)
        picture = PlainLabel(parent=frame)
        picture.setPixmap(application_icon().pixmap(QSize(64, 64), self.devicePixelRatioF()))
        headline = PlainLabel(tr("Drop a folder here"), frame, role="headline")
        detail = PlainLabel(
            tr("Folders are read with everything in them. Your files stay where they are."),
            frame,
            role="second",
        )
        buttons = QGridLayout()  # two beside each other: words are long in some languages
        buttons.setSpacing(8)
        for place, button in enumerate((self._folder, self._files, self._query, self._sample)):
            buttons.addWidget(button, *divmod(place, 2))
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(32, 16, 32, 16)
        layout.setSpacing(8)
        for widget in (picture, headline, detail):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            widget.setWordWrap(widget is not picture)
            layout.addWidget(widget)
            layout.addSpacing(8 if widget is picture else 0)
        layout.addSpacing(12)
        layout.addLayout(buttons)
        layout.addSpacing(8)
        palette_key = QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText)
        hint = tr("Press {key} and type what you want to do.").format(key=palette_key)
        more = PlainLabel(hint, frame, role="second")
        more.setAlignment(Qt.AlignmentFlag.AlignCenter)
        more.setWordWrap(True)
        layout.addWidget(more)
        self._extras = (picture, more)
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the picture and the hint out where they would crowd the buttons."""
        super().resizeEvent(event)
        for extra in self._extras:
            extra.setVisible(self.height() >= _ROOMY_PX)

    def _restyle(self, theme: Theme) -> None:
        size = QSize(ICON_PX, ICON_PX)
        for button, name, colour in (
            (self._folder, "open-folder", theme.on_accent),
            (self._files, "open-files", theme.text),
            (self._query, "query", theme.text),
            (self._sample, "study", theme.text),
        ):
            button.setIcon(icon(name, theme, colour=colour))
            button.setIconSize(size)
