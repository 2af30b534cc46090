"""Presentation states of others: applied to the active viewport as a whole, or not at all."""

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.commands.scope import Scope
from viewer.model.identity import InstanceUid
from viewer.workspace.first_view import show_as_presented


def has_states(context: Context) -> bool:
    """Whether there is a presentation state for the stack in the active viewport."""
    workspace = context.workspace
    return bool(workspace.reports.states_for(workspace.active.display_set))


@command(
    "presentation.choose", "Presentation state", scope=Scope.VIEWPORT, icon="presentation",
    enabled=has_states,
)  # fmt: skip
def choose(context: Context, *, uid: str) -> None:
    """Show the images as a presentation state says, by its SOP Instance UID; "" as stored."""
    workspace = context.workspace
    report = workspace.reports.report(InstanceUid(uid)) if uid else None
    if uid and report is None:
        raise ViewerError(tr("This presentation state is not open."))
    if report is not None and report.not_shown:
        raise ViewerError(
            tr("The presentation state is not applied: the images stay as they are."),
            hint=tr("It asks for: {what}.").format(what="; ".join(report.not_shown)),
        )
    show_as_presented(workspace.active, InstanceUid(uid))


@command(
    "presentation.next", "Next presentation state", scope=Scope.VIEWPORT, icon="presentation",
    enabled=has_states,
)  # fmt: skip
def next_state(context: Context) -> None:
    """Show the images by the next presentation state; after the last as they are stored."""
    workspace = context.workspace
    states = workspace.reports.states_for(workspace.active.display_set)
    uids: list[str] = ["", *(each.sop_instance_uid for each in states if not each.not_shown)]
    now = workspace.active.appearance.presentation_uid
    place = uids.index(now) + 1 if now in uids else 0
    show_as_presented(workspace.active, InstanceUid(uids[place % len(uids)]))
