"""Docks: panels at the sides that can be dragged, folded and hidden."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QMouseEvent, QShowEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.qt.icons import icon
from viewer.qt.text import PlainLabel, set_tool_tip
from viewer.qt.theme import Look, Theme

_TITLE_PX = 32
_NARROWEST_PX = 264
_LOW_PX = 264


class Dock(QDockWidget):
    """A panel with a flat title bar; without `content`, it is put in later.

    `column` holds the content, and has room for more below it.
    """

    def __init__(
        self, title: str, *, name: str, picture: str, content: QWidget | None, look: Look
    ) -> None:
        super().__init__(title)
        self.setObjectName(name)
        self._picture = picture
        body = QWidget()
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        if content is not None:
            self.column.addWidget(content, 1)
        self.setWidget(body)
        self._close = QToolButton(self)
        self._close.setProperty("role", "small")
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close.setAccessibleName(tr("Hide"))
        set_tool_tip(self._close, tr("Hide"))
        self._close.clicked.connect(self.close)
        self.setTitleBarWidget(_TitleBar(title, self._close, self))
        set_tool_tip(self.toggleViewAction(), tr("Show or hide: {panel}").format(panel=title))
        look.changed.connect(self._restyle)
        self._restyle(look.theme)

    def _restyle(self, theme: Theme) -> None:
        self._close.setIcon(icon("close", theme, colour=theme.faint))
        self.toggleViewAction().setIcon(icon(self._picture, theme))


class LowDock(Dock):
    """A panel below the images: high enough for some rows of a table when it is first seen."""

    _is_placed = False

    def showEvent(self, event: QShowEvent) -> None:
        """Take more room the first time, once Qt has laid the panel out."""
        super().showEvent(event)
        if not self._is_placed:
            self._is_placed = True
            QTimer.singleShot(0, self, self._grow)

    def _grow(self) -> None:
        window = self.parent()
        if isinstance(window, QMainWindow) and self.height() < _LOW_PX and not self.isFloating():
            window.resizeDocks([self], [_LOW_PX], Qt.Orientation.Vertical)


def stacked(upper: QWidget, lower: QWidget) -> QSplitter:
    """Two panels in one dock, about half each; neither can be squeezed away."""
    split = QSplitter(Qt.Orientation.Vertical)
    split.addWidget(upper)
    split.addWidget(lower)
    split.setSizes([420, 380])
    split.setChildrenCollapsible(False)
    split.setMinimumWidth(_NARROWEST_PX)
    return split


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
