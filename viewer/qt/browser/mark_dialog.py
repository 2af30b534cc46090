"""Write a note on a study and give it labels."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.model.archive import StudyMark
from viewer.qt.text import PlainLabel

_LONGEST_NOTE, _LONGEST_LABELS = 4000, 400


class MarkDialog(QDialog):
    """`taken` sends the mark as it was written."""

    taken = Signal(object)  # StudyMark

    def __init__(self, mark: StudyMark, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Note and labels"))
        self.resize(480, 260)
        self._mark = mark
        self.note = QPlainTextEdit(mark.note, self)
        self.note.setAccessibleName(tr("Note"))
        self.note.setTabChangesFocus(True)
        self.note.setProperty("role", "field")
        self.labels = QLineEdit(", ".join(mark.labels), self)
        self.labels.setAccessibleName(tr("Labels"))
        self.labels.setMaxLength(_LONGEST_LABELS)
        self.labels.setPlaceholderText(tr("teaching, follow-up"))
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow(tr("Note"), self.note)
        form.addRow(tr("Labels"), self.labels)
        hint = PlainLabel(
            tr("Both are found by the search, and stay when the study is imported again."),
            self,
            role="second",
        )
        hint.setWordWrap(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(form, 1)
        layout.addWidget(hint)
        layout.addWidget(buttons)

    def accept(self) -> None:
        """Send note and labels; a comma separates labels."""
        words = (word.strip() for word in self.labels.text().replace("\\", " ").split(","))
        labels = tuple(sorted({word for word in words if word}))
        note = self.note.toPlainText().strip()[:_LONGEST_NOTE]
        self.taken.emit(StudyMark(self._mark.is_seen, note, labels))
        super().accept()
