"""Query and retrieve: keys, nodes, and a table that fills while answers come."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.commands.command import Invocation, call
from viewer.model.node import Node
from viewer.model.query import Level, Query, Root
from viewer.net.node_store import NodeStore
from viewer.qt.network.level_panes import LevelPanes
from viewer.qt.network.match_model import MatchModel, columns_at
from viewer.qt.network.query_keys import QueryKeys
from viewer.qt.network.remarks import remark_texts
from viewer.qt.parts import Parts
from viewer.qt.room import resize_on_screen, scroll_where_large
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, WrappedLabel, count_text
from viewer.workflows.audit_events import query_event
from viewer.workflows.last_answers import LastAnswers
from viewer.workflows.query_nodes import Answered, MatchRow, kept_rows, query_node

_LIMIT: Final = 1000
_WIDTHS: Final = {
    Level.PATIENT: (260, 160, 110, 70, 90, 120),
    Level.STUDY: (180, 110, 100, 100, 90, 200, 110, 70, 80),
    Level.SERIES: (180, 110, 100, 76, 80, 200, 100, 90, 70, 80),
    Level.IMAGE: (180, 110, 100, 76, 76, 320, 80),
}


class QueryDialog(QDialog):
    """Stays beside the images; what is retrieved opens behind it."""

    def __init__(
        self, parts: Parts, run: Callable[[Invocation], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Query and retrieve"))
        resize_on_screen(self, 1120, 760)
        self._parts = parts
        self._run = run
        self._store = NodeStore(parts.paths.config)
        self._jobs: list[Job] = []
        self._problems: list[str] = []
        self.model = MatchModel(columns_at(Level.STUDY))
        self._answers = LastAnswers(parts.paths.answers_file)
        self.keys = QueryKeys(self)
        self.fields, self.days = self.keys.fields, self.keys.days
        self.nodes = QComboBox(self)
        self.level, self.root = QComboBox(self), QComboBox(self)
        self._fill_choices()
        self.below = LevelPanes(parts, self._answers, lambda: self._store.local().ae_title, self)
        self.below.changed.connect(self._tell)
        self.search = QPushButton(tr("Search"), self)
        self.search.setDefault(True)
        self.search.clicked.connect(self.start)
        self.stop = QPushButton(tr("Stop"), self)
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(self.cancel)
        self.retrieve = QPushButton(tr("Retrieve and open"), self)
        self.retrieve.setAutoDefault(False)
        self.retrieve.clicked.connect(self.fetch)
        self.status = WrappedLabel("", self, role="second")
        self.table = self._table()
        self._size_columns()
        self._lay_out()
        scroll_where_large(self)
        self._tell()
        self.refresh_nodes()
        self.fields["PatientName"].setFocus()

    def _fill_choices(self) -> None:
        for title, level in (
            (tr("Patients"), Level.PATIENT),
            (tr("Studies"), Level.STUDY),
            (tr("Series"), Level.SERIES),
            (tr("Images"), Level.IMAGE),
        ):
            self.level.addItem(title, level)
        self.level.setCurrentIndex(self.level.findData(Level.STUDY))
        self.level.setAccessibleName(tr("What to look for"))
        self.level.currentIndexChanged.connect(self._show_level)
        for title, root in (
            (tr("As the node has it"), Root.AUTO),
            (tr("Study root"), Root.STUDY),
            (tr("Patient root"), Root.PATIENT),
        ):
            self.root.addItem(title, root)
        self.root.setAccessibleName(tr("Root of the query"))

    def _show_level(self) -> None:
        """Have a table for what is looked for now."""
        self.cancel()
        level: Level = self.level.currentData()
        self.model.show_columns(columns_at(level))
        self._problems = []
        self.below.begin(level, self.root.currentData())
        self._size_columns()
        self._tell()

    def _size_columns(self) -> None:
        header = self.table.horizontalHeader()
        for column, width in enumerate(_WIDTHS[self.level.currentData()]):
            header.resizeSection(column, width)

    def _table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        show_as_rows(table)
        table.setAccessibleName(tr("What was found"))
        header = table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        table.setSortingEnabled(True)
        table.doubleClicked.connect(self.fetch)
        table.selectionModel().selectionChanged.connect(lambda *_: self._chosen())
        return table

    def _lay_out(self) -> None:
        edit_nodes = QPushButton(tr("Nodes…"), self)
        edit_nodes.setAutoDefault(False)
        edit_nodes.clicked.connect(lambda: self._run(call("network.nodes")))
        where = QHBoxLayout()
        where.addWidget(self.nodes, 1)
        where.addWidget(self.level)
        where.addWidget(self.root)
        where.addWidget(edit_nodes)
        actions = QHBoxLayout()
        actions.addStretch(1)
        for button in (self.stop, self.search, self.retrieve):
            actions.addWidget(button)
        node_row = QHBoxLayout()
        node_row.addWidget(PlainLabel(tr("Search in"), self))
        self.nodes.setAccessibleName(tr("Search in"))
        node_row.addLayout(where, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(node_row)
        layout.addWidget(self.keys)
        layout.addWidget(self.table, 3)
        layout.addWidget(self.below, 2)
        layout.addWidget(self.status)  # in all of the width: what nodes say may be long
        layout.addLayout(actions)

    def refresh_nodes(self) -> None:
        """Read the list of nodes anew."""
        chosen = self.nodes.currentText()
        self.nodes.clear()
        try:
            nodes = [node for node in self._store.nodes() if node.has_dimse or node.has_web]
        except ViewerError as error:
            self._problems = [error.message]
            nodes = []
        if len(nodes) > 1:
            self.nodes.addItem(tr("All nodes"), nodes)
        for node in nodes:
            self.nodes.addItem(node.name, [node])
        self.nodes.setCurrentIndex(max(0, self.nodes.findText(chosen)))
        self.search.setEnabled(bool(nodes))
        if not nodes and not self._problems:
            self.status.set_plain(tr("No nodes yet: enter the first one under Nodes."))

    def start(self) -> None:
        """Ask the chosen nodes; what was found before goes."""
        self.cancel()
        self.model.clear()
        self._problems = []
        level, root = self.level.currentData(), self.root.currentData()
        self.below.begin(level, root)
        if not self._is_keeping:
            self._answers.forget()
        query = Query(level, self.keys.keys(level), root, _LIMIT)
        own = self._store.local().ae_title
        chosen: list[Node] = self.nodes.currentData() or []
        for node in chosen:
            self._ask(node, query, own)
        self._tell()

    @property
    def _is_keeping(self) -> bool:
        """Whether anything may be kept of what was looked at."""
        return self._parts.settings.value.session.is_kept

    def _ask(self, node: Node, query: Query, own: str) -> None:
        kept = self._answers if self._is_keeping else None

        def failed(error: ViewerError) -> None:
            self._problems.append(f"{node.name}: {error.message}\n{error.hint}")
            self._show_kept(node, query)
            end(Answered(0))

        def end(answered: Answered) -> None:
            self._jobs = [other for other in self._jobs if other is not job]
            self._problems += remark_texts(node.name, answered.remarks)
            self._tell()

        def receive(rows: tuple[object, ...]) -> None:
            self.model.add(rows)  # type: ignore[arg-type]  # a job sends what its work sends
            self._tell()

        self._parts.audit.record(query_event(node, query))
        job = self._parts.runner.submit(
            Lane.NET,
            lambda job: query_node(node, query, own_ae_title=own, job=job, kept=kept),
            received=receive,
            done=end,
            failed=failed,
        )
        self._jobs.append(job)

    def _show_kept(self, node: Node, query: Query) -> None:
        """Where a node does not answer, what it told earlier, marked so."""
        if not self._is_keeping or any(row.node_name == node.name for row in self.model.rows):
            return

        def show(rows: tuple[MatchRow, ...]) -> None:
            self._jobs = [other for other in self._jobs if other is not job]
            if rows:
                self.model.add(rows)
            self._tell()

        job = self._parts.runner.submit(
            Lane.DISK, lambda _job: kept_rows(self._answers, node.name, query), done=show
        )
        self._jobs.append(job)  # so that another search does without it

    def cancel(self) -> None:
        """Stop asking; the nodes are told."""
        for job in self._jobs:
            job.cancel()
        self._jobs = []
        self._tell()

    def _selected(self) -> list[MatchRow]:
        rows = self.table.selectionModel().selectedRows()
        return [self.model.row(index.row()) for index in rows]

    def _chosen(self) -> None:
        """List what is below an answer that is chosen alone."""
        rows = self._selected()
        row = rows[0] if len(rows) == 1 else None
        nodes: list[Node] = self.nodes.currentData() or []
        node = next((each for each in nodes if row and each.name == row.node_name), None)
        self.below.show_below(row, node)
        self._tell()

    def fetch(self) -> None:
        """Retrieve what is chosen, or of one answer what is chosen below it."""
        for each in self.below.wanted(self._selected()):
            self._run(
                call(
                    "network.retrieve",
                    node_name=each.node_name,
                    study_uid=each.study_uid,
                    study=each.title,
                    patient_id=each.patient_id,
                    series_uid=each.series_uid,
                    instance_uids="\\".join(each.instance_uids),
                )
            )

    def _tell(self) -> None:
        count = self.model.rowCount()
        is_asking = bool(self._jobs)
        self.stop.setEnabled(is_asking)
        self.retrieve.setEnabled(bool(self.below.wanted(self._selected())))
        found = count_text(count, *_words()[self.level.currentData()])
        lines = [tr("Searching… {found}").format(found=found) if is_asking else found]
        if kept := [row.kept_at for row in self.model.rows if row.kept_at]:
            lines.append(tr("From earlier answers, the oldest of {time}.").format(time=min(kept)))
        if count >= _LIMIT:
            lines.append(tr("There may be more: narrow the search."))
        self.status.set_plain("\n".join([*lines, *self._problems]))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop asking."""
        self.cancel()
        self.below.clear()
        super().closeEvent(event)


def _words() -> dict[Level, tuple[str, str]]:
    """What is counted: one, and several."""
    return {
        Level.PATIENT: (tr("patient"), tr("patients")),
        Level.STUDY: (tr("study"), tr("studies")),
        Level.SERIES: (tr("series"), tr("series")),
        Level.IMAGE: (tr("image"), tr("images")),
    }
