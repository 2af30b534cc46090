"""FilesDialog: files with what is to be said of each, under one sentence about all."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, plain, tool_tip

_LAST_PX = 260
_MOST_ROWS = 5000  # of a list that somebody reads


class FilesDialog(QDialog):
    """Paths lose their middle where there is no room, so that names of files are read."""

    def __init__(
        self,
        title: str,
        parent: QWidget | None,
        *,
        summary: str,
        headings: Sequence[str],
        widths: Sequence[int],
        rows: Sequence[Sequence[str]],
        hint: str,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(sum(widths) + _LAST_PX, 460)
        self.table = QTableWidget(min(len(rows), _MOST_ROWS), len(headings), self)
        self.table.setHorizontalHeaderLabels(list(headings))
        self.table.setAccessibleName(title)
        show_as_rows(self.table)
        for number, texts in enumerate(rows[:_MOST_ROWS]):
            for column, text in enumerate(texts):
                self.table.setItem(number, column, _item(text))
        self.table.setWordWrap(False)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for column, width in enumerate(widths):
            self.table.setColumnWidth(column, width)
        self.table.horizontalHeader().setStretchLastSection(True)
        below = PlainLabel(hint, self, role="second")
        below.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel(summary, self))
        layout.addWidget(self.table, 1)
        layout.addWidget(below)
        layout.addWidget(self.buttons)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _item(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem()
    texts = {Qt.ItemDataRole.DisplayRole: plain(text), Qt.ItemDataRole.ToolTipRole: tool_tip(text)}
    for role, shown in texts.items():
        item.setData(role, shown)
    return item
