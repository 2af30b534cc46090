"""MatchModel: studies that nodes told of, as rows of a table."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from viewer.base.i18n import tr
from viewer.model.patient import PersonName
from viewer.model.query import Level, first_text
from viewer.qt.text import date_text, plain
from viewer.workflows.query_nodes import MatchRow

_NOWHERE: Final = QModelIndex()
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_NAME, _DATE, _MODALITIES, _MODALITY = "00100010", "00080020", "00080061", "00080060"
Columns = tuple[tuple[str, str], ...]  # title and tag; "" for the node
_DATES: Final = (_DATE, "00100030", "00080021", "00400002")
_TIME: Final = "00400003"
_NUMBERS: Final = ("00201200", "00201208", "00201209", "00200011", "00200013", "00280008")
STUDY_UID: Final = "0020000D"
SERIES_UID: Final = "0020000E"
INSTANCE_UID: Final = "00080018"


def study_columns() -> Columns:
    """The columns of a list of studies."""
    return (
        (tr("Patient"), _NAME),
        (tr("Patient ID"), "00100020"),
        (tr("Born"), "00100030"),
        (tr("Date"), _DATE),
        (tr("Modality"), _MODALITIES),
        (tr("Description"), "00081030"),
        (tr("Accession"), "00080050"),
        (tr("Images"), "00201208"),
        (tr("Node"), ""),
    )


def columns_at(level: Level) -> Columns:
    """The columns of what a query finds at a level."""
    who = ((tr("Patient"), _NAME), (tr("Patient ID"), "00100020"))
    node = ((tr("Node"), ""),)
    if level is Level.PATIENT:
        told = ((tr("Born"), "00100030"), (tr("Sex"), "00100040"), (tr("Studies"), "00201200"))
        return (*who, *told, *node)
    if level is Level.STUDY:
        return study_columns()
    below = series_columns() if level is Level.SERIES else image_columns()
    return (*who, (tr("Study date"), _DATE), *below, *node)


def study_columns_below() -> Columns:
    """The columns of a list of studies of one patient."""
    return (
        (tr("Date"), _DATE),
        (tr("Modality"), _MODALITIES),
        (tr("Description"), "00081030"),
        (tr("Accession"), "00080050"),
        (tr("Images"), "00201208"),
    )


def series_columns() -> Columns:
    """The columns of a list of series."""
    return (
        (tr("Number"), "00200011"),
        (tr("Modality"), _MODALITY),
        (tr("Description"), "0008103E"),
        (tr("Date"), "00080021"),
        (tr("Body part"), "00180015"),
        (tr("Images"), "00201209"),
    )


def image_columns() -> Columns:
    """The columns of a list of images."""
    return (
        (tr("Number"), "00200013"),
        (tr("Frames"), "00280008"),
        (tr("SOP instance"), INSTANCE_UID),
    )


def worklist_columns() -> Columns:
    """The columns of a worklist."""
    return (
        (tr("Date"), "00400002"),
        (tr("Time"), "00400003"),
        (tr("Modality"), _MODALITY),
        (tr("Station"), "00400001"),
        (tr("Patient"), _NAME),
        (tr("Patient ID"), "00100020"),
        (tr("Born"), "00100030"),
        (tr("Accession"), "00080050"),
        (tr("Procedure"), "00321060"),
    )


class MatchModel(QAbstractTableModel):
    """Grows while answers come; only the cells on screen are made into text."""

    def __init__(self, columns: Columns) -> None:
        super().__init__()
        self._columns = columns
        self.rows: list[MatchRow] = []

    def show_columns(self, columns: Columns) -> None:
        """Have other columns, and no rows."""
        self._columns = columns
        self.clear()

    def clear(self) -> None:
        """Forget all rows."""
        self.beginResetModel()
        self.rows.clear()
        self.endResetModel()

    def add(self, rows: Sequence[MatchRow]) -> None:
        """Take more rows."""
        first = len(self.rows)
        self.beginInsertRows(_NOWHERE, first, first + len(rows) - 1)
        self.rows.extend(rows)
        self.endInsertRows()

    def row(self, number: int) -> MatchRow:
        """The match of a row."""
        return self.rows[number]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """How many matches there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and self._columns[section][1] in _NUMBERS:
            return _RIGHT
        return self._columns[section][0] if role == Qt.ItemDataRole.DisplayRole else None

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The text of a cell, plain whatever the node sent."""
        tag = self._columns[index.column()][1]
        if role == Qt.ItemDataRole.TextAlignmentRole and tag in _NUMBERS:
            return _RIGHT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return plain(self._text(self.rows[index.row()], tag))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column."""
        tag = self._columns[column][1]

        def key(row: MatchRow) -> tuple[int, str]:
            text = row.node_name if not tag else first_text(row.match, tag)
            is_number = tag in _NUMBERS and text.isdigit()
            return (int(text) if is_number else 0, text.casefold())

        self.layoutAboutToBeChanged.emit()
        self.rows.sort(key=key, reverse=order == Qt.SortOrder.DescendingOrder)
        self.layoutChanged.emit()

    @staticmethod
    def _text(row: MatchRow, tag: str) -> str:
        if not tag and row.kept_at:
            return tr("{node}, as of {time}").format(node=row.node_name, time=row.kept_at)
        if not tag:
            return row.node_name
        text = first_text(row.match, tag)
        if tag == _NAME:
            return PersonName.parse(text).display()
        if tag in _DATES:
            return date_text(text)
        if tag == _TIME and text[:4].isdigit():
            return f"{text[:2]}:{text[2:4]}"
        return text.replace("\\", " ") if tag == _MODALITIES else text
