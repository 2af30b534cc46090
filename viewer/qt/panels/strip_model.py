"""SeriesStripModel: the open display sets with their small pictures."""

from collections.abc import Callable, Mapping, Sequence, Set
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QImage

from viewer.base.i18n import tr
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.qt.panels.facts import length_text
from viewer.qt.stack_words import reason_text
from viewer.qt.text import date_text, plain, tool_tip
from viewer.qt.viewport.drop import DISPLAY_SET_TYPE

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


class StripRole(IntEnum):
    """What a row tells beside its description."""

    DISPLAY_SET = Qt.ItemDataRole.UserRole
    PICTURE = Qt.ItemDataRole.UserRole + 1  # QImage, or None while it is made
    SHOWN = Qt.ItemDataRole.UserRole + 2  # whether a viewport shows it
    LOADED = Qt.ItemDataRole.UserRole + 3  # part of its images in memory, 0 to 1
    DETAIL = Qt.ItemDataRole.UserRole + 4
    FAILED = Qt.ItemDataRole.UserRole + 6  # whether its picture cannot be made
    KEYS = Qt.ItemDataRole.UserRole + 7  # how many of its images are key images
    HEADING = Qt.ItemDataRole.UserRole + 5  # the study, on its first row


class SeriesStripModel(QAbstractListModel):
    """A flat list in the order of the workspace; rows keep their pictures while files arrive."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sets: tuple[DisplaySet, ...] = ()
        self._is_private = False
        self._pictures: dict[str, QImage] = {}
        self._shown: frozenset[str] = frozenset()
        self._failed: frozenset[FrameRef] = frozenset()
        self._loaded: dict[str, float] = {}
        self._key_counts: Mapping[str, int] = {}
        self._told: dict[int, Callable[[int], object]] = {
            Qt.ItemDataRole.DisplayRole: lambda row: series_title(self._sets[row]),
            Qt.ItemDataRole.ToolTipRole: self._tool_tip,
            StripRole.DISPLAY_SET: lambda row: self._sets[row],
            StripRole.PICTURE: lambda row: self._pictures.get(self._sets[row].key),
            StripRole.SHOWN: self._is_shown,
            StripRole.LOADED: lambda row: self._loaded.get(self._sets[row].key, 0.0),
            StripRole.DETAIL: lambda row: length_text(self._sets[row]),
            StripRole.HEADING: self._heading,
            StripRole.KEYS: lambda row: self._key_counts.get(self._sets[row].key, 0),
            StripRole.FAILED: lambda row: middle_frame(self._sets[row]) in self._failed,
        }

    @property
    def display_sets(self) -> tuple[DisplaySet, ...]:
        """What is listed."""
        return self._sets

    def set_display_sets(self, sets: Sequence[DisplaySet]) -> None:
        """List `sets`; only if others came or went does the view start over."""
        same_rows = [each.key for each in sets] == [each.key for each in self._sets]
        if same_rows:
            changed = {new.key for new, old in zip(sets, self._sets, strict=True) if new != old}
            self._sets = tuple(sets)
            self._tell(changed)
            return
        self.beginResetModel()
        self._sets = tuple(sets)
        keys = {each.key for each in sets}
        self._pictures = {key: made for key, made in self._pictures.items() if key in keys}
        self.endResetModel()

    def set_picture(self, key: str, picture: QImage) -> None:
        """Show the small picture of a display set, already as large as it is drawn."""
        self._pictures[key] = picture
        self._tell({key})

    def add_failed(self, ref: FrameRef) -> None:
        """Remember a frame that cannot be shown: a picture made of it will never come."""
        self._failed |= {ref}
        self._tell({shown.key for shown in self._sets if middle_frame(shown) == ref})

    def set_private(self, is_private: bool) -> None:
        """Hide who the patients are, or show it again."""
        if is_private != self._is_private:
            self._is_private = is_private
            self._tell({shown.key for shown in self._sets})

    def set_shown(self, keys: frozenset[str]) -> None:
        """Mark the display sets that viewports show."""
        changed = keys ^ self._shown
        self._shown = keys
        self._tell(changed)

    def set_loaded(self, parts: dict[str, float]) -> None:
        """Show how much of these display sets is in memory; others stay as they were."""
        changed = {key for key, part in parts.items() if part != self._loaded.get(key)}
        self._loaded |= parts
        self._tell(changed)

    def set_key_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many images of each display set are marked."""
        keys = {*counts, *self._key_counts}
        changed = {key for key in keys if counts.get(key) != self._key_counts.get(key)}
        self._key_counts = counts
        self._tell(changed)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """One row a display set."""
        return 0 if parent.isValid() else len(self._sets)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be dragged onto a viewport."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def mimeTypes(self) -> list[str]:
        """Our own kind, which only viewports take."""
        return [DISPLAY_SET_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The key of the dragged display set."""
        data = QMimeData()
        if indexes:
            key = self._sets[indexes[0].row()].key
            data.setData(DISPLAY_SET_TYPE, QByteArray(key.encode()))
        return data

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, all of them plain, and what the delegate draws."""
        if not index.isValid():
            return None
        told = self._told.get(role)
        return None if told is None else told(index.row())

    def _is_shown(self, row: int) -> bool:
        return self._sets[row].key in self._shown

    def _heading(self, row: int) -> str:
        shown = self._sets[row]
        is_first = row == 0 or self._sets[row - 1].study_uid != shown.study_uid
        return _study_title(shown, is_private=self._is_private) if is_first else ""

    def _tool_tip(self, row: int) -> str:
        shown = self._sets[row]
        return tool_tip(series_title(shown), length_text(shown), reason_text(shown.split_reason))

    def _tell(self, keys: Set[str]) -> None:
        for row, shown in enumerate(self._sets):
            if shown.key in keys:
                self.dataChanged.emit(self.index(row), self.index(row))


def middle_frame(display_set: DisplaySet) -> FrameRef | None:
    """The frame that stands for a display set."""
    frames = display_set.frames
    return frames[len(frames) // 2] if frames else None


def series_title(display_set: DisplaySet) -> str:
    """Number and description, with what is missing named."""
    series = display_set.series
    number = "" if series.number is None else f"{series.number}  "
    return number + (plain(series.description or series.protocol) or tr("no description"))


def _study_title(display_set: DisplaySet, *, is_private: bool) -> str:
    study = display_set.study
    who = () if is_private else (study.patient.name.display(), date_text(study.date))
    parts = (*who, study.description)
    return plain(" · ".join(part for part in parts if part)) or tr("study")
