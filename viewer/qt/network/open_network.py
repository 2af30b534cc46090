"""Open the windows of the network, each once."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from viewer.commands.command import Invocation
from viewer.qt.network.audit_dialog import AuditDialog
from viewer.qt.network.nodes_dialog import NodesDialog
from viewer.qt.network.query_dialog import QueryDialog
from viewer.qt.network.server_dialog import ServerDialog
from viewer.qt.network.server_process import ServerProcess
from viewer.qt.network.worklist_dialog import WorklistDialog
from viewer.qt.parts import Parts


def open_query(parts: Parts, run: Callable[[Invocation], bool], window: QWidget) -> QueryDialog:
    """Show the query window over `window`."""
    dialog = window.findChild(QueryDialog)
    if not isinstance(dialog, QueryDialog):
        dialog = QueryDialog(parts, run, window)
    dialog.refresh_nodes()
    _bring(dialog)
    return dialog


def open_nodes(parts: Parts, window: QWidget, changed: Callable[[], None]) -> NodesDialog:
    """Show the list of nodes over `window`; the other windows and `changed` follow its changes."""
    dialog = window.findChild(NodesDialog)

    def refresh() -> None:
        query = window.findChild(QueryDialog)
        if isinstance(query, QueryDialog):
            query.refresh_nodes()
        worklist = window.findChild(WorklistDialog)
        if isinstance(worklist, WorklistDialog):
            worklist.refresh_nodes()
        changed()

    if not isinstance(dialog, NodesDialog):
        dialog = NodesDialog(parts, refresh, window)
    _bring(dialog)
    return dialog


def open_worklist(
    parts: Parts, run: Callable[[Invocation], bool], window: QWidget
) -> WorklistDialog:
    """Show the worklist over `window`."""
    dialog = window.findChild(WorklistDialog)
    if not isinstance(dialog, WorklistDialog):
        dialog = WorklistDialog(parts, run, window)
    _bring(dialog)
    return dialog


def open_server(parts: Parts, process: ServerProcess, window: QWidget) -> ServerDialog:
    """Show the server over `window`."""
    dialog = window.findChild(ServerDialog)
    if not isinstance(dialog, ServerDialog):
        dialog = ServerDialog(parts, process, window)
    _bring(dialog)
    return dialog


def open_audit(parts: Parts, window: QWidget) -> AuditDialog:
    """Show the audit trail over `window`."""
    dialog = window.findChild(AuditDialog)
    if not isinstance(dialog, AuditDialog):
        dialog = AuditDialog(parts, window)
    _bring(dialog)
    return dialog


def _bring(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
