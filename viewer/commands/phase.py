"""Move through the phases of a stack: echoes, b-values, time points."""

from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.commands.scope import Scope
from viewer.workspace.phases import go_to_phase, phases_of


def _has_phases(context: Context) -> bool:
    workspace = context.workspace
    return phases_of(workspace.active.display_set, workspace.display_sets) is not None


@command("phase.next", "Next phase", scope=Scope.VIEWPORT, icon="phase-next", enabled=_has_phases)
def next_phase(context: Context) -> None:
    """Show the same place in the next phase; after the last comes the first."""
    _step(context, 1)


@command(
    "phase.previous", "Previous phase", scope=Scope.VIEWPORT, icon="phase-previous",
    enabled=_has_phases,
)  # fmt: skip
def previous_phase(context: Context) -> None:
    """Show the same place in the phase before."""
    _step(context, -1)


def _step(context: Context, steps: int) -> None:
    viewport = context.workspace.active
    phases = phases_of(viewport.display_set, context.workspace.display_sets)
    if phases is not None:
        go_to_phase(viewport, phases, phases.index + steps)
