"""PresetsDialog: the window presets of each modality, to be added, changed, deleted and reset."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.qt.room import resize_on_screen, scroll_where_large
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, plain
from viewer.qt.theme import ROW_PX
from viewer.render.options import PresetEntry
from viewer.render.presets import OTHERS, OwnPresets, default_entries, modalities

_MORE = ("CR", "DX", "MG", "MR", "NM", "PT", "RF", "US", "XA")
_FRESH = PresetEntry("New preset", 40, 400)


class PresetsDialog(QDialog):
    """A table for one modality at a time; `taken` sends the presets that differ from the defaults.

    `current` is the window on screen, which a new preset takes over.
    """

    taken = Signal(object)  # OwnPresets

    def __init__(
        self,
        own: OwnPresets,
        modality: str,
        current: PresetEntry | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Window presets"))
        resize_on_screen(self, 620, 520)
        self._entries: dict[str, tuple[PresetEntry, ...]] = dict(own)
        self._current = current
        names = dict.fromkeys((*modalities(), *_MORE, *own, modality))
        self.modalities = QComboBox(self)
        self.modalities.setAccessibleName(tr("Modality"))
        for name in sorted(names, key=lambda each: (each == OTHERS, each)):
            self.modalities.addItem(tr("Others") if name == OTHERS else plain(name), name)
        self.table = self._new_table()
        self._shown = ""
        self._arrange()
        scroll_where_large(self)
        self.modalities.currentIndexChanged.connect(self._show_modality)
        place = self.modalities.findData(modality)
        self.modalities.setCurrentIndex(max(0, place))
        self._show_modality()

    def accept(self) -> None:
        """Send what was entered."""
        self._keep()
        self.taken.emit(
            {name: each for name, each in self._entries.items() if each != default_entries(name)}
        )
        super().accept()

    def add(self) -> None:
        """Add a preset: the window on screen, to be named."""
        self._append(self._current or _FRESH)
        row = self.table.rowCount() - 1
        self.table.setCurrentCell(row, 0)
        self.table.editItem(self._cell(row, 0))

    def delete(self) -> None:
        """Delete the chosen preset."""
        self.table.removeRow(self.table.currentRow())

    def move_up(self) -> None:
        """Put the chosen preset on an earlier key."""
        row = self.table.currentRow()
        if row > 0:
            entries = list(self._read())
            entries[row - 1], entries[row] = entries[row], entries[row - 1]
            self._fill(tuple(entries))
            self.table.setCurrentCell(row - 1, 0)

    def reset(self) -> None:
        """Bring back the presets that come with the program, for this modality."""
        self._fill(default_entries(self._shown))

    def _arrange(self) -> None:
        words = PlainLabel(
            tr("The number keys take them in this order, after the windows of the file. Percent is "
               "of all values of the image, from 0 to 100.")
        )  # fmt: skip
        words.setWordWrap(True)
        row = QHBoxLayout()
        for title, act in (
            (tr("Add"), self.add),
            (tr("Delete"), self.delete),
            (tr("Up"), self.move_up),
            (tr("Reset"), self.reset),
        ):
            button = QPushButton(title, self)
            button.setAutoDefault(False)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        standard = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(standard.Ok | standard.Cancel, self)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self.modalities)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        layout.addWidget(buttons)

    def _new_table(self) -> QTableWidget:
        table = QTableWidget(0, 4, self)
        table.setAccessibleName(tr("Presets"))
        table.setHorizontalHeaderLabels([tr("Name"), tr("Centre"), tr("Width"), tr("Percent")])
        show_as_rows(table, is_editable=True)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().setDefaultSectionSize(ROW_PX + 4)
        header = table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        return table

    def _show_modality(self) -> None:
        self._keep()
        self._shown = self.modalities.currentData()
        self._fill(self._entries.get(self._shown, default_entries(self._shown)))

    def _keep(self) -> None:
        if self._shown:
            self._entries[self._shown] = self._read()

    def _fill(self, entries: tuple[PresetEntry, ...]) -> None:
        self.table.setRowCount(0)
        for entry in entries:
            self._append(entry)

    def _append(self, entry: PresetEntry) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        for column, text in enumerate((entry.title, f"{entry.center:g}", f"{entry.width:g}", "")):
            self.table.setItem(row, column, QTableWidgetItem(plain(text)))
        self._cell(row, 0).setData(Qt.ItemDataRole.UserRole, entry.name)
        box = self._cell(row, 3)
        box.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled)
        checked = Qt.CheckState.Checked if entry.is_percent else Qt.CheckState.Unchecked
        box.setCheckState(checked)

    def _cell(self, row: int, column: int) -> QTableWidgetItem:
        item = self.table.item(row, column)
        assert item is not None
        return item

    def _read(self) -> tuple[PresetEntry, ...]:
        """The rows that are presets; one without a name or with a strange number is left out."""
        entries = (self._entry(row) for row in range(self.table.rowCount()))
        return tuple(entry for entry in entries if entry is not None)

    def _entry(self, row: int) -> PresetEntry | None:
        title, center, width = (self._cell(row, column).text().strip() for column in range(3))
        is_percent = self._cell(row, 3).checkState() is Qt.CheckState.Checked
        name = self._cell(row, 0).data(Qt.ItemDataRole.UserRole)
        numbers = _number(center), _number(width)
        if not title or numbers[0] is None or numbers[1] is None or numbers[1] <= 0:
            return None
        return PresetEntry(title, numbers[0], numbers[1], is_percent, name)


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None  # which NaN is not
