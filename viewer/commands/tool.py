"""Choose what the left button does."""

from viewer.commands.choose_tool import choose_tool
from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.commands.scope import Scope

window = choose_tool(
    "tool.window",
    "Window",
    "window",
    "Drag right to widen the window, up to brighten.",
    icon="window-level",
)
region_window = choose_tool(
    "tool.region_window",
    "Window from a region",
    "region-window",
    "Drag a rectangle: the window fits what is in it.",
    icon="window-region",
)
glass = choose_tool(
    "tool.glass",
    "Magnifying glass",
    "glass",
    "Press to see three times larger, with Shift six times.",
)
pan = choose_tool("tool.pan", "Pan", "pan", "Drag to move the picture.")
zoom = choose_tool("tool.zoom", "Zoom", "zoom", "Drag down to enlarge, up to shrink.")
scroll = choose_tool(
    "tool.scroll", "Scroll", "scroll", "Drag down to go on in the stack, up to go back."
)
cursor = choose_tool(
    "tool.cursor",
    "3D cursor",
    "cursor",
    "Point at a place and see it in every cell; the same while Shift is held.",
    icon="crosshair",
)


@command("tool.default", "Default tool", scope=Scope.VIEWPORT, icon="reset")
def default(context: Context) -> None:
    """Undo the drag going on; else scroll a stack and window a single image again."""
    toolset = context.workspace.toolset
    if not toolset.cancel():
        toolset.choose(None)
        context.workspace.references.clear_cursor()
