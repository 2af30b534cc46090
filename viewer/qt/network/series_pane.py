"""The series of a study that a node told of, to fetch less than the whole."""

from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.model.node import Node
from viewer.model.query import DicomJson, Level, Query, Root, first_text
from viewer.qt.network.match_model import SERIES_UID, STUDY_UID, MatchModel, series_columns
from viewer.qt.parts import Parts
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel
from viewer.workflows.query_nodes import query_node


class SeriesPane(QWidget):
    """Asks for the series when a study is shown; those chosen are `uids`."""

    def __init__(self, parts: Parts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._job: Job | None = None
        self._study_uid = ""
        self.model = MatchModel(series_columns())
        self.words = PlainLabel("", self, role="second")
        self.table = QTableView(self)
        self.table.setModel(self.model)
        show_as_rows(self.table)
        self.table.setAccessibleName(tr("Series of the study"))
        self.table.horizontalHeader().setStretchLastSection(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.words)
        layout.addWidget(self.table, 1)
        self.hide()

    @property
    def uids(self) -> list[str]:
        """The series that are chosen."""
        rows = self.table.selectionModel().selectedRows()
        return [first_text(self.model.row(row.row()).match, SERIES_UID) for row in rows]

    def show_study(self, node: Node, match: DicomJson, *, own_ae_title: str, root: Root) -> None:
        """List the series of a study that a node told of."""
        study_uid = first_text(match, STUDY_UID)
        if study_uid == self._study_uid:
            return
        self.clear()
        self._study_uid = study_uid
        self.words.set_plain(tr("Series of the study: choose some to fetch only those."))
        self.show()
        keys = {"StudyInstanceUID": study_uid}
        if root is Root.PATIENT:  # wants the unique keys of all levels above (PS3.4 C.4.1.2)
            keys["PatientID"] = first_text(match, "00100020")
        query = Query(Level.SERIES, keys, root)
        self._job = self._parts.runner.submit(
            Lane.NET,
            lambda job: query_node(node, query, own_ae_title=own_ae_title, job=job),
            received=self.model.add,
            failed=self._tell,
        )

    def _tell(self, error: ViewerError) -> None:
        self.words.set_plain(error.message)

    def clear(self) -> None:
        """Show none."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._study_uid = ""
        self.model.clear()
        self.hide()
