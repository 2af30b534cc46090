"""Docks: panels at the sides that can be dragged, folded and hidden."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QToolButton, QWidget

from viewer.base.i18n import tr
from viewer.qt.icons import icon
from viewer.qt.text import PlainLabel, set_tool_tip
from viewer.qt.theme import Look, Theme

_TITLE_PX = 32


class Dock(QDockWidget):
    """A panel with a flat title bar."""

    def __init__(self, title: str, name: str, content: QWidget, look: Look, window: QMainWindow):
        super().__init__(title, window)
        self.setObjectName(name)
        self.setWidget(content)
        self._close = QToolButton(self)
        self._close.setProperty("role", "small")
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close.setAccessibleName(tr("Hide"))
        set_tool_tip(self._close, tr("Hide"))
        self._close.clicked.connect(self.close)
        self.setTitleBarWidget(_TitleBar(title, self._close, self))
        look.changed.connect(self._restyle)
        self._restyle(look.theme)

    def _restyle(self, theme: Theme) -> None:
        self._close.setIcon(icon("close", theme, colour=theme.faint))


class _TitleBar(QWidget):
    """Leaves the mouse to the dock, which drags by it."""

    def __init__(self, title: str, close: QToolButton, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(_TITLE_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 4, 0)
        row.addWidget(PlainLabel(title.upper(), self, role="caption"), 1)
        row.addWidget(close)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.ignore()
