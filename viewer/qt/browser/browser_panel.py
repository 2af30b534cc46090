"""The study browser: filter bar, tree, and what it says when there is nothing."""

from datetime import date
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from viewer.base.i18n import tr
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.search import Search
from viewer.qt.browser.filters import FilterBar, nothing_text
from viewer.qt.browser.place_bar import PlaceBar
from viewer.qt.browser.places import Places
from viewer.qt.browser.tree_model import Level, Role
from viewer.qt.browser.tree_view import StudyTreeView
from viewer.qt.icons import icon
from viewer.qt.parts import Parts
from viewer.qt.text import PlainLabel
from viewer.qt.theme import Look

_REFRESH_PAUSE_MS = 400
_MEANWHILE_MS = 1000


class BrowserPanel(QWidget):
    """Finds studies in the archive; double click or Enter opens a study or a series."""

    opened = Signal(object, object)  # StudyUid, SeriesUid | None
    remove_wanted = Signal(object)  # StudyUid
    opened_on_server = Signal(str, object, object)  # name of the node, StudyUid, SeriesUid | None
    fetch_wanted = Signal(str, object)  # name of the node, model.study.StudyRecord

    def __init__(self, parts: Parts, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        self.filters = FilterBar(look, self)
        self.places = PlaceBar(parts.paths, self)
        self._place = Places(parts, self.places)
        self.model = self._place.model
        self.view = StudyTreeView(look, self)
        self.view.setModel(self.model)
        self._nothing = PlainLabel(role="second")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._nothing.setContentsMargins(24, 24, 24, 24)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.places)
        layout.addWidget(self.filters)
        layout.addWidget(self._pages, 1)
        self._toggled: set[str] = set()  # patients that were closed, studies that were opened
        self._chosen, self._stood_at = "", 0
        self.model.starting_over.connect(self._remember)
        self.model.rowsInserted.connect(self._rows_arrived)
        self.view.expanded.connect(partial(self._note_toggled, is_open=True))
        self.view.collapsed.connect(partial(self._note_toggled, is_open=False))
        self._filling = QTimer(self, singleShot=True, interval=0)  # never amid a layout
        self._filling.timeout.connect(self._fill)
        bar = self.view.verticalScrollBar()
        for sign in (bar.valueChanged, bar.rangeChanged):
            sign.connect(lambda *_: self._filling.start())
        self._pause = QTimer(self, singleShot=True, interval=_REFRESH_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self._meanwhile = QTimer(self, singleShot=True, interval=_MEANWHILE_MS)
        self._meanwhile.timeout.connect(self._show_found)
        self.filters.changed.connect(self._search)
        self._place.moved.connect(self._search)
        self._place.told.connect(self._tell)
        self.view.doubleClicked.connect(self._open)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self._asked_last: Search | None = None
        self._search()

    def refresh_soon(self) -> None:
        """Search again shortly, once for many changes of the archive."""
        if not self._pause.isActive():
            self._pause.start()

    def refresh_meanwhile(self) -> None:
        """Show what was found by now, while more is looked for."""
        if not self._meanwhile.isActive():
            self._meanwhile.start()

    def focus_search(self) -> None:
        """Put the cursor into the search box."""
        self.filters.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.box.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete removes; Down goes from the search box into the tree."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            current = self.view.currentIndex()
            is_typing = self.filters.box.hasFocus()
            self._open(self._found(current) if is_typing else current)
        elif event.key() == Qt.Key.Key_Delete and self.view.hasFocus():
            if (
                not self._place.node_name
                and (study := self.model.study_at(self.view.currentIndex())) is not None
            ):
                self.remove_wanted.emit(study.study.study_uid)
        elif event.key() == Qt.Key.Key_Down and self.filters.box.hasFocus():
            self.view.setFocus(Qt.FocusReason.TabFocusReason)
            self.view.setCurrentIndex(self.model.index(0, 0))
        else:
            super().keyPressEvent(event)

    def _show_found(self) -> None:
        """Search again, unless the user reads further down and would lose the place."""
        if not self._place.node_name and self.view.verticalScrollBar().value() == 0:
            self._search()

    def _search(self) -> None:
        search = self.filters.search(date.today())  # noqa: DTZ011 - the user's own calendar day
        if search != self._asked_last:
            self._asked_last = search
            self.view.scrollToTop()
        self._place.search(search)

    def _tell(self) -> None:
        """Show the rows, or say why there are none."""
        here = nothing_text(is_narrowed=self.model.asked != Search())
        self._nothing.set_plain(self._place.words() or here)
        self._pages.setCurrentIndex(1 if self.model.rowCount() == 0 else 0)
        self._stand_again()

    def _note_toggled(self, index: QModelIndex, *, is_open: bool) -> None:
        """Patients come open, studies come closed."""
        if is_open is (index.data(Role.LEVEL) is Level.PATIENT):
            self._toggled.discard(index.data(Role.KEY))
        else:
            self._toggled.add(index.data(Role.KEY))

    def _rows_arrived(self, parent: QModelIndex, first: int, last: int) -> None:
        if parent.data(Role.LEVEL) is not Level.PATIENT:
            return
        if parent.data(Role.KEY) not in self._toggled:
            self.view.expand(parent)
        for row in range(first, last + 1):
            study = self.model.index(row, 0, parent)
            if study.data(Role.KEY) in self._toggled:
                self.model.fetchMore(study)
                self.view.expand(study)

    def _remember(self) -> None:
        """Before other rows come: what is chosen, and where the list stands."""
        self._chosen = self.view.currentIndex().data(Role.KEY) or self._chosen
        self._stood_at = self.view.verticalScrollBar().value()

    def _stand_again(self) -> None:
        """Choose what was chosen where it still is, and do not lose the place."""
        if self._chosen and (found := self.model.find(self._chosen)).isValid():
            self._chosen = ""
            self.view.setCurrentIndex(found)
        if self._stood_at:
            self.view.executeDelayedItemsLayout()
            self.view.verticalScrollBar().setValue(self._stood_at)
            self._stood_at = 0
        self._filling.start()

    def _fill(self) -> None:
        """Read on where the end of what is listed comes into sight."""
        bar = self.view.verticalScrollBar()
        while self.view.isVisible() and bar.maximum() - bar.value() < bar.pageStep():
            if not self.model.read_on():
                return
            self.view.executeDelayedItemsLayout()  # closed patients may show nothing of it

    def _found(self, current: QModelIndex) -> QModelIndex:
        """What Enter in the search box means: what is chosen, else the first study."""
        if self.model.study_at(current) is not None:
            return current
        return self.model.index(0, 0, current if current.isValid() else self.model.index(0, 0))

    def _open(self, index: QModelIndex) -> None:
        series = self.model.series_at(index)
        study = self.model.study_at(index)
        if study is not None:
            self._open_study(
                study.study.study_uid, None if series is None else series.series.series_uid
            )
        elif index.isValid():
            self.view.setExpanded(index, not self.view.isExpanded(index))

    def _open_study(self, study_uid: StudyUid, series_uid: SeriesUid | None) -> None:
        if self._place.node_name:
            self.opened_on_server.emit(self._place.node_name, study_uid, series_uid)
        else:
            self.opened.emit(study_uid, series_uid)

    def menu_of(self, index: QModelIndex) -> QMenu | None:
        """What can be done with a row; None for a patient, who is the sum of the studies."""
        study = self.model.study_at(index)
        if study is None:
            return None
        series = self.model.series_at(index)
        study_uid = study.study.study_uid
        series_uid = None if series is None else series.series.series_uid
        theme = self._look.theme
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        opening = menu.addAction(icon("study", theme), tr("Open"))
        opening.setShortcut(Qt.Key.Key_Return)
        opening.triggered.connect(lambda: self._open_study(study_uid, series_uid))
        if name := self._place.node_name:
            fetching = menu.addAction(icon("retrieve", theme), tr("Retrieve to this computer"))
            fetching.triggered.connect(lambda: self.fetch_wanted.emit(name, study.study))
            return menu
        removing = menu.addAction(icon("remove", theme), tr("Remove the study from the list"))
        removing.setShortcut(Qt.Key.Key_Delete)
        removing.triggered.connect(lambda: self.remove_wanted.emit(study_uid))
        return menu

    def _open_menu(self, position: QPoint) -> None:
        menu = self.menu_of(self.view.indexAt(position))
        if menu is not None:
            menu.popup(self.view.viewport().mapToGlobal(position))
