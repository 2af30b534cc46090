"""Ask for the password of an archive; it is kept nowhere (SEC-033)."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from viewer.base.i18n import tr
from viewer.qt.text import PlainLabel

_LONGEST = 1000


class PasswordDialog(QDialog):
    """A line whose letters are not shown; `taken` sends it."""

    taken = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None, *, is_wrong: bool) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Password"))
        self.setMinimumWidth(420)
        self.words = PlainLabel(tr("{name} is encrypted. Its password:").format(name=name), self)
        self.words.setWordWrap(True)
        self.line = QLineEdit(self)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setMaxLength(_LONGEST)
        self.line.setAccessibleName(tr("Password"))
        self.wrong = PlainLabel(tr("That was not the password."), self, role="bad")
        self.wrong.setVisible(is_wrong)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        for part in (self.words, self.line, self.wrong):
            layout.addWidget(part)
        layout.addSpacing(8)
        layout.addWidget(buttons)

    def accept(self) -> None:
        """Send what was written, and forget it."""
        password = self.line.text()
        self.line.clear()
        if password:
            self.taken.emit(password)
        super().accept()
