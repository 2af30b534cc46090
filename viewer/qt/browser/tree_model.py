"""StudyTreeModel: patients, their studies and series, read from an archive as they are needed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Final, Protocol

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel

from viewer.base.i18n import tr
from viewer.model.archive import SeriesRow, StudyRow
from viewer.model.identity import StudyUid
from viewer.model.patient import Patient
from viewer.model.search import Search
from viewer.model.study import StudyRecord
from viewer.qt.text import count_text, date_text, plain, tool_tip
from viewer.qt.theme import ROW_PX

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_PAGE: Final = 100
_ROW: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_LEAF: Final = _ROW | Qt.ItemFlag.ItemNeverHasChildren
_STUDY_SIZE: Final = QSize(120, 44)
_LINE_SIZE: Final = QSize(120, ROW_PX)


class Level(Enum):
    """What a row of the tree is."""

    PATIENT = "patient"
    STUDY = "study"
    SERIES = "series"


class Role(IntEnum):
    """What a row has to tell beside its text."""

    LEVEL = Qt.ItemDataRole.UserRole
    DETAIL = Qt.ItemDataRole.UserRole + 1  # the second line, or the text at the right
    MODALITY = Qt.ItemDataRole.UserRole + 2
    KEY = Qt.ItemDataRole.UserRole + 3  # stable across searches: to keep rows open
    NODE = Qt.ItemDataRole.UserRole + 4  # what is behind the row
    WAITS = Qt.ItemDataRole.UserRole + 5  # whether the series of a study were not read yet


@dataclass(frozen=True, slots=True)
class _Node:
    level: Level
    patient: Patient | None = None
    patient_key: str = ""
    study: StudyRow | None = None
    series: SeriesRow | None = None


class Listing(Protocol):
    """What the tree is filled from; never waits."""

    def find_studies(self, search: Search, *, limit: int, after: StudyRow | None) -> list[StudyRow]:
        """The next rows in the order of the search."""
        ...

    def find_series(self, study_uid: StudyUid) -> list[SeriesRow]:
        """The series of a study."""
        ...


class StudyTreeModel(QStandardItemModel):
    """A lazily filled tree; rows never move, more only arrive at the end of their parent.

    The rows are items of Qt: a view asks for all that are listed whenever some are added.
    """

    failed = Signal(object)  # ViewerError: what it is filled from could not be read
    starting_over = Signal()  # the rows of before are there for the last time

    def __init__(self, listing: Listing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listing = listing
        self.asked = Search()
        self._is_private = False
        self._is_complete = False
        self._items: dict[str, QStandardItem] = {}
        self._last: StudyRow | None = None

    def search(self, search: Search, *, at_least: int = _PAGE) -> None:
        """Start over with other words or filters, and with as many studies as are wanted."""
        self.starting_over.emit()  # Qt tells of a reset when `clear` has dropped the rows
        self.asked = search
        self._items = {}
        self._last = None
        self._is_complete = False
        self.clear()
        self.setColumnCount(1)
        self.read_on(max(at_least, _PAGE))

    def read_on(self, limit: int = _PAGE) -> bool:
        """Show the next studies; returns whether there were any.

        Not by `fetchMore`, which a tree calls at every layout: it would read the whole archive.
        """
        if self._is_complete:
            return False
        found = self._listing.find_studies(self.asked, limit=limit, after=self._last)
        self._is_complete = len(found) < limit
        if found:
            self._last = found[-1]
            self._append_studies(found)
        return bool(found)

    def find(self, key: str) -> QModelIndex:
        """The row with a key of `Role.KEY`, if it is here."""
        item = self._items.get(key)
        return QModelIndex() if item is None else item.index()

    def stand_on(self, listing: Listing) -> None:
        """Be filled from another place, from the next search on."""
        self._listing = listing

    def resume(self, study_uid: StudyUid | None) -> None:
        """Go on where there was nothing more for a while: studies, or the series of one."""
        if study_uid is None:
            self._is_complete = False
            self.read_on()
        elif (item := self._items.get(study_uid)) is not None and not item.data(Role.WAITS):
            item.setData(True, Role.WAITS)
            self.fetchMore(item.index())

    def set_private(self, is_private: bool) -> None:
        """Hide who the patients are, or show it again."""
        if is_private != self._is_private:
            self._is_private = is_private
            for patient in map(self.item, range(self.rowCount())):
                for item in (patient, *map(patient.child, range(patient.rowCount()))):
                    self._tell(item, item.data(Role.NODE))

    def study_at(self, index: Index) -> StudyRow | None:
        """The study of a study or series row."""
        node: _Node | None = index.data(Role.NODE)
        return None if node is None else node.study

    def series_at(self, index: Index) -> SeriesRow | None:
        """The series of a series row."""
        node: _Node | None = index.data(Role.NODE)
        return None if node is None else node.series

    # What Qt asks.

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        """Whether a row can be opened, before its children were read."""
        return super().hasChildren(parent) or self.canFetchMore(parent)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether a study's series were not read yet; for more studies there is `read_on`."""
        return bool(parent.data(Role.WAITS))

    def fetchMore(self, parent: Index) -> None:
        """Read the series of a study."""
        study = self.study_at(parent)
        if study is None or not self.canFetchMore(parent):
            return
        rows = self._listing.find_series(study.study.study_uid)
        item = self.itemFromIndex(parent)
        item.setData(False, Role.WAITS)
        self._append(item, [_Node(Level.SERIES, study=study, series=row) for row in rows])

    def _append_studies(self, found: Sequence[StudyRow]) -> None:
        by_patient: dict[str, list[StudyRow]] = {}
        for row in found:
            by_patient.setdefault("\n".join(_patient_key(row.study)), []).append(row)
        self._append(
            self.invisibleRootItem(),
            [
                _Node(Level.PATIENT, patient=rows[0].study.patient, patient_key=key)
                for key, rows in by_patient.items()
                if key not in self._items
            ],
        )
        for key, rows in by_patient.items():
            self._append(self._items[key], [_Node(Level.STUDY, study=row) for row in rows])

    def _append(self, parent: QStandardItem, nodes: Sequence[_Node]) -> None:
        items = [self._item(node) for node in nodes]
        if items:
            parent.appendRows(items)

    def _item(self, node: _Node) -> QStandardItem:
        item = QStandardItem()
        item.setColumnCount(1)  # else it would come amid the first rows
        item.setFlags(_LEAF if node.level is Level.SERIES else _ROW)
        is_study = node.level is Level.STUDY
        item.setSizeHint(_STUDY_SIZE if is_study else _LINE_SIZE)
        item.setData(node, Role.NODE)
        item.setData(is_study, Role.WAITS)
        self._tell(item, node)
        self._items.setdefault(_key(node), item)
        return item

    def _tell(self, item: QStandardItem, node: _Node) -> None:
        for role, told in (_PRIVATE[node.level] if self._is_private else _TOLD).items():
            item.setData(told(node), role)


