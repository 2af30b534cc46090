"""FollowUpModel: lesions over studies, with their changes and the sum of diameters."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from viewer.base.i18n import tr
from viewer.model.annotation import Annotation
from viewer.model.follow_up import (
    Change,
    Changes,
    Lesion,
    Visit,
    changes,
    lesions,
    named_by,
    sums_of_diameters,
)
from viewer.qt.follow_up.words import (
    change_text,
    changes_texts,
    lesion_name,
    quantity_name,
    size_texts,
    study_text,
    value_text,
)
from viewer.qt.text import plain, tool_tip
from viewer.qt.theme import body_font

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_HEAD: Final = 2  # columns before those of studies
_TAIL: Final = 3  # and after them


class FollowUpModel(QAbstractTableModel):
    """A row for each lesion and one for the sum; a column for each study, then the changes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.visits: tuple[Visit, ...] = ()
        self.lesions: list[Lesion] = []
        self.sum_values: tuple[float | None, ...] = ()
        self._sum_font: QFont = body_font(is_bold=True)

    def set_visits(self, visits: Sequence[Visit]) -> None:
        """Show the lesions of these studies, which are in the order of their dates."""
        self.beginResetModel()
        self.visits = tuple(visits)
        self.lesions = lesions(visits)
        self._sums = sums_of_diameters(self.lesions, len(visits))
        self.sum_values = tuple(
            each.value if each.of and each.is_whole else None for each in self._sums
        )
        self.endResetModel()

    @property
    def has_sum(self) -> bool:
        """Whether there are diameters to be added up."""
        return bool(self.lesions) and self._sums[0].of > 0

    def lesion(self, row: int) -> Lesion | None:
        """The lesion of a row; None for the sum."""
        return self.lesions[row] if 0 <= row < len(self.lesions) else None

    def annotation(self, index: Index) -> Annotation | None:
        """What was drawn for a cell; for the cells around the studies the latest."""
        lesion = self.lesion(index.row()) if index.isValid() else None
        if lesion is None:
            return None
        place = index.column() - _HEAD
        if not 0 <= place < len(self.visits):
            return lesion.measured[-1]
        size = lesion.sizes[place] or lesion.others[place]
        return size.annotation if size else None

    # Qt

    def rowCount(self, parent: Index = _ROOT) -> int:
        """The lesions, and their sum."""
        return 0 if parent.isValid() else len(self.lesions) + self.has_sum

    def columnCount(self, parent: Index = _ROOT) -> int:
        """What it is, the studies, the changes."""
        return 0 if parent.isValid() else _HEAD + len(self.visits) + _TAIL

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of columns; of a study its date."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        place = section - _HEAD
        is_study = 0 <= place < len(self.visits)
        if role == Qt.ItemDataRole.ToolTipRole and is_study:
            study = self.visits[place].study
            return tool_tip(study_text(study), study.description)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if is_study:
            return plain(study_text(self.visits[place].study))
        ends = (tr("Lesion"), tr("Size"))
        tail = (tr("Against baseline"), tr("Against nadir"), tr("Against previous"))
        return ends[section] if section < _HEAD else tail[place - len(self.visits)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, all of them plain."""
        if not index.isValid():
            return None
        lesion, column = self.lesion(index.row()), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(self._text(lesion, column) if lesion else self._sum_text(column))
        if role == Qt.ItemDataRole.ToolTipRole:
            about_sum = tr("Of the lesions listed here whose size is a length in mm.")
            return tool_tip(*(self._told(lesion, column) if lesion else [about_sum]))
        return self._sum_font if role == Qt.ItemDataRole.FontRole and lesion is None else None

    def _text(self, lesion: Lesion, column: int) -> str:
        if column == 0:
            return lesion_name(named_by(lesion.measured))
        if column == 1:
            return quantity_name(lesion.kind)
        place = column - _HEAD
        if place >= len(self.visits):
            change = _latest_change(lesion.values, place - len(self.visits))
            return change_text(change, lesion.kind.label) if change else ""
        if size := lesion.sizes[place]:
            return value_text(size.number.value, size.number.label)
        if other := lesion.others[place]:
            return f"({value_text(other.number.value, other.number.label)})"
        return "—"

    def _sum_text(self, column: int) -> str:
        if column == 0:
            return tr("Sum of diameters")
        place = column - _HEAD
        if place < 0:
            return ""
        if place >= len(self.visits):
            change = _latest_change(self.sum_values, place - len(self.visits))
            return change_text(change, "mm") if change else ""
        total = self._sums[place]
        if total.is_whole:
            return value_text(total.value, "mm")
        if not total.lesions:
            return "—"
        partly = tr("{count} of {all}").format(count=total.lesions, all=total.of)
        return f"{value_text(total.value, 'mm')} ({partly})"

    def _told(self, lesion: Lesion, column: int) -> list[str]:
        place = column - _HEAD
        if not 0 <= place < len(self.visits):
            return [lesion_name(named_by(lesion.measured))]
        size, other = lesion.sizes[place], lesion.others[place]
        if size is None:
            return size_texts(other, is_compared=False) if other else [tr("Not measured.")]
        changed = changes(lesion.values, place)
        told = changes_texts(changed, lesion.kind.label) if changed else []
        return [*size_texts(size, is_compared=True), *told]


def _latest_change(values: Sequence[float | None], which: int) -> Change | None:
    """How the last value differs: from the first, from the smallest, from the one before."""
    places = [place for place, value in enumerate(values) if value is not None]
    changed: Changes | None = changes(values, places[-1]) if places else None
    if changed is None:
        return None
    return (changed.baseline, changed.nadir, changed.previous)[which]
