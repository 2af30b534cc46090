"""WindowNetworkFace: windows about nodes and what they hold, each loaded when first wanted."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow

from viewer.base.errors import ViewerError
from viewer.commands.command import Invocation
from viewer.qt.parts import Parts

if TYPE_CHECKING:
    from viewer.qt.network.server_process import ServerProcess


class WindowNetworkFace:
    """Implements `commands.faces.NetworkFace` for the main window."""

    def __init__(
        self,
        window: QMainWindow,
        parts: Parts,
        run: Callable[[Invocation], bool],
        received: Callable[[], None],
    ) -> None:
        self._window = window
        self._parts = parts
        self._run = run
        self._received = received
        self._server: ServerProcess | None = None

    def show_query(self) -> None:
        """Open the query window, once."""
        from viewer.qt.network.open_network import open_query  # late, P2

        open_query(self._parts, self._run, self._window)

    def choose_node(self, names: Sequence[str], taken: Callable[[str], None]) -> None:
        """Open the list to choose from."""
        from viewer.qt.network.choose_node_dialog import ChooseNodeDialog  # late, P2

        dialog = ChooseNodeDialog(names, self._window)
        dialog.taken.connect(taken)
        dialog.open()

    def show_nodes(self) -> None:
        """Open the list of nodes, once."""
        from viewer.qt.network.open_network import open_nodes  # late, P2

        open_nodes(self._parts, self._window, self._nodes_changed)

    def show_server(self) -> None:
        """Open the window of the server, once."""
        from viewer.qt.network.open_network import open_server  # late, P2

        open_server(self._parts, self.server(), self._window)

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
