"""LayoutChooser: pick rows and columns on a small grid, by mouse or arrow keys."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from viewer.base.i18n import tr
from viewer.model.layout import MOST_ROWS, Grid
from viewer.qt.theme import SMALL_PX, Look, body_font

_SQUARE_PX = 24
_GAP_PX = 4
_MARGIN_PX = 12
_WORDS_PX = 24
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class LayoutChooser(QWidget):
    """Squares of which those up to the cursor are marked; a click or Return takes them."""

    chosen = Signal(object)  # Grid

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.grid = Grid(1, 1)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Rows and columns"))
        side = MOST_ROWS * (_SQUARE_PX + _GAP_PX) - _GAP_PX + 2 * _MARGIN_PX
        self.setFixedSize(QSize(side, side + _WORDS_PX))

    def pop_up(self, position: QPoint) -> None:
        """Stand alone at a place of the screen until something is chosen or Escape is pressed."""
        self.setWindowFlag(Qt.WindowType.Popup)
        self.chosen.connect(self.close)
        self.move(position)
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def mark(self, grid: Grid) -> None:
        """Mark rows and columns."""
        if grid != self.grid:
            self.grid = grid
            self.setAccessibleDescription(_words(grid))
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark up to the cursor."""
        self.mark(_grid_at(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take what is marked."""
        if self.rect().contains(event.position().toPoint()):
            self.mark(_grid_at(event.position().toPoint()))
            self.chosen.emit(self.grid)

    def leaveEvent(self, event: QEvent) -> None:
        """Mark the least, so that what is marked follows the cursor only."""
        if not self.hasFocus():
            self.mark(Grid(1, 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows mark, Return takes."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            rows, columns = _STEPS[key]
            self.mark(_within(self.grid.rows + rows, self.grid.columns + columns))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.grid)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The squares, and the numbers in words."""
        theme = self._look.theme
        painter = QPainter(self)
        if self.isWindow():
            painter.fillRect(self.rect(), QColor(theme.panel))
            painter.setPen(QColor(theme.line))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row in range(MOST_ROWS):
            for column in range(MOST_ROWS):
                is_marked = row < self.grid.rows and column < self.grid.columns
                painter.setPen(QPen(QColor(theme.accent if is_marked else theme.line), 1.5))
                painter.setBrush(QColor(theme.selected if is_marked else theme.raised))
                painter.drawRoundedRect(_square(row, column), 3, 3)
        painter.setFont(body_font(SMALL_PX))
        painter.setPen(QColor(theme.second))
        words = self.rect().adjusted(_MARGIN_PX, self.height() - _WORDS_PX - 6, -_MARGIN_PX, -6)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, _words(self.grid))
        painter.end()


def pop_up_chooser(
    look: Look, parent: QWidget, images: QWidget, chosen: Callable[[Grid], None]
) -> None:
    """Pop up a chooser in the middle of the images."""
    chooser = LayoutChooser(look, parent)
    chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chooser.chosen.connect(chosen)
    middle = images.rect().center() - chooser.rect().center()
    chooser.pop_up(images.mapToGlobal(middle))


def _words(grid: Grid) -> str:
    return tr("{rows} by {columns}").format(rows=grid.rows, columns=grid.columns)


def _within(rows: int, columns: int) -> Grid:
    return Grid(max(1, min(rows, MOST_ROWS)), max(1, min(columns, MOST_ROWS)))


def _square(row: int, column: int) -> QRect:
    step = _SQUARE_PX + _GAP_PX
    return QRect(_MARGIN_PX + column * step, _MARGIN_PX + row * step, _SQUARE_PX, _SQUARE_PX)


def _grid_at(point: QPoint) -> Grid:
    step = _SQUARE_PX + _GAP_PX
    return _within((point.y() - _MARGIN_PX) // step + 1, (point.x() - _MARGIN_PX) // step + 1)
