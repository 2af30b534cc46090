"""What to send, where to, and whether the node is to promise to keep it."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.commands.faces import SendChoice
from viewer.qt.room import resize_on_screen
from viewer.qt.text import WrappedLabel, plain
from viewer.qt.theme import ROW_PX


class SendDialog(QDialog):
    """`taken` brings the `SendChoice`."""

    taken = Signal(object)

    def __init__(
        self, offers: Sequence[str], nodes: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Send to a node"))
        resize_on_screen(self, 420, 360)
        self.what = QComboBox(self)
        for offer in offers:
            self.what.addItem(plain(offer))
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Nodes"))
        for name in nodes:
            item = QListWidgetItem(plain(name))
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setSizeHint(QSize(0, ROW_PX))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemDoubleClicked.connect(lambda _item: self.accept())
        self.commit = QCheckBox(tr("Ask the node to commit to keep it"), self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        send = buttons.addButton(tr("Send"), QDialogButtonBox.ButtonRole.AcceptRole)
        send.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.addRow(tr("Send"), self.what)
        form.addRow(tr("To"), self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(form, 1)
        layout.addWidget(self.commit)
        note = tr("Images leave this computer as they are stored, names and all.")
        layout.addWidget(WrappedLabel(note, self, role="second"))
        layout.addWidget(buttons)

    def accept(self) -> None:
        """Send the choice."""
        item = self.list.currentItem()
        if item is not None:
            name = item.data(Qt.ItemDataRole.UserRole)
            self.taken.emit(SendChoice(self.what.currentIndex(), name, self.commit.isChecked()))
        super().accept()
