"""The filter bar over the study tree: search box, date and modality chips."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QButtonGroup,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.model.search import Search
from viewer.qt.browser.active_filters import ActiveFilter
from viewer.qt.flow_layout import FlowLayout
from viewer.qt.icons import icon
from viewer.qt.text import set_tool_tip
from viewer.qt.theme import Look, Theme

_TYPING_PAUSE_MS = 120
_DATES = ((tr("Any date"), None), (tr("Today"), 0), (tr("7 d"), 7), (tr("30 d"), 30))
_MODALITIES = (
    ("CT", ("CT",), tr("Computed tomography")),
    ("MR", ("MR",), tr("Magnetic resonance")),
    ("XR", ("CR", "DX", "RG", "PX", "IO"), tr("Radiography (CR, DX)")),
    ("US", ("US", "IVUS"), tr("Ultrasound")),
    ("MG", ("MG",), tr("Mammography")),
    ("XA", ("XA", "RF"), tr("Angiography and fluoroscopy (XA, RF)")),
    ("NM", ("NM",), tr("Nuclear medicine")),
    ("PT", ("PT",), tr("Positron emission tomography")),
)


class FilterBar(QWidget):
    """Search as you type, with quick filters; says what to look for by `changed`."""

    changed = Signal()

    def __init__(
        self, look: Look, parent: QWidget | None = None, *, has_dates: bool = True
    ) -> None:
        super().__init__(parent)
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self.box = QLineEdit(self)
        self.box.setPlaceholderText(tr("Search name, ID, description"))
        self.box.setClearButtonEnabled(True)
        self.box.setAccessibleName(tr("Search studies"))
        set_tool_tip(
            self.box, tr("Name, ID, accession number, description; * and ? stand for any.")
        )
        self.box.textChanged.connect(self._pause.start)
        self._leading = self.box.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._dates = QButtonGroup(self)
        self._modalities = QButtonGroup(self)
        self._modalities.setExclusive(False)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.box)
        dates = [(text, "") for text, _ in _DATES]
        date_row = _chip_row(self._dates, dates, self)
        date_row.setVisible(has_dates)
        layout.addWidget(date_row)
        modalities = [(text, help_text) for text, _, help_text in _MODALITIES]
        layout.addWidget(_chip_row(self._modalities, modalities, self))
        self._dates.button(0).setChecked(True)
        self._dates.idToggled.connect(self._chip_toggled)
        self._modalities.idToggled.connect(self._chip_toggled)
        look.changed.connect(self._restyle)
        self._restyle(look.theme)

    def search(self, today: date) -> Search:
        """What the bar asks for; the date chips count back from `today`."""
        modalities = tuple(
            name
            for number, (_, names, _) in enumerate(_MODALITIES)
            if self._modalities.button(number).isChecked()
            for name in names
        )
        days = _DATES[self._dates.checkedId()][1]
        date_from = "" if days is None else f"{today - timedelta(days=days):%Y%m%d}"
        return Search(self.box.text(), modalities, date_from)

    @property
    def chosen(self) -> tuple[str, int, tuple[str, ...]]:
        """The words, the days back (-1 for any date), and the modality chips by their texts."""
        days = _DATES[self._dates.checkedId()][1]
        chips = (button.text() for button in self._modalities.buttons() if button.isChecked())
        return self.box.text(), -1 if days is None else days, tuple(chips)

    def choose(self, words: str, days: int, modalities: Collection[str]) -> None:
        """Ask for what `chosen` told earlier."""
        self.box.setText(words)
        wanted = None if days < 0 else days
        for number, (_, known) in enumerate(_DATES):
            if known == wanted:
                self._dates.button(number).setChecked(True)
        for button in self._modalities.buttons():
            button.setChecked(button.text() in modalities)
        self._pause.start()

    def active(self) -> list[ActiveFilter]:
        """The modalities that narrow the list; the words stand in the box."""
        return [
            ActiveFilter(button.text(), partial(button.setChecked, False))
            for button in self._modalities.buttons()
            if button.isChecked()
        ]

    def set_private(self, is_private: bool) -> None:
        """Hide what was typed, which may be a name, or show it again."""
        modes = QLineEdit.EchoMode
        self.box.setEchoMode(modes.Password if is_private else modes.Normal)

    def _chip_toggled(self, number: int, is_checked: bool) -> None:
        self._pause.start()

    def _restyle(self, theme: Theme) -> None:
        self._leading.setIcon(icon("search", theme, colour=theme.second))


def _chip_row(group: QButtonGroup, chips: list[tuple[str, str]], parent: QWidget) -> QWidget:
    row = QWidget(parent)
    layout = FlowLayout(row)
    for number, (text, help_text) in enumerate(chips):
        button = QToolButton(row)
        button.setText(text)
        button.setCheckable(True)
        button.setProperty("role", "chip")
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if help_text:
            set_tool_tip(button, help_text)
        group.addButton(button, number)
        layout.addWidget(button)
    return row


def nothing_text(*, is_narrowed: bool) -> str:
    """What stands in place of studies where there are none, `is_narrowed` by words or filters."""
    if is_narrowed:
        return tr("No study matches.\nFewer words or filters find more.")
    return tr("No studies yet.\nWhat you open is listed here.")
