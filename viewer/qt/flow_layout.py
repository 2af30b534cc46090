"""FlowLayout: widgets in lines, as words in a text."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Breaks into as many lines as the width asks for, so that no text is cut off."""

    def __init__(
        self, parent: QWidget | None = None, *, spacing: int = 4, is_filled: bool = True
    ) -> None:
        super().__init__(parent)
        self._is_filled = is_filled  # else items stay as wide as they want
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item in as the last one."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """An item by its place; None beyond the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Let go of an item."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrow is high."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines."""
        lines = self._lines(width)
        heights = sum(max(item.sizeHint().height() for item in line) for line in lines)
        return heights + self.spacing() * max(0, len(lines) - 1)

    def sizeHint(self) -> QSize:
        """As narrow as the widest item."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest and the highest item."""
        size = QSize(0, 0)
        for item in self._items:
            size = size.expandedTo(item.sizeHint())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """Place all items; what a full line has left over goes to its items in equal shares."""
        super().setGeometry(rect)
        top = rect.top()
        lines = self._lines(rect.width())
        for line in lines:
            used = sum(item.sizeHint().width() for item in line) + self.spacing() * (len(line) - 1)
            is_full = self._is_filled and (len(lines) == 1 or line is not lines[-1])
            spare, left = max(0, rect.width() - used) if is_full else 0, rect.left()
            height = max(item.sizeHint().height() for item in line)
            for place, item in enumerate(line):
                share = spare * (place + 1) // len(line) - spare * place // len(line)
                width = item.sizeHint().width() + share
                item.setGeometry(QRect(left, top, width, height))
                left += width + self.spacing()
            top += height + self.spacing()

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._items:
            needed = item.sizeHint().width()
            if not lines or used + self.spacing() + needed > width:
                lines.append([])
                used = needed - self.spacing()
            else:
                used += needed
            lines[-1].append(item)
            used += self.spacing()
        return lines
