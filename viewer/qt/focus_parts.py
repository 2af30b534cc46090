"""Go from one part of the window to the next by keys: tools, lists, images, inspector."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QToolBar, QWidget


def step_focus(window: QMainWindow, images: QWidget, steps: int) -> None:
    """Give the keys to the next part that is shown, or to an earlier one, from left to right."""
    beside = [*window.findChildren(QDockWidget), images]
    beside.sort(key=lambda part: part.mapTo(window, QPoint()).x())
    parts: list[QWidget] = [*window.findChildren(QToolBar), *beside]
    shown = [part for part in parts if part.isVisible() and _first(part) is not None]
    now = QApplication.focusWidget()
    place = next((k for k, part in enumerate(shown) if _holds(part, now)), -min(steps, 0))
    if shown:
        target = _first(shown[(place + steps) % len(shown)])
        assert target is not None
        target.setFocus(Qt.FocusReason.TabFocusReason)


def _holds(part: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (part is focused or part.isAncestorOf(focused))


def _first(part: QWidget) -> QWidget | None:
    """What takes the keys in a part: itself, or the first of its controls from the top left."""
    if part.focusProxy() is not None or part.focusPolicy() != Qt.FocusPolicy.NoFocus:
        return part
    takes = Qt.FocusPolicy.TabFocus
    inside = [each for each in (part, *part.findChildren(QWidget)) if each.focusPolicy() & takes]
    usable = [each for each in inside if each.isVisible() and each.isEnabled()]

    def from_the_top(control: QWidget) -> tuple[int, int]:
        corner = control.mapTo(part, QPoint())
        return corner.y(), corner.x()

    return min(usable, key=from_the_top, default=None)
