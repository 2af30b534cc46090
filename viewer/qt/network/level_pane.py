"""What is below something that a node told of: its studies, its series, or its images."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.model.node import Node
from viewer.model.query import Level, Query, Root, first_text
from viewer.qt.network.match_model import (
    INSTANCE_UID,
    SERIES_UID,
    STUDY_UID,
    MatchModel,
    image_columns,
    series_columns,
    study_columns_below,
)
from viewer.qt.parts import Parts
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, WrappedLabel
from viewer.workflows.last_answers import LastAnswers
from viewer.workflows.query_nodes import Answered, MatchRow, kept_rows, query_node

_UIDS: Final = {Level.STUDY: STUDY_UID, Level.SERIES: SERIES_UID, Level.IMAGE: INSTANCE_UID}
_WIDTHS: Final = {
    Level.STUDY: (90, 80, 150, 100, 70),
    Level.SERIES: (76, 80, 170, 100, 90),
    Level.IMAGE: (76, 76),
}


class LevelPane(QWidget):
    """Asks a node for what it has; those chosen are `chosen`, their UIDs `uids`.

    `ended` when all is there.
    """

    ended = Signal()

    def __init__(
        self, parts: Parts, level: Level, answers: LastAnswers, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._parts = parts
        self._level = level
        self._answers = answers
        self._job: Job | None = None
        self._shown: tuple[str, Mapping[str, str]] | None = None
        self.is_whole = False  # all answers are here
        columns = {
            Level.STUDY: study_columns_below,
            Level.SERIES: series_columns,
            Level.IMAGE: image_columns,
        }
        self.model = MatchModel(columns[level]())
        self.words = WrappedLabel("", self, role="bad")
        self.table = QTableView(self)
        self.table.setModel(self.model)
        show_as_rows(self.table)
        title, name = _titles()[level]
        self.table.setAccessibleName(name)
        header = self.table.horizontalHeader()
        for column, width in enumerate(_WIDTHS[level]):
            header.resizeSection(column, width)
        header.setStretchLastSection(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(PlainLabel(title, self, role="second"))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.words)
        self.hide()

    @property
    def chosen(self) -> list[MatchRow]:
        """Those that are chosen."""
        rows = self.table.selectionModel().selectedRows()
        return [self.model.row(row.row()) for row in rows]

    @property
    def uids(self) -> list[str]:
        """The UIDs of those that are chosen."""
        return [first_text(row.match, _UIDS[self._level]) for row in self.chosen]

    def ask(self, node: Node, keys: Mapping[str, str], *, own_ae_title: str, root: Root) -> None:
        """List what a node has below `keys`, the unique keys of the levels above (PS3.4 C.4.1).

        Where it does not answer, what it told earlier.
        """
        if self._shown == (node.name, keys):
            return
        self.clear()
        self._shown = (node.name, keys)
        self.show()
        query = Query(self._level, keys, root)
        kept = self._answers if self._parts.settings.value.session.is_kept else None
        self._job = self._parts.runner.submit(
            Lane.NET,
            lambda job: query_node(node, query, own_ae_title=own_ae_title, job=job, kept=kept),
            received=self.model.add,
            done=self._end,
            failed=lambda error: self._fall_back(error, node, query),
        )

    def _end(self, _answered: Answered) -> None:
        self.is_whole = True
        self.ended.emit()

    def _fall_back(self, error: ViewerError, node: Node, query: Query) -> None:
        self.words.set_plain(error.message)
        self.words.show()
        if self.model.rows or not self._parts.settings.value.session.is_kept:
            return

        def show(rows: tuple[MatchRow, ...]) -> None:
            if not rows:
                return
            self.model.add(rows)
            told = tr("From its answer of {time}.").format(time=rows[0].kept_at)
            self.words.set_plain(f"{error.message} {told}")

        self._job = self._parts.runner.submit(
            Lane.DISK, lambda _job: kept_rows(self._answers, node.name, query), done=show
        )

    def clear(self) -> None:
        """Show none."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._shown = None
        self.is_whole = False
        self.words.hide()
        self.model.clear()
        self.hide()


def _titles() -> dict[Level, tuple[str, str]]:
    """What stands above a table, and what it is called."""
    return {
        Level.STUDY: (
            tr("Studies of the patient: choose some to fetch only those."),
            tr("Studies of the patient"),
        ),
        Level.SERIES: (
            tr("Series of the study: choose some to fetch only those."),
            tr("Series of the study"),
        ),
        Level.IMAGE: (tr("Images of the series: choose some to fetch only those."), tr("Images")),
    }
