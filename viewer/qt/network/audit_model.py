"""AuditModel: events of the audit trail as rows of a table."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from viewer.base.i18n import tr
from viewer.net.audit.summary import Summary
from viewer.qt.text import plain, tool_tip

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_NUMBER, _WHO, _WHAT = 0, 4, 5


class AuditModel(QAbstractTableModel):
    """The newest first; older ones are added below."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Summary] = []
        self._is_private = False
        self._columns = (
            tr("Number"), tr("Time"), tr("Event"), tr("Outcome"), tr("Who"), tr("What"),
        )  # fmt: skip

    def clear(self) -> None:
        """Forget all rows."""
        self.beginResetModel()
        self._rows.clear()
        self.endResetModel()

    def add(self, rows: Sequence[Summary]) -> None:
        """Put older events below."""
        if rows:
            first = len(self._rows)
            self.beginInsertRows(_NOWHERE, first, first + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()

    def set_private(self, is_private: bool) -> None:
        """Hide whose data it was, or show it again."""
        if is_private != self._is_private:
            self._is_private = is_private
            if not self._rows:
                return
            last = self.index(len(self._rows) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    @property
    def oldest(self) -> int:
        """The number of the last row, 0 without any."""
        return self._rows[-1].number if self._rows else 0

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many events are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == _NUMBER:
            return _RIGHT
        return self._columns[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, whatever a peer called itself; its tool tip has all of it."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == _NUMBER:
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(self._text(self._rows[index.row()], index.column()))
        if role == Qt.ItemDataRole.ToolTipRole and index.column() > _NUMBER:
            return tool_tip(self._text(self._rows[index.row()], index.column()))
        return None

    def _text(self, row: Summary, column: int) -> str:
        if column == _WHAT:
            return tr("hidden") if self._is_private and row.what else ", ".join(row.what)
        if column == _WHO:
            return ", ".join(row.who)
        done = tr("Success") if row.is_good else tr("Failure")
        result = f"{done}: {row.outcome}" if row.outcome else done
        when = row.when[:19].replace("T", "  ")
        return (str(row.number), when, row.event, result)[column]
