"""WindowNetworkFace: windows about nodes and what they hold, each loaded when first wanted."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMainWindow

from viewer.commands.command import Invocation
from viewer.qt.parts import Parts


class WindowNetworkFace:
    """Implements `commands.faces.NetworkFace` for the main window."""

    def __init__(
        self, window: QMainWindow, parts: Parts, run: Callable[[Invocation], bool]
    ) -> None:
        self._window = window
        self._parts = parts
        self._run = run

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

        open_nodes(self._parts, self._window)
