"""Commands that choose the tool of the left button."""

from viewer.commands.command import Command, command
from viewer.commands.context import Context
from viewer.commands.scope import Scope


def choose_tool(
    command_id: str, title: str, tool_id: str, meaning: str, *, icon: str = ""
) -> Command[[]]:
    """Make the command that chooses a tool; `meaning` tells how it is used.

    Its icon is called as the tool, unless another one is named.
    """

    def choose(context: Context) -> None:
        context.workspace.toolset.choose(tool_id)

    def is_chosen(context: Context) -> bool:
        workspace = context.workspace
        return workspace.toolset.left_tool(workspace.active).id == tool_id

    choose.__doc__ = meaning
    return command(
        command_id, title, scope=Scope.VIEWPORT, icon=icon or tool_id, checked=is_chosen
    )(choose)
