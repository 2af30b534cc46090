"""The inspector's histogram: made when it is first unfolded, since curves take long to import."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from viewer.imaging.histogram import histogram
from viewer.imaging.voi import window_ends
from viewer.model.frame import Frame
from viewer.model.lut import VoiWindow
from viewer.qt.theme import Look, Theme
from viewer.workspace.viewport import Viewport
from viewer.workspace.windows import see_range

if TYPE_CHECKING:
    from viewer.qt.panels.plots import HistogramPlot


class HistogramSection(QWidget):
    """Follows the active viewport, which follows the window that is dragged here."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._viewport: Viewport | None = None
        self._frame: Frame | None = None
        self.plot: HistogramPlot | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 12)
        look.changed.connect(self._restyle)

    def follow(self, viewport: Viewport) -> None:
        """Show the values of the image in `viewport` and its window."""
        self._viewport = viewport
        if self.isVisible():
            self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while it was folded."""
        super().showEvent(event)
        self._refresh()

    def _refresh(self) -> None:
        viewport = self._viewport
        if viewport is None:
            return
        frame = viewport.frame
        plot = self._made_plot()
        voi = viewport.voi()
        plot.setEnabled(voi is not None)
        if frame is not self._frame:
            self._frame = frame
            is_gray = frame is not None and voi is not None
            plot.set_histogram(
                histogram(frame.pixels, frame.header.modality, frame.image.padding)
                if is_gray and frame is not None
                else None
            )
        if isinstance(voi, VoiWindow):
            plot.set_window(*window_ends(voi))

    def _made_plot(self) -> "HistogramPlot":
        if self.plot is None:
            from viewer.qt.panels.plots import HistogramPlot  # late, P2

            self.plot = HistogramPlot(self._look.theme, self)
            self.plot.dragged.connect(self._see)
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self.plot)
        return self.plot

    def _see(self, low: float, high: float) -> None:
        """Follow the drag as images do: a command would be a step of undo at each move."""
        if self._viewport is not None and self._viewport.voi() is not None:
            see_range(self._viewport, low, high)

    def _restyle(self, theme: Theme) -> None:
        if self.plot is not None:
            self.plot.set_theme(theme)
