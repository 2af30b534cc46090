"""CellGrip: what a cell is dragged by, onto another cell to swap the two."""

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDrag, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from viewer.base.i18n import tr
from viewer.qt.icons import pixmap
from viewer.qt.text import set_tool_tip
from viewer.qt.theme import DARK
from viewer.qt.viewport.drop import CELL_TYPE

_SIDE_PX = 20
_ICON_PX = 16
_PICTURE_PX = 160


class CellGrip(QWidget):
    """A small handle at the foot of a cell; `number` tells which cell of the workspace it is."""

    def __init__(self, cell: QWidget) -> None:
        super().__init__(cell)
        self.number: Callable[[], int] = lambda: 0
        self._cell = cell
        self._start = QPoint()
        self.setFixedSize(_SIDE_PX, _SIDE_PX)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName(tr("Move this cell"))
        set_tool_tip(self, tr("Drag onto another cell to swap the two"))

    def data(self) -> QMimeData:
        """What a drag carries."""
        data = QMimeData()
        data.setData(CELL_TYPE, str(self.number()).encode())
        return data

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin."""
        self._start = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin the drag, once it is one."""
        way = event.position().toPoint() - self._start
        if way.manhattanLength() >= QApplication.startDragDistance():
            drag = QDrag(self)
            drag.setMimeData(self.data())
            drag.setPixmap(self._cell.grab().scaledToWidth(_PICTURE_PX))
            drag.exec(Qt.DropAction.MoveAction)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Six dots."""
        painter = QPainter(self)
        mark = pixmap("grip", DARK.second, size=_ICON_PX, scale=self.devicePixelRatioF())
        inset = (_SIDE_PX - _ICON_PX) // 2
        painter.drawPixmap(inset, inset, mark)
        painter.end()
