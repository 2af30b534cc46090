"""Room on the screen: no window is larger than it, also with large texts."""

from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

_MARGIN_PX = 32  # for the frame of the window


def resize_on_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window its size, as far as the screen has room."""
    room = window.screen().availableSize()
    window.resize(min(width, room.width() - _MARGIN_PX), min(height, room.height() - _MARGIN_PX))


def scroll_where_large(dialog: QDialog) -> None:
    """Let a dialog scroll whose content is larger than the screen; call it with the layout done."""
    room, layout = dialog.screen().availableSize(), dialog.layout()
    needed = dialog.minimumSizeHint()
    is_tall = needed.height() > room.height() - _MARGIN_PX
    if layout is None or not (is_tall or needed.width() > room.width() - _MARGIN_PX):
        return
    content = QWidget()
    content.setLayout(layout)  # takes the widgets along
    area = QScrollArea(dialog)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(content)
    around = QVBoxLayout(dialog)
    around.setContentsMargins(0, 0, 0, 0)
    around.addWidget(area)
    width = needed.width() + area.verticalScrollBar().sizeHint().width()
    height = room.height() if is_tall else dialog.height()
    resize_on_screen(dialog, max(dialog.width(), width), height)
