"""Room on the screen: no window begins larger than it, also with large texts."""

from PySide6.QtWidgets import QWidget

_MARGIN_PX = 32  # for the frame of the window


def resize_on_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window its size, as far as the screen has room."""
    room = window.screen().availableSize()
    window.resize(min(width, room.width() - _MARGIN_PX), min(height, room.height() - _MARGIN_PX))
