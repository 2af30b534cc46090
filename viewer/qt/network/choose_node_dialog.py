"""Choose a node to send to."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.qt.room import resize_on_screen
from viewer.qt.text import PlainLabel, plain
from viewer.qt.theme import ROW_PX


class ChooseNodeDialog(QDialog):
    """A list of nodes; `taken` sends the name of the one chosen."""

    taken = Signal(str)

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Send the study"))
        resize_on_screen(self, 360, 320)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Nodes"))
        for name in names:
            item = QListWidgetItem(plain(name))
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setSizeHint(QSize(0, ROW_PX))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemDoubleClicked.connect(lambda _item: self.accept())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        send = buttons.addButton(tr("Send"), QDialogButtonBox.ButtonRole.AcceptRole)
        send.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel(tr("It leaves this computer for:"), self))
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)

    def accept(self) -> None:
        """Send the choice."""
        item = self.list.currentItem()
        if item is not None:
            self.taken.emit(item.data(Qt.ItemDataRole.UserRole))
        super().accept()
