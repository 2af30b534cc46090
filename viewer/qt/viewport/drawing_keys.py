"""Keys that draw: they go to the toolset before they are any command's, and are told aloud."""

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from viewer.qt.viewport.input import modifiers_of
from viewer.render.annotations import number_texts
from viewer.workspace.input import Key
from viewer.workspace.toolset import Toolset
from viewer.workspace.viewport import Viewport

_KEYS: Final = {
    Qt.Key.Key_Left: Key.LEFT,
    Qt.Key.Key_Right: Key.RIGHT,
    Qt.Key.Key_Up: Key.UP,
    Qt.Key.Key_Down: Key.DOWN,
    Qt.Key.Key_Tab: Key.TAB,
    Qt.Key.Key_Backtab: Key.TAB,
    Qt.Key.Key_Space: Key.SPACE,
    Qt.Key.Key_Return: Key.ENTER,
    Qt.Key.Key_Enter: Key.ENTER,
    Qt.Key.Key_Backspace: Key.BACKSPACE,
    Qt.Key.Key_Escape: Key.ESCAPE,
}
_NOT_OURS: Final = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


def take_key(event: QKeyEvent, canvas: QWidget, viewport: Viewport, toolset: Toolset) -> bool:
    """Hand a key to what is being drawn in a canvas; False where it is not wanted there."""
    key = _KEYS.get(Qt.Key(event.key()))
    if key is None or event.modifiers() & _NOT_OURS or not toolset.wants(viewport, key):
        return False
    if event.type() == QEvent.Type.ShortcutOverride:
        event.accept()  # Qt sends the key here then, and to no command
        return True
    if event.type() != QEvent.Type.KeyPress:
        return False
    toolset.key(key, modifiers_of(event.modifiers()))
    selected = viewport.annotations.selected
    if key in (Key.SPACE, Key.ENTER) and selected is not None:
        _say(canvas, ", ".join(filter(None, (selected.label, *number_texts(selected)))))
    return True


def _say(canvas: QWidget, text: str) -> None:
    """Have a screen reader say what was measured."""
    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(canvas, text))
