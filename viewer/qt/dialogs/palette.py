"""The command palette: every command by its name, with its key."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.commands.command import Invocation
from viewer.commands.offers import PaletteRow, palette_score
from viewer.qt.text import plain
from viewer.qt.theme import SMALL_PX, body_font

_WIDTH, _ROWS, _ROW_PX = 620, 10, 44
_KEY_ROLE: Final = Qt.ItemDataRole.UserRole
_HELP_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_OFFER_ROLE: Final = Qt.ItemDataRole.UserRole + 2
_MOVES: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandPalette(QDialog):
    """A line to type in, and under it the commands that answer, best first."""

    def __init__(
        self, rows: Sequence[PaletteRow], run: Callable[[Invocation], bool], parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Command palette"))
        self.setAccessibleName(tr("Command palette"))
        self._rows = rows
        self._run = run
        self.box = QLineEdit(self)
        self.box.setPlaceholderText(tr("Type what you want to do"))
        self.box.setAccessibleName(tr("Command"))
        self.box.textChanged.connect(self._filter)
        self.box.installEventFilter(self)
        self.model = QStandardItemModel(self)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setAccessibleName(tr("Commands"))
        self.list.setItemDelegate(_RowDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.clicked.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.box)
        layout.addWidget(self.list)
        self._filter("")
        self._place(parent)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move through the list while the cursor stays in the line."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _MOVES:
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _place(self, parent: QWidget) -> None:
        width = min(_WIDTH, parent.width() - 32)
        height = min(_ROWS * _ROW_PX + 64, parent.height() - 96)
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.setGeometry(
            QRect(corner.x() + (parent.width() - width) // 2, corner.y() + 72, width, height)
        )
        self.box.setFocus()

    def _filter(self, query: str) -> None:
        found: list[tuple[int, int, PaletteRow]] = []
        for place, row in enumerate(self._rows):
            score = palette_score(query, row)
            if score is not None:
                found.append((-score, place, row))
        self.model.clear()
        for _, _, row in sorted(found, key=lambda each: each[:2]):
            self.model.appendRow(_item(row))
        if not found:
            nothing = QStandardItem(tr("No command has this name."))
            nothing.setEnabled(False)
            self.model.appendRow(nothing)
        self.list.setCurrentIndex(self.model.index(0, 0))

    def _choose(self, index: QModelIndex) -> None:
        offer = index.data(_OFFER_ROLE)
        if isinstance(offer, Invocation) and index.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.close()
            self._run(offer)


def _item(row: PaletteRow) -> QStandardItem:
    item = QStandardItem(plain(row.title))
    item.setData(row.keys, _KEY_ROLE)
    item.setData(plain(row.reason or row.help), _HELP_ROLE)
    item.setData(row.offer, _OFFER_ROLE)
    item.setEnabled(not row.reason)
    words = [row.title, row.keys, row.reason or row.help]
    item.setData(", ".join(word for word in words if word), Qt.ItemDataRole.AccessibleTextRole)
    return item


class _RowDelegate(QStyledItemDelegate):
    """Two lines: the title with its key, and what it does or why it cannot be done."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, _ROW_PX)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        style = option.widget.style()
        bare = QStyleOptionViewItem(option)
        style.drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, bare, painter, option.widget
        )
        is_enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        faint = option.palette.color(QPalette.ColorRole.PlaceholderText)
        ink = option.palette.color(QPalette.ColorRole.Text) if is_enabled else faint
        area = option.rect.adjusted(12, 5, -12, -5)
        upper = QRect(area.left(), area.top(), area.width(), area.height() * 10 // 18)
        lower = QRect(area.left(), upper.bottom(), area.width(), area.bottom() - upper.bottom() + 1)
        left = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        painter.save()
        painter.setFont(body_font())
        painter.setPen(ink)
        keys = str(index.data(_KEY_ROLE) or "")
        room = upper.width() - painter.fontMetrics().horizontalAdvance(keys) - 16
        title = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, room
        )
        painter.drawText(upper, int(left), title)
        painter.setPen(faint)
        painter.drawText(upper, int(right), keys)
        painter.setFont(body_font(SMALL_PX))
        text = str(index.data(_HELP_ROLE) or "").replace("\n", " ")
        painter.drawText(
            lower,
            int(left),
            painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, lower.width()),
        )
        painter.restore()
