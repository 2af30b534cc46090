"""A sign in the status bar while transfers wait or run, or when one is not complete."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStatusBar, QToolButton

from viewer.base.i18n import tr
from viewer.model.transfer import Commitment, Transfer, TransferState
from viewer.qt.icons import icon
from viewer.qt.text import set_tool_tip
from viewer.qt.theme import Look
from viewer.workflows.transfers import Transfers

_LOOK_EVERY_MS: Final = 1000
_BAD: Final = (TransferState.PARTLY, TransferState.FAILED)


class TransferSign(QToolButton):
    """Keeps the queue going while something waits; a click opens the panel."""

    def __init__(
        self, transfers: Transfers, look: Look, bar: QStatusBar, opened: Callable[[], None]
    ) -> None:
        super().__init__(bar)
        self.setProperty("role", "small")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._transfers = transfers
        self._look = look
        self._pulse = QTimer(self, interval=_LOOK_EVERY_MS)
        self._pulse.timeout.connect(transfers.look)
        self.clicked.connect(lambda _checked: opened())
        self.hide()
        bar.addPermanentWidget(self)
        transfers.changed.connect(self.follow)
        self.follow(transfers.known)

    def follow(self, transfers: tuple[Transfer, ...]) -> None:
        """Say how many there are to come, and how many went wrong."""
        if self._transfers.is_busy:
            self._pulse.start()
        else:
            self._pulse.stop()
        left = sum(not each.state.is_over for each in transfers)
        asked = sum(each.commitment is Commitment.ASKED for each in transfers)
        bad = sum(each.state in _BAD for each in transfers)
        parts = (
            tr("Transfers: {count}").format(count=left) if left else "",
            tr("{count} not committed yet").format(count=asked) if asked else "",
            tr("{count} not complete").format(count=bad) if bad else "",
        )
        text = "  ·  ".join(filter(None, parts))
        self.setVisible(bool(text))
        self.setText(text)
        self.setAccessibleName(text)
        theme = self._look.theme
        name, colour = ("warning", theme.warn) if bad else ("transfers", theme.second)
        self.setIcon(icon(name, theme, colour=colour))
        set_tool_tip(self, text, tr("Show the transfers"))
