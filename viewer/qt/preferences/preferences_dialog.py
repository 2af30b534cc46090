"""The preferences: pages made of the schema of settings, with a search over all of them."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.qt.preferences.setting_row import SettingRow
from viewer.qt.room import resize_on_screen
from viewer.qt.text import PlainLabel
from viewer.qt.theme import Look
from viewer.settings.schema import Described, Settings, describe
from viewer.settings.store import SettingsStore

_PAGES_PX: Final = 176
Editors = Mapping[str, Callable[[], QWidget]]


class PreferencesDialog(QDialog):
    """Every change counts at once; `editors` has settings by key that bring their own widget.

    What counts from the next start on is said with a button for that: `restart_wanted`.
    """

    restart_wanted = Signal()

    def __init__(
        self, settings: SettingsStore, look: Look, editors: Editors, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Preferences"))
        resize_on_screen(self, 880, 620)
        self._settings = settings
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("Search settings"))
        self.search.setAccessibleName(tr("Search settings"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Pages"))
        self.list.setFixedWidth(_PAGES_PX)
        self.stack = QStackedWidget(self)
        self.list.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.pages: dict[str, list[SettingRow | QWidget]] = {}
        self._words: dict[str, str] = {}
        for title, described in _by_page(editors).items():
            self._add_page(title, described, look, editors)
        self.reset_all = QPushButton(tr("Put all defaults back"), self)
        self.reset_all.setAutoDefault(False)
        self.reset_all.clicked.connect(settings.reset_all)
        close = QPushButton(tr("Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        self.restart = self._restart_row()
        self._arrange(close)
        settings.changed.connect(self._follow)
        self._follow(settings.value)
        self.list.setCurrentRow(0)
        self.search.setFocus()

    def show_page(self, title: str) -> None:
        """Go to a page by its title in the schema."""
        if title in self.pages:
            self.list.setCurrentRow(list(self.pages).index(title))

    def _arrange(self, close: QPushButton) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        self.search.setFixedWidth(_PAGES_PX)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addLayout(left)
        middle.addWidget(self.stack, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.reset_all)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(middle, 1)
        layout.addWidget(self.restart)
        layout.addLayout(buttons)

    def _restart_row(self) -> QFrame:
        frame = QFrame(self)
        frame.setProperty("role", "notice")
        words = PlainLabel(tr("Size and language change when the program starts again."), frame)
        words.setWordWrap(True)
        button = QPushButton(tr("Restart now"), frame)
        button.setAutoDefault(False)
        button.clicked.connect(self.restart_wanted)
        row = QHBoxLayout(frame)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(16)
        row.addWidget(words, 1)
        row.addWidget(button)
        return frame

    def _follow(self, _: Settings) -> None:
        self.restart.setVisible(self._settings.awaits_restart)

    def _add_page(
        self, title: str, described: list[Described], look: Look, editors: Editors
    ) -> None:
        page = QWidget()
        page.setProperty("role", "panel")
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(0)
        heading = PlainLabel(tr(title), page, role="title")
        column.addWidget(heading)
        column.addSpacing(8)
        rows: list[SettingRow | QWidget] = []
        words = [tr(title).casefold()]
        is_filled = False
        for each in described:
            if not each.info.has_own_editor:
                row = SettingRow(each, self._settings, look)
                words.append(row.words)
                rows.append(row)
                column.addWidget(row)
            else:
                editor = editors[each.key]()
                words.append(f"{tr(each.info.title)} {tr(each.info.help)}".casefold())
                rows.append(editor)
                column.addWidget(editor, 1)
                is_filled = True
        if not is_filled:
            column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(tr(title))
        area.setWidget(page)
        self.pages[title] = rows
        self._words[title] = "\n".join(words)
        self.list.addItem(tr(title))
        self.stack.addWidget(area)

    def _filter(self, text: str) -> None:
        """Keep the pages and the rows in which every word is found."""
        words = text.casefold().split()
        first = -1
        for place, (title, rows) in enumerate(self.pages.items()):
            is_of_page = all(word in tr(title).casefold() for word in words)
            found = is_of_page or any(_has(row, words) for row in rows)
            found = found or _has_words(self._words[title].splitlines(), words)
            self.list.item(place).setHidden(not found)
            first = place if found and first < 0 else first
            for row in rows:
                if isinstance(row, SettingRow):
                    row.setVisible(is_of_page or _has(row, words))
        if first >= 0 and self.list.item(max(0, self.list.currentRow())).isHidden():
            self.list.setCurrentRow(first)


def _by_page(editors: Editors) -> dict[str, list[Described]]:
    """What there is to edit here; some settings have windows of their own elsewhere."""
    pages: dict[str, list[Described]] = {}
    for each in describe().values():
        if not each.info.has_own_editor or each.key in editors:
            pages.setdefault(each.page, []).append(each)
    return pages


def _has(row: QWidget, words: list[str]) -> bool:
    return isinstance(row, SettingRow) and all(word in row.words for word in words)


def _has_words(lines: list[str], words: list[str]) -> bool:
    return any(all(word in line for word in words) for line in lines)
