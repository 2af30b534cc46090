"""ActiveFilters: what narrows a list, each as a word that a click takes away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from viewer.base.i18n import tr
from viewer.qt.flow_layout import FlowLayout
from viewer.qt.icons import icon
from viewer.qt.text import plain, set_tool_tip
from viewer.qt.theme import Look, Theme


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """One filter in words, and how to take it away."""

    text: str
    clear: Callable[[], object]


class ActiveFilters(QWidget):
    """Not seen while nothing narrows the list; `cleared` sends that all are to go."""

    cleared = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Active filters"))
        self._look = look
        self._flow = FlowLayout(self, is_filled=False)
        self._shown: Sequence[ActiveFilter] = ()
        self.hide()
        look.changed.connect(self._restyle)

    @property
    def words(self) -> list[str]:
        """What narrows the list, as it is told."""
        return [each.text for each in self._shown]

    def show_filters(self, filters: Sequence[ActiveFilter]) -> None:
        """Show these in place of the former."""
        if [each.text for each in filters] != self.words:
            self._shown = tuple(filters)
            self._fill()

    def _fill(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (former := item.widget()) is not None:
                former.hide()
                former.deleteLater()
        for each in self._shown:
            button = self._button(each.text)
            button.setIcon(icon("close", self._look.theme))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands behind
            text = tr("Take this filter away: {filter}").format(filter=each.text)
            button.setAccessibleName(plain(text))
            set_tool_tip(button, text)
            button.clicked.connect(each.clear)
        if self._shown:
            self._button(tr("Clear all")).clicked.connect(self.cleared)
        self.setVisible(bool(self._shown))
        self.updateGeometry()

    def _button(self, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(plain(text, limit=60).replace("&", "&&"))
        button.setProperty("role", "chip")
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._flow.addWidget(button)
        return button

    def _restyle(self, _: Theme) -> None:
        self._fill()
