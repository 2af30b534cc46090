"""AwaitedRows: draws a table's rows, and a quiet bar in place of what is still being read."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from viewer.qt.browser.studies_model import AWAITED
from viewer.qt.theme import Look

_BAR_PX = 8
_MARGIN_PX = 6
_MOST_PX = 120


class AwaitedRows(QStyledItemDelegate):
    """As usual where a row is here."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        if not index.data(AWAITED):
            super().paint(painter, option, index)
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(self._look.theme.selected))
        place = QRectF(option.rect).adjusted(_MARGIN_PX, 0, -_MARGIN_PX, 0)
        place.setWidth(min(place.width() * 0.7, _MOST_PX))
        place.moveTop(place.center().y() - _BAR_PX / 2)
        place.setHeight(_BAR_PX)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.theme.line))
        painter.drawRoundedRect(place, _BAR_PX / 2, _BAR_PX / 2)
        painter.restore()
