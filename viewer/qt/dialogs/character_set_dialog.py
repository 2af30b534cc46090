"""Choose a character set for a study by what its name looks like in each."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.qt.room import resize_on_screen
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, plain
from viewer.workflows.choose_character_set import CharacterSetChoice


class CharacterSetDialog(QDialog):
    """A list of sets with the patient's name in each; `chosen` sends the one taken."""

    chosen = Signal(str)

    def __init__(self, choice: CharacterSetChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Character set"))
        resize_on_screen(self, 720, 560)
        self._choice = choice
        words = PlainLabel(
            tr("Take the line in which the name reads right. It is kept for this study; no file "
               "is changed.")
        )  # fmt: skip
        words.setWordWrap(True)
        self.table = self._table()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.table.doubleClicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(words)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)

    def accept(self) -> None:
        """Send the choice, if it is another one than before."""
        character_set = self._choice.previews[self.table.currentIndex().row()].character_set
        if character_set != self._choice.current:
            self.chosen.emit(character_set)
        super().accept()

    def _table(self) -> QTableView:
        previews = self._choice.previews
        model = QStandardItemModel(0, 3, self)
        headings = [tr("Character set"), tr("Patient"), tr("Study")]
        model.setHorizontalHeaderLabels(headings)
        for each in previews:
            texts = (tr(each.title), each.patient_name, each.description)
            model.appendRow([QStandardItem(plain(text)) for text in texts])
        table = QTableView(self)
        table.setAccessibleName(tr("Character set"))
        table.setModel(model)
        show_as_rows(table)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = table.horizontalHeader()
        header.resizeSection(0, 220)
        header.resizeSection(1, 260)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        sets = [each.character_set for each in previews]
        current = self._choice.current
        table.selectRow(sets.index(current) if current in sets else 0)
        return table
