"""More filters for the table of all studies, and the searches that were saved."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from viewer.base.i18n import tr
from viewer.index.options import SavedSearch
from viewer.model.archive import FilterChoices
from viewer.model.search import Search
from viewer.qt.browser.active_filters import ActiveFilter
from viewer.qt.browser.date_filter import DateFilter
from viewer.qt.text import PlainLabel

_WIDE_PX = 132


class MoreFilters(QWidget):
    """Seen, marked, label, source, body part beside `dates`; says by `changed` what is new."""

    changed = Signal()

    def __init__(self, dates: DateFilter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seen = self._box(
            tr("Seen"), [(tr("All"), ""), (tr("Not yet seen"), "unseen"), (tr("Seen"), "seen")]
        )
        self.marked = self._box(
            tr("Marked"),
            [
                (tr("All"), ""),
                (tr("With key images"), "key_images"),
                (tr("With measurements"), "drawings"),
            ],
        )
        self.source = self._box(tr("Source"), [(tr("All"), "")])
        self.body_part = self._box(tr("Body part"), [(tr("All"), "")])
        self.label = self._box(tr("Label"), [(tr("All"), "")])
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 8, 8, 8)
        grid.setSpacing(8)
        self._boxes = (self.seen, self.marked, self.label, self.source, self.body_part)
        for place, box in enumerate(self._boxes):
            row, column = place % 3, 2 * (place // 3)
            grid.addWidget(PlainLabel(box.accessibleName(), self, role="second"), row, column)
            grid.addWidget(box, row, column + 1)
        grid.addWidget(PlainLabel(tr("Date"), self, role="second"), 2, 2)
        grid.addWidget(dates, 2, 3)
        grid.addWidget(dates.choice, 3, 1, 1, 3, Qt.AlignmentFlag.AlignRight)

    def set_choices(self, choices: FilterChoices) -> None:
        """Offer what there is in the archive; what is chosen stays."""
        for box, texts in (
            (self.source, choices.sources),
            (self.body_part, choices.body_parts),
            (self.label, choices.labels),
        ):
            chosen = box.currentData()
            box.blockSignals(True)
            box.clear()
            box.addItem(tr("All"), "")
            for text in dict.fromkeys([*texts, *([chosen] if chosen else [])]):
                box.addItem(text, text)
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.blockSignals(False)

    def narrow(self, search: Search) -> Search:
        """A search with these filters as well."""
        seen = self.seen.currentData()
        return replace(
            search,
            is_seen=None if not seen else seen == "seen",
            source=self.source.currentData(),
            body_part=self.body_part.currentData(),
            label=self.label.currentData(),
            has_key_images=self.marked.currentData() == "key_images",
            has_drawings=self.marked.currentData() == "drawings",
        )

    def saved(self, search: SavedSearch) -> SavedSearch:
        """A saved search with what is chosen here."""
        return replace(
            search,
            seen=self.seen.currentData(),
            marked=self.marked.currentData(),
            source=self.source.currentData(),
            body_part=self.body_part.currentData(),
            label=self.label.currentData(),
        )

    def choose(self, search: SavedSearch) -> None:
        """Choose what a saved search has."""
        for box, wanted in (
            (self.seen, search.seen),
            (self.marked, search.marked),
            (self.source, search.source),
            (self.body_part, search.body_part),
            (self.label, search.label),
        ):
            if wanted and box.findData(wanted) < 0:
                box.addItem(wanted, wanted)
            box.setCurrentIndex(max(0, box.findData(wanted)))

    def active(self) -> list[ActiveFilter]:
        """What is chosen here."""
        return [
            ActiveFilter(
                f"{box.accessibleName()}: {box.currentText()}", partial(box.setCurrentIndex, 0)
            )
            for box in self._boxes
            if box.currentData()
        ]

    def _box(self, name: str, choices: list[tuple[str, str]]) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setFixedWidth(_WIDE_PX)
        for text, value in choices:
            box.addItem(text, value)
        box.currentIndexChanged.connect(self.changed)
        return box
