"""A line for the path of a file, with a button to choose it."""

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from viewer.base.i18n import tr
from viewer.qt.session_state import forget_folders


class FileLine(QWidget):
    """A path, "" for none."""

    def __init__(self, title: str, parent: QWidget | None = None, *, placeholder: str = "") -> None:
        super().__init__(parent)
        self._title = title
        self.line = QLineEdit(self)
        self.line.setAccessibleName(title)
        self.line.setPlaceholderText(placeholder)
        choose = QPushButton(tr("Choose…"), self)
        choose.setAutoDefault(False)
        choose.setAccessibleName(f"{title}: {tr('Choose…')}")
        choose.clicked.connect(self._choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line, 1)
        layout.addWidget(choose)
        self.setFocusProxy(self.line)

    @property
    def path(self) -> str:
        """What is written."""
        return self.line.text().strip()

    def set_path(self, path: str) -> None:
        """Show a path."""
        self.line.setText(path)

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self._title)
        forget_folders()
        if name:
            self.line.setText(name)
