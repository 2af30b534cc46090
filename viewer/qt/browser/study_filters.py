"""StudyFilters: everything that narrows the table of all studies, and what of it does so now."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from viewer.index.options import SavedSearch
from viewer.model.search import Search
from viewer.qt.browser.active_filters import ActiveFilters
from viewer.qt.browser.date_filter import ANY_DATE, DateFilter
from viewer.qt.browser.filters import FilterBar
from viewer.qt.browser.more_filters import MoreFilters
from viewer.qt.theme import Look

_BAR_PX = 420


class StudyFilters(QWidget):
    """Words, modalities and days beside the other filters; says by `changed` what is new."""

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = FilterBar(look, self, has_dates=False)
        self.dates = DateFilter(self)
        self.more = MoreFilters(self.dates, self)
        self.active = ActiveFilters(look, self)
        self.bar.setFixedWidth(_BAR_PX)
        upper = QHBoxLayout()
        upper.setSpacing(16)
        upper.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignTop)
        upper.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        upper.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(upper)
        layout.addWidget(self.active)
        self.active.setContentsMargins(8, 0, 8, 0)
        self.active.cleared.connect(lambda: self.choose(SavedSearch("")))
        for part in (self.bar, self.dates, self.more):
            part.changed.connect(self._tell)

    def search(self, today: date) -> Search:
        """What is asked for."""
        first, last = self.dates.span(today)
        search = replace(self.bar.search(today), date_from=first, date_to=last)
        return self.more.narrow(search)

    def saved(self, name: str) -> SavedSearch:
        """What is asked for, to keep under a name."""
        words, _, modalities = self.bar.chosen
        days, first, last = self.dates.chosen
        search = SavedSearch(
            name, words=words, days=days, date_from=first, date_to=last, modalities=modalities
        )
        return self.more.saved(search)

    def choose(self, search: SavedSearch) -> None:
        """Ask for what was saved."""
        self.bar.choose(search.words, ANY_DATE, search.modalities)
        self.dates.choose(search.days, search.date_from, search.date_to)
        self.more.choose(search)

    def _tell(self) -> None:
        filters = [*self.bar.active(), *self.dates.active(), *self.more.active()]
        self.active.show_filters(filters)
        self.changed.emit()
