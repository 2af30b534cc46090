"""Choose what the left button does."""

from viewer.commands.command import Predicate, command
from viewer.commands.context import Context
from viewer.commands.scope import Scope


def _is_left_tool(tool_id: str) -> Predicate:
    def is_checked(context: Context) -> bool:
        workspace = context.workspace
        return workspace.toolset.left_tool(workspace.active).id == tool_id

    return is_checked


@command(
    "tool.window", "Window", scope=Scope.VIEWPORT, icon="window-level",
    checked=_is_left_tool("window"),
)  # fmt: skip
def window(context: Context) -> None:
    """Drag right to widen the window, up to brighten."""
    context.workspace.toolset.choose("window")


@command(
    "tool.region_window", "Window from a region", scope=Scope.VIEWPORT, icon="window-region",
    checked=_is_left_tool("region-window"),
)  # fmt: skip
def region_window(context: Context) -> None:
    """Drag a rectangle: the window fits what is in it."""
    context.workspace.toolset.choose("region-window")


@command(
    "tool.glass", "Magnifying glass", scope=Scope.VIEWPORT, icon="glass",
    checked=_is_left_tool("glass"),
)  # fmt: skip
def glass(context: Context) -> None:
    """Press to see three times larger, with Shift six times."""
    context.workspace.toolset.choose("glass")


@command("tool.pan", "Pan", scope=Scope.VIEWPORT, icon="pan", checked=_is_left_tool("pan"))
def pan(context: Context) -> None:
    """Drag to move the picture."""
    context.workspace.toolset.choose("pan")


@command("tool.zoom", "Zoom", scope=Scope.VIEWPORT, icon="zoom", checked=_is_left_tool("zoom"))
def zoom(context: Context) -> None:
    """Drag down to enlarge, up to shrink."""
    context.workspace.toolset.choose("zoom")


@command(
    "tool.scroll", "Scroll", scope=Scope.VIEWPORT, icon="scroll", checked=_is_left_tool("scroll")
)
def scroll(context: Context) -> None:
    """Drag down to go on in the stack, up to go back."""
    context.workspace.toolset.choose("scroll")


@command(
    "tool.cursor", "3D cursor", scope=Scope.VIEWPORT, icon="crosshair",
    checked=_is_left_tool("cursor"),
)  # fmt: skip
def cursor(context: Context) -> None:
    """Point at a place and see it in every cell; the same while Shift is held."""
    context.workspace.toolset.choose("cursor")


@command("tool.default", "Default tool", scope=Scope.VIEWPORT, icon="reset")
def default(context: Context) -> None:
    """Undo the drag going on; else scroll a stack and window a single image again."""
    toolset = context.workspace.toolset
    if not toolset.cancel():
        toolset.choose(None)
        context.workspace.references.clear_cursor()
