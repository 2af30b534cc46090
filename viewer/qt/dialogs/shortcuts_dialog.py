"""Keys and commands: every command with its key and what it does, and a filter over them."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.commands.command import Command, Invocation
from viewer.commands.registry import CommandRegistry
from viewer.qt.room import resize_on_screen
from viewer.qt.tables import show_as_rows
from viewer.qt.text import plain
from viewer.qt.theme import ROW_PX

_PADDING_PX: Final = 8  # of cells, left and right, in the style sheet
_MANY: Final = 5  # keys in a row that are told of as one


class _Wrapped(QStyledItemDelegate):
    """Knows that the padding of the style sheet takes width from texts in several lines."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        option.rect.setWidth(option.rect.width() - 2 * _PADDING_PX)
        return super().sizeHint(option, index)


class ShortcutsDialog(QDialog):
    """A list to look things up in."""

    def __init__(
        self,
        registry: CommandRegistry,
        keys: Mapping[str, Invocation],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keys and commands"))
        resize_on_screen(self, 920, 640)
        self.rows = rows = QSortFilterProxyModel(self)
        rows.setSourceModel(_model(registry, keys, self))
        rows.setFilterKeyColumn(-1)
        rows.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        box = QLineEdit(self)
        box.setAccessibleName(tr("Search commands"))
        box.setPlaceholderText(tr("Search commands"))
        box.setClearButtonEnabled(True)
        box.textChanged.connect(rows.setFilterFixedString)
        table = QTableView(self)
        table.setAccessibleName(tr("Keys and commands"))
        table.setModel(rows)
        show_as_rows(table)
        table.setItemDelegateForColumn(2, _Wrapped(table))
        table.verticalHeader().setMinimumSectionSize(ROW_PX)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
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
        for title, bound in _uses(command, keys):
            texts = (tr(title), bound, tr(command.help))
            model.appendRow([QStandardItem(plain(text)) for text in texts])
    return model


def _uses(command: Command[Any], keys: Mapping[str, Invocation]) -> list[tuple[str, str]]:
    """Each way to call a command that a user has, with its keys; many in a row as one."""
    bound: dict[str, list[str]] = {}
    for key, invocation in keys.items():
        if invocation.command_id == command.id:
            bound.setdefault(invocation.title or command.title, []).append(_native(key))
    if len(bound) > _MANY:
        every = [key for some in bound.values() for key in some]
        return [(command.title, f"{every[0]} … {every[-1]}")]
    if not bound and command.needs_arguments:
        return []  # a step inside other actions
    return [(title, ", ".join(some)) for title, some in (bound or {command.title: []}).items()]


def _native(key: str) -> str:
    return QKeySequence.fromString(key).toString(QKeySequence.SequenceFormat.NativeText)
