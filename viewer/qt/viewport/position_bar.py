"""The position in a stack at the edge of a viewport, with what is loaded."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from viewer.base.i18n import tr
from viewer.qt.theme import DARK

_WIDTH_PX = 12
_TRACK_PX = 4
_HANDLE_PX = 14


class PositionBar(QWidget):
    """Draws loaded images as a brighter track; click or drag goes to an image.

    It lies on the black of the images, so its colours are the dark ones in every theme.
    """

    index_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Position in the stack"))
        self._length = 0
        self._index = 0
        self._loaded: tuple[bool, ...] = ()

    def set_position(self, index: int, length: int) -> None:
        """Show image `index` (0-based) of `length`."""
        if (index, length) != (self._index, self._length):
            self._index, self._length = index, length
            self.update()

    def set_loaded(self, loaded: tuple[bool, ...]) -> None:
        """Show which images are in memory."""
        if loaded != self._loaded:
            self._loaded = loaded
            self.update()

    def sizeHint(self) -> QSize:
        """Narrow, and as high as the picture."""
        return QSize(_WIDTH_PX, 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track, the loaded runs and the handle."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(DARK.image_ground))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left = (self.width() - _TRACK_PX) / 2
        painter.setBrush(QColor(DARK.raised))
        painter.drawRoundedRect(QRectF(left, 4, _TRACK_PX, self.height() - 8), 2, 2)
        painter.setBrush(QColor(DARK.faint))
        for first, last in _runs(self._loaded):
            top, bottom = self._y_of(first - 0.5), self._y_of(last + 0.5)
            painter.drawRect(QRectF(left, top, _TRACK_PX, max(1.0, bottom - top)))
        painter.setBrush(QColor(DARK.text))
        top = self._y_of(self._index) - _HANDLE_PX / 2
        painter.drawRoundedRect(QRectF(left - 2, top, _TRACK_PX + 4, _HANDLE_PX), 3, 3)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the image under the cursor."""
        self._choose(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the drag."""
        self._choose(event)

    def _choose(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._length > 1:
            part = (event.position().y() - _HANDLE_PX) / max(1, self.height() - 2 * _HANDLE_PX)
            self.index_chosen.emit(round(min(max(part, 0.0), 1.0) * (self._length - 1)))

    def _y_of(self, index: float) -> float:
        part = min(max(index / max(1, self._length - 1), 0.0), 1.0)
        return _HANDLE_PX + part * (self.height() - 2 * _HANDLE_PX)


def _runs(flags: tuple[bool, ...]) -> list[tuple[int, int]]:
    """First and last positions of each run of true flags."""
    runs: list[tuple[int, int]] = []
    for position, flag in enumerate(flags):
        if not flag:
            continue
        if runs and runs[-1][1] == position - 1:
            runs[-1] = (runs[-1][0], position)
        else:
            runs.append((position, position))
    return runs
