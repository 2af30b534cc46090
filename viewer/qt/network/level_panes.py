"""The levels below the answers of a query, side by side; and what of it all is to be fetched."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from viewer.model.node import Node
from viewer.model.patient import PersonName
from viewer.model.query import Level, Root, first_text
from viewer.qt.network.level_pane import LevelPane
from viewer.qt.network.match_model import INSTANCE_UID, SERIES_UID, STUDY_UID
from viewer.qt.parts import Parts
from viewer.qt.text import date_text, plain
from viewer.workflows.last_answers import LastAnswers
from viewer.workflows.query_nodes import MatchRow

_DOWN: Final = tuple(Level)
_STRETCHES: Final = {Level.STUDY: 3, Level.SERIES: 3, Level.IMAGE: 2}
_PATIENT_ID: Final = "00100020"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something to fetch: a study, or a series of it, or images of that."""

    node_name: str
    study_uid: str
    title: str
    series_uid: str = ""
    instance_uids: tuple[str, ...] = ()
    patient_id: str = ""


class LevelPanes(QWidget):
    """Lists what is below one answer, and below one of those; `changed` when what is chosen is."""

    changed = Signal()

    def __init__(
        self,
        parts: Parts,
        answers: LastAnswers,
        own_ae_title: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._own = own_ae_title
        self._top, self._root = Level.STUDY, Root.AUTO
        self._node: Node | None = None
        self._above: dict[Level, dict[str, str]] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        self.panes = {level: LevelPane(parts, level, answers, self) for level in _DOWN[1:]}
        for level, pane in self.panes.items():
            layout.addWidget(pane, _STRETCHES[level])
            pane.table.selectionModel().selectionChanged.connect(
                lambda *_, level=level: self._follow(level)
            )
            pane.ended.connect(self.changed)
        self.hide()

    def begin(self, top: Level, root: Root) -> None:
        """Stand below answers of another query."""
        self._top, self._root = top, root
        self.show_below(None, None)

    def show_below(self, row: MatchRow | None, node: Node | None) -> None:
        """List what is below one answer, nothing for None."""
        self._node = node
        is_any = row is not None and node is not None and self._top is not Level.IMAGE
        self.setVisible(is_any)
        if row is None or not is_any:
            self.clear()
            return
        self._above = {self._top: _keys_of(row, self._top)}
        self._ask_below(self._top)

    def _follow(self, level: Level) -> None:
        chosen = self.panes[level].chosen
        if len(chosen) == 1:
            above = self._above.get(_DOWN[_DOWN.index(level) - 1], {})
            self._above[level] = {**above, **_keys_of(chosen[0], level)}
            self._ask_below(level)
        else:
            self._clear_below(level)
        self.changed.emit()

    def _ask_below(self, level: Level) -> None:
        below = _DOWN[_DOWN.index(level) + 1 :]
        if not below or self._node is None:
            return
        self._clear_below(below[0])
        self.panes[below[0]].ask(
            self._node, self._above[level], own_ae_title=self._own(), root=self._root
        )

    def _clear_below(self, level: Level) -> None:
        for each in _DOWN[_DOWN.index(level) + 1 :]:
            self.panes[each].clear()

    def clear(self) -> None:
        """List none, and stop asking."""
        for pane in self.panes.values():
            pane.clear()

    def wanted(self, rows: Sequence[MatchRow]) -> list[Wanted]:
        """What to fetch of the chosen answers: of one of them only what is chosen below it.

        Of a patient all studies where none is chosen, once all are known.
        """
        if self._top is Level.IMAGE:
            return _of_images(rows)
        images = tuple(self.panes[Level.IMAGE].uids)
        if self._top is Level.SERIES:
            chosen = images if len(rows) == 1 else ()
            return [_wanted(row, first_text(row.match, SERIES_UID), chosen) for row in rows]
        if self._top is Level.PATIENT:
            pane = self.panes[Level.STUDY]
            rows = pane.chosen or (pane.model.rows if pane.is_whole else [])
        series = self.panes[Level.SERIES].uids if len(rows) == 1 else []
        found = [_wanted(row, uid, images) for row in rows for uid in series or [""]]
        return [each for each in found if each.study_uid]


def _keys_of(row: MatchRow, level: Level) -> dict[str, str]:
    """The unique keys that an answer tells, of its level and above (PS3.4 C.4.1.2)."""
    tags = {
        "PatientID": _PATIENT_ID,
        "StudyInstanceUID": STUDY_UID,
        "SeriesInstanceUID": SERIES_UID,
    }
    keys = {key: first_text(row.match, tag) for key, tag in tags.items()}
    if level is Level.PATIENT and not keys["PatientID"]:
        keys = {"PatientName": first_text(row.match, "00100010")}
    return {key: value for key, value in keys.items() if value}


def _wanted(row: MatchRow, series_uid: str, images: tuple[str, ...]) -> Wanted:
    study_uid = first_text(row.match, STUDY_UID)
    return Wanted(
        row.node_name,
        study_uid,
        _title(row),
        series_uid,
        images if series_uid else (),
        first_text(row.match, _PATIENT_ID),
    )


def _of_images(rows: Sequence[MatchRow]) -> list[Wanted]:
    """Images by the series they are of, each to be fetched at once."""
    series: dict[tuple[str, str, str], list[MatchRow]] = {}
    for row in rows:
        study_uid, series_uid = (first_text(row.match, tag) for tag in (STUDY_UID, SERIES_UID))
        series.setdefault((row.node_name, study_uid, series_uid), []).append(row)
    return [
        Wanted(
            node_name,
            study_uid,
            _title(found[0]),
            series_uid,
            tuple(first_text(row.match, INSTANCE_UID) for row in found),
            first_text(found[0].match, _PATIENT_ID),
        )
        for (node_name, study_uid, series_uid), found in series.items()
        if study_uid and series_uid
    ]


def _title(row: MatchRow) -> str:
    """The study in words, for the list of transfers."""
    name = PersonName.parse(first_text(row.match, "00100010")).display()
    day, description = (first_text(row.match, tag) for tag in ("00080020", "00081030"))
    return "  ·  ".join(plain(part) for part in (name, date_text(day), description) if part)
