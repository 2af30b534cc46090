"""The list of files that could not be shown, each with its reason."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.qt.icons import icon, pixmap
from viewer.qt.tables import show_as_rows
from viewer.qt.text import PlainLabel, count_text, plain, tool_tip
from viewer.qt.theme import Look, Theme

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_HEADINGS = (tr("File"), tr("Reason"), tr("Folder"))


class ProblemsModel(QAbstractTableModel):
    """Rows of (path, reason)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[Path, str]] = []
        self._listed: set[Path] = set()
        self._is_private = False

    def set_private(self, is_private: bool) -> None:
        """Hide what the files are called and where they are, or show it again."""
        if is_private != self._is_private:
            self.beginResetModel()
            self._is_private = is_private
            self.endResetModel()

    def set_rows(self, rows: Sequence[tuple[Path, str]]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self._listed = {path for path, _ in rows}
        self.endResetModel()

    def add_row(self, path: Path, reason: str) -> bool:
        """Add a file at the end; False where it is listed already."""
        if path in self._listed:
            return False
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows))
        self._rows.append((path, reason))
        self._listed.add(path)
        self.endInsertRows()
        return True

    def as_text(self) -> str:
        """All rows as tab-separated lines, for the clipboard."""
        return "\n".join(
            f"{plain(str(path), limit=4000)}\t{plain(reason)}" for path, reason in self._rows
        )

    def path(self, row: int) -> Path:
        """The file in a row."""
        return self._rows[row][0]

    def rowCount(self, parent: Index = _ROOT) -> int:
        """One row a file."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """File, reason, folder."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, all of them plain."""
        if not index.isValid():
            return None
        path, reason = self._rows[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip("" if self._is_private else str(path), reason)
        if role == Qt.ItemDataRole.DisplayRole:
            where = (tr("hidden"), "") if self._is_private else (path.name, str(path.parent))
            return plain((where[0], reason, where[1])[index.column()])
        return None


class ProblemsPanel(QWidget):
    """A table under the images, with a button that copies it."""

    closed = Signal()
    why_wanted = Signal(object)  # Path

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = ProblemsModel(self)
        self._mark = PlainLabel(parent=self)
        self._title = PlainLabel(parent=self, role="title")
        self._why = QPushButton(tr("Why?"), self)
        self._why.clicked.connect(self._ask_why)
        self._copy = QPushButton(tr("Copy list"), self)
        self._copy.clicked.connect(self._copy_list)
        self._close = QToolButton(self)
        self._close.setAccessibleName(tr("Close the list"))
        self._close.clicked.connect(self.closed)
        header = QHBoxLayout()
        header.setContentsMargins(16, 8, 8, 8)
        header.setSpacing(8)
        header.addWidget(self._mark)
        header.addWidget(self._title, 1)
        header.addWidget(self._why)
        header.addWidget(self._copy)
        header.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(header)
        self.table = self._make_table()
        self.table.activated.connect(self._ask_why)
        layout.addWidget(self.table, 1)
        look.changed.connect(self._restyle)
        self._restyle(look.theme)
        self._entitle()

    def set_problems(self, rows: Sequence[tuple[Path, str]]) -> None:
        """List `rows` of (path, reason)."""
        self.model.set_rows(rows)
        self._entitle()

    def add_problem(self, path: Path, reason: str) -> bool:
        """List one more file; False where it is listed already."""
        is_new = self.model.add_row(path, reason)
        self._entitle()
        return is_new

    def sizeHint(self) -> QSize:
        """A handful of rows."""
        return QSize(600, 220)

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setAccessibleName(tr("What could not be shown"))
        table.setModel(self.model)
        show_as_rows(table)
        table.setWordWrap(False)
        header = table.horizontalHeader()
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(0, 240)
        header.resizeSection(2, 280)
        return table

    def _entitle(self) -> None:
        count = self.model.rowCount()
        files = count_text(count, tr("file"), tr("files")) if count else tr("No file")
        self._title.set_plain(tr("{count} could not be shown").format(count=files))
        self._mark.setVisible(bool(count))
        self._copy.setEnabled(bool(count))
        self._why.setEnabled(bool(count))

    def _ask_why(self) -> None:
        """Ask about the row that the user is at, else about the first."""
        self.why_wanted.emit(self.model.path(max(0, self.table.currentIndex().row())))

    def _copy_list(self) -> None:
        QGuiApplication.clipboard().setText(self.model.as_text())

    def _restyle(self, theme: Theme) -> None:
        scale = self.devicePixelRatioF()
        self._mark.setPixmap(pixmap("warning", theme.warn, scale=scale))
        self._copy.setIcon(icon("copy", theme))
        self._why.setIcon(icon("about", theme))
        self._close.setIcon(icon("close", theme, colour=theme.second))
