"""DisplayCheck: test patterns on the whole screen, each with a sentence what to look for."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from viewer.base.i18n import tr
from viewer.imaging.gsdf import to_display
from viewer.imaging.presentation import to_uint8
from viewer.model.measured_display import MeasuredDisplay
from viewer.qt.theme import DARK, body_font
from viewer.render.patterns import PATTERNS
from viewer.render.screen import screen_pixels

_NEXT = (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_PageDown)
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Backspace, Qt.Key.Key_PageUp)
_NOTE_PX = 560.0


class DisplayCheck(QWidget):
    """Keys and clicks go from pattern to pattern, Esc ends; N hides the note."""

    def __init__(self, display: MeasuredDisplay | None, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setWindowTitle(tr("Check the display"))
        self._display = display
        self.number = 0
        self.shows_note = True
        self._describe()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on, back, hide the note, or end."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key == Qt.Key.Key_N:
            self.shows_note = not self.shows_note
            self.update()
        elif key in _NEXT or key in _BACK:
            self.step(1 if key in _NEXT else -1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go on."""
        self.step(1)

    def step(self, steps: int) -> None:
        """Go on by some patterns, round and round."""
        self.number = (self.number + steps) % len(PATTERNS)
        self._describe()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pattern pixel by pixel, and the note over it."""
        ratio = self.devicePixelRatioF()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        gray = PATTERNS[self.number].draw(width, height)
        if self._display is not None:
            gray = to_uint8(to_display(gray.astype(float), self._display))
        pixels = screen_pixels(gray)
        image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        painter = QPainter(self)
        painter.drawImage(QPointF(0, 0), image)
        if self.shows_note:
            self._paint_note(painter)
        painter.end()

    def _paint_note(self, painter: QPainter) -> None:
        width = min(_NOTE_PX, self.width() - 32.0)
        box = QRectF((self.width() - width) / 2 + 16, 0, width - 32, self.height())
        flags = int(Qt.TextFlag.TextWordWrap)
        painter.setFont(body_font())
        needed = painter.boundingRect(box, flags, self._note())
        needed.moveBottom(self.height() - 28.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(16, 18, 20, 235))
        painter.drawRoundedRect(needed.adjusted(-16, -12, 16, 12), 6, 6)
        painter.setPen(QColor(DARK.text))
        painter.drawText(needed, flags, self._note())

    def _note(self) -> str:
        pattern = PATTERNS[self.number]
        place = f"{self.number + 1}/{len(PATTERNS)}"
        state = tr("GSDF on") if self._display is not None else tr("display not calibrated")
        keys = tr("Arrow keys: other patterns. N: hide this note. Esc: end.")
        return f"{tr(pattern.title)} ({place}, {state})\n{tr(pattern.look_for)}\n{keys}"

    def _describe(self) -> None:
        self.setAccessibleName(tr(PATTERNS[self.number].title))
        self.setAccessibleDescription(self._note())
