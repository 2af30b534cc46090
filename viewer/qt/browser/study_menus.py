"""The menus of the table of all studies."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QTableView, QWidget

from viewer.base.i18n import tr
from viewer.commands.command import Invocation, call
from viewer.model.identity import StudyUid
from viewer.model.search import Search
from viewer.qt.browser.study_columns import Column

Run = Callable[[Invocation], bool]


def study_menu(run: Run, uids: Sequence[StudyUid], parent: QWidget) -> QMenu:
    """What can be done with chosen studies, of which there is one at least."""
    menu, first = QMenu(parent), uids[0]
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    add = _adder(menu, run)
    add(tr("Open"), *(call("study.show", study_uid=uid, series_uid=None) for uid in uids))
    menu.addSeparator()
    add(tr("Note and labels…"), call("archive.edit_mark", study_uid=first))
    add(tr("Mark as seen"), call("archive.mark_seen", study_uids=uids))
    add(tr("Mark as not seen"), call("archive.mark_seen", study_uids=uids, is_seen=False))
    menu.addSeparator()
    united = add(tr("These are of one patient"), call("archive.unite", study_uids=uids))
    united.setEnabled(len(uids) > 1)
    add(tr("Patient as in the files"), call("archive.part", study_uids=uids))
    menu.addSeparator()
    removals = [call("archive.remove", study_uid=uid) for uid in uids]
    add(tr("Remove from the list"), *removals)
    add(tr("Delete from disk…"), call("archive.delete", study_uids=uids))
    return menu


def care_menu(run: Run, wanted: Callable[[], Search], parent: QWidget) -> QMenu:
    """What keeps the list in order; `wanted` is what the list shows."""
    menu = QMenu(parent)
    add = _adder(menu, run)
    add(tr("Verify the files"), call("archive.verify"))
    add(tr("Read changed files again"), call("archive.rescan"))
    add(tr("Find duplicates"), call("archive.find_duplicates"))
    add(tr("Repair the list of studies"), call("archive.repair"))
    menu.addSeparator()
    exporting = menu.addAction(tr("Export the list…"))
    exporting.triggered.connect(lambda: run(call("archive.export_list", search=wanted())))
    return menu


def fill_columns(menu: QMenu, table: QTableView, columns: Sequence[Column]) -> None:
    """A switch for each column."""
    menu.clear()
    for place, column in enumerate(columns):
        action = menu.addAction(column.title)
        action.setCheckable(True)
        action.setChecked(not table.isColumnHidden(place))
        action.toggled.connect(lambda is_shown, at=place: table.setColumnHidden(at, not is_shown))


def _adder(menu: QMenu, run: Run) -> Callable[..., QAction]:
    def add(text: str, *invocations: Invocation) -> QAction:
        action = menu.addAction(text)

        def act() -> None:
            for invocation in invocations:
                run(invocation)

        action.triggered.connect(act)
        return action

    return add
