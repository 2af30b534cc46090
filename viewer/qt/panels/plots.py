"""Curves in panels: the histogram with its window."""

import numpy as np
import pyqtgraph
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from viewer.base.i18n import tr
from viewer.imaging.histogram import Histogram
from viewer.qt.theme import SMALL_PX, Theme, body_font


class HistogramPlot(QWidget):
    """Counts over values, with the window as a band to be dragged as a whole or by its edges."""

    dragged = Signal(float, float)  # the values where black and white begin

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = pyqtgraph.PlotWidget(self)
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self.plot.hideAxis("left")
        self.plot.setAccessibleName(tr("Histogram of the values with the window"))
        self.plot.getAxis("bottom").setStyle(tickFont=body_font(SMALL_PX))
        self.curve = self.plot.plot(stepMode="center", fillLevel=0)
        self.band = pyqtgraph.LinearRegionItem(swapMode="block")
        self.band.sigRegionChanged.connect(self._drag)
        self.plot.addItem(self.band)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)
        self.setFixedHeight(132)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.plot.setBackground(theme.panel)
        self.curve.setPen(theme.second)
        self.curve.setBrush(_thin(theme.second, 90))
        self.band.setBrush(_thin(theme.accent, 50))
        self.band.setHoverBrush(_thin(theme.accent, 80))
        for line in self.band.lines:
            line.setPen(theme.accent, width=2)
            line.setHoverPen(theme.accent, width=4)
        axis = self.plot.getAxis("bottom")
        axis.setPen(theme.line)
        axis.setTextPen(theme.second)

    def set_histogram(self, histogram: Histogram | None) -> None:
        """Show counts, on a scale on which the rare ones are seen."""
        if histogram is None:
            self.curve.setData(np.zeros(2), np.zeros(1))
            return
        self.curve.setData(histogram.edges, np.log1p(histogram.counts))
        low, high = histogram.edges[0], histogram.edges[-1]
        self.plot.setXRange(low, high, padding=0.02)

    def set_window(self, low: float, high: float) -> None:
        """Show where the window begins and ends; nothing is sent back."""
        with QSignalBlocker(self.band):
            self.band.setRegion((low, high))

    def _drag(self) -> None:
        low, high = self.band.getRegion()
        self.dragged.emit(low, high)


def _thin(colour: str, alpha: int) -> QColor:
    thin = QColor(colour)
    thin.setAlpha(alpha)
    return thin
