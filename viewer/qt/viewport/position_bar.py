"""The position in a stack at the edge of a viewport: what is loaded, marked and played."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from viewer.base.i18n import tr
from viewer.qt.text import set_tool_tip
from viewer.qt.theme import DARK
from viewer.workspace.load_states import LoadState

_WIDTH_PX = 16
_TRACK_PX = 4
_HANDLE_PX = 14
_KEY_PX = 7.0
_COLOURS = {
    LoadState.AWAITED: DARK.hover,
    LoadState.LOADED: DARK.faint,
    LoadState.FAILED: DARK.bad,
}


class PositionBar(QWidget):
    """Draws loaded images as a brighter track, failed ones red, key images as yellow points.

    Those in key objects are turquoise, as all is that others drew. The range that a cine plays is
    a line beside the track. Click or drag goes to an image, near a key image to that one. It lies
    on the black of the images, so its colours are the dark ones in every theme.
    """

    index_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Position in the stack"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._length = 0
        self._index = 0
        self._states: tuple[LoadState, ...] = ()
        self._runs: dict[LoadState, list[tuple[int, int]]] = {}
        self._keys: tuple[int, ...] = ()
        self._selected: tuple[int, ...] = ()
        self._range: tuple[int, int] | None = None

    def set_position(self, index: int, length: int) -> None:
        """Show image `index` (0-based) of `length`."""
        if (index, length) != (self._index, self._length):
            is_longer = length != self._length
            handles = [self._handle()]
            self._index, self._length = index, length
            handles.append(self._handle())
            if is_longer:
                self.update()
            else:
                for handle in handles:  # the rest stays: this happens at every step (P4)
                    self.update(handle.toAlignedRect().adjusted(-1, -1, 1, 1))

    def set_states(self, states: tuple[LoadState, ...]) -> None:
        """Show which images are in memory, on their way, or cannot be shown."""
        if states != self._states:
            self._states = states
            self._runs = {state: runs(states, state) for state in _COLOURS}
            self._tell()
            self.update()

    def set_keys(self, keys: tuple[int, ...], selected: tuple[int, ...] = ()) -> None:
        """Mark the key images, and those `selected` in key objects."""
        if (keys, selected) != (self._keys, self._selected):
            self._keys, self._selected = keys, selected
            self._tell()
            self.update()

    def set_range(self, first_last: tuple[int, int] | None) -> None:
        """Mark the part of the stack that a cine plays, where that is not all of it."""
        if first_last != self._range:
            self._range = first_last
            self.update()

    def sizeHint(self) -> QSize:
        """Narrow, and as high as the picture."""
        return QSize(_WIDTH_PX, 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track, the runs of images alike, the key images and the handle."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(DARK.image_ground))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left = (self.width() - _TRACK_PX) / 2
        painter.setBrush(QColor(DARK.raised))
        painter.drawRoundedRect(QRectF(left, 4, _TRACK_PX, self.height() - 8), 2, 2)
        for state, colour in _COLOURS.items():
            painter.setBrush(QColor(colour))
            for first, last in self._runs.get(state, ()):
                painter.drawRect(self._span(left, first, last, _TRACK_PX))
        if self._range is not None:
            painter.setBrush(QColor(DARK.accent))
            painter.drawRect(self._span(self.width() - 3, *self._range, 2))
        painter.setBrush(QColor(DARK.text))
        painter.drawRoundedRect(self._handle(), 3, 3)
        for colour, keys in ((DARK.others, self._selected), (DARK.annotation, self._keys)):
            painter.setBrush(QColor(colour))
            for key in keys:  # one's own over those of others
                painter.drawPolygon(_point_towards(left, self._y_of(key)))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the image under the cursor."""
        self._choose(event, (*self._keys, *self._selected))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the drag."""
        self._choose(event, ())

    def _choose(self, event: QMouseEvent, keys: Iterable[int]) -> None:
        if not (event.buttons() & Qt.MouseButton.LeftButton and self._length > 1):
            return
        y = event.position().y()
        near = [key for key in keys if abs(self._y_of(key) - y) <= _KEY_PX]
        if near:
            self.index_chosen.emit(min(near, key=lambda key: abs(self._y_of(key) - y)))
            return
        part = (y - _HANDLE_PX) / max(1, self.height() - 2 * _HANDLE_PX)
        self.index_chosen.emit(round(min(max(part, 0.0), 1.0) * (self._length - 1)))

    def _handle(self) -> QRectF:
        """Where the position is drawn."""
        left = (self.width() - _TRACK_PX) / 2
        top = self._y_of(self._index) - _HANDLE_PX / 2
        return QRectF(left - 2, top, _TRACK_PX + 4, _HANDLE_PX)

    def _span(self, left: float, first: int, last: int, width: float) -> QRectF:
        top, bottom = self._y_of(first - 0.5), self._y_of(last + 0.5)
        return QRectF(left, top, width, max(1.0, bottom - top))

    def _y_of(self, index: float) -> float:
        part = min(max(index / max(1, self._length - 1), 0.0), 1.0)
        return _HANDLE_PX + part * (self.height() - 2 * _HANDLE_PX)

    def _tell(self) -> None:
        """Say in words what the colours say."""
        loaded = self._states.count(LoadState.LOADED)
        failed = self._states.count(LoadState.FAILED)
        lines = [tr("{count} of {length} loaded").format(count=loaded, length=len(self._states))]
        if failed:
            lines.append(tr("{count} cannot be shown").format(count=failed))
        if self._keys:
            lines.append(tr("Key images: {count}").format(count=len(self._keys)))
        if self._selected:
            lines.append(tr("In key objects: {count}").format(count=len(self._selected)))
        set_tool_tip(self, *lines)


def _point_towards(track: float, y: float) -> QPolygonF:
    """A triangle at the left of the track that points at it."""
    half = _KEY_PX / 2
    left = track - _KEY_PX
    return QPolygonF([QPointF(left, y - half), QPointF(left, y + half), QPointF(track, y)])


def runs(states: Sequence[LoadState], wanted: LoadState) -> list[tuple[int, int]]:
    """First and last positions of each run of one state."""
    found: list[tuple[int, int]] = []
    for position, state in enumerate(states):
        if state is not wanted:
            continue
        if found and found[-1][1] == position - 1:
            found[-1] = (found[-1][0], position)
        else:
            found.append((position, position))
    return found
