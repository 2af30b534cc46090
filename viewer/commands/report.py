"""Reports and key objects of others: gone to, shown on the images or not."""

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.commands import key
from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.model.identity import InstanceUid
from viewer.workspace.report_marks import first_place


@command("report.show", "Show what a report refers to", icon="go-to")
def show(context: Context, *, uid: str) -> None:
    """Go to the first open image that a report says something of, and select what it draws."""
    workspace = context.workspace
    report = workspace.reports.report(InstanceUid(uid))
    if report is None:
        return
    drawn = workspace.reports.drawn_by(report)
    place = first_place(report, drawn, workspace.open_sets)
    if not (report.images or report.annotations):
        raise ViewerError(tr("This report refers to no image."))
    if place is None:
        raise ViewerError(
            tr("What this refers to is not open."), hint=tr("Open its study, then try again.")
        )
    key.show(context, display_set=place[0], index=place[1])
    if drawn:
        workspace.annotations.select(drawn[0].uid)


@command("report.hide", "Hide a report", icon="hide")
def hide(context: Context, *, uid: str) -> None:
    """Take what a report draws or marks from the images, or bring it back."""
    reports = context.workspace.reports
    reports.hide(InstanceUid(uid), is_hidden=InstanceUid(uid) not in reports.hidden)