def _patient_key(study: StudyRecord) -> tuple[str, str, str]:
    """Whose studies lie together: nobody knows whether two without ID and name are of one."""
    patient = study.patient
    if not patient.patient_id and not patient.name.joined().strip("^= "):
        return ("", "", study.study_uid)
    return (patient.patient_id, patient.issuer, patient.name.alphabetic.casefold())


def _key(node: _Node) -> str:
    if node.series is not None:
        return node.series.series.series_uid
    if node.study is not None:
        return node.study.study.study_uid
    return node.patient_key


def _modality(node: _Node) -> str:
    if node.series is not None:
        return node.series.series.modality
    return " ".join(node.study.modalities) if node.study is not None else ""


def _title(node: _Node) -> str:
    if node.series is not None:
        series = node.series.series
        number = "" if series.number is None else f"{series.number}  "
        return number + (plain(series.description or series.protocol) or tr("no description"))
    if node.study is not None:
        return plain(node.study.study.description) or tr("no description")
    return plain(node.patient.name.display()) or tr("no name") if node.patient else ""


def _phonetic(node: _Node) -> str:
    return node.patient.name.phonetic.replace("^", " ") if node.patient else ""


def _detail(node: _Node, *, is_private: bool = False) -> str:
    if node.series is not None:
        return f"{node.series.instance_count}"
    if node.study is not None:
        parts = (
            "" if is_private else date_text(node.study.study.date),
            " ".join(node.study.modalities),
            count_text(node.study.instance_count, tr("image"), tr("images")),
        )
        return plain(" · ".join(part for part in parts if part))
    if node.patient is None:
        return ""
    birth = node.patient.birth_date[:4]
    return plain(
        "  ".join(part for part in (node.patient.patient_id, node.patient.sex, birth) if part)
    )


_TOLD: Mapping[int, Callable[[_Node], object]] = MappingProxyType(
    {
        Qt.ItemDataRole.DisplayRole: _title,
        Qt.ItemDataRole.ToolTipRole: lambda node: tool_tip(
            _title(node), _phonetic(node), _detail(node)
        ),
        Role.LEVEL: lambda node: node.level,
        Role.DETAIL: _detail,
        Role.MODALITY: lambda node: plain(_modality(node)),
        Role.KEY: _key,
    }
)
# What rows tell while patient data are hidden: not who it is, nor when that was.
_PRIVATE: Mapping[Level, Mapping[int, Callable[[_Node], object]]] = MappingProxyType(
    {
        Level.PATIENT: {
            **_TOLD,
            Qt.ItemDataRole.DisplayRole: lambda node: tr("Patient"),
            Qt.ItemDataRole.ToolTipRole: lambda node: tool_tip(tr("Patient data are hidden.")),
            Role.DETAIL: lambda node: "",
        },
        Level.STUDY: {
            **_TOLD,
            Qt.ItemDataRole.ToolTipRole: lambda node: tool_tip(
                _title(node), "", _detail(node, is_private=True)
            ),
            Role.DETAIL: lambda node: _detail(node, is_private=True),
        },
        Level.SERIES: _TOLD,
    }
)
