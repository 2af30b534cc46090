"""The window of plots: a profile, a histogram, or a mean over a stack, followed as it is moved."""

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from viewer.base.i18n import tr
from viewer.commands.faces import PlottedValues
from viewer.imaging.histogram import Histogram
from viewer.imaging.profile import Curve
from viewer.qt.room import resize_on_screen
from viewer.qt.text import PlainLabel, plain, set_axis_name
from viewer.qt.theme import SMALL_PX, Look, Theme, body_font

_MARKED = 40  # as many points are seen one by one


class PlotWindow(QDialog):
    """One plot; its numbers can be copied as a table."""

    def __init__(self, plotted: PlottedValues, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Values"))
        resize_on_screen(self, 560, 380)
        self._plotted = plotted
        self._look = look
        self._columns: list[tuple[str, NDArray[np.float64]]] = []
        self.plot = pyqtgraph.PlotWidget(self)
        self.plot.setMenuEnabled(False)
        self.plot.setAccessibleName(tr("Values"))
        self.plot.showGrid(x=True, y=True, alpha=0.15)
        self.words = PlainLabel("", self, role="second")
        self.words.setWordWrap(True)
        self.over_stack = QPushButton(tr("Mean over the stack"), self)
        self.over_stack.clicked.connect(lambda: plotted.over_stack(self._show_over_stack))
        self.over_stack.setVisible(plotted.is_region)
        self.over_phases = QPushButton(tr("Mean over the phases"), self)
        self.over_phases.clicked.connect(lambda: plotted.over_phases(self._show_over_phases))
        self.over_phases.setVisible(plotted.is_region and plotted.has_phases)
        self.copy = QPushButton(tr("Copy numbers"), self)
        self.copy.clicked.connect(self.copy_numbers)
        row = QHBoxLayout()
        row.addStretch()
        for button in (self.over_stack, self.over_phases, self.copy):
            button.setAutoDefault(False)
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.words)
        layout.addWidget(self.plot, 1)
        layout.addLayout(row)
        self._restyle(look.theme)
        self._follow(None)
        plotted.changed.connect(self._follow)
        look.changed.connect(self._restyle)
        self.finished.connect(self._let_go)

    def copy_numbers(self) -> None:
        """Put the numbers into the clipboard, a line for each, with tabs between."""
        heads = "\t".join(name for name, _ in self._columns)
        lines = zip(*(values for _, values in self._columns), strict=True)
        rows = ("\t".join(f"{value:.6g}" for value in line) for line in lines)
        QGuiApplication.clipboard().setText("\n".join([heads, *rows]))

    def _let_go(self) -> None:
        """A window that is closed lives on in Python for a while, without its plot."""
        self._plotted.changed.disconnect(self._follow)
        self._look.changed.disconnect(self._restyle)

    def _restyle(self, theme: Theme) -> None:
        self._pen = pyqtgraph.mkPen(theme.accent, width=2)
        self._brush = pyqtgraph.mkBrush(theme.accent)
        self.plot.setBackground(theme.panel)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setStyle(tickFont=body_font(SMALL_PX))
            axis.setPen(theme.line)
            axis.setTextPen(theme.second)
        for item in self.plot.listDataItems():
            item.setPen(self._pen)
            item.setSymbolBrush(self._brush)
            if item.opts["fillLevel"] is not None:
                item.setBrush(self._brush)

    def _follow(self, _: None) -> None:
        values = self._plotted.now()
        self.plot.clear()
        if isinstance(values, Histogram):
            self._show_histogram(values)
        elif isinstance(values, Curve):
            self._show_curve(values, tr("Values along the line"), tr("Distance"))
        else:
            self._columns = []
            self.words.setText(tr("The annotation is not on the screen."))
        self.copy.setEnabled(bool(self._columns))

    def _show_histogram(self, values: Histogram) -> None:
        self.plot.plot(
            values.edges, values.counts, stepMode="center", fillLevel=0, pen=self._pen,
            brush=self._brush,
        )  # fmt: skip
        told = tr("How often each value occurs in the region")
        across = _with_unit(tr("Value"), values.unit)
        self._tell(told, (across, values.edges[:-1]), (tr("Pixels"), values.counts))

    def _show_curve(self, curve: Curve, told: str, across: str) -> None:
        marked = {"symbol": "o", "symbolSize": 7, "symbolBrush": self._brush, "symbolPen": None}
        marks = marked if len(curve.x) <= _MARKED else {}
        self.plot.plot(curve.x, curve.y, pen=self._pen, connect="finite", **marks)
        value = _with_unit(tr("Value"), curve.y_unit)
        self._tell(told, (_with_unit(across, curve.x_unit), curve.x), (value, curve.y))

    def _tell(self, told: str, *columns: tuple[str, NDArray[np.float64]]) -> None:
        """What is plotted, in words and beside the axes, across and up."""
        self.words.setText(told)
        self._columns = list(columns)
        for side, (name, _) in zip(("bottom", "left"), columns, strict=True):
            set_axis_name(self.plot.getAxis(side), name)

    def _show_over_stack(self, curve: Curve) -> None:
        across = tr("Time") if curve.x_unit else tr("Image")
        self._show_over(curve, tr("Mean of the region in each image"), across)

    def _show_over_phases(self, curve: Curve) -> None:
        self._show_over(curve, tr("Mean of the region in each phase"), tr("Phase"))

    def _show_over(self, curve: Curve, told: str, across: str) -> None:
        self.plot.clear()
        self._show_curve(curve, told, across)
        self.copy.setEnabled(True)


def _with_unit(name: str, unit: str) -> str:
    return f"{name} ({plain(unit)})" if unit else name
