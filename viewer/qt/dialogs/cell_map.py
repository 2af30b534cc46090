"""The cells of a stage as they lie, each with what belongs into it; one of them is chosen."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from viewer.base.i18n import tr
from viewer.model.layout import Cell, Layout
from viewer.qt.text import set_tool_tip

_GAP_PX: Final = 4


class CellMap(QWidget):
    """Buttons where the cells are; `chosen` sends the number of the one that was pressed."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(180)
        self._layout = Layout()
        self.buttons: list[QPushButton] = []
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)

    def show_cells(self, layout: Layout, texts: Sequence[str], number: int) -> None:
        """Show a layout with a text for each cell, one of them chosen."""
        self._layout = layout
        for button in self.buttons[len(layout.cells) :]:
            self._group.removeButton(button)
            button.deleteLater()
        del self.buttons[len(layout.cells) :]
        while len(self.buttons) < len(layout.cells):
            button = QPushButton(self)
            button.setProperty("role", "cell")
            button.setAutoDefault(False)
            button.setCheckable(True)
            self._group.addButton(button, len(self.buttons))
            self.buttons.append(button)
            button.show()
        for place, (button, text) in enumerate(zip(self.buttons, texts, strict=True)):
            button.setText(text.replace("&", "&&"))
            named = " ".join(text.split())
            button.setAccessibleName(f"{tr('Cell {number}').format(number=place + 1)}: {named}")
            set_tool_tip(button, *text.split("\n"))
        self.buttons[number].setChecked(True)
        self._place()

    def sizeHint(self) -> QSize:
        """Wide enough for a few words in each of three columns."""
        return QSize(420, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the buttons anew."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        for button, cell in zip(self.buttons, self._layout.cells, strict=False):
            button.setGeometry(self._rectangle(cell))

    def _rectangle(self, cell: Cell) -> QRect:
        width, height = self.width() + _GAP_PX, self.height() + _GAP_PX
        left, top = round(cell.left * width), round(cell.top * height)
        right, bottom = round(cell.right * width), round(cell.bottom * height)
        return QRect(left, top, right - left - _GAP_PX, bottom - top - _GAP_PX)
