"""The menu of presentation states: the images as stored, or as somebody wants them shown."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from viewer.base.i18n import tr
from viewer.model.identity import InstanceUid
from viewer.model.report import Report
from viewer.qt.text import plain
from viewer.workspace.viewport import Viewport
from viewer.workspace.workspace import Workspace


def fill_states(
    menu: QMenu,
    viewport: Viewport,
    workspace: Workspace,
    choose: Callable[[InstanceUid], None],
) -> None:
    """List the states for the stack in `viewport`; those that cannot be applied say so."""
    menu.clear()
    states = workspace.reports.states_for(viewport.display_set, viewport.wanted)
    if not states:
        menu.addAction(tr("No presentation states for these images")).setEnabled(False)
        return
    is_private = not viewport.shows_patient
    titles = [tr("As stored"), *(state_title(each, is_private=is_private) for each in states)]
    uids = [InstanceUid(""), *(each.sop_instance_uid for each in states)]
    for title, uid in zip(titles, uids, strict=True):
        action = menu.addAction(plain(title).replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(viewport.appearance.presentation_uid == uid)
        action.triggered.connect(lambda _, chosen=uid: choose(chosen))


def state_title(report: Report, *, is_private: bool) -> str:
    """What a state is called, by whom and when it was made, and whether it can be applied."""
    author = "" if is_private else report.author
    title = ("" if is_private else report.title) or tr("Presentation state")
    parts = [part for part in (title, author, report.created) if part]
    if report.not_shown:
        parts.append(tr("cannot be applied"))
    return " · ".join(parts)
