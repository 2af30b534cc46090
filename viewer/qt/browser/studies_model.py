"""StudiesModel: the studies that a search finds, a page at a time, as a table."""

from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.model.archive import Archive, StudyRow
from viewer.model.search import Search
from viewer.qt.browser.study_columns import study_columns
from viewer.qt.text import plain, tool_tip
from viewer.qt.theme import body_font

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_PAGE: Final = 200


class StudiesModel(QAbstractTableModel):
    """Rows come as the table is scrolled; only those that were shown are in memory."""

    failed = Signal(object)  # ViewerError

    def __init__(self, archive: Archive, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = study_columns()
        self.rows: list[StudyRow] = []
        self.is_complete = True
        self._archive = archive
        self._search = Search()
        self._is_private = False
        self._new_font: QFont = body_font(is_bold=True)

    def search(self, search: Search, *, at_least: int = 0) -> None:
        """Start over; `at_least` as many rows are read as were shown before."""
        self.beginResetModel()
        self._search, self.rows, self.is_complete = search, [], False
        self._read(max(_PAGE, at_least))
        self.endResetModel()

    def set_private(self, is_private: bool) -> None:
        """Hide who the patients are, or show it again."""
        if is_private != self._is_private:
            self._is_private = is_private
            if self.rows:
                last = self.index(len(self.rows) - 1, len(self.columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many rows are known so far."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """All columns, hidden ones too."""
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether the archive may know more."""
        return not parent.isValid() and not self.is_complete

    def fetchMore(self, parent: Index) -> None:
        """Read the next page."""
        known = len(self.rows)
        page = self._page(_PAGE)
        if page:
            self.beginInsertRows(_ROOT, known, known + len(page) - 1)
            self.rows += page
            self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts of a row, all of them plain; what has not been seen is bold."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.FontRole:
            is_news = column.is_news and not row.mark.is_seen
            return self._new_font if is_news else None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        text = "" if self._is_private and column.tells_who else plain(column.text(row))
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        by_hand = column.tells_who and row.has_given_patient
        return tool_tip(text, tr("Whose it is was said by hand.") if by_hand else "")

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self.columns[section].title
        return None

    def _read(self, count: int) -> None:
        while len(self.rows) < count and not self.is_complete:
            self.rows += self._page(min(count - len(self.rows), 500))

    def _page(self, limit: int) -> list[StudyRow]:
        last = self.rows[-1] if self.rows else None
        try:
            page = self._archive.find_studies(self._search, limit=limit, after=last)
        except ViewerError as error:
            self.is_complete = True  # asking again would only fail again
            self.failed.emit(error)
            return []
        self.is_complete = len(page) < limit
        return page
