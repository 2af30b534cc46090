"""The window of all measurements: rename, hide, lock, colour, sort, filter, jump, delete."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.commands.command import Invocation, call
from viewer.model.annotation import Annotation
from viewer.qt.lesion_menus import Run, fill_colours, fill_findings, fill_sites
from viewer.qt.measurements.code_delegate import CodeDelegate
from viewer.qt.measurements.columns import FINDING, NAME, SITE
from viewer.qt.measurements.model import Filter, TableModel
from viewer.qt.panels.measurements import kind_name
from viewer.qt.parts import Parts
from viewer.qt.room import resize_on_screen, scroll_where_large
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, count_text, plain
from viewer.qt.theme import Look

Fill = Callable[[QMenu, Sequence[Annotation], Run], None]


class MeasurementsWindow(QDialog):
    """Stays beside the images; a click or Enter goes to the image of a row."""

    def __init__(
        self, parts: Parts, run: Callable[[Invocation], bool], look: Look, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("All measurements"))
        self.setSizeGripEnabled(True)
        resize_on_screen(self, 1310, 560)
        self._run = run
        self._annotations = parts.workspace.annotations
        self._workspace = parts.workspace
        self.model = TableModel(parts.workspace, look, self)
        self.table = _Table(self)
        self.words, self.kind, self.author = QLineEdit(self), QComboBox(self), QComboBox(self)
        self.count = PlainLabel(parent=self, role="second")
        self._kept: list[str] = []
        self._kept_row = 0
        self._set_up_table()
        self._set_up_filters()
        self._arrange()
        scroll_where_large(self)
        self.model.modelAboutToBeReset.connect(self._keep_chosen)
        self.model.modelReset.connect(self._restore_chosen)
        self.model.renamed.connect(
            lambda uid, name: run(call("measure.rename", uid=uid, label=name))
        )
        self.model.said.connect(self._say)
        self._offer_filters()
        self.table.selectionModel().selectionChanged.connect(self._offer_acts)
        self._offer_acts()

    @property
    def chosen(self) -> list[Annotation]:
        """What is selected, from the top."""
        return [self.model.rows[row].annotation for row in self._chosen_rows]

    @property
    def _chosen_rows(self) -> list[int]:
        # Not `selectedRows`, which asks for every cell: thousands of rows would take a while.
        ranges = self.table.selectionModel().selection().toList()
        return sorted({row for each in ranges for row in range(each.top(), each.bottom() + 1)})

    @property
    def uids(self) -> tuple[str, ...]:
        """The UIDs of what is selected."""
        return tuple(each.uid for each in self.chosen)

    def jump(self, index: QModelIndex | None = None) -> None:
        """Go to the image of the row, where it is the only one."""
        if len(self.uids) == 1:
            self._run(call("measure.show", uid=self.uids[0]))

    def delete(self) -> None:
        """Take what is selected away; undo brings it back."""
        if self.uids:
            self._run(call("measure.remove", uids=self.uids))

    def hide_or_show(self) -> None:
        """Hide what is selected, or show it where all of it is hidden."""
        if chosen := self.chosen:
            is_hidden = not all(each.is_hidden for each in chosen)
            self._run(call("measure.set_hidden", uids=self.uids, is_hidden=is_hidden))

    def lock_or_free(self) -> None:
        """Lock what is selected, or let go of it where all of it is locked."""
        if chosen := self.chosen:
            is_locked = not all(each.is_locked for each in chosen)
            self._run(call("measure.set_locked", uids=self.uids, is_locked=is_locked))

    def copy(self) -> None:
        """Put what is selected into the clipboard as a table of texts."""
        rows = self._chosen_rows
        places = range(len(self.model.columns))
        lines = ["\t".join(column.title for column in self.model.columns)]
        lines += ["\t".join(self.model.index(row, p).data() for p in places) for row in rows]
        if rows:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the image, Delete deletes, Ctrl+C copies, F2 writes the name."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self._run(call("edit.undo"))
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._run(call("edit.redo"))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.table.hasFocus():
            self.jump()
        elif event.key() == Qt.Key.Key_Delete and self.table.hasFocus():
            self.delete()
        else:
            super().keyPressEvent(event)

    # How it is built

    def _set_up_table(self) -> None:
        table, header = self.table, self.table.horizontalHeader()
        table.setModel(self.model)
        table.setAccessibleName(tr("Measurements"))
        show_as_rows(table, is_editable=True)
        triggers = QAbstractItemView.EditTrigger
        table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        delegate = CodeDelegate(table)
        table.setItemDelegateForColumn(FINDING, delegate)
        table.setItemDelegateForColumn(SITE, delegate)
        table.clicked.connect(self.jump)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._open_menu)
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setStretchLastSection(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(NAME, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self.model.sort)
        for place, column in enumerate(self.model.columns):
            table.setColumnWidth(place, max(column.width, header.sectionSizeHint(place)))

    def _set_up_filters(self) -> None:
        self.words.setPlaceholderText(tr("Words in any column"))
        self.words.setAccessibleName(tr("Words in any column"))
        self.words.setClearButtonEnabled(True)
        self.kind.setAccessibleName(tr("Kind"))
        self.author.setAccessibleName(tr("Author"))
        self.words.textChanged.connect(self._narrow)
        self.kind.activated.connect(self._narrow)
        self.author.activated.connect(self._narrow)

    def _arrange(self) -> None:
        upper = QHBoxLayout()
        upper.addWidget(self.words, 1)
        upper.addWidget(self.kind)
        upper.addWidget(self.author)
        lower = QHBoxLayout()
        lower.addWidget(self.count, 1)
        self._acts = self._buttons()
        for button in self._acts:
            button.setAutoDefault(False)
            lower.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(upper)
        layout.addWidget(self.table, 1)
        layout.addLayout(lower)

    def _buttons(self) -> list[QPushButton]:
        buttons = []
        for title, fill in _fillers():
            button = QPushButton(title, self)
            menu = QMenu(button)
            menu.aboutToShow.connect(partial(self._fill, menu, fill))
            button.setMenu(menu)
            buttons.append(button)
        for title, act in (
            (tr("Hide or show"), self.hide_or_show),
            (tr("Lock or unlock"), self.lock_or_free),
            (tr("Delete"), self.delete),
        ):
            button = QPushButton(title, self)
            button.clicked.connect(act)
            buttons.append(button)
        return buttons

    # What it does

    def _offer_acts(self) -> None:
        for button in self._acts:
            button.setEnabled(self.table.selectionModel().hasSelection())

    def _narrow(self) -> None:
        kind, author = self.kind.currentData(), self.author.currentData()
        self.model.narrow(Filter(self.words.text(), kind, author))

    def _offer_filters(self) -> None:
        """Offer the kinds and authors that there are, and keep what was chosen."""
        authors = self.model.authors if self._workspace.shows_patient else []
        offers = (
            (self.kind, tr("All kinds"), [(kind_name(kind), kind) for kind in self.model.kinds]),
            (
                self.author,
                tr("All authors"),
                [(plain(author) or tr("Drawn here"), author) for author in authors],
            ),
        )
        for box, anything, entries in offers:
            chosen = box.currentData()
            box.clear()
            box.addItem(anything, None)
            for title, value in entries:
                box.addItem(title, value)
            values = [None, *(value for _, value in entries)]
            box.setCurrentIndex(values.index(chosen) if chosen in values else 0)
        shown, of = len(self.model.rows), len(self._annotations.all)
        text = count_text(shown, tr("measurement"), tr("measurements"))
        text = text if of else tr("Nothing is drawn on what is open.")
        self.count.set_plain(
            text if shown == of else tr("{count} of {all}").format(count=shown, all=of)
        )

    def _say(self, uid: str, column: int, meaning: str) -> None:
        name = "lesion.finding" if column == FINDING else "lesion.site"
        self._run(call(name, meaning=meaning, uids=(uid,)))

    def _fill(self, menu: QMenu, fill: Fill) -> None:
        fill(menu, self.chosen, self._run)

    def _keep_chosen(self) -> None:
        self._kept = list(self.uids)
        self._kept_row = max(self.table.currentIndex().row(), 0)

    def _restore_chosen(self) -> None:
        rows = [row for uid in self._kept if (row := self.model.row_of(uid)) is not None]
        selection, last = QItemSelection(), len(self.model.columns) - 1
        for row in rows:
            selection.select(self.model.index(row, 0), self.model.index(row, last))
        model, flags = self.table.selectionModel(), QItemSelectionModel.SelectionFlag
        if rows:
            model.setCurrentIndex(self.model.index(rows[0], 0), flags.NoUpdate)
            model.select(selection, flags.ClearAndSelect)
        elif self.model.rows:  # keys go on from there; to choose is the user's
            row = min(self._kept_row, len(self.model.rows) - 1)
            model.setCurrentIndex(self.model.index(row, 0), flags.NoUpdate)
        self._offer_filters()

    def _open_menu(self, position: QPoint) -> None:
        menu = QMenu(self.table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.chosen:
            self._offer_for_chosen(menu)
            menu.addSeparator()
        _fill_orders(menu.addMenu(tr("Sort by")), self.table.horizontalHeader())
        menu.popup(self.table.viewport().mapToGlobal(position))

    def _offer_for_chosen(self, menu: QMenu) -> None:
        menu.addAction(tr("Show image"), self.jump).setEnabled(len(self.uids) == 1)
        menu.addAction(tr("Copy as text"), self.copy)
        menu.addSeparator()
        for title, fill in _fillers():
            self._fill(menu.addMenu(title), fill)
        menu.addSeparator()
        menu.addAction(tr("Hide or show"), self.hide_or_show)
        menu.addAction(tr("Lock or unlock"), self.lock_or_free)
        menu.addAction(tr("Delete"), self.delete)


def _fill_orders(menu: QMenu, header: QHeaderView) -> None:
    """Every column, for keys, which do not reach the header; the same again turns the order."""
    place, order = header.sortIndicatorSection(), header.sortIndicatorOrder()
    ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
    for column in range(header.count()):
        turned = column == place and order is ascending
        title = header.model().headerData(column, Qt.Orientation.Horizontal)
        turn = partial(header.setSortIndicator, column, descending if turned else ascending)
        action = menu.addAction(title, turn)
        action.setCheckable(True)
        action.setChecked(column == place)


def _fillers() -> tuple[tuple[str, Fill], ...]:
    """What several rows are given at once."""
    return (
        (tr("Finding"), fill_findings),
        (tr("Site"), fill_sites),
        (tr("Colour"), fill_colours),
    )


class _Table(QTableView):
    """Leaves keys that mean something to the window."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Delete and Ctrl+C are the window's."""
        own = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete)
        if event.key() in own or event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()
        else:
            super().keyPressEvent(event)
