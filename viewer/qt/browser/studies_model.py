"""StudiesModel: the studies that a search finds as a table, read beside the window as it is seen.

A search brings the UIDs of all that it finds, so that the scroll bar is true at once; the rows
come a page at a time, when the table first shows them.
"""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job, JobRunner, Lane
from viewer.index.archive import SqliteArchive
from viewer.model.archive import StudyRow
from viewer.model.identity import StudyUid
from viewer.model.search import Search
from viewer.qt.browser.study_columns import Column, study_columns
from viewer.qt.text import plain, tool_tip
from viewer.qt.theme import body_font

Index = QModelIndex | QPersistentModelIndex
Rows = dict[StudyUid, StudyRow]
Known = dict[StudyUid, StudyRow | None]  # None: no longer listed
AWAITED: Final = Qt.ItemDataRole.UserRole  # whether a row is not here yet
_ROOT: Final = QModelIndex()
_PAGE: Final = 100
_SOON_MS: Final = 40  # while the scroll bar is dragged, more is passed than is read
_MOST_PAGES: Final = 3  # that are waited for: what was scrolled past is not read
_MOST_ROWS: Final = 10_000  # that are kept, about 10 MB


class StudiesModel(QAbstractTableModel):
    """Never reads the archive itself; `found` tells that a search was answered."""

    failed = Signal(object)  # ViewerError
    found = Signal()

    def __init__(
        self, archive: SqliteArchive, runner: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = study_columns()
        self.uids: list[StudyUid] = []
        self._rows: Known = {}
        self._archive, self._runner = archive, runner
        self._question = Job()  # the search under way
        self._pages: dict[int, None] = {}  # that are waited for, the latest last
        self._reading: Job | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._read_pages)
        self._is_private = False
        self._new_font: QFont = body_font(is_bold=True)

    def search(self, wanted: Callable[[], Search], *, first: int = 0) -> None:
        """Ask anew; the rows from `first` on come at once with the answer, which is `found`.

        `wanted` is called beside the window, where it may read what it needs.
        """
        archive = self._archive
        self._question.cancel()

        def ask(job: Job) -> tuple[list[StudyUid], Rows]:
            uids = archive.study_uids(wanted())
            job.check()
            begin = min(first, max(0, len(uids) - _PAGE))
            return uids, archive.studies(uids[begin : begin + _PAGE])

        self._question = self._runner.submit(
            Lane.SEARCH, ask, done=self._take, failed=self.failed.emit
        )

    def set_private(self, is_private: bool) -> None:
        """Hide who the patients are, or show it again."""
        if is_private != self._is_private:
            self._is_private = is_private
            self._tell_changed(0, len(self.uids))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many studies were found."""
        return 0 if parent.isValid() else len(self.uids)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """All columns, hidden ones too."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts of a row, all of them plain; what has not been seen is bold."""
        if not index.isValid():
            return None
        uid = self.uids[index.row()]
        if uid not in self._rows:
            self._want(index.row() // _PAGE)
            return True if role == AWAITED else None
        row = self._rows[uid]
        return None if row is None else self._cell(row, self.columns[index.column()], role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles of columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self.columns[section].title
        return None

    def _cell(self, row: StudyRow, column: Column, role: int) -> Any:
        if role == Qt.ItemDataRole.FontRole:
            is_news = column.is_news and not row.mark.is_seen
            return self._new_font if is_news else None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        text = "" if self._is_private and column.tells_who else plain(column.text(row))
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        by_hand = column.tells_who and row.has_given_patient
        return tool_tip(text, tr("Whose it is was said by hand.") if by_hand else "")

    def _take(self, answer: tuple[list[StudyUid], Rows]) -> None:
        uids, rows = answer
        self._let_go_of_pages()
        if uids == self.uids:
            self._rows = {**rows}  # the others are read again where they are seen
            self._tell_changed(0, len(uids))
        else:
            self.beginResetModel()
            self.uids, self._rows = uids, {**rows}
            self.endResetModel()
        self.found.emit()

    def _let_go_of_pages(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._pages.clear()

    def _want(self, page: int) -> None:
        """Have a page read soon, with the others of one painting."""
        self._pages.pop(page, None)
        self._pages[page] = None
        while len(self._pages) > _MOST_PAGES:
            del self._pages[next(iter(self._pages))]
        if self._reading is None and not self._soon.isActive():
            self._soon.start()

    def _read_pages(self) -> None:
        pages, self._pages = tuple(self._pages), {}
        archive = self._archive
        uids = [uid for page in pages for uid in self.uids[page * _PAGE : (page + 1) * _PAGE]]
        if not uids:
            return

        def keep(rows: Rows) -> None:
            self._reading = None
            while self._rows and len(self._rows) + len(rows) > _MOST_ROWS:
                del self._rows[next(iter(self._rows))]
            self._rows |= {uid: rows.get(uid) for uid in uids}
            for page in pages:
                self._tell_changed(page * _PAGE, (page + 1) * _PAGE)
            if self._pages:
                self._soon.start()

        self._reading = self._runner.submit(
            Lane.SEARCH, lambda job: archive.studies(uids), done=keep, failed=self._fail
        )

    def _fail(self, error: ViewerError) -> None:
        self._reading = None
        self._pages.clear()
        self.failed.emit(error)

    def _tell_changed(self, begin: int, end: int) -> None:
        last = min(end, len(self.uids)) - 1
        if begin <= last:
            self.dataChanged.emit(self.index(begin, 0), self.index(last, len(self.columns) - 1))
