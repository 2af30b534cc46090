"""All studies as a table: columns, filters, saved searches, and what keeps the list in order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSettings, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Lane
from viewer.commands.command import Invocation, call
from viewer.index.options import SavedSearch
from viewer.model.identity import StudyUid
from viewer.model.search import NEWEST_FIRST, Order, Search
from viewer.qt.browser.awaited_rows import AwaitedRows
from viewer.qt.browser.filters import nothing_text
from viewer.qt.browser.saved_searches import SavedSearches
from viewer.qt.browser.studies_model import StudiesModel
from viewer.qt.browser.study_filters import StudyFilters
from viewer.qt.browser.study_menus import care_menu, fill_columns, study_menu
from viewer.qt.parts import Parts
from viewer.qt.room import resize_on_screen, scroll_where_large
from viewer.qt.tables import choose_rows, chosen_rows, show_as_rows
from viewer.qt.text import PlainLabel, count_text
from viewer.qt.theme import Look
from viewer.workflows.marks_by_hand import with_marks_by_hand

_PAUSE_MS: Final = 400
_MEANWHILE_MS: Final = 1000  # studies that are found come into the table
_STATE: Final = "studies-columns-1"


class StudiesWindow(QDialog):
    """Stays beside the images; double click or Enter opens a study."""

    def __init__(
        self, parts: Parts, run: Callable[[Invocation], bool], look: Look, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("All studies"))
        self.setSizeGripEnabled(True)
        resize_on_screen(self, 1180, 720)
        self._parts, self._look = parts, look
        self._run = run
        self._order: tuple[Order, ...] = NEWEST_FIRST
        self._store = QSettings(
            str(parts.paths.config / "window.ini"), QSettings.Format.IniFormat, self
        )
        self.filters = StudyFilters(look, self)
        self.model = StudiesModel(parts.archive, parts.runner, self)
        self.table = QTableView(self)
        self.count = PlainLabel(parent=self, role="second")
        self.problem = PlainLabel(parent=self, role="bad")
        self.nothing = PlainLabel(parent=self.table.viewport(), role="second")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self._meanwhile = QTimer(self, singleShot=True, interval=_MEANWHILE_MS)
        self._meanwhile.timeout.connect(self.search)
        self._asked_last: Search | None = None
        self._arrange()
        scroll_where_large(self)
        self._set_up_table()
        self.filters.changed.connect(self.search)
        self.model.failed.connect(self._tell_error)
        self.model.found.connect(self._tell_count)
        self.model.modelAboutToBeReset.connect(self._remember)
        self.model.modelReset.connect(self._choose_again)
        parts.runner.jobs_changed.connect(self._refresh_soon)

    def refresh(self) -> None:
        """Offer what there is to filter by now, and search again."""
        archive = self._parts.archive
        self._parts.runner.submit(
            Lane.SEARCH,
            lambda job: archive.filter_choices(),
            done=self.filters.more.set_choices,
            failed=self._tell_error,
        )
        self.search()

    def search(self) -> None:
        """Search; what is chosen stays chosen, and another question is answered from the top."""
        self.problem.set_plain("")
        self.model.set_private(not self._parts.workspace.shows_patient)
        self.filters.bar.set_private(not self._parts.workspace.shows_patient)
        search, paths = self.wanted(), self._parts.paths
        if search != self._asked_last:
            self._asked_last = search
            self.table.scrollToTop()
        self.model.search(
            lambda: with_marks_by_hand(search, paths), first=max(0, self.table.rowAt(0))
        )

    def wanted(self) -> Search:
        """What is asked for, in the order of the headings."""
        search = self.filters.search(date.today())  # noqa: DTZ011 - the user's own calendar day
        return replace(search, order=self._order)

    @property
    def chosen(self) -> tuple[StudyUid, ...]:
        """The studies that are selected, from the top."""
        return tuple(self.model.uids[row] for row in chosen_rows(self.table))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete removes from the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen:
            self._open()
        elif event.key() == Qt.Key.Key_Delete and self.table.hasFocus():
            self._remove()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the columns."""
        self._keep_columns()
        super().closeEvent(event)

    def done(self, result: int) -> None:
        """Remember the columns, however it is closed."""
        self._keep_columns()
        super().done(result)

    def sort_by(self, section: int) -> None:
        """Order by a column, or the other way round; the order before decides between equals."""
        key = self.model.columns[section].sort
        if key is None:
            return
        first = self._order[0]
        is_descending = not first.is_descending if first.key is key else False
        others = tuple(order for order in self._order if order.key is not key)[:1]
        self._order = (Order(key, is_descending), *others)
        self._show_order()
        self.search()

    def use_search(self, search: SavedSearch) -> None:
        """Ask for what was saved."""
        self.filters.choose(search)
        self.refresh()

    # How it is built

    def _arrange(self) -> None:
        lower = QHBoxLayout()
        lower.addWidget(self.count)
        lower.addWidget(self.problem, 1)
        for button in self._buttons():
            button.setAutoDefault(False)
            lower.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.filters)
        layout.addWidget(self.table, 1)
        layout.addLayout(lower)

    def _buttons(self) -> tuple[QPushButton, ...]:
        self.searches = SavedSearches(self._parts.settings, self.filters.saved, self)
        self.searches.chosen.connect(self.use_search)
        self.care = QPushButton(tr("Care"), self)
        self.care.setMenu(care_menu(self._run, self.wanted, self.care))
        self.columns = QPushButton(tr("Columns"), self)
        self._column_menu = QMenu(self.columns)
        self._column_menu.aboutToShow.connect(
            lambda: fill_columns(self._column_menu, self.table, self.model.columns)
        )
        self.columns.setMenu(self._column_menu)
        return self.searches, self.columns, self.care

    def _set_up_table(self) -> None:
        table, header = self.table, self.table.horizontalHeader()
        table.setModel(self.model)
        table.setItemDelegate(AwaitedRows(self._look, table))
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.nothing.hide()
        QVBoxLayout(table.viewport()).addWidget(self.nothing)
        # Painting a heading asks of each row whether it is chosen: seconds, where all are.
        header.setSelectionModel(QItemSelectionModel(self.model, header))
        table.setAccessibleName(tr("Studies"))
        show_as_rows(table)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.doubleClicked.connect(self._open)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._open_menu)
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setStretchLastSection(True)
        header.sectionClicked.connect(self.sort_by)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._open_column_menu)
        for place, column in enumerate(self.model.columns):
            table.setColumnWidth(place, max(column.width, header.sectionSizeHint(place)))
            table.setColumnHidden(place, column.is_hidden)
        state = self._store.value(_STATE)
        if state is not None:
            header.restoreState(state)
        self._show_order()

    # What it does

    def _open(self, _: QModelIndex | None = None) -> None:
        for uid in self.chosen:
            self._run(call("study.show", study_uid=uid, series_uid=None))

    def _remove(self) -> None:
        for uid in self.chosen:
            self._run(call("archive.remove", study_uid=uid))

    def _open_menu(self, position: QPoint) -> None:
        if self.chosen:
            menu = study_menu(self._run, self.chosen, self.table)
            menu.popup(self.table.viewport().mapToGlobal(position))

    def _open_column_menu(self, position: QPoint) -> None:
        self._column_menu.popup(self.table.horizontalHeader().mapToGlobal(position))

    def _remember(self) -> None:
        """Before other rows come: what is chosen, and where the table stands."""
        self._chosen_before = frozenset(self.chosen)
        self._stood_at = self.table.verticalScrollBar().value()

    def _choose_again(self) -> None:
        """Choose what was chosen where it still is."""
        self.table.verticalScrollBar().setValue(self._stood_at)
        before = self._chosen_before
        if before:
            uids = self.model.uids
            choose_rows(self.table, [row for row, uid in enumerate(uids) if uid in before])

    def _show_order(self) -> None:
        first, header = self._order[0], self.table.horizontalHeader()
        orders = Qt.SortOrder
        for place, column in enumerate(self.model.columns):
            if column.sort is first.key:
                way = orders.DescendingOrder if first.is_descending else orders.AscendingOrder
                header.setSortIndicator(place, way)

    def _keep_columns(self) -> None:
        self._store.setValue(_STATE, self.table.horizontalHeader().saveState())

    def _tell_count(self) -> None:
        count = self.model.rowCount()
        is_narrowed = replace(self.wanted(), order=NEWEST_FIRST) != Search()
        self.nothing.set_plain(nothing_text(is_narrowed=is_narrowed))
        self.nothing.setVisible(count == 0)
        self.count.set_plain(count_text(count, tr("study"), tr("studies")))

    def _tell_error(self, error: ViewerError) -> None:
        self.problem.set_plain(" ".join(part for part in (error.message, error.hint) if part))

    def _refresh_soon(self, jobs: tuple[object, ...]) -> None:
        if not self.isVisible():
            return
        if not jobs:
            self._pause.start()
        elif not self._meanwhile.isActive():
            self._meanwhile.start()
