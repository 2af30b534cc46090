"""What Qt says of mouse and wheel, in the words of the workspace; positions in device pixels."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QSinglePointEvent, QWheelEvent

from viewer.workspace.input import Button, Modifier, PointerEvent, WheelEvent

_NOTCH = 120  # eighths of a degree, as Qt counts them
_BUTTONS = (
    (Qt.MouseButton.LeftButton, Button.LEFT),
    (Qt.MouseButton.MiddleButton, Button.MIDDLE),
    (Qt.MouseButton.RightButton, Button.RIGHT),
)
_MODIFIERS = (
    (Qt.KeyboardModifier.ShiftModifier, Modifier.SHIFT),
    (Qt.KeyboardModifier.ControlModifier, Modifier.CONTROL),
    (Qt.KeyboardModifier.AltModifier, Modifier.ALT),
)


def pointer_event(event: QSinglePointEvent, ratio: float) -> PointerEvent:
    """A press, move or release on a screen of `ratio` device pixels a point."""
    x, y = _device_xy(event.position(), ratio)
    buttons = frozenset(ours for theirs, ours in _BUTTONS if event.buttons() & theirs)
    return PointerEvent(x, y, buttons, modifiers_of(event.modifiers()))


def wheel_event(event: QWheelEvent, ratio: float) -> WheelEvent:
    """A turn of the wheel; Alt turns it sideways in Qt, so both directions count."""
    x, y = _device_xy(event.position(), ratio)
    turned = event.angleDelta().y() or event.angleDelta().x()
    return WheelEvent(x, y, turned / _NOTCH, modifiers_of(event.modifiers()))


def _device_xy(position: QPointF, ratio: float) -> tuple[float, float]:
    return position.x() * ratio, position.y() * ratio


def modifiers_of(held: Qt.KeyboardModifier) -> Modifier:
    """Which of the keys that change what a pointer does are held."""
    found = Modifier.NONE
    for theirs, ours in _MODIFIERS:
        if held & theirs:
            found |= ours
    return found
