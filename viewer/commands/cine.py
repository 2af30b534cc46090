"""Play a stack."""

from dataclasses import replace
from typing import Final

from viewer.commands.command import Predicate, command
from viewer.commands.context import Context
from viewer.commands.scope import Scope
from viewer.commands.view import has_stack
from viewer.model.cine import Repeat
from viewer.workspace import playback

_FASTER: Final = 1.25


def _is_playing(context: Context) -> bool:
    return context.workspace.active.cine is not None


def _repeats(repeat: Repeat) -> Predicate:
    return lambda context: context.workspace.active.plan.repeat is repeat


def _has_range(context: Context) -> bool:
    return playback.played_range(context.workspace.active) is not None


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


@command(
    "cine.loop", "Begin again at the end", scope=Scope.VIEWPORT, icon="cine-loop",
    enabled=has_stack, checked=_repeats(Repeat.LOOP),
)  # fmt: skip
def loop(context: Context) -> None:
    """Play round and round."""
    _repeat(context, Repeat.LOOP)


@command(
    "cine.bounce", "Go back and forth", scope=Scope.VIEWPORT, icon="cine-bounce",
    enabled=has_stack, checked=_repeats(Repeat.BOUNCE),
)  # fmt: skip
def bounce(context: Context) -> None:
    """Play to the end and back again."""
    _repeat(context, Repeat.BOUNCE)


@command(
    "cine.once", "Stop at the end", scope=Scope.VIEWPORT, icon="cine-once",
    enabled=has_stack, checked=_repeats(Repeat.ONCE),
)  # fmt: skip
def once(context: Context) -> None:
    """Play to the end and stay there."""
    _repeat(context, Repeat.ONCE)


@command(
    "cine.range_start", "Play from here", scope=Scope.VIEWPORT, icon="cine-from", enabled=has_stack
)
def range_start(context: Context) -> None:
    """Play only from the image on screen on."""
    viewport = context.workspace.active
    plan = replace(viewport.plan, first=viewport.view.index)
    playback.change_plan(viewport, plan, context.now_s())


@command("cine.range_end", "Play to here", scope=Scope.VIEWPORT, icon="cine-to", enabled=has_stack)
def range_end(context: Context) -> None:
    """Play only up to the image on screen."""
    viewport = context.workspace.active
    plan = replace(viewport.plan, last=viewport.view.index)
    playback.change_plan(viewport, plan, context.now_s())


@command("cine.range_clear", "Play all", scope=Scope.VIEWPORT, icon="cine-all", enabled=_has_range)
def range_clear(context: Context) -> None:
    """Play the whole stack again."""
    viewport = context.workspace.active
    plan = replace(viewport.plan, first=None, last=None)
    playback.change_plan(viewport, plan, context.now_s())


def _repeat(context: Context, repeat: Repeat) -> None:
    viewport = context.workspace.active
    playback.change_plan(viewport, replace(viewport.plan, repeat=repeat), context.now_s())
