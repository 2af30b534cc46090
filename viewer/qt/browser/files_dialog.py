"""FilesDialog: files with what is to be said of each, under one sentence about all."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, plain

_MOST_ROWS = 5000  # of a list that somebody reads


class FilesDialog(QDialog):
    """A table whose first column takes the room that is left."""

    def __init__(
        self,
        title: str,
        parent: QWidget | None,
        *,
        summary: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[str]],
        hint: str,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(760, 420)
        self.table = QTableWidget(min(len(rows), _MOST_ROWS), len(headings), self)
        self.table.setHorizontalHeaderLabels(list(headings))
        self.table.setAccessibleName(title)
        show_as_rows(self.table)
        for number, texts in enumerate(rows[:_MOST_ROWS]):
            for column, text in enumerate(texts):
                self.table.setItem(number, column, QTableWidgetItem(plain(text)))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
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
