"""The shortcut editor: find a command, press its new keys, see what had them before."""

from typing import Final

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.commands.command import Invocation
from viewer.commands.offers import keys_in_force, offer_name, offers
from viewer.commands.registry import CommandRegistry
from viewer.commands.shortcuts import DEFAULT_KEYS, keys_of
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, plain
from viewer.settings.store import SettingsStore

_KEY: Final = "keys.changed"
_NATIVE: Final = QKeySequence.SequenceFormat.NativeText


class KeysEditor(QWidget):
    """Edits the setting `keys.changed`; nothing is taken from another command unseen."""

    def __init__(self, settings: SettingsStore, registry: CommandRegistry) -> None:
        super().__init__()
        self._settings = settings
        self._registry = registry
        self._offers = [offer for offer in offers(registry) if self._title(offer)]
        self.model = QStandardItemModel(0, 2, self)
        self.model.setHorizontalHeaderLabels([tr("Command"), tr("Keys")])
        self.rows = QSortFilterProxyModel(self)
        self.rows.setSourceModel(self.model)
        self.rows.setFilterKeyColumn(-1)
        self.rows.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("Search commands or keys"))
        self.search.setAccessibleName(tr("Search commands or keys"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.rows.setFilterFixedString)
        self.table = _table(self, self.rows)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.keys = QKeySequenceEdit(self)
        self.keys.setMaximumSequenceLength(1)
        self.keys.setAccessibleName(tr("New keys"))
        self.keys.keySequenceChanged.connect(self._say)
        self.said = PlainLabel("", self, role="second")
        self.said.setWordWrap(True)
        self.take = _button(tr("Use these keys"), self._take)
        self.remove = _button(tr("No keys"), lambda: self._write(()))
        self.reset = _button(tr("Default keys"), self._reset)
        self._arrange()
        settings.changed.connect(self._fill)
        self._fill()
        self.table.selectRow(0)

    @property
    def chosen(self) -> Invocation | None:
        """The command whose keys are edited."""
        index = self.rows.mapToSource(self.table.currentIndex())
        return self._offers[index.row()] if index.isValid() else None

    def choose(self, offer: Invocation) -> None:
        """Go to a command."""
        source = self.model.index(self._offers.index(offer), 0)
        self.table.setCurrentIndex(self.rows.mapFromSource(source))

    def _arrange(self) -> None:
        edit = QHBoxLayout()
        edit.setSpacing(8)
        edit.addWidget(PlainLabel(tr("Press new keys:"), self))
        edit.addWidget(self.keys, 1)
        edit.addWidget(self.take)
        others = QHBoxLayout()
        others.setSpacing(8)
        others.addWidget(self.said, 1)
        others.addWidget(self.remove)
        others.addWidget(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addLayout(edit)
        column.addLayout(others)

    def _title(self, offer: Invocation) -> str:
        return tr(offer.title or self._registry[offer.command_id].title)

    def _in_force(self) -> dict[str, Invocation]:
        return keys_in_force(self._settings.value.keys.changed, self._registry)

    def _fill(self, _: object = None) -> None:
        force = self._in_force()
        self.model.setRowCount(len(self._offers))
        for row, offer in enumerate(self._offers):
            bound = [
                QKeySequence.fromString(key).toString(_NATIVE) for key in keys_of(offer, force)
            ]
            mark = "" if offer_name(offer) not in self._settings.value.keys.changed else " *"
            for column, text in enumerate((self._title(offer), ", ".join(bound) + mark)):
                item = self.model.item(row, column) or QStandardItem()
                item.setText(plain(text))
                self.model.setItem(row, column, item)
        self._say()

    def _choose(self) -> None:
        self.keys.clear()
        self._say()

    def _say(self, _: object = None) -> None:
        """Say what the pressed keys do now, before they are taken."""
        offer, key = self.chosen, self._pressed()
        other = self._owner(key)
        self.take.setEnabled(bool(offer and key and other != offer))
        self.take.setText(tr("Use these keys"))
        has_keys = offer is not None and bool(keys_of(offer, self._in_force()))
        self.remove.setEnabled(has_keys)
        changed = self._settings.value.keys.changed
        self.reset.setEnabled(offer is not None and offer_name(offer) in changed)
        if other is None or not key:
            self.said.set_plain("" if not key else tr("These keys are free."))
        elif other == offer:
            self.said.set_plain(tr("These are its keys already."))
        else:
            text = tr("{keys} belongs to “{command}”, which would lose it.")
            native = self.keys.keySequence().toString(_NATIVE)
            self.said.set_plain(text.format(keys=native, command=self._title(other)))
            self.take.setText(tr("Take them anyway"))

    def _pressed(self) -> str:
        return self.keys.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _owner(self, key: str) -> Invocation | None:
        wanted = QKeySequence.fromString(key)
        for bound, offer in self._in_force().items():
            if key and QKeySequence.fromString(bound) == wanted:
                return offer
        return None

    def _take(self) -> None:
        self._write((self._pressed(),))
        self.keys.clear()

    def _write(self, keys: tuple[str, ...]) -> None:
        """Give the chosen command these keys alone; who had them keeps its others."""
        if (offer := self.chosen) is None:
            return
        changed = dict(self._settings.value.keys.changed)
        force = self._in_force()
        for key in keys:
            other = self._owner(key)
            if other is not None and other != offer:
                left = (each for each in keys_of(other, force) if self._owner_differs(each, key))
                changed[offer_name(other)] = tuple(left)
        changed[offer_name(offer)] = keys
        self._settings.set(_KEY, changed)

    def _owner_differs(self, one: str, other: str) -> bool:
        return QKeySequence.fromString(one) != QKeySequence.fromString(other)

    def _reset(self) -> None:
        """Back to the default keys, which whoever has them now gives back."""
        if (offer := self.chosen) is None:
            return
        changed = dict(self._settings.value.keys.changed)
        del changed[offer_name(offer)]
        mine = set(keys_of(offer, DEFAULT_KEYS))
        changed = {
            name: tuple(key for key in keys if key not in mine) for name, keys in changed.items()
        }
        self._settings.set(_KEY, changed)


def _button(title: str, act: object) -> QPushButton:
    button = QPushButton(title)
    button.setAutoDefault(False)
    button.clicked.connect(act)
    return button


def _table(parent: QWidget, rows: QSortFilterProxyModel) -> QTableView:
    table = QTableView(parent)
    table.setModel(rows)
    table.setAccessibleName(tr("Keys of commands"))
    show_as_rows(table)
    table.setTabKeyNavigation(False)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    header = table.horizontalHeader()
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    return table
