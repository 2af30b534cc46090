"""Query and retrieve: keys, nodes, and a table that fills while answers come."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
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
from viewer.model.query import Query, Root, first_text
from viewer.net.node_store import NodeStore
from viewer.qt.network.match_model import STUDY_UID, MatchModel, study_columns
from viewer.qt.network.series_pane import SeriesPane
from viewer.qt.parts import Parts
from viewer.qt.room import resize_on_screen
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, WrappedLabel, count_text
from viewer.workflows.audit_events import query_event
from viewer.workflows.query_nodes import query_node

_LIMIT: Final = 1000
_WIDTHS: Final = (180, 110, 100, 100, 90, 200, 110, 70, 80)


def _days() -> tuple[tuple[str, int | None], ...]:
    return (
        (tr("Any date"), None),
        (tr("Today"), 0),
        (tr("Last 7 days"), 7),
        (tr("Last 30 days"), 30),
        (tr("Last year"), 365),
    )


def _left() -> tuple[tuple[str, str, str], ...]:
    return (
        ("PatientName", tr("Patient's name"), tr("Doe, Jane or Doe*")),
        ("PatientID", tr("Patient ID"), ""),
        ("AccessionNumber", tr("Accession number"), ""),
    )


def _right() -> tuple[tuple[str, str, str], ...]:
    return (
        ("ModalitiesInStudy", tr("Modality"), tr("CT, MR, …")),
        ("StudyDescription", tr("Description"), tr("*chest*")),
    )


class QueryDialog(QDialog):
    """Stays beside the images; what is retrieved opens behind it."""

    def __init__(
        self, parts: Parts, run: Callable[[Invocation], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Query and retrieve"))
        resize_on_screen(self, 1080, 620)
        self._parts = parts
        self._run = run
        self._store = NodeStore(parts.paths.config)
        self._jobs: list[Job] = []
        self._problems: list[str] = []
        self.model = MatchModel(study_columns())
        self.fields: dict[str, QLineEdit] = {}
        self.nodes = QComboBox(self)
        self.days = QComboBox(self)
        for title, days in _days():
            self.days.addItem(title, days)
        self.root = QComboBox(self)
        self.root.addItem(tr("Study root"), Root.STUDY)
        self.root.addItem(tr("Patient root"), Root.PATIENT)
        self.series = SeriesPane(parts, self)
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
        left, right = QFormLayout(), QFormLayout()
        left.setVerticalSpacing(8)
        right.setVerticalSpacing(8)
        for form, rows in ((left, _left()), (right, _right())):
            for keyword, title, example in rows:
                field = QLineEdit(self)
                field.setPlaceholderText(example)
                field.setMaxLength(200)
                self.fields[keyword] = field
                form.addRow(title, field)
        right.insertRow(0, tr("Date"), self.days)
        keys = QHBoxLayout()
        keys.setSpacing(24)
        keys.addLayout(left, 1)
        keys.addLayout(right, 1)
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
        layout.addLayout(keys)
        layout.addWidget(self.table, 2)
        layout.addWidget(self.series, 1)
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
        query = Query(keys=self._keys(), root=self.root.currentData(), limit=_LIMIT)
        own = self._store.local().ae_title
        chosen: list[Node] = self.nodes.currentData() or []
        for node in chosen:
            self._ask(node, query, own)
        self._tell()

    def _ask(self, node: Node, query: Query, own: str) -> None:
        def failed(error: ViewerError) -> None:
            self._problems.append(f"{node.name}: {error.message}\n{error.hint}")
            end(0)

        def end(_count: int) -> None:
            self._jobs = [other for other in self._jobs if other is not job]
            self._tell()

        def receive(rows: tuple[object, ...]) -> None:
            self.model.add(rows)  # type: ignore[arg-type]  # a job sends what its work sends
            self._tell()

        self._parts.audit.record(query_event(node, query))
        job = self._parts.runner.submit(
            Lane.NET,
            lambda job: query_node(node, query, own_ae_title=own, job=job),
            received=receive,
            done=end,
            failed=failed,
        )
        self._jobs.append(job)

    def _keys(self) -> dict[str, str]:
        keys = {name: field.text().strip() for name, field in self.fields.items()}
        name = keys["PatientName"].replace(", ", "^")
        if name and "*" not in name:
            name += "*"  # as one would write on paper: the rest of the name is open
        keys["PatientName"] = name
        keys["ModalitiesInStudy"] = keys["ModalitiesInStudy"].upper()
        days = self.days.currentData()
        if days is not None:
            today = date.today()  # noqa: DTZ011 - the day of the user
            keys["StudyDate"] = f"{today - timedelta(days):%Y%m%d}-{today:%Y%m%d}"
        return {keyword: value for keyword, value in keys.items() if value}

    def cancel(self) -> None:
        """Stop asking; the nodes are told."""
        for job in self._jobs:
            job.cancel()
        self._jobs = []
        self._tell()

    def _chosen(self) -> None:
        """List the series of a study that is chosen alone."""
        rows = self.table.selectionModel().selectedRows()
        row = self.model.row(rows[0].row()) if len(rows) == 1 else None
        nodes: list[Node] = self.nodes.currentData() or []
        node = next((each for each in nodes if row and each.name == row.node_name), None)
        if row is None or node is None:
            self.series.clear()
        else:
            own, root = self._store.local().ae_title, self.root.currentData()
            self.series.show_study(node, row.match, own_ae_title=own, root=root)
        self._tell()

    def fetch(self) -> None:
        """Retrieve the chosen studies, or of one study the chosen series."""
        rows = self.table.selectionModel().selectedRows()
        series = self.series.uids if len(rows) == 1 else []
        for index in rows:
            row = self.model.row(index.row())
            study_uid = first_text(row.match, STUDY_UID)
            for series_uid in (series or [""]) if study_uid else []:
                self._run(
                    call(
                        "network.retrieve",
                        node_name=row.node_name,
                        study_uid=study_uid,
                        series_uid=series_uid,
                    )
                )

    def _tell(self) -> None:
        count = self.model.rowCount()
        is_asking = bool(self._jobs)
        self.stop.setEnabled(is_asking)
        self.retrieve.setEnabled(self.table.selectionModel().hasSelection())
        found = count_text(count, tr("study"), tr("studies"))
        lines = [tr("Searching… {found}").format(found=found) if is_asking else found]
        if count >= _LIMIT:
            lines.append(tr("There may be more: narrow the search."))
        self.status.set_plain("\n".join([*lines, *self._problems]))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop asking."""
        self.cancel()
        self.series.clear()
        super().closeEvent(event)
