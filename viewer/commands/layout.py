"""Divide the screen, and choose what its cells show."""

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.commands.scope import Scope
from viewer.model.document import Link
from viewer.model.layout import Grid


@command("layout.grid", "Layout", icon="layout")
def set_grid(context: Context, *, rows: int, columns: int) -> None:
    """Divide the screen into rows and columns of equal cells."""
    context.workspace.set_grid(Grid(rows, columns))


@command(
    "layout.maximise", "Maximise cell", icon="maximise",
    enabled=lambda context: context.workspace.grid.cells > 1,
    checked=lambda context: context.workspace.maximised is not None,
)  # fmt: skip
def maximise(context: Context) -> None:
    """Give the whole screen to the active cell, or back to all."""
    context.workspace.toggle_maximised(context.workspace.active)


@command("layout.next_series", "Next series", scope=Scope.VIEWPORT, icon="series-next")
def next_series(context: Context) -> None:
    """Show the next series of the list in the active cell."""
    context.workspace.step_display_set(1)


@command("layout.previous_series", "Previous series", scope=Scope.VIEWPORT, icon="series-previous")
def previous_series(context: Context) -> None:
    """Show the previous series of the list in the active cell."""
    context.workspace.step_display_set(-1)


@command("layout.show_instance", "Show what is referred to", icon="series")
def show_instance(context: Context, *, link: Link) -> None:
    """Show an instance that a document refers to, in the next cell."""
    workspace = context.workspace
    found = workspace.find(link.sop_instance_uid, link.frame_number - 1)
    if found is None:
        raise ViewerError(
            tr("What this refers to is not open."), hint=tr("Open its study, then try again.")
        )
    display_set, index = found
    workspace.show(display_set, workspace.next_cell(), index=index)
