"""Divide the screen, and choose what its cells show."""

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.commands.scope import Scope
from viewer.model.document import Link
from viewer.model.layout import Grid


def _has_cells(context: Context) -> bool:
    return len(context.workspace.screen.viewports) > 1


def _is_tiled(context: Context) -> bool:
    return context.workspace.screen.is_tiled


@command("layout.grid", "Layout", icon="layout")
def set_grid(context: Context, *, rows: int, columns: int) -> None:
    """Divide the screen into rows and columns of equal cells."""
    try:
        context.workspace.set_grid(Grid(rows, columns))
    except ValueError as error:
        raise ViewerError(tr("A layout has at most five rows and five columns.")) from error


@command(
    "layout.maximise", "Maximise cell", icon="maximise",
    enabled=_has_cells, checked=lambda context: context.workspace.screen.maximised is not None,
)  # fmt: skip
def maximise(context: Context) -> None:
    """Give the whole screen to the active cell, or back to all."""
    context.workspace.toggle_maximised(context.workspace.active)


@command("layout.choose", "Rows and columns…", icon="layout-choose")
def choose_grid(context: Context) -> None:
    """Choose up to five rows and five columns, by mouse or arrow keys."""
    context.face.choose_grid(context.workspace.set_grid)


@command("layout.split_right", "Split right", scope=Scope.VIEWPORT, icon="split-right")
def split_right(context: Context) -> None:
    """Divide the active cell; the new one is to its right."""
    _split(context, is_right=True)


@command("layout.split_down", "Split down", scope=Scope.VIEWPORT, icon="split-down")
def split_down(context: Context) -> None:
    """Divide the active cell; the new one is below it."""
    _split(context, is_right=False)


def _split(context: Context, *, is_right: bool) -> None:
    workspace = context.workspace
    new = workspace.screen.split(workspace.active, is_right=is_right)
    if new is None:
        raise ViewerError(tr("There is no room for another cell here."))
    workspace.fill([new])


@command(
    "layout.close_cell", "Close cell", scope=Scope.VIEWPORT, icon="close-cell", enabled=_has_cells
)
def close_cell(context: Context) -> None:
    """Take the active cell away; its neighbours grow. The series stays open."""
    workspace = context.workspace
    if not workspace.screen.close_cell(workspace.active):
        raise ViewerError(tr("No neighbour can grow over this cell."))


@command(
    "layout.resize_cell", "Make the cell larger or smaller", scope=Scope.VIEWPORT,
    icon="maximise", enabled=_has_cells,
)  # fmt: skip
def resize_cell(context: Context, *, across: float, down: float) -> None:
    """Move the gap right of the active cell, or below it, by a part of the window.

    A cell at the right or lower edge moves its left or upper gap.
    """
    screen = context.workspace.screen
    cell = screen.layout.cells[screen.viewports.index(context.workspace.active)]
    for is_upright, edges, by in (
        (True, (cell.right, cell.left), across),
        (False, (cell.bottom, cell.top), down),
    ):
        at = next((edge for edge in edges if 0 < edge < 1), None)
        gaps = [gap for gap in screen.layout.gaps if gap.is_upright is is_upright and gap.at == at]
        low, high = (cell.top, cell.bottom) if is_upright else (cell.left, cell.right)
        along = [gap for gap in gaps if gap.start <= low and high <= gap.end]
        if along and by:
            screen.move_gap(along[0], along[0].at + by)


@command("layout.next_cell", "Next cell", icon="next", enabled=_has_cells)
def next_cell(context: Context) -> None:
    """Make the next cell the active one."""
    workspace = context.workspace
    workspace.activate(workspace.viewports[workspace.next_cell()])


@command(
    "layout.swap", "Swap with the next cell", scope=Scope.VIEWPORT, icon="swap", enabled=_has_cells
)
def swap(context: Context) -> None:
    """Let the active cell and the next one change places."""
    workspace = context.workspace
    workspace.exchange(workspace.active, workspace.viewports[workspace.next_cell()])


@command(
    "layout.tile", "Tile the stack", icon="tile",
    enabled=lambda context: context.workspace.active.length > 1 or _is_tiled(context),
    checked=_is_tiled,
)  # fmt: skip
def tile(context: Context) -> None:
    """Fill all cells with the active stack, image after image; again brings back what was there.

    A window of one cell is divided first.
    """
    workspace = context.workspace
    workspace.set_tiled(is_tiled=not _is_tiled(context))


@command("layout.open_screen", "New window", icon="screen")
def open_screen(context: Context) -> None:
    """Open another window with cells of its own, for another monitor."""
    workspace = context.workspace
    workspace.activate(workspace.open_screen().viewports[0])


@command(
    "layout.close_screen", "Close this window", icon="close",
    enabled=lambda context: context.workspace.screen in context.workspace.screens[1:],
)  # fmt: skip
def close_screen(context: Context) -> None:
    """Close the active window, unless it is the main one; its series stay open."""
    context.workspace.close_screen(context.workspace.screen)


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
    found = workspace.open_sets.find(link.sop_instance_uid, link.frame_number - 1)
    if found is None:
        raise ViewerError(
            tr("What this refers to is not open."), hint=tr("Open its study, then try again.")
        )
    display_set, index = found
    workspace.show(display_set, workspace.next_cell(), index=index)
