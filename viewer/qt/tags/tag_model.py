"""TagModel: the elements of a data set as a tree, alone or beside those of another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor

from viewer.base.i18n import tr
from viewer.dicom.tag_paths import ComparedRow, Difference, Path, compare, path_text, paths_of
from viewer.model.tag import TagRow
from viewer.qt.text import plain, tool_tip
from viewer.qt.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_BATCH = 500  # children handed to the view at a time
_ITEM = 0xFFFEE000


class TagColumn(IntEnum):
    """The columns; the last is there only while two data sets are compared."""

    TAG = 0
    NAME = 1
    VR = 2
    VALUE = 3
    OTHER = 4


@dataclass(frozen=True, slots=True)
class TagTable:
    """Rows with their paths, made ready for the model away from the GUI thread."""

    rows: tuple[ComparedRow, ...]
    parents: tuple[int, ...]  # number of the row around, -1 for none
    words: tuple[str, ...]  # what a search looks through
    is_compared: bool


def tag_table(first: Sequence[TagRow], second: Sequence[TagRow] | None = None) -> TagTable:
    """The table of one data set, or of two side by side."""
    if second is None:
        rows = tuple(
            ComparedRow(row, path, "", Difference.SAME)
            for row, path in zip(first, paths_of(first), strict=True)
        )
    else:
        rows = tuple(compare(first, second))
    numbers = {shown.path: number for number, shown in enumerate(rows)}
    parents = tuple(numbers.get(shown.path[:-1], -1) for shown in rows)
    words = tuple(_words(shown) for shown in rows)
    return TagTable(rows, parents, words, second is not None)


class TagModel(QAbstractItemModel):
    """Keeps a `TagTable` and shows of it what a search and a filter leave; filled as seen."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._table = tag_table(())
        self._children: dict[int, list[int]] = {}
        self._places: dict[int, int] = {}
        self._fetched: dict[int, int] = {}

    @property
    def table(self) -> TagTable:
        """What is in the model."""
        return self._table

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme
        self.layoutChanged.emit()

    def set_table(
        self, table: TagTable, *, search: str = "", is_changed_only: bool = False
    ) -> None:
        """Show the rows of `table` that hold `search`, and what they stand in."""
        self.beginResetModel()
        self._table = table
        kept = _kept(table, search.casefold().split(), is_changed_only=is_changed_only)
        self._children, self._places, self._fetched = {}, {}, {}
        for number, parent in enumerate(table.parents):
            if kept[number]:
                siblings = self._children.setdefault(parent, [])
                self._places[number] = len(siblings)
                siblings.append(number)
        self._fetched[-1] = min(_BATCH, self._total(-1))
        self.endResetModel()

    @property
    def matches(self) -> int:
        """How many rows are shown."""
        return len(self._places)

    def row_of(self, index: Index) -> ComparedRow:
        """The element behind an index."""
        return self._table.rows[index.internalId()]

    def path_of(self, index: Index) -> str:
        """The path of an element as one writes it in code."""
        rows = [shown.row for shown in self._table.rows]
        paths = [shown.path for shown in self._table.rows]
        return path_text(rows, paths, int(index.internalId()))

    def index_of(self, path: Path) -> QModelIndex:
        """Where an element stands now; invalid if it is not shown."""
        numbers = {shown.path: number for number, shown in enumerate(self._table.rows)}
        number = numbers.get(path, -1)
        if number not in self._places:
            return QModelIndex()
        place = self._places[number]
        parent = self.index_of(path[:-1]) if len(path) > 1 else QModelIndex()
        while place >= self.rowCount(parent) and self.canFetchMore(parent):
            self.fetchMore(parent)
        return self.index(place, 0, parent)

    # What Qt asks

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        """The index of a child."""
        if not 0 <= row < self.rowCount(parent) or not 0 <= column < self.columnCount():
            return QModelIndex()
        return self.createIndex(row, column, self._children[_number(parent)][row])

    def parent(self, child: Index) -> QModelIndex:  # type: ignore[override]
        """The index of what an element stands in."""
        number = self._table.parents[child.internalId()] if child.isValid() else -1
        return QModelIndex() if number < 0 else self.createIndex(self._places[number], 0, number)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many children were handed out so far."""
        if parent.isValid() and parent.column():
            return 0
        return self._fetched.get(_number(parent), 0)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Four, or five while comparing."""
        return len(TagColumn) - (not self._table.is_compared)

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        """Whether there are children, handed out or not."""
        return parent.column() <= 0 and bool(self._children.get(_number(parent)))

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there are more children than were handed out."""
        number = _number(parent)
        return parent.column() <= 0 and self._fetched.get(number, 0) < self._total(number)

    def fetchMore(self, parent: Index) -> None:
        """Hand out another batch."""
        number = _number(parent)
        done = self._fetched.get(number, 0)
        count = min(_BATCH, self._total(number) - done)
        if count > 0:
            self.beginInsertRows(parent, done, done + count - 1)
            self._fetched[number] = done + count
            self.endInsertRows()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _HEADINGS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, all of them plain, and the colours of what to look at."""
        if not index.isValid():
            return None
        shown = self.row_of(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(_TEXTS[TagColumn(index.column())](shown))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(shown.row.name, shown.row.value, shown.row.problem)
        if role == Qt.ItemDataRole.ForegroundRole:
            colour = self._colour(shown, index.column())
            return QColor(colour) if colour else None
        return None

    # Inside

    def _total(self, number: int) -> int:
        return len(self._children.get(number, ()))

    def _colour(self, shown: ComparedRow, column: int) -> str:
        theme = self._theme
        if shown.row.problem and column in (TagColumn.VALUE, TagColumn.TAG):
            return theme.warn
        if shown.difference is not Difference.SAME:
            return theme.second if shown.difference is Difference.INSIDE else theme.note
        return theme.second if column in (TagColumn.TAG, TagColumn.VR) else ""


def _number(parent: Index) -> int:
    return int(parent.internalId()) if parent.isValid() else -1


def _words(shown: ComparedRow) -> str:
    row = shown.row
    parts = (row.tag_text, row.keyword, row.name, row.value, row.creator, shown.other, row.problem)
    return "\n".join(parts).casefold()


def _kept(table: TagTable, words: Sequence[str], *, is_changed_only: bool) -> list[bool]:
    """Which rows hold every word, with what they stand in and all that stands in them."""
    same = (Difference.SAME, Difference.INSIDE)
    kept = [
        all(word in text for word in words) and not (is_changed_only and shown.difference in same)
        for shown, text in zip(table.rows, table.words, strict=True)
    ]
    is_below = list(kept)
    for number, parent in enumerate(table.parents):  # parents come first
        is_below[number] |= parent >= 0 and is_below[parent] and not is_changed_only
    for number in range(len(kept) - 1, -1, -1):
        kept[number] |= is_below[number]
        if kept[number] and table.parents[number] >= 0:
            kept[table.parents[number]] = True
    return kept


def _tag(shown: ComparedRow) -> str:
    sign = f"{shown.difference.value} " if shown.difference.value else ""
    if shown.row.problem:
        sign += "⚠ "
    return sign + ("" if shown.row.tag == _ITEM else shown.row.tag_text)


def _name(shown: ComparedRow) -> str:
    creator = f" [{shown.row.creator}]" if shown.row.creator else ""
    return shown.row.name + creator


def _value(shown: ComparedRow) -> str:
    return "" if shown.difference is Difference.ONLY_SECOND else shown.row.value


_TEXTS: Mapping[TagColumn, Callable[[ComparedRow], str]] = MappingProxyType(
    {
        TagColumn.TAG: _tag,
        TagColumn.NAME: _name,
        TagColumn.VR: lambda shown: shown.row.vr,
        TagColumn.VALUE: _value,
        TagColumn.OTHER: lambda shown: shown.other,
    }
)
_HEADINGS = (tr("Tag"), tr("Name"), tr("VR"), tr("Value"), tr("In the other"))
