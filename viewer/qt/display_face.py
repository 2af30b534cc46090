"""WindowDisplayFace: windows about the looks of images and about the screen."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMainWindow

from viewer.commands.faces import PlottedValues
from viewer.qt.screen_names import screen_name
from viewer.qt.theme import Look
from viewer.qt.viewport.grid_widget import GridWidget
from viewer.qt.viewport.painter import burnt
from viewer.render.drawing import Drawing
from viewer.render.options import PresetEntry, ScreenMeasure
from viewer.render.presets import OwnPresets
from viewer.workspace.viewport import Viewport

if TYPE_CHECKING:
    from viewer.workflows.study_report import StudyReport


class WindowDisplayFace:
    """Implements `commands.faces.DisplayFace` for the main window."""

    def __init__(self, window: QMainWindow, images: GridWidget, look: Look) -> None:
        self._look = look
        self._window = window
        self._images = images

    def edit_presets(
        self,
        own: OwnPresets,
        modality: str,
        current: PresetEntry | None,
        taken: Callable[[OwnPresets], None],
    ) -> None:
        """Open the editor of window presets."""
        from viewer.qt.dialogs.presets_dialog import PresetsDialog  # late, P2

        dialog = PresetsDialog(own, modality, current, self._window)
        dialog.taken.connect(taken)
        dialog.open()

    def measure_screen(
        self, known: Mapping[str, ScreenMeasure], taken: Callable[[str, ScreenMeasure], None]
    ) -> None:
        """Open the measurements of the screen that the window is on."""
        from viewer.qt.dialogs.screen_dialog import ScreenDialog  # late, P2

        dialog = ScreenDialog(known, self._window)
        dialog.taken.connect(taken)
        dialog.open()

    def cell_places(self) -> Sequence[tuple[Viewport, int, int]]:
        """The cells of this window."""
        ratio = self._window.devicePixelRatioF()
        corners = (
            (cell, cell.canvas.mapTo(self._images, QPoint(0, 0))) for cell in self._images.cells
        )
        return [
            (cell.viewport, round(corner.x() * ratio), round(corner.y() * ratio))
            for cell, corner in corners
        ]

    def copy_picture(self, picture: NDArray[np.uint8]) -> None:
        """Put a picture into the clipboard, which keeps a copy."""
        height, width = picture.shape[:2]
        kind = QImage.Format.Format_RGB888
        QGuiApplication.clipboard().setImage(
            QImage(picture.data, width, height, 3 * width, kind).copy()
        )

    def burn(self, pixels: NDArray[np.uint8], drawing: Drawing) -> NDArray[np.uint8]:
        """Paint a drawing over pixels with the fonts of the system."""
        return burnt(pixels, drawing)

    def show_plot(self, plotted: PlottedValues) -> None:
        """Open a window of its own, which may stay open."""
        from viewer.qt.plot_window import PlotWindow  # with pyqtgraph: late, P2

        PlotWindow(plotted, self._look, self._window).show()

    def write_report(self, report: "StudyReport", path: Path) -> None:
        """Write a report as a PDF file."""
        from viewer.qt.report_pdf import write_report_pdf  # late, P2

        write_report_pdf(report, path)

    def check_display(self, known: Mapping[str, ScreenMeasure]) -> None:
        """Cover the screen that the window is on with test patterns."""
        from viewer.qt.dialogs.display_check import DisplayCheck  # late, P2

        screen = self._window.screen()
        measure = known.get(screen_name(screen), ScreenMeasure())
        for earlier in self._window.findChildren(DisplayCheck):
            earlier.close()  # another would lie over it, with a screenful of memory
        check = DisplayCheck(measure.display, self._window)
        check.setGeometry(screen.geometry())
        check.showFullScreen()
