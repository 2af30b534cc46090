"""Undo and redo."""

from viewer.commands.command import command
from viewer.commands.context import Context


@command("edit.undo", "Undo", icon="undo", enabled=lambda context: context.history.can_undo)
def undo(context: Context) -> None:
    """Take back the last thing that changed what is on screen; scrolling alone is no step."""
    context.history.undo()


@command("edit.redo", "Redo", icon="redo", enabled=lambda context: context.history.can_redo)
def redo(context: Context) -> None:
    """Have again what was undone."""
    context.history.redo()
