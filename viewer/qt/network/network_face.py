"""WindowNetworkFace: windows about nodes and what they hold, each loaded when first wanted."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow, QWidget

from viewer.base.errors import ViewerError
from viewer.commands.command import Invocation
from viewer.commands.faces import SendChoice
from viewer.qt.parts import Parts
from viewer.qt.theme import Look

if TYPE_CHECKING:
    from viewer.qt.network.audit_dialog import AuditDialog
    from viewer.qt.network.server_process import ServerProcess
    from viewer.qt.network.transfer_sign import TransferSign
    from viewer.qt.network.transfers_panel import TransfersDock


class WindowNetworkFace:
    """Implements `commands.faces.NetworkFace` for the main window."""

    def __init__(
        self,
        window: QMainWindow,
        parts: Parts,
        run: Callable[[Invocation], bool],
        received: Callable[[], None],
        *,
        look: Look,
        panel_made: Callable[[QWidget], None],
    ) -> None:
        self._window = window
        self._parts = parts
        self._run = run
        self._received = received
        self._look = look
        self._panel_made = panel_made
        self._server: ServerProcess | None = None
        self._transfer_sign: TransferSign | None = None
        self._dock: TransfersDock | None = None
        self._audit: AuditDialog | None = None
        self._is_private = False

    def show_query(self) -> None:
        """Open the query window, once."""
        from viewer.qt.network.open_network import open_query  # late, P2

        open_query(self._parts, self._run, self._window)
        self._parts.transfers.warm_up()  # a retrieve is near

    def choose_send(
        self, offers: Sequence[str], nodes: Sequence[str], taken: Callable[[SendChoice], None]
    ) -> None:
        """Open the dialog to choose in."""
        from viewer.qt.network.send_dialog import SendDialog  # late, P2

        dialog = SendDialog(offers, nodes, self._window)
        dialog.taken.connect(taken)
        dialog.open()

    def toggle_transfers(self) -> None:
        """Show or hide the panel."""
        dock = self._transfers_dock()
        dock.setVisible(dock.isHidden())
        if not dock.isHidden():
            dock.raise_()

    def begin_transfers(self) -> None:
        """Go on with what the last run of the program left in the queue, if it left anything."""
        if self._parts.paths.transfers_file.exists():
            self.follow_transfers()
            self._parts.transfers.look()

    def follow_transfers(self) -> None:
        """Put the sign into the status bar."""
        if self._transfer_sign is None:
            from viewer.qt.network.transfer_sign import TransferSign  # late, P2

            self._transfer_sign = TransferSign(
                self._parts.transfers,
                self._look,
                self._window.statusBar(),
                self.toggle_transfers,
            )

    def _transfers_dock(self) -> "TransfersDock":
        if self._dock is None:
            from viewer.qt.network.transfers_panel import TransfersDock  # late, P2

            self.follow_transfers()
            self._dock = TransfersDock(self._parts.transfers, self._look, self._window)
            self._dock.panel.set_private(self._is_private)
            self._panel_made(self._dock)
        return self._dock

    def set_private(self, is_private: bool) -> None:
        """Hide whose studies are transferred, or show it again."""
        self._is_private = is_private
        if self._dock is not None:
            self._dock.panel.set_private(is_private)
        if self._audit is not None:
            self._audit.set_private(is_private)

    def show_nodes(self) -> None:
        """Open the list of nodes, once."""
        from viewer.qt.network.open_network import open_nodes  # late, P2

        open_nodes(self._parts, self._window, self._nodes_changed)

    def show_worklist(self) -> None:
        """Open the worklist, once."""
        from viewer.qt.network.open_network import open_worklist  # late, P2

        open_worklist(self._parts, self._run, self._window)

    def show_server(self) -> None:
        """Open the window of the server, once."""
        from viewer.qt.network.open_network import open_server  # late, P2

        open_server(self._parts, self.server(), self._window)

    def show_audit(self) -> None:
        """Open the audit trail, once."""
        from viewer.qt.network.open_network import open_audit  # late, P2

        self._audit = open_audit(self._parts, self._window)
        self._audit.set_private(self._is_private)

    def begin_server(self) -> None:
        """Start the server where the user wants it to run with the window."""
        from viewer.net.node_store import NodeStore  # late, P2

        with suppress(ViewerError):  # the list of nodes says itself what is wrong with it
            if NodeStore(self._parts.paths.config).local().is_serving:
                self.server().start()

    def server(self) -> "ServerProcess":
        """The server of this window, running or not."""
        if self._server is None:
            from viewer.qt.network.server_process import ServerProcess  # late, P2
            from viewer.qt.network.server_sign import ServerSign

            self._server = ServerProcess(self._parts.paths, self._window)
            self._server.listed.connect(self._received)
            sign = ServerSign(self._window.statusBar(), self.show_server)
            self._server.changed.connect(sign.follow)
        return self._server

    def close(self) -> None:
        """Stop the server."""
        if self._server is not None:
            self._server.stop()

    def _nodes_changed(self) -> None:
        """Who may connect is read when the server begins."""
        if self._server is not None:
            self._server.restart()
