"""Write one line of text."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

_LONGEST = 256


class TextDialog(QDialog):
    """A line to write; `taken` sends it."""

    taken = Signal(str)

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(420, 0)
        self.line = QLineEdit(text, self)
        self.line.setAccessibleName(title)
        self.line.setMaxLength(_LONGEST)
        self.line.selectAll()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.line)
        layout.addWidget(buttons)

    def accept(self) -> None:
        """Send the text without space around it."""
        self.taken.emit(self.line.text().strip())
        super().accept()
