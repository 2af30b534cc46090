"""Keys and commands: every command with its key and what it does, and a filter over them."""

from collections.abc import Mapping

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.commands.command import Invocation
from viewer.commands.registry import CommandRegistry
from viewer.qt.text import plain
from viewer.qt.theme import ROW_PX


class ShortcutsDialog(QDialog):
    """A list to look things up in."""

    def __init__(
        self,
        registry: CommandRegistry,
        keys: Mapping[str, Invocation],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys and commands"))
        self.resize(720, 560)
        self.rows = rows = QSortFilterProxyModel(self)
        rows.setSourceModel(_model(registry, keys, self))
        rows.setFilterKeyColumn(-1)
        rows.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        box = QLineEdit(self)
        box.setPlaceholderText(tr("Search commands"))
        box.setClearButtonEnabled(True)
        box.textChanged.connect(rows.setFilterFixedString)
        table = QTableView(self)
        table.setModel(rows)
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_PX)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.resizeSection(0, 180)
        header.resizeSection(1, 140)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(box)
        layout.addWidget(table, 1)


def _model(
    registry: CommandRegistry, keys: Mapping[str, Invocation], parent: QDialog
) -> QStandardItemModel:
    model = QStandardItemModel(0, 3, parent)
    model.setHorizontalHeaderLabels([tr("Command"), tr("Keys"), tr("What it does")])
    for command in registry:
        bound = [key for key, invocation in keys.items() if invocation.command_id == command.id]
        texts = (tr(command.title), ", ".join(map(_native, bound)), tr(command.help))
        model.appendRow([QStandardItem(plain(text)) for text in texts])
    return model


def _native(key: str) -> str:
    return QKeySequence.fromString(key).toString(QKeySequence.SequenceFormat.NativeText)
