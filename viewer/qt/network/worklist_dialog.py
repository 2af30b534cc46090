"""The modality worklist of a node: what is scheduled, and the studies of a patient on it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
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
from viewer.model.query import first_text
from viewer.net.node_store import NodeStore
from viewer.qt.network.match_model import MatchModel, worklist_columns
from viewer.qt.parts import Parts
from viewer.qt.room import resize_on_screen, scroll_where_large
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, WrappedLabel, count_text
from viewer.workflows.query_nodes import query_worklist
from viewer.workflows.worklist_studies import studies_of_entry

_WIDTHS: Final = (100, 60, 80, 90, 170, 100, 100, 100)


class WorklistDialog(QDialog):
    """Filters above, the list below; a double click opens what the list of studies has."""

    def __init__(
        self, parts: Parts, run: Callable[[Invocation], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Worklist"))
        resize_on_screen(self, 980, 560)
        self._parts = parts
        self._run = run
        self._store = NodeStore(parts.paths.config)
        self._job: Job | None = None
        self.model = MatchModel(worklist_columns())
        self.nodes, self.days = QComboBox(self), QComboBox(self)
        for title, days in (
            (tr("Today"), 0), (tr("Tomorrow"), 1), (tr("Next 7 days"), 7), (tr("Any date"), None),
        ):  # fmt: skip
            self.days.addItem(title, days)
        self.modality, self.station = QLineEdit(self), QLineEdit(self)
        self.modality.setPlaceholderText(tr("CT, MR, …"))
        self.search = QPushButton(tr("Search"), self)
        self.search.setDefault(True)
        self.search.clicked.connect(self.start)
        self.view = QPushButton(tr("Open studies"), self)
        self.view.setAutoDefault(False)
        self.view.clicked.connect(self.open_studies)
        self.status = WrappedLabel("", self, role="second")
        self.table = QTableView(self)
        self.table.setModel(self.model)
        show_as_rows(self.table)
        self.table.setAccessibleName(tr("Worklist"))
        header = self.table.horizontalHeader()
        for column, width in enumerate(_WIDTHS):
            header.resizeSection(column, width)
        header.setStretchLastSection(True)
        self.table.doubleClicked.connect(lambda _index: self.open_studies())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._chosen())
        self.model.modelReset.connect(self._chosen)
        self._chosen()
        self._lay_out()
        scroll_where_large(self)
        self.refresh_nodes()

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        for title, widget in (
            (tr("Node"), self.nodes), (tr("Date"), self.days), (tr("Modality"), self.modality),
            (tr("Station"), self.station),
        ):  # fmt: skip
            label = PlainLabel(title, self)
            label.setBuddy(widget)
            filters.addWidget(label)
            filters.addWidget(widget, 1)
        actions = QHBoxLayout()
        actions.addWidget(self.status, 1)
        actions.addWidget(self.search)
        actions.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(filters)
        layout.addWidget(self.table, 1)
        layout.addLayout(actions)

    def refresh_nodes(self) -> None:
        """Read the list of nodes anew."""
        chosen = self.nodes.currentText()
        self.nodes.clear()
        try:
            nodes = [node for node in self._store.nodes() if node.has_dimse]
        except ViewerError as error:
            self.status.set_plain(error.message)
            return
        for node in nodes:
            self.nodes.addItem(node.name, node)
        self.nodes.setCurrentIndex(max(0, self.nodes.findText(chosen)))
        self.search.setEnabled(bool(nodes))
        if not self.model.rowCount():
            none = tr("No nodes yet: enter the first one under Nodes.")
            self.status.set_plain("" if nodes else none)

    def keys(self) -> dict[str, str]:
        """What the filters say; keys of the scheduled step are within its sequence."""
        step = "ScheduledProcedureStepSequence."
        keys = {
            f"{step}Modality": self.modality.text().strip().upper(),
            f"{step}ScheduledStationAETitle": self.station.text().strip(),
            f"{step}ScheduledProcedureStepStartDate": "",
        }
        days = self.days.currentData()
        if days is not None:
            today = date.today()  # noqa: DTZ011 - the day of the user
            last = today + timedelta(days)
            first = last if days == 1 else today
            text = f"{first:%Y%m%d}" if first == last else f"{first:%Y%m%d}-{last:%Y%m%d}"
            keys[f"{step}ScheduledProcedureStepStartDate"] = text
        return keys

    def start(self) -> None:
        """Ask the node; what was listed before goes."""
        self.cancel()
        self.model.clear()
        node: Node | None = self.nodes.currentData()
        if node is None:
            return
        keys, own, audit = self.keys(), self._store.local().ae_title, self._parts.audit.record
        self.status.set_plain(tr("Searching…"))
        self._job = self._parts.runner.submit(
            Lane.NET,
            lambda job: query_worklist(node, keys, own_ae_title=own, job=job, audit=audit),
            received=self.model.add,
            done=lambda count: self.status.set_plain(count_text(count, tr("entry"), tr("entries"))),
            failed=lambda error: self.status.set_plain(f"{error.message} {error.hint}".strip()),
        )

    def _chosen(self) -> None:
        self.view.setEnabled(self.table.selectionModel().hasSelection())

    def open_studies(self) -> None:
        """Open the studies that are listed here of the chosen entry's patient."""
        rows = self.table.selectionModel().selectedRows()
        if not rows:
            return
        match = self.model.row(rows[0].row()).match
        found = studies_of_entry(
            self._parts.archive,
            patient_id=first_text(match, "00100020"),
            issuer=first_text(match, "00100021"),
            accession_number=first_text(match, "00080050"),
        )
        for uid in found:
            self._run(call("study.show", study_uid=uid))
        if not found:
            self.status.set_plain(tr("No study of this patient is listed here: query for it."))

    def cancel(self) -> None:
        """Stop asking."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def done(self, result: int) -> None:
        """Stop asking when the window closes."""
        self.cancel()
        super().done(result)
