"""Presentation states of others: applied to the active viewport as a whole, or not at all."""

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.commands.scope import Scope
from viewer.model.identity import InstanceUid
from viewer.model.report import Report
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
    _apply(context, report)


@command(
    "presentation.next", "Next presentation state", scope=Scope.VIEWPORT, icon="presentation",
    enabled=has_states,
)  # fmt: skip
def next_state(context: Context) -> None:
    """Show the image by the next presentation state for it; after the last as it is stored."""
    workspace, viewport = context.workspace, context.workspace.active
    listed = workspace.reports.states_for(viewport.display_set)
    states = [each for each in listed if not each.not_shown]
    wanted = viewport.wanted
    here = [each for each in states if wanted is not None and each.marks(wanted)]
    choices = [None, *(here or states)]  # where none is for this image, those for others count
    uids = ["" if each is None else str(each.sop_instance_uid) for each in choices]
    now = viewport.appearance.presentation_uid
    place = uids.index(now) + 1 if now in uids else 1
    _apply(context, choices[place % len(choices)])


def _apply(context: Context, report: Report | None) -> None:
    """Show the active stack by a state, at an image that it is for; by None as stored."""
    viewport = context.workspace.active
    shown, wanted = viewport.display_set, viewport.wanted
    if report is not None and shown is not None and wanted is not None:
        places = (k for k, ref in enumerate(shown.frames) if report.marks(ref))
        if not report.marks(wanted) and (first := next(places, None)) is not None:
            viewport.set_cine(None)
            viewport.go_to(first)
    uid = InstanceUid("") if report is None else report.sop_instance_uid
    show_as_presented(viewport, uid)
