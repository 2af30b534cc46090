"""A sign in the status bar while the server runs; a click opens its window."""

from collections.abc import Callable

from PySide6.QtWidgets import QStatusBar, QToolButton

from viewer.base.i18n import tr
from viewer.qt.network.server_process import ServerState
from viewer.qt.text import set_tool_tip


class ServerSign(QToolButton):
    """Says where the server listens, or that it does not although it should."""

    def __init__(self, bar: QStatusBar, opened: Callable[[], None]) -> None:
        super().__init__(bar)
        self.setProperty("role", "small")
        self.clicked.connect(lambda _checked: opened())
        self.hide()
        bar.addPermanentWidget(self)

    def follow(self, state: ServerState) -> None:
        """Show a state."""
        self.setVisible(state.is_on or bool(state.problem))
        if state.problem:
            text, tip = tr("Server stopped"), state.problem
        elif not state.port:
            text, tip = tr("Server starts…"), ""
        else:
            text = tr("Server: port {port}").format(port=state.port)
            tip = tr("Images received: {count}").format(count=state.received)
        self.setText(text)
        self.setAccessibleName(text)
        set_tool_tip(self, text, tip)
