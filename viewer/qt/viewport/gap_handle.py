"""What is seen and dragged between cells: handles of gaps, and the mark of where a drop goes."""

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from viewer.base.i18n import tr
from viewer.model.layout import Gap
from viewer.qt.text import set_tool_tip
from viewer.qt.theme import DARK

_REACH_PX = 3  # on both sides of a gap, so that a hand meets it
_LINE_PX = 2


class GapHandle(QWidget):
    """An unseen strip over a gap; under the cursor it shows the accent."""

    pressed = Signal(object)  # Gap
    dragged = Signal(QPointF)  # in the parent's pixels

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.gap = Gap(True, 0.0, 0.0, 0.0)
        self._is_hovered = False
        set_tool_tip(self, tr("Drag to divide the screen otherwise"))

    def follow(self, gap: Gap, line: QRect) -> None:
        """Lie over a gap, whose own pixels are `line`."""
        self.gap = gap
        shape = Qt.CursorShape
        self.setCursor(shape.SplitHCursor if gap.is_upright else shape.SplitVCursor)
        reach = (_REACH_PX, 0) if gap.is_upright else (0, _REACH_PX)
        self.setGeometry(line.adjusted(-reach[0], -reach[1], *reach))
        self.show()
        self.raise_()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self.gap)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on dragging."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self.mapToParent(event.position()))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show where the gap is."""
        self._is_hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Be unseen again."""
        self._is_hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line of the gap, while the cursor is over it."""
        if not self._is_hovered:
            return
        area = self.rect()
        if self.gap.is_upright:
            area.adjust(_REACH_PX, 0, -_REACH_PX, 0)
        else:
            area.adjust(0, _REACH_PX, 0, -_REACH_PX)
        painter = QPainter(self)
        painter.fillRect(area, QColor(DARK.accent))
        painter.end()


class TargetMark(QWidget):
    """A tint over the cell that a drop would meet."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def mark(self, area: QRect) -> None:
        """Cover `area`, or nothing where it is empty."""
        self.setGeometry(area)
        self.setHidden(area.isEmpty())
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A frame and a tint."""
        painter = QPainter(self)
        tint = QColor(DARK.accent)
        tint.setAlphaF(0.18)
        painter.fillRect(self.rect(), tint)
        painter.setPen(QColor(DARK.accent))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()
