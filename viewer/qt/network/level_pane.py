"""What is below a study that a node told of, to fetch less than the whole: series, images."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job, Lane
from viewer.model.node import Node
from viewer.model.query import Level, Query, Root, first_text
from viewer.qt.network.match_model import (
    INSTANCE_UID,
    SERIES_UID,
    MatchModel,
    image_columns,
    series_columns,
)
from viewer.qt.parts import Parts
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, WrappedLabel
from viewer.workflows.query_nodes import query_node

_SERIES_WIDTHS: Final = (76, 80, 170, 100, 90)
_IMAGE_WIDTHS: Final = (76, 76)


class LevelPane(QWidget):
    """Asks for the series of a study, or the images of a series; those chosen are `uids`."""

    def __init__(self, parts: Parts, level: Level, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._level = level
        self._job: Job | None = None
        self._shown: tuple[str, Mapping[str, str]] | None = None
        is_series = level is Level.SERIES
        self._uid_tag = SERIES_UID if is_series else INSTANCE_UID
        self.model = MatchModel(series_columns() if is_series else image_columns())
        title = tr("Series of the study: choose some to fetch only those.")
        if not is_series:
            title = tr("Images of the series: choose some to fetch only those.")
        self.words = WrappedLabel("", self, role="bad")
        self.table = QTableView(self)
        self.table.setModel(self.model)
        show_as_rows(self.table)
        self.table.setAccessibleName(tr("Series of the study") if is_series else tr("Images"))
        header = self.table.horizontalHeader()
        for column, width in enumerate(_SERIES_WIDTHS if is_series else _IMAGE_WIDTHS):
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
    def uids(self) -> list[str]:
        """Those that are chosen."""
        rows = self.table.selectionModel().selectedRows()
        return [first_text(self.model.row(row.row()).match, self._uid_tag) for row in rows]

    def ask(self, node: Node, keys: Mapping[str, str], *, own_ae_title: str, root: Root) -> None:
        """List what a node has below `keys`, the unique keys of the levels above (PS3.4 C.4.1)."""
        if self._shown == (node.name, keys):
            return
        self.clear()
        self._shown = (node.name, keys)
        self.show()
        query = Query(self._level, keys, root)
        self._job = self._parts.runner.submit(
            Lane.NET,
            lambda job: query_node(node, query, own_ae_title=own_ae_title, job=job),
            received=self.model.add,
            failed=self._tell,
        )

    def _tell(self, error: ViewerError) -> None:
        self.words.set_plain(error.message)
        self.words.show()

    def clear(self) -> None:
        """Show none."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._shown = None
        self.words.hide()
        self.model.clear()
        self.hide()
