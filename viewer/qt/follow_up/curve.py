"""The curve of sizes over the dates of studies."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph
from PySide6.QtWidgets import QVBoxLayout, QWidget

from viewer.base.i18n import tr
from viewer.qt.text import PlainLabel
from viewer.qt.theme import SMALL_PX, Theme, body_font

_HEIGHT_PX = 190


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: seconds since 1970, sizes, and whether it is the chosen one."""

    times: tuple[float, ...]
    values: tuple[float, ...]
    is_chosen: bool


class SizeCurve(QWidget):
    """Points that are joined by lines; the chosen curve stands out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = pyqtgraph.PlotWidget(self)
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self.plot.setAccessibleName(tr("Sizes over time"))
        self.unit = PlainLabel(parent=self, role="second")
        self._lines: tuple[Line, ...] = ()
        self._unit = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.unit)
        layout.addWidget(self.plot)
        self.setFixedHeight(_HEIGHT_PX)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.plot.setBackground(theme.panel)
        for name in ("bottom", "left"):
            axis = self.plot.getAxis(name)
            axis.setPen(theme.line)
            axis.setTextPen(theme.second)
            axis.setStyle(tickFont=body_font(SMALL_PX))
        self._draw()

    def set_lines(
        self, lines: Sequence[Line], unit: str, dates: Sequence[tuple[float, str]]
    ) -> None:
        """Show curves of one quantity in one unit; `dates` stand at their times below."""
        self._lines, self._unit = tuple(lines), unit
        self.plot.getAxis("bottom").setTicks([list(dates)])
        if dates:
            self.plot.setXRange(dates[0][0], dates[-1][0], padding=0.08)  # room for both dates
        self._draw()

    def _draw(self) -> None:
        theme = self._theme
        self.plot.clear()
        self.unit.set_plain(self._unit)
        for line in sorted(self._lines, key=lambda each: each.is_chosen):
            colour = theme.accent if line.is_chosen else theme.faint
            pen = pyqtgraph.mkPen(colour, width=2.5 if line.is_chosen else 1.2)
            self.plot.plot(
                line.times, line.values, pen=pen, symbol="o",
                symbolSize=8 if line.is_chosen else 5, symbolBrush=colour,
                symbolPen=None,
            )  # fmt: skip
        highest = max((value for line in self._lines for value in line.values), default=1.0)
        self.plot.setYRange(0, highest * 1.1, padding=0)
