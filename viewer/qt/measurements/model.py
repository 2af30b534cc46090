"""TableModel: all annotations of the open studies, filtered and sorted."""

from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor

from viewer.base.i18n import tr
from viewer.model.annotation import Annotation
from viewer.model.display_set import DisplaySet
from viewer.model.identity import InstanceUid
from viewer.model.shape import ShapeKind
from viewer.qt.measurements.columns import AUTHOR, FINDING, NAME, SITE, Place, Row, columns, name
from viewer.qt.text import plain, tool_tip
from viewer.qt.theme import Look
from viewer.render.annotations import measurement_text
from viewer.workspace.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows are wanted: words that are all in a row, a kind, an author; None for any."""

    words: str = ""
    kind: ShapeKind | None = None
    author: str | None = None


class TableModel(QAbstractTableModel):
    """Follows the annotations; one that changes is one row anew, where it stands (P10)."""

    renamed = Signal(str, str)  # uid, name
    said = Signal(str, int, str)  # uid, FINDING or SITE, its words

    def __init__(self, workspace: Workspace, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = columns()
        self.rows: list[Row] = []
        self._workspace = workspace
        self._look = look
        self._filter = Filter()
        self._order = (NAME, False)
        self._by_uid: dict[str, int] = {}
        self._left_out = set[str]()
        self._places: dict[tuple[InstanceUid, int], Place] = {}
        workspace.annotations.changed.connect(self._follow)
        workspace.display_sets_changed.connect(self._follow_sets)
        self._follow_sets(workspace.display_sets)

    def narrow(self, wanted: Filter) -> None:
        """Show other rows."""
        self._filter = wanted
        self._refresh()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; rows that are equal stay in the order they were drawn."""
        self._order = (column, order == Qt.SortOrder.DescendingOrder)
        self._refresh()

    def row_of(self, uid: str) -> int | None:
        """Where an annotation stands, None where it does not."""
        return self._by_uid.get(uid)

    @property
    def authors(self) -> list[str]:
        """Everybody who drew something."""
        return sorted({each.author for each in self._workspace.annotations.all})

    @property
    def kinds(self) -> list[ShapeKind]:
        """Every kind that was drawn."""
        found = {each.shape.kind for each in self._workspace.annotations.all}
        return [kind for kind in ShapeKind if kind in found]

    # Qt

    def rowCount(self, parent: Index = _ROOT) -> int:
        """One row an annotation."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """All columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self.columns[section].title
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Name, finding and site are written in place, unless the row is locked."""
        flags = super().flags(index)
        is_written = index.column() in (NAME, FINDING, SITE)
        if is_written and not self.rows[index.row()].annotation.is_locked:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, all of them plain."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        annotation = row.annotation
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(name(row), *provenance(annotation))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            is_written = role == Qt.ItemDataRole.EditRole and column == NAME
            return annotation.label if is_written else self._text(row, column)
        if role == Qt.ItemDataRole.ForegroundRole and annotation.is_hidden:
            return QColor(self._look.theme.faint)
        if role == Qt.ItemDataRole.DecorationRole and column == NAME:
            return QColor(annotation.colour or self._look.theme.annotation)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for what was written; the row follows once it is so."""
        uid, text = self.rows[index.row()].annotation.uid, str(value).strip()
        if text == self.data(index, Qt.ItemDataRole.EditRole):
            return False
        if index.column() == NAME:
            self.renamed.emit(uid, text)
        else:
            self.said.emit(uid, index.column(), text)
        return True

    # How it follows

    def _text(self, row: Row, column: int) -> str:
        if column == AUTHOR and not self._workspace.shows_patient:
            return ""
        return plain(self.columns[column].text(row))

    def _follow(self, changed: tuple[Annotation, ...]) -> None:
        current = self._workspace.annotations.get(changed[0].uid)
        if len(changed) > 1 or current is None:
            self._refresh()
        elif current.uid in self._by_uid:
            self._renew(self._by_uid[current.uid], current)
        elif current.uid not in self._left_out:
            self._refresh()

    def _renew(self, place: int, annotation: Annotation) -> None:
        self.rows[place] = Row(annotation, self.rows[place].place)
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))

    def _follow_sets(self, display_sets: tuple[DisplaySet, ...]) -> None:
        self._places.clear()
        self._refresh()

    def _refresh(self) -> None:
        annotations = self._workspace.annotations.all
        self._find_places(annotations)
        rows = [
            Row(each, self._places.get((each.sop_instance_uid, each.frame_index)))
            for each in annotations
        ]
        column, is_descending = self._order
        wanted = [row for row in rows if self._is_wanted(row)]
        wanted.sort(key=self.columns[column].key, reverse=is_descending)
        self.beginResetModel()
        self.rows = wanted
        self._by_uid = {row.annotation.uid: place for place, row in enumerate(wanted)}
        self._left_out = {each.uid for each in annotations} - self._by_uid.keys()
        self.endResetModel()

    def _find_places(self, annotations: tuple[Annotation, ...]) -> None:
        keys = {(each.sop_instance_uid, each.frame_index) for each in annotations}
        missing = keys - self._places.keys()
        if not missing:
            return
        series = {each.series_uid for each in annotations}
        for shown in self._workspace.display_sets:
            if shown.series_uid in series:
                for index, ref in enumerate(shown.frames):
                    key = (ref.sop_instance_uid, ref.frame_index)
                    if key in missing:
                        self._places.setdefault(key, (shown, index))

    def _is_wanted(self, row: Row) -> bool:
        wanted, annotation = self._filter, row.annotation
        if wanted.kind is not None and annotation.shape.kind is not wanted.kind:
            return False
        if wanted.author is not None and annotation.author != wanted.author:
            return False
        words = wanted.words.casefold().split()
        if not words:
            return True
        text = " ".join(self._text(row, place) for place in range(len(self.columns))).casefold()
        return all(word in text for word in words)


def provenance(annotation: Annotation) -> list[str]:
    """Every number with where it comes from, and from whom the drawing is."""
    lines = [
        f"{measurement_text(number)}: {number.provenance}" for number in annotation.measurements
    ]
    if annotation.source_uid:
        lines.append(tr("Read from a report or presentation state of somebody else."))
    return lines
