"""DateFilter: studies of any date, of the last days, or of days that are chosen."""

from datetime import date, timedelta

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QWidget

from viewer.base.i18n import tr
from viewer.qt.browser.active_filters import ActiveFilter
from viewer.qt.text import date_text, set_tool_tip

ANY_DATE = -1
_CHOSEN = -2
_BACK = (
    (tr("Any date"), ANY_DATE),
    (tr("Today"), 0),
    (tr("Last week"), 7),
    (tr("Last month"), 30),
    (tr("Last year"), 365),
    (tr("Choose…"), _CHOSEN),
)
_KEY = "yyyyMMdd"


class DateFilter(QWidget):
    """A list of spans; *Choose…* shows `choice`, two days that both count. Says by `changed`."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spans = QComboBox(self)
        self.spans.setAccessibleName(tr("Date"))
        for text, days in _BACK:
            self.spans.addItem(text, days)
        self.choice = QWidget(parent)
        today = QDate.currentDate()
        self.first = self._edit(tr("First day"), today.addMonths(-1))
        self.last = self._edit(tr("Last day"), today)
        both, layout = QHBoxLayout(self.choice), QHBoxLayout(self)
        for row in (both, layout):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(4)
        both.addWidget(self.first)
        both.addWidget(self.last)
        layout.addWidget(self.spans)
        self.choice.hide()
        self.spans.currentIndexChanged.connect(self._choose_span)

    def span(self, today: date) -> tuple[str, str]:
        """The first and the last day as DICOM has them; "" where it is open."""
        days = self.spans.currentData()
        if days == _CHOSEN:
            first, last = (each.date().toString(_KEY) for each in (self.first, self.last))
            return min(first, last), max(first, last)
        return "" if days == ANY_DATE else f"{today - timedelta(days=days):%Y%m%d}", ""

    @property
    def chosen(self) -> tuple[int, str, str]:
        """Days back, or ANY_DATE and the days that were chosen; those are "" without a choice."""
        days = self.spans.currentData()
        return (ANY_DATE, *self.span(date.max)) if days == _CHOSEN else (days, "", "")

    def choose(self, days: int = ANY_DATE, first: str = "", last: str = "") -> None:
        """Ask for what `chosen` told earlier."""
        for edit, day in ((self.first, first), (self.last, last)):
            wanted = QDate.fromString(day, _KEY)
            if wanted.isValid():
                edit.setDate(wanted)
        place = self.spans.findData(_CHOSEN if first or last else days)
        self.spans.setCurrentIndex(max(0, place))

    def active(self) -> list[ActiveFilter]:
        """The span, where not any date will do."""
        if self.spans.currentData() == ANY_DATE:
            return []
        _, first, last = self.chosen
        text = f"{date_text(first)} - {date_text(last)}" if first else self.spans.currentText()
        return [ActiveFilter(text, self.choose)]

    def _choose_span(self) -> None:
        self.choice.setVisible(self.spans.currentData() == _CHOSEN)
        self.changed.emit()

    def _edit(self, name: str, day: QDate) -> QDateEdit:
        edit = QDateEdit(day, self.choice)
        edit.setDisplayFormat("yyyy-MM-dd")
        edit.setCalendarPopup(True)
        edit.setAccessibleName(name)
        set_tool_tip(edit, name)
        edit.dateChanged.connect(self.changed)
        return edit
