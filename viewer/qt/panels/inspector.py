"""The inspector: window, facts and trust of the active viewport, in foldable sections."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.commands.command import Invocation
from viewer.qt.icons import pixmap
from viewer.qt.panels.facts import facts_of
from viewer.qt.panels.histogram_section import HistogramSection
from viewer.qt.panels.key_section import KeySection
from viewer.qt.panels.measurements import MeasurementsSection
from viewer.qt.panels.reports_section import ReportsSection
from viewer.qt.panels.section import Section
from viewer.qt.panels.window_section import WindowSection
from viewer.qt.text import PlainLabel, WrappedLabel
from viewer.qt.theme import Look, Theme
from viewer.qt.viewport.trust_strip import mark_icon, severity_colour
from viewer.render.trust import TrustMark
from viewer.workspace.viewport import Viewport


class Inspector(QScrollArea):
    """Says what the active viewport shows, and how far it can be trusted."""

    def __init__(
        self, look: Look, run: Callable[[Invocation], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.window_section = WindowSection(run)
        self.facts = FactsSection()
        self.trust = TrustSection(look)
        self.histogram = HistogramSection(look)
        self.measurements = MeasurementsSection(run)
        self.key_images = KeySection(run)
        self.reports = ReportsSection(run)
        content = QWidget()
        content.setProperty("role", "panel")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._nothing = PlainLabel(tr("Nothing is shown in this cell."), content, role="second")
        self._nothing.setContentsMargins(16, 8, 16, 8)
        self._nothing.setWordWrap(True)
        layout.addWidget(self._nothing)
        self._sections = [
            Section(title, part, look)
            for title, part in (
                (tr("Measurements"), self.measurements),
                (tr("Key images"), self.key_images),
                (tr("Reports and states"), self.reports),
                (tr("Window"), self.window_section),
                (tr("Histogram"), self.histogram),
                (tr("Trust"), self.trust),
                (tr("Series"), self.facts),
            )
        ]
        for section in self._sections:
            section.hide()
            if section.content is self.histogram:
                section.fold()
            layout.addWidget(section)
        layout.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """Wide enough for a sentence in three lines."""
        return QSize(264, 480)

    def follow(self, viewport: Viewport, marks: Sequence[TrustMark]) -> None:
        """Show what belongs to `viewport`."""
        is_empty = viewport.display_set is None
        self._nothing.setVisible(is_empty)
        for section in self._sections:
            is_of_pictures = section.content in (
                self.window_section,
                self.histogram,
                self.trust,
            )
            has_nothing = section.content is self.reports and self.reports.is_empty
            is_unfit = viewport.shows_document and is_of_pictures
            section.setHidden(is_empty or is_unfit or has_nothing)
        self.measurements.follow(viewport.annotations.all, viewport.annotations.selected)
        self.window_section.follow(viewport)
        self.histogram.follow(viewport)
        self.facts.set_facts(
            facts_of(viewport.display_set, viewport.frame, is_private=not viewport.shows_patient)
        )
        self.trust.set_marks(marks)


class FactsSection(QWidget):
    """Name and value in two columns; widgets are kept and filled anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: tuple[tuple[str, str], ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 4, 16, 16)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[PlainLabel, PlainLabel]] = []

    def set_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show `facts`."""
        if tuple(facts) == self._facts:
            return
        self._facts = tuple(facts)
        while len(self._rows) < len(facts):
            self._rows.append(self._new_row(len(self._rows)))
        for number, (name, value) in enumerate(self._rows):
            is_used = number < len(facts)
            name.setVisible(is_used)
            value.setVisible(is_used)
            if is_used:
                name.set_plain(facts[number][0])
                value.set_plain(facts[number][1])

    def _new_row(self, number: int) -> tuple[PlainLabel, PlainLabel]:
        name = PlainLabel(parent=self, role="second")
        value = WrappedLabel(parent=self)
        name.setAlignment(Qt.AlignmentFlag.AlignTop)
        value.setAlignment(Qt.AlignmentFlag.AlignTop)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(name, number, 0)
        self._grid.addWidget(value, number, 1)
        return name, value


class TrustSection(QWidget):
    """Every mark of the trust strip with its sentence."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._marks: tuple[TrustMark, ...] | None = None
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(16, 4, 16, 16)
        self._list.setSpacing(8)
        look.changed.connect(self._restyle)
        self.set_marks(())

    def set_marks(self, marks: Sequence[TrustMark]) -> None:
        """Show `marks`."""
        if tuple(marks) == self._marks:
            return
        self._marks = tuple(marks)
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for mark in self._marks:
            self._list.addWidget(self._row(mark))
        if not self._marks:
            self._list.addWidget(PlainLabel(tr("Nothing to remark."), self, role="second"))

    def _restyle(self, theme: Theme) -> None:
        marks, self._marks = self._marks or (), None
        self.set_marks(marks)

    def _row(self, mark: TrustMark) -> QWidget:
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        picture = PlainLabel(parent=row)
        ink = severity_colour(mark.severity, self._look.theme)
        scale = self.devicePixelRatioF()
        picture.setPixmap(pixmap(mark_icon(mark), ink, size=16, scale=scale))
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        sentence = PlainLabel(mark.sentence, row)
        sentence.setWordWrap(True)
        layout.addWidget(sentence, 1)
        return row
