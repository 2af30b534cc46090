"""SavedSearches: a button with the searches that the user saved."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from viewer.base.i18n import tr
from viewer.index.options import SavedSearch
from viewer.qt.dialogs.text_dialog import TextDialog
from viewer.settings.store import SettingsStore


class SavedSearches(QPushButton):
    """Offers them by name, saves what is `asked` now, and forgets; `chosen` sends one."""

    chosen = Signal(object)  # SavedSearch

    def __init__(
        self, settings: SettingsStore, asked: Callable[[str], SavedSearch], parent: QWidget
    ) -> None:
        super().__init__(tr("Saved searches"), parent)
        self._settings = settings
        self._asked = asked
        self._list = QMenu(self)
        self._list.aboutToShow.connect(self._fill)
        self.setMenu(self._list)

    @property
    def searches(self) -> tuple[SavedSearch, ...]:
        """What is saved."""
        return self._settings.value.archive.searches

    def save(self, name: str) -> None:
        """Keep what is asked for under a name, in place of one of that name."""
        if name:
            others = (each for each in self.searches if each.name != name)
            self._settings.set("archive.searches", (*others, self._asked(name)))

    def forget(self, name: str) -> None:
        """Let go of a search."""
        others = tuple(each for each in self.searches if each.name != name)
        self._settings.set("archive.searches", others)

    def _fill(self) -> None:
        menu = self._list
        menu.clear()
        for search in self.searches:
            action = menu.addAction(_literal(search.name))
            action.triggered.connect(lambda _=False, one=search: self.chosen.emit(one))
        menu.addSeparator()
        menu.addAction(tr("Save this search…")).triggered.connect(self._ask_name)
        if self.searches:
            forgetting = menu.addMenu(tr("Forget a search"))
            for search in self.searches:
                action = forgetting.addAction(_literal(search.name))
                action.triggered.connect(lambda _=False, name=search.name: self.forget(name))

    def _ask_name(self) -> None:
        dialog = TextDialog(tr("Save this search"), self._asked("").words, self)
        dialog.taken.connect(self.save)
        dialog.open()


def _literal(text: str) -> str:
    return text.replace("&", "&&")
