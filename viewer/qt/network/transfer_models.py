"""Tables of the transfers, and of the instances of one."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from viewer.base.i18n import tr
from viewer.model.transfer import Direction, Transfer, TransferItem, TransferState
from viewer.qt.icons import icon
from viewer.qt.network.transfer_words import (
    commitment_text,
    direction_text,
    item_text,
    progress_text,
    state_sign,
    state_text,
)
from viewer.qt.text import plain, tool_tip
from viewer.qt.theme import Theme

_NOWHERE: Final = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
_COLUMNS: Final = (
    tr("State"), tr("What"), tr("Study"), tr("Node"), tr("Images"), tr("Way"), tr("Commitment"),
    tr("Reason"),
)  # fmt: skip
_ITEM_COLUMNS: Final = (tr("SOP instance"), tr("State"), tr("Reason"))


class TransferModel(QAbstractTableModel):
    """The queue, in the order in which it runs; rows keep their place while it goes on."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._rows: tuple[Transfer, ...] = ()
        self._theme = theme
        self._is_private = False

    def follow(self, transfers: Sequence[Transfer]) -> None:
        """Show what there is now."""
        rows = tuple(transfers)
        if [row.number for row in rows] != [row.number for row in self._rows]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        self._rows = rows
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(_COLUMNS) - 1))

    def set_private(self, is_private: bool) -> None:
        """Hide whose studies they are, or show it again."""
        self._is_private = is_private
        self.layoutChanged.emit()

    def set_theme(self, theme: Theme) -> None:
        """Draw the signs in other colours."""
        self._theme = theme
        self.layoutChanged.emit()

    def row(self, number: int) -> Transfer:
        """The transfer of a row."""
        return self._rows[number]

    def row_of(self, transfer_number: int) -> int:
        """Where a transfer is, -1 where it is not."""
        return next((k for k, row in enumerate(self._rows) if row.number == transfer_number), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many transfers there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, and the sign of a state."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(self._texts(row)[index.column()])
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return self._sign(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(self._texts(row)[index.column()], row.reason, row.warning)
        return None

    def _texts(self, row: Transfer) -> tuple[str, ...]:
        return (
            state_text(row),
            direction_text(row),
            tr("hidden") if self._is_private and row.title else row.title,
            row.node,
            progress_text(row),
            row.used,
            commitment_text(row),
            row.reason or row.warning,
        )

    def _sign(self, row: Transfer) -> QIcon:
        name, theme = state_sign(row), self._theme
        colours = {"warning": theme.warn, "error": theme.bad, "check": theme.good}
        return icon(name, theme, colour=colours.get(name, theme.second))


class TransferItemModel(QAbstractTableModel):
    """The instances of one transfer, those with trouble first."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[TransferItem, ...] = ()
        self._direction = Direction.RETRIEVE

    def show(self, direction: Direction, items: tuple[TransferItem, ...]) -> None:
        """Show other instances."""
        if items == self._rows and direction is self._direction:
            return
        self.beginResetModel()
        self._direction, self._rows = direction, items
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many instances there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(_ITEM_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _ITEM_COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell."""
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        item = self._rows[index.row()]
        state = item_text(self._direction, item.state, item.commitment)
        return plain((item.sop_instance_uid, state, item.reason)[index.column()])


def can(transfer: Transfer, state: TransferState) -> bool:
    """Whether a transfer can be brought into a state by hand."""
    if state is TransferState.PAUSED:
        return transfer.state in (TransferState.WAITING, TransferState.RUNNING)
    if state is TransferState.CANCELLED:
        return not transfer.state.is_over
    return transfer.state in (
        TransferState.PAUSED, TransferState.PARTLY, TransferState.FAILED, TransferState.CANCELLED,
    ) or (transfer.state is TransferState.WAITING and transfer.retry_at > 0)  # fmt: skip
