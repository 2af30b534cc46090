"""Room on the screen: no window is larger than it, also with large texts."""

from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

_MARGIN_PX = 32  # for the frame of the window


def resize_on_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window its size, as far as the screen has room."""
    room = window.screen().availableSize()
    window.resize(min(width, room.width() - _MARGIN_PX), min(height, room.height() - _MARGIN_PX))


def scroll_where_tall(dialog: QDialog) -> None:
    """Let a dialog scroll whose content is higher than the screen; call it with the layout done."""
    room = dialog.screen().availableSize()
    layout = dialog.layout()
    if layout is None or dialog.minimumSizeHint().height() <= room.height() - _MARGIN_PX:
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
    width = content.minimumSizeHint().width() + area.verticalScrollBar().sizeHint().width()
    resize_on_screen(dialog, max(dialog.width(), width), room.height())
