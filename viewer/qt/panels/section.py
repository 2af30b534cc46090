"""Section: a foldable part of the inspector."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from viewer.qt.icons import icon
from viewer.qt.theme import Look, Theme

_ARROW_PX = 16


class Section(QWidget):
    """A heading that folds the content under it."""

    def __init__(
        self, title: str, content: QWidget, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.content = content
        self._heading = QToolButton(self)
        self._heading.setProperty("role", "header")
        self._heading.setText(title)
        self._heading.setCheckable(True)
        self._heading.setChecked(True)
        self._heading.setIconSize(QSize(_ARROW_PX, _ARROW_PX))
        self._heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._heading.toggled.connect(self._fold)
        line = QFrame(self)
        line.setProperty("role", "line")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._heading)
        layout.addWidget(content)
        layout.addWidget(line)
        look.changed.connect(self._restyle)
        self._restyle(look.theme)

    def fold(self) -> None:
        """Show the heading only."""
        self._heading.setChecked(False)

    def _fold(self, is_open: bool) -> None:
        self.content.setVisible(is_open)
        self._restyle(self._look.theme)

    def _restyle(self, theme: Theme) -> None:
        name = "chevron-down" if self._heading.isChecked() else "chevron-right"
        self._heading.setIcon(icon(name, theme, colour=theme.second))
