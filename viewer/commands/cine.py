"""Play a stack."""

from typing import Final

from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.commands.scope import Scope
from viewer.commands.view import has_stack
from viewer.workspace import playback

_FASTER: Final = 1.25


def _is_playing(context: Context) -> bool:
    return context.workspace.active.cine is not None


@command(
    "cine.toggle", "Play", scope=Scope.VIEWPORT, icon="play", enabled=has_stack,
    checked=_is_playing,
)  # fmt: skip
def toggle(context: Context) -> None:
    """Play the stack at the rate of its file, or stop."""
    viewport = context.workspace.active
    if viewport.cine is None:
        playback.start(viewport, context.now_s())
    else:
        playback.stop(viewport)


@command("cine.faster", "Faster", scope=Scope.VIEWPORT, icon="faster", enabled=_is_playing)
def faster(context: Context) -> None:
    """Play a quarter faster."""
    playback.scale_rate(context.workspace.active, _FASTER, context.now_s())


@command("cine.slower", "Slower", scope=Scope.VIEWPORT, icon="slower", enabled=_is_playing)
def slower(context: Context) -> None:
    """Play a fifth slower."""
    playback.scale_rate(context.workspace.active, 1 / _FASTER, context.now_s())
