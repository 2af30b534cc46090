"""TagView: a searchable tree of tags; also what a cell shows of objects that only have tags."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.dicom.tag_paths import Path
from viewer.qt.tags.tag_model import TagColumn, TagModel, TagTable, tag_table
from viewer.qt.text import PlainLabel, count_text, plain
from viewer.qt.theme import DARK, Theme

_PAUSE_MS = 120  # of typing, before a search
_WIDTHS = {TagColumn.TAG: 150, TagColumn.NAME: 240, TagColumn.VR: 40, TagColumn.VALUE: 320}
_EXPAND_UP_TO = 400  # rows: a search with few hits opens them all
_LONGEST_COPY = 100_000


class TagView(QWidget):
    """Search box, tree, count; what is open in the tree stays open from instance to instance."""

    def __init__(self, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = TagModel(theme, self)
        self._is_changed_only = False
        self._open: set[Path] = set()
        self._note = ""
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("Tag, keyword, name or value"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(tr("Search the tags"))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._refill)
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.tree = self._make_tree()
        self._count = PlainLabel(parent=self, role="second")
        self.top = QHBoxLayout()
        self.top.setContentsMargins(8, 8, 8, 8)
        self.top.setSpacing(8)
        self.top.addWidget(self.search, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self.top)
        layout.addWidget(self.tree, 1)
        self._count.setContentsMargins(12, 4, 12, 4)
        layout.addWidget(self._count)
        self.setFocusProxy(self.tree)

    def set_table(self, table: TagTable, note: str = "") -> None:
        """Show the tags of `table`, at the same place as those before, and a note."""
        bar = self.tree.verticalScrollBar()
        place = bar.value()
        self._note = note
        self._fill(table)
        bar.setValue(place)

    def set_changed_only(self, is_changed_only: bool) -> None:
        """Show only what differs, or all."""
        self._is_changed_only = is_changed_only
        self._refill()

    def clear(self, why: str = "") -> None:
        """Show no tags, and say why."""
        self._fill(tag_table(()))
        self._count.set_plain(why)

    def copy(self, text_of: Callable[[QModelIndex], str]) -> None:
        """Put a text of every selected row on the clipboard, a line each."""
        indexes = self.tree.selectionModel().selectedRows()
        QGuiApplication.clipboard().setText("\n".join(map(text_of, indexes)))

    def row_text(self, index: QModelIndex) -> str:
        """A row with tabs between its columns."""
        columns = range(self.model.columnCount())
        return "\t".join(str(index.siblingAtColumn(column).data() or "") for column in columns)

    def value_text(self, index: QModelIndex) -> str:
        """The value of a row."""
        return plain(self.model.row_of(index).row.value, limit=_LONGEST_COPY)

    def _make_tree(self) -> QTreeView:
        tree = QTreeView(self)
        tree.setAccessibleName(tr("Tags"))
        tree.setModel(self.model)
        tree.setUniformRowHeights(True)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setAllColumnsShowFocus(True)
        tree.setAcceptDrops(False)
        tree.setContextMenuPolicy(tree.contextMenuPolicy().CustomContextMenu)
        tree.customContextMenuRequested.connect(self._open_menu)
        tree.expanded.connect(lambda index: self._open.add(self.model.row_of(index).path))
        tree.collapsed.connect(lambda index: self._open.discard(self.model.row_of(index).path))
        header = tree.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        self._copying = [
            self._copy_action(
                tr("Copy row"), self.row_text, QKeySequence(QKeySequence.StandardKey.Copy)
            ),
            self._copy_action(tr("Copy value"), self.value_text),
            self._copy_action(tr("Copy path"), self.model.path_of),
        ]
        tree.addActions(self._copying)
        return tree

    def _copy_action(
        self, title: str, text_of: Callable[[QModelIndex], str], keys: QKeySequence | None = None
    ) -> QAction:
        action = QAction(title, self)
        if keys is not None:
            action.setShortcut(keys)
            action.setShortcutContext(action.shortcutContext().WidgetShortcut)
        action.triggered.connect(lambda: self.copy(text_of))
        return action

    def _open_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self._copying)
        menu.addSeparator()
        menu.addAction(tr("Open all"), self.tree.expandAll)
        menu.addAction(tr("Close all"), self.tree.collapseAll)
        menu.exec(self.tree.viewport().mapToGlobal(position))
        menu.deleteLater()

    def _refill(self) -> None:
        self._fill(self.model.table)

    def _fill(self, table: TagTable) -> None:
        opened = set(self._open)
        search = self.search.text()
        self.model.set_table(table, search=search, is_changed_only=self._is_changed_only)
        if (search or self._is_changed_only) and self.model.matches <= _EXPAND_UP_TO:
            self.tree.expandAll()
        else:
            for path in sorted(opened, key=len):
                if (index := self.model.index_of(path)).isValid():
                    self.tree.expand(index)
        self._open |= opened
        self._tell(table)

    def _tell(self, table: TagTable) -> None:
        total, shown = len(table.rows), self.model.matches
        parts = [count_text(total, tr("row"), tr("rows"))]
        if shown != total:
            parts.insert(0, tr("{shown} of").format(shown=shown))
        bad = sum(bool(each.row.problem) for each in table.rows)
        text = " ".join(parts)
        if bad:
            text += "   ·   " + count_text(bad, tr("doubtful value"), tr("doubtful values"))
        if self._note:
            text += "   ·   " + self._note
        self._count.set_plain(text)
