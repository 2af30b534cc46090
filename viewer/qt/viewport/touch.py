"""Fingers on an image: one uses the tool, two move and enlarge, three go through the stack."""

from enum import Enum, auto
from math import dist

from PySide6.QtCore import QEvent, QObject, QPointF, QTimer, Signal
from PySide6.QtGui import QNativeGestureEvent, QTouchEvent
from PySide6.QtWidgets import QWidget

from viewer.workspace.input import Button, Pinch, PointerEvent
from viewer.workspace.toolset import Toolset
from viewer.workspace.viewport import Viewport

_HOLD_MS = 600  # a finger that rests so long asks for the menu
_SWIPE_PX = 16.0  # three fingers go one image further each time
_STILL_PX = 10.0  # a finger is broader than a cursor
_CLOSEST_PX = 24.0  # fingers closer than this do not enlarge


class _Act(Enum):
    NONE = auto()
    TOOL = auto()
    PINCH = auto()
    SWIPE = auto()


class Touch(QObject):
    """Turns touches of one canvas into what the toolset does; positions in device pixels."""

    pressed = Signal()
    held = Signal(QPointF)  # position in the canvas

    def __init__(self, viewport: Viewport, toolset: Toolset, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._viewport = viewport
        self._toolset = toolset
        self._canvas = canvas
        self._act = _Act.NONE
        self._points: list[QPointF] = []
        self._start = QPointF()
        self._hold = QTimer(self, singleShot=True, interval=_HOLD_MS)
        self._hold.timeout.connect(self._ask_for_menu)

    def take(self, event: QEvent) -> bool:
        """Handle an event if it is one of fingers; True when it was."""
        if isinstance(event, QNativeGestureEvent):
            return self._take_gesture(event)
        if not isinstance(event, QTouchEvent):
            return False
        if event.type() == QEvent.Type.TouchCancel:
            self._toolset.cancel()
            self._end()
        else:
            down = [p.position() for p in event.points() if p.state() != p.state().Released]
            self._follow(down)
        event.accept()
        return True

    def _follow(self, down: list[QPointF]) -> None:
        if len(down) > 1 and len(down) != len(self._points):
            self._begin_together(down)
        elif self._act is _Act.PINCH and len(down) == 2:
            self._pinch(down)
        elif self._act is _Act.SWIPE and len(down) == 3:
            self._swipe(down)
        elif len(down) == 1:
            self._follow_one(down[0])
        elif not down:
            if self._act is _Act.TOOL:
                self._toolset.release(self._viewport, self._pointer(self._points[0], is_down=False))
            self._end()
            return
        self._points = down

    def _begin_together(self, down: list[QPointF]) -> None:
        """More fingers than before: what one began was not meant."""
        self._hold.stop()
        self._toolset.cancel()
        self._act = _Act.PINCH if len(down) == 2 else _Act.SWIPE
        self._start = _middle(down)

    def _follow_one(self, point: QPointF) -> None:
        if self._act is _Act.NONE:
            self.pressed.emit()
            self._act, self._start = _Act.TOOL, point
            self._hold.start()
            self._toolset.press(self._viewport, self._pointer(point, is_down=True))
        elif self._act is _Act.TOOL:
            if _way(self._start, point) > _STILL_PX:
                self._hold.stop()
            self._toolset.move(self._viewport, self._pointer(point, is_down=True))

    def _pinch(self, down: list[QPointF]) -> None:
        ratio = self._canvas.devicePixelRatioF()
        before, now = _way(*self._points), _way(*down)
        factor = now / before if min(before, now) > _CLOSEST_PX else 1.0
        middle, moved = _middle(down), _middle(down) - _middle(self._points)
        pinch = Pinch(
            (middle.x() - moved.x()) * ratio,
            (middle.y() - moved.y()) * ratio,
            moved.x() * ratio,
            moved.y() * ratio,
            factor,
        )
        self._toolset.pinch(self._viewport, pinch)

    def _swipe(self, down: list[QPointF]) -> None:
        steps = int((_middle(down).y() - self._start.y()) / _SWIPE_PX)
        if steps:
            self._start += QPointF(0, steps * _SWIPE_PX)
            self._viewport.scroll(steps)

    def _take_gesture(self, event: QNativeGestureEvent) -> bool:
        """A pinch on a touch pad zooms at the cursor."""
        if event.gestureType().name != "ZoomNativeGesture":
            return False
        ratio = self._canvas.devicePixelRatioF()
        x, y = event.position().x() * ratio, event.position().y() * ratio
        self._toolset.pinch(self._viewport, Pinch(x, y, 0, 0, max(0.1, 1 + event.value())))
        return True

    def _ask_for_menu(self) -> None:
        self._toolset.cancel()
        self._act = _Act.PINCH  # until the finger is lifted nothing more is meant
        self.held.emit(self._start)

    def _end(self) -> None:
        self._hold.stop()
        self._act, self._points = _Act.NONE, []

    def _pointer(self, point: QPointF, *, is_down: bool) -> PointerEvent:
        ratio = self._canvas.devicePixelRatioF()
        buttons = frozenset({Button.LEFT}) if is_down else frozenset[Button]()
        return PointerEvent(point.x() * ratio, point.y() * ratio, buttons)


def _middle(points: list[QPointF]) -> QPointF:
    x, y = sum(p.x() for p in points), sum(p.y() for p in points)
    return QPointF(x / len(points), y / len(points))


def _way(one: QPointF, other: QPointF) -> float:
    return dist(one.toTuple(), other.toTuple())
