"""StudyTreeModel: patients, their studies and series, read from an archive as they are needed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Any, Final, Protocol

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from viewer.base.i18n import tr
from viewer.model.archive import SeriesRow, StudyRow
from viewer.model.identity import StudyUid
from viewer.model.patient import Patient
from viewer.model.search import Search
from viewer.model.study import StudyRecord
from viewer.qt.text import count_text, date_text, plain, tool_tip

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_PAGE: Final = 100
_ROOT_ID: Final = 0
_ROW: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_LEAF: Final = _ROW | Qt.ItemFlag.ItemNeverHasChildren


class Level(Enum):
    """What a row of the tree is."""

    ROOT = "root"
    PATIENT = "patient"
    STUDY = "study"
    SERIES = "series"


class Role(IntEnum):
    """What a row has to tell beside its text."""

    LEVEL = Qt.ItemDataRole.UserRole
    DETAIL = Qt.ItemDataRole.UserRole + 1  # the second line, or the text at the right
    MODALITY = Qt.ItemDataRole.UserRole + 2
    KEY = Qt.ItemDataRole.UserRole + 3  # stable across searches: to keep rows open


@dataclass(slots=True)
class _Node:
    level: Level
    parent_id: int
    row: int
    patient: Patient | None = None
    patient_key: str = ""
    study: StudyRow | None = None
    series: SeriesRow | None = None
    children: list[int] = field(default_factory=list)
    is_complete: bool = False


class Listing(Protocol):
    """What the tree is filled from; never waits."""

    def find_studies(self, search: Search, *, limit: int, after: StudyRow | None) -> list[StudyRow]:
        """The next rows in the order of the search."""
        ...

    def find_series(self, study_uid: StudyUid) -> list[SeriesRow]:
        """The series of a study."""
        ...


class StudyTreeModel(QAbstractItemModel):
    """A lazily filled tree; rows never move, more only arrive at the end of their parent."""

    failed = Signal(object)  # ViewerError: what it is filled from could not be read

    def __init__(self, listing: Listing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listing = listing
        self.asked = Search()
        self._is_private = False
        self._nodes = [_Node(Level.ROOT, -1, 0)]
        self._patients: dict[tuple[str, str, str], int] = {}
        self._last: StudyRow | None = None

    def search(self, search: Search, *, at_least: int = _PAGE) -> None:
        """Start over with other words or filters, and with as many studies as are wanted."""
        self.beginResetModel()
        self.asked = search
        self._nodes = [_Node(Level.ROOT, -1, 0)]
        self._patients = {}
        self._last = None
        self.endResetModel()
        self.read_on(max(at_least, _PAGE))

    def read_on(self, limit: int = _PAGE) -> bool:
        """Show the next studies; returns whether there were any.

        Not by `fetchMore`, which a tree calls at every layout: it would read the whole archive.
        """
        root = self._nodes[_ROOT_ID]
        if root.is_complete:
            return False
        found = self._listing.find_studies(self.asked, limit=limit, after=self._last)
        root.is_complete = len(found) < limit
        if found:
            self._last = found[-1]
            self._append_studies(found)
        return bool(found)

    def find(self, key: str) -> QModelIndex:
        """The row with a key of `Role.KEY`, if it is here."""
        found = (number for number, node in enumerate(self._nodes) if number and _key(node) == key)
        return self._index_of(next(found, _ROOT_ID))

    def stand_on(self, listing: Listing) -> None:
        """Be filled from another place, from the next search on."""
        self._listing = listing

    def resume(self, study_uid: StudyUid | None) -> None:
        """Go on where there was nothing more for a while: studies, or the series of one."""
        if study_uid is None:
            self._nodes[_ROOT_ID].is_complete = False
            self.read_on()
            return
        for number, node in enumerate(self._nodes):
            if _is_study(node, study_uid) and node.is_complete:
                node.is_complete = False
                self.fetchMore(self._index_of(number))
                return

    def set_private(self, is_private: bool) -> None:
        """Hide who the patients are, or show it again."""
        if is_private != self._is_private:
            self._is_private = is_private
            for number in range(1, len(self._nodes)):
                index = self._index_of(number)
                self.dataChanged.emit(index, index)

    def study_at(self, index: Index) -> StudyRow | None:
        """The study of a study or series row."""
        node = self._node(index)
        return self._nodes[node.parent_id].study if node.level is Level.SERIES else node.study

    def series_at(self, index: Index) -> SeriesRow | None:
        """The series of a series row."""
        return self._node(index).series

    # The rest is QAbstractItemModel.

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        """The index of a child row."""
        children = self._node(parent).children  # asked thousands of times for one layout
        if column != 0 or not 0 <= row < len(children):
            return QModelIndex()
        return self.createIndex(row, 0, children[row])

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        """The index of the row above in the tree."""
        if not index.isValid():
            return QModelIndex()
        return self._index_of(self._node(index).parent_id)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many children are known so far."""
        return len(self._node(parent).children) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = _ROOT) -> int:
        """One column: the delegate lays out what a row tells."""
        return 1

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        """Whether a row can be opened, before its children were read."""
        node = self._node(parent)
        if node.level is Level.STUDY and not node.is_complete:
            return True
        return bool(node.children)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether a study's series were not read yet; for more studies there is `read_on`."""
        node = self._node(parent)
        return node.level is Level.STUDY and not node.is_complete

    def fetchMore(self, parent: Index) -> None:
        """Read the series of a study."""
        node = self._node(parent)
        if node.study is None or node.is_complete:
            return
        rows = self._listing.find_series(node.study.study.study_uid)
        node.is_complete = True
        self._append(parent, [_Node(Level.SERIES, -1, 0, series=row) for row in rows])

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be chosen; a series has no children."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _LEAF if self._node(index).level is Level.SERIES else _ROW

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts of a row, all of them plain."""
        if not index.isValid():
            return None
        node = self._node(index)
        told = (_PRIVATE[node.level] if self._is_private else _TOLD).get(role)
        return None if told is None else told(node)

    def _node(self, index: Index) -> _Node:
        return self._nodes[index.internalId() if index.isValid() else _ROOT_ID]

    def _index_of(self, node_id: int) -> QModelIndex:
        if node_id <= _ROOT_ID:
            return QModelIndex()
        return self.createIndex(self._nodes[node_id].row, 0, node_id)

    def _append_studies(self, found: Sequence[StudyRow]) -> None:
        by_patient: dict[tuple[str, str, str], list[StudyRow]] = {}
        for row in found:
            by_patient.setdefault(_patient_key(row.study), []).append(row)
        new = [key for key in by_patient if key not in self._patients]
        ids = self._append(
            QModelIndex(),
            [
                _Node(
                    Level.PATIENT,
                    -1,
                    0,
                    patient=by_patient[key][0].study.patient,
                    patient_key="\n".join(key),
                )
                for key in new
            ],
        )
        self._patients.update(zip(new, ids, strict=True))
        for key, rows in by_patient.items():
            nodes = [_Node(Level.STUDY, -1, 0, study=row) for row in rows]
            self._append(self._index_of(self._patients[key]), nodes)

    def _append(self, parent: Index, nodes: Sequence[_Node]) -> list[int]:
        if not nodes:
            return []
        parent_id = parent.internalId() if parent.isValid() else _ROOT_ID
        siblings = self._nodes[parent_id].children
        first_row, first_id = len(siblings), len(self._nodes)
        ids = list(range(first_id, first_id + len(nodes)))
        self.beginInsertRows(parent, first_row, first_row + len(nodes) - 1)
        for offset, node in enumerate(nodes):
            node.parent_id, node.row = parent_id, first_row + offset
            self._nodes.append(node)
        siblings.extend(ids)
        self.endInsertRows()
        return ids


def _is_study(node: _Node, study_uid: StudyUid) -> bool:
    row = node.study
    return node.level is Level.STUDY and row is not None and row.study.study_uid == study_uid


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
        Level.ROOT: _TOLD,
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
