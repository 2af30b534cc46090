"""The choice of where the browser stands: this computer, or a DICOMweb server."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.paths import AppPaths
from viewer.model.node import Node
from viewer.net.node_store import NodeStore
from viewer.qt.text import plain, set_tool_tip


class PlaceBar(QWidget):
    """Seen where there are servers to choose; `chosen` sends the node, None for this computer."""

    chosen = Signal(object)

    def __init__(self, paths: AppPaths, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = NodeStore(paths.config)
        self.choice = QComboBox(self)
        self.choice.setAccessibleName(tr("Where to look for studies"))
        set_tool_tip(self.choice, tr("Studies on this computer, or on a DICOMweb server."))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 0)
        layout.addWidget(self.choice)
        self.refresh()
        self.choice.currentIndexChanged.connect(lambda _: self.chosen.emit(self.node))

    def event(self, event: QEvent) -> bool:
        """Look for new servers when the user comes back to the window, from the list of nodes."""
        if event.type() is QEvent.Type.WindowActivate:
            self.refresh()
        return super().event(event)

    @property
    def node(self) -> Node | None:
        """The server that is chosen."""
        found = self.choice.currentData()
        return found if isinstance(found, Node) else None

    def refresh(self) -> None:
        """Read the list of nodes anew; what was chosen stays, if it is still there."""
        before = self.node
        try:
            nodes = [node for node in self._store.nodes() if node.has_web]
        except ViewerError:
            nodes = []  # the dialog of nodes tells of it
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItem(tr("This computer"))
        for node in nodes:
            self.choice.addItem(plain(node.name), node)
        names = [node.name for node in nodes]
        place = 1 + names.index(before.name) if before and before.name in names else 0
        self.choice.setCurrentIndex(place)
        self.choice.blockSignals(False)
        self.setVisible(bool(nodes))
        if self.node != before:
            self.chosen.emit(self.node)
