"""Menus that tell of studies: what can be hung, what can be compared, what was opened lately."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QMenu

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.commands.command import call
from viewer.commands.menu import Dynamic
from viewer.model.archive import StudyRow
from viewer.qt.actions import Actions
from viewer.qt.parts import Parts
from viewer.qt.text import date_text, plain
from viewer.workflows.priors import find_priors
from viewer.workspace.hangings import Hangings

_MOST_PRIORS = 12


def study_menus(parts: Parts, actions: Actions) -> Mapping[Dynamic, Callable[[QMenu], None]]:
    """What fills each of these menus when it opens."""
    return {
        Dynamic.HANGINGS: lambda menu: _fill_hangings(menu, actions, parts.hangings),
        Dynamic.PRIORS: lambda menu: _fill_priors(menu, actions, parts),
        Dynamic.RECENT: lambda menu: _fill_recent(menu, actions, parts),
    }


def _fill_hangings(menu: QMenu, actions: Actions, hangings: Hangings) -> None:
    menu.clear()
    menu.addAction(actions.action(call("hanging.step", title="Next stage", steps=1)))
    menu.addAction(actions.action(call("hanging.step", title="Previous stage", steps=-1)))
    menu.addSeparator()
    menu.addAction(actions.action(call("hanging.hang")))
    for protocol in hangings.protocols:
        if protocol.is_enabled:
            action = menu.addAction(_literal(tr(protocol.name)))
            action.setCheckable(True)
            action.setChecked(protocol is hangings.hung)
            chosen = call("hanging.hang", name=protocol.name)
            action.triggered.connect(lambda _, chosen=chosen: actions.run(chosen))
    menu.addSeparator()
    menu.addAction(actions.action(call("hanging.save")))
    menu.addAction(actions.action(call("hanging.edit")))


def _fill_priors(menu: QMenu, actions: Actions, parts: Parts) -> None:
    menu.clear()
    menu.addAction(actions.action(call("study.compare")))
    shown = parts.workspace.active.display_set
    rows: list[StudyRow] = []
    if shown is not None:
        try:
            rows = find_priors(shown.study, archive=parts.archive)[:_MOST_PRIORS]
        except ViewerError:
            rows = []  # the list of studies tells what is wrong with the archive
    menu.addSeparator()
    for row in rows:
        told = _told(row, shows_name=False, shows_date=parts.workspace.shows_patient)
        action = menu.addAction(_literal(told))
        chosen = call("study.compare", study_uid=row.study.study_uid)
        action.triggered.connect(lambda _, chosen=chosen: actions.run(chosen))
    if not rows:
        menu.addAction(tr("No earlier study in the list")).setEnabled(False)


def _fill_recent(menu: QMenu, actions: Actions, parts: Parts) -> None:
    menu.clear()
    try:
        rows = parts.kept_session.recent
    except ViewerError:
        rows = []
    for row in rows:
        shows = parts.workspace.shows_patient
        action = menu.addAction(_literal(_told(row, shows_name=shows, shows_date=shows)))
        chosen = call("study.show", study_uid=row.study.study_uid)
        action.triggered.connect(lambda _, chosen=chosen: actions.run(chosen))
    if not rows:
        menu.addAction(tr("None yet")).setEnabled(False)


def _told(row: StudyRow, *, shows_name: bool, shows_date: bool) -> str:
    study = row.study
    parts = [
        study.patient.name.display() if shows_name else "",
        date_text(study.date) if shows_date else "",
        " ".join(row.modalities),
        study.description,
    ]
    return " · ".join(part for part in parts if part) or tr("Study without a date")


def _literal(text: str) -> str:
    return plain(text, limit=100).replace("&", "&&")
