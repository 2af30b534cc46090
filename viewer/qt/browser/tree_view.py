"""StudyTreeView: the tree of studies and the delegate that draws its rows."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.qt.browser.tree_model import Level, Role
from viewer.qt.theme import SMALL_PX, Look, body_font


class StudyTreeView(QTreeView):
    """Patients in bold, studies in two lines, series in one."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Studies"))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(False)
        self.setIndentation(16)
        self.setAnimated(False)
        self.setExpandsOnDoubleClick(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_RowDelegate(look, self))


class _RowDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = self._look.theme
        rect: QRect = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.selected))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(theme.raised))
        area = rect.adjusted(4, 0, -8, 0)
        match index.data(Role.LEVEL):
            case Level.PATIENT:
                _draw_pair(painter, area, index, left=theme.text, right=theme.second, is_bold=True)
            case Level.STUDY:
                _draw_lines(painter, area, index, upper=theme.text, lower=theme.second)
            case Level.SERIES:
                used = _draw_small(painter, area, index.data(Role.MODALITY), theme.second)
                rest = area.adjusted(max(used, 24) + 8, 0, 0, 0)
                _draw_pair(painter, rest, index, left=theme.text, right=theme.second)
        painter.restore()


def _draw_pair(
    painter: QPainter,
    area: QRect,
    index: QModelIndex | QPersistentModelIndex,
    *,
    left: str,
    right: str,
    is_bold: bool = False,
) -> None:
    """The title at the left, elided; the detail, small, at the right edge."""
    painter.setFont(body_font(SMALL_PX))
    detail = str(index.data(Role.DETAIL))
    title = str(index.data(Qt.ItemDataRole.DisplayRole))
    needed = painter.fontMetrics().horizontalAdvance(detail) + 2  # advances are fractions
    detail_width = min(needed, area.width() // 2)
    shown = painter.fontMetrics().elidedText(detail, Qt.TextElideMode.ElideRight, detail_width)
    painter.setPen(QColor(right))
    painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
    painter.setFont(body_font(is_bold=is_bold))
    painter.setPen(QColor(left))
    width = area.width() - detail_width - 8
    shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, width)
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _draw_lines(
    painter: QPainter,
    area: QRect,
    index: QModelIndex | QPersistentModelIndex,
    *,
    upper: str,
    lower: str,
) -> None:
    """The title over the detail."""
    title = str(index.data(Qt.ItemDataRole.DisplayRole))
    painter.setFont(body_font())
    painter.setPen(QColor(upper))
    shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(
        area.adjusted(0, 4, 0, -area.height() // 2 + 1), Qt.AlignmentFlag.AlignVCenter, shown
    )
    _draw_small(
        painter, area.adjusted(0, area.height() // 2 - 1, 0, -4), index.data(Role.DETAIL), lower
    )


def _draw_small(painter: QPainter, area: QRect, text: str, colour: str) -> int:
    """One small line, elided; returns how wide it is."""
    painter.setFont(body_font(SMALL_PX))
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    return painter.fontMetrics().horizontalAdvance(shown)
