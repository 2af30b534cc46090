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
from viewer.model.patient import PersonName
from viewer.model.query import Level, Query, Root, first_text
from viewer.net.node_store import NodeStore
from viewer.qt.network.level_pane import LevelPane
from viewer.qt.network.match_model import STUDY_UID, MatchModel, study_columns
from viewer.qt.network.query_keys import QueryKeys, key_titles
from viewer.qt.parts import Parts
from viewer.qt.room import resize_on_screen
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, WrappedLabel, count_text, date_text, plain
from viewer.workflows.audit_events import query_event
from viewer.workflows.last_answers import LastAnswers
from viewer.workflows.query_nodes import Answered, MatchRow, query_node

_LIMIT: Final = 1000
_WIDTHS: Final = (180, 110, 100, 100, 90, 200, 110, 70, 80)


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
        self.model = MatchModel(study_columns())
        self._answers = LastAnswers(parts.paths.answers_file)
        self.keys = QueryKeys(self)
        self.fields, self.days = self.keys.fields, self.keys.days
        self.nodes = QComboBox(self)
        self.root = QComboBox(self)
        self.root.addItem(tr("Study root"), Root.STUDY)
        self.root.addItem(tr("Patient root"), Root.PATIENT)
        self.series = LevelPane(parts, Level.SERIES, self)
        self.images = LevelPane(parts, Level.IMAGE, self)
        self.series.table.selectionModel().selectionChanged.connect(lambda *_: self._one_series())
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
        self._lay_out()
        self._tell()
        self.refresh_nodes()
        self.fields["PatientName"].setFocus()

    def _table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        show_as_rows(table)
        table.setAccessibleName(tr("Studies found"))
        header = table.horizontalHeader()
        for column, width in enumerate(_WIDTHS):
            header.resizeSection(column, width)
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
        where.addWidget(self.root)
        where.addWidget(edit_nodes)
        below = QHBoxLayout()
        below.setSpacing(16)
        below.addWidget(self.series, 3)
        below.addWidget(self.images, 2)
        actions = QHBoxLayout()
        actions.addWidget(self.status, 1)
        for button in (self.stop, self.search, self.retrieve):
            actions.addWidget(button)
        node_row = QHBoxLayout()
        node_row.addWidget(PlainLabel(tr("Search in"), self))
        node_row.addLayout(where, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(node_row)
        layout.addWidget(self.keys)
        layout.addWidget(self.table, 3)
        layout.addLayout(below, 2)
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
        self.series.clear()
        self.images.clear()
        if not self._is_keeping:
            self._answers.forget()
        query = Query(keys=self.keys.keys(), root=self.root.currentData(), limit=_LIMIT)
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
            if answered.unheeded:
                keys = ", ".join(titles.get(key, key) for key in answered.unheeded)
                told = tr("{node} did not go by: {keys}").format(node=node.name, keys=keys)
                self._problems.append(told)
            self._tell()

        def receive(rows: tuple[object, ...]) -> None:
            self.model.add(rows)  # type: ignore[arg-type]  # a job sends what its work sends
            self._tell()

        titles = key_titles()
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
            Lane.DISK,
            lambda _job: tuple(
                MatchRow(each.node_name, each.match, each.when)
                for each in self._answers.find(node.name, query)
            ),
            done=show,
        )
        self._jobs.append(job)  # so that another search does without it

    def cancel(self) -> None:
        """Stop asking; the nodes are told."""
        for job in self._jobs:
            job.cancel()
        self._jobs = []
        self._tell()

    def _chosen(self) -> None:
        """List the series of a study that is chosen alone."""
        self.images.clear()
        self._below(self.series, {})
        self._tell()

    def _one_series(self) -> None:
        """List the images of a series that is chosen alone."""
        uids = self.series.uids
        if len(uids) == 1:
            self._below(self.images, {"SeriesInstanceUID": uids[0]})
        else:
            self.images.clear()

    def _below(self, pane: LevelPane, keys: dict[str, str]) -> None:
        rows = self.table.selectionModel().selectedRows()
        row = self.model.row(rows[0].row()) if len(rows) == 1 else None
        nodes: list[Node] = self.nodes.currentData() or []
        node = next((each for each in nodes if row and each.name == row.node_name), None)
        if row is None or node is None:
            pane.clear()
            return
        root: Root = self.root.currentData()
        above = {"StudyInstanceUID": first_text(row.match, STUDY_UID), **keys}
        if root is Root.PATIENT:  # wants the unique keys of all levels above (PS3.4 C.4.1.2)
            above["PatientID"] = first_text(row.match, "00100020")
        pane.ask(node, above, own_ae_title=self._store.local().ae_title, root=root)

    def fetch(self) -> None:
        """Retrieve the chosen studies, or of one study the chosen series or images."""
        rows = self.table.selectionModel().selectedRows()
        is_one = len(rows) == 1
        series, images = (self.series.uids, self.images.uids) if is_one else ([], [])
        for index in rows:
            row = self.model.row(index.row())
            study_uid = first_text(row.match, STUDY_UID)
            for series_uid in (series or [""]) if study_uid else []:
                self._run(
                    call(
                        "network.retrieve",
                        node_name=row.node_name,
                        study_uid=study_uid,
                        study=_title(row),
                        series_uid=series_uid,
                        instance_uids="\\".join(images),
                    )
                )

    def _tell(self) -> None:
        count = self.model.rowCount()
        is_asking = bool(self._jobs)
        self.stop.setEnabled(is_asking)
        self.retrieve.setEnabled(self.table.selectionModel().hasSelection())
        found = count_text(count, tr("study"), tr("studies"))
        lines = [tr("Searching… {found}").format(found=found) if is_asking else found]
        if any(row.kept_at for row in self.model.rows):
            lines.append(tr("From earlier answers: see the time at the node."))
        if count >= _LIMIT:
            lines.append(tr("There may be more: narrow the search."))
        self.status.set_plain("\n".join([*lines, *self._problems]))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop asking."""
        self.cancel()
        self.series.clear()
        self.images.clear()
        super().closeEvent(event)


def _title(row: MatchRow) -> str:
    """The study in words, for the list of transfers."""
    name = PersonName.parse(first_text(row.match, "00100010")).display()
    day, description = (first_text(row.match, tag) for tag in ("00080020", "00081030"))
    return "  ·  ".join(plain(part) for part in (name, date_text(day), description) if part)
