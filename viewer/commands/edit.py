"""Undo and redo."""

from viewer.commands.command import command
from viewer.commands.context import Context


def can_undo(context: Context) -> bool:
    """Whether there is a step to take back, or a part of a shape on its way."""
    return context.workspace.toolset.is_halfway or context.history.can_undo


@command("edit.undo", "Undo", icon="undo", enabled=can_undo)
def undo(context: Context) -> None:
    """Take back the last thing that changed what is on screen; scrolling alone is no step."""
    if not context.workspace.toolset.take_back():
        context.history.undo()


@command("edit.redo", "Redo", icon="redo", enabled=lambda context: context.history.can_redo)
def redo(context: Context) -> None:
    """Have again what was undone."""
    context.history.redo()
