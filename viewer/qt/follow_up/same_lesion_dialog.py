"""Choose which lesion of the patient a measurement shows."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.model.annotation import Annotation
from viewer.model.follow_up import Visit, named_by
from viewer.qt.follow_up.words import lesion_name, study_text
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, plain
from viewer.render.annotations import number_texts


class SameLesionDialog(QDialog):
    """The other lesions of the patient; `taken` sends the last measurement of the chosen one."""

    taken = Signal(object)  # Annotation

    def __init__(
        self, selected: Annotation, visits: Sequence[Visit], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Same lesion as"))
        self.resize(680, 380)
        self._lesions = _others(selected, visits)
        told = ", ".join([lesion_name(selected), *number_texts(selected)])
        heading = PlainLabel(tr("{lesion} is the same lesion as:").format(lesion=told), self)
        heading.setWordWrap(True)
        note = PlainLabel(
            tr("Listed is what was drawn on studies of this patient only."), self, role="second"
        )
        note.setWordWrap(True)
        self.table = self._make_table()
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        for part in (heading, self.table, note, self._buttons):
            layout.addWidget(part)
        self.table.selectRow(0)

    def accept(self) -> None:
        """Send the chosen one."""
        row = self.table.currentRow()
        if 0 <= row < len(self._lesions):
            self.taken.emit(self._lesions[row][-1][1])
        super().accept()

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(len(self._lesions), 2, self)
        table.setHorizontalHeaderLabels([tr("Lesion"), tr("Measured")])
        table.setAccessibleName(tr("Lesions"))
        show_as_rows(table)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setWordWrap(False)
        table.setColumnWidth(0, 220)
        table.horizontalHeader().setStretchLastSection(True)
        table.doubleClicked.connect(self.accept)
        for row, drawn in enumerate(self._lesions):
            measured = "; ".join(
                f"{study_text(visit.study)}: {', '.join(number_texts(each))}"
                for visit, each in reversed(drawn)
            )
            for column, text in enumerate(
                (lesion_name(named_by([each for _, each in drawn])), measured)
            ):
                table.setItem(row, column, QTableWidgetItem(plain(text)))
        return table


def _others(selected: Annotation, visits: Sequence[Visit]) -> list[list[tuple[Visit, Annotation]]]:
    """What was drawn of each other lesion, oldest first; those of other studies come first."""
    drawn: dict[str, list[tuple[Visit, Annotation]]] = {}
    for visit in visits:
        for each in visit.annotations:
            if each.tracking_uid != selected.tracking_uid:
                drawn.setdefault(each.tracking_uid, []).append((visit, each))
    return sorted(
        drawn.values(),
        key=lambda each: all(visit.study.study_uid == selected.study_uid for visit, _ in each),
    )
