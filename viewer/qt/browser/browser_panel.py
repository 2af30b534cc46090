"""The study browser: filter bar, tree, and what it says when there is nothing."""

from datetime import date

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from viewer.base.i18n import tr
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.search import Search
from viewer.qt.browser.filters import FilterBar
from viewer.qt.browser.place_bar import PlaceBar
from viewer.qt.browser.server_places import ServerPlaces
from viewer.qt.browser.tree_model import Level, Role, StudyTreeModel
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
        self.model = StudyTreeModel(parts.archive, self)
        self.places = PlaceBar(parts.paths, self)
        self._servers = ServerPlaces(parts, self.model, self.places)
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
        self._toggled: set[str] = set()
        self.model.rowsInserted.connect(self._rows_arrived)
        self._pause = QTimer(self, singleShot=True, interval=_REFRESH_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self._meanwhile = QTimer(self, singleShot=True, interval=_MEANWHILE_MS)
        self._meanwhile.timeout.connect(self._show_found)
        self.filters.changed.connect(self._search)
        self._servers.moved.connect(self._search)
        self._servers.told.connect(self._tell)
        self.view.doubleClicked.connect(self._open)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
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
            self._open(current if current.isValid() else self.model.index(0, 0))
        elif event.key() == Qt.Key.Key_Delete and self.view.hasFocus():
            if (
                not self._servers.node_name
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
        if not self._servers.node_name and self.view.verticalScrollBar().value() == 0:
            self._search()

    def _search(self) -> None:
        search = self.filters.search(date.today())  # noqa: DTZ011 - the user's own calendar day
        self._toggled = self._toggled_keys(QModelIndex())
        current = self.view.currentIndex().data(Role.KEY)
        self.model.search(search)
        self._choose_again(current)
        self._tell()

    def _tell(self) -> None:
        """Show the rows, or say why there are none."""
        search = self.filters.search(date.today())  # noqa: DTZ011 - as above
        is_empty = self.model.rowCount() == 0
        here = (
            tr("No studies yet.\nWhat you open is listed here.")
            if search == Search()
            else tr("No study matches.\nFewer words or filters find more.")
        )
        self._nothing.set_plain(self._servers.words() or here)
        self._pages.setCurrentIndex(1 if is_empty else 0)

    def _toggled_keys(self, parent: QModelIndex) -> set[str]:
        """Patients that were closed (they come open) and studies that were opened."""
        keys: set[str] = set()
        for row in range(self.model.rowCount(parent)):
            index = self.model.index(row, 0, parent)
            is_patient = index.data(Role.LEVEL) is Level.PATIENT
            if self.view.isExpanded(index) is not is_patient:
                keys.add(index.data(Role.KEY))
            if is_patient:
                keys |= self._toggled_keys(index)
        return keys

    def _rows_arrived(self, parent: QModelIndex, first: int, last: int) -> None:
        if parent.data(Role.LEVEL) is not Level.PATIENT:
            return
        self.view.setExpanded(parent, parent.data(Role.KEY) not in self._toggled)
        for row in range(first, last + 1):
            study = self.model.index(row, 0, parent)
            self.view.setExpanded(study, study.data(Role.KEY) in self._toggled)

    def _choose_again(self, key: str | None) -> None:
        if key is None or self.model.rowCount() == 0:
            return
        flags = Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
        found = self.model.match(self.model.index(0, 0), Role.KEY, key, 1, flags)
        if found:
            self.view.setCurrentIndex(found[0])

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
        if self._servers.node_name:
            self.opened_on_server.emit(self._servers.node_name, study_uid, series_uid)
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
        if name := self._servers.node_name:
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
