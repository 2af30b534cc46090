"""Open the preferences with the editors of settings that are no plain rows."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from viewer.qt.parts import Parts
from viewer.qt.preferences.corner_text_editor import CornerTextEditor
from viewer.qt.preferences.keys_editor import KeysEditor
from viewer.qt.preferences.preferences_dialog import Editors, PreferencesDialog
from viewer.qt.preferences.watched_editor import WatchedEditor
from viewer.qt.theme import Look


def open_preferences(
    parts: Parts, look: Look, window: QWidget, page: str, restart: Callable[[], None]
) -> PreferencesDialog:
    """Show the one preferences window over `window`, at a page by its title if given.

    `restart` starts the program again, where the user wants what he changed to count.
    """
    dialog = window.findChild(PreferencesDialog)
    if not isinstance(dialog, PreferencesDialog):
        editors: Editors = {
            "keys.changed": lambda: KeysEditor(parts.settings, parts.registry),
            "archive.watched": lambda: WatchedEditor(parts.settings),
            "corner_text.templates": lambda: CornerTextEditor(parts.settings),
        }
        dialog = PreferencesDialog(parts.settings, look, editors, window)
        dialog.restart_wanted.connect(restart)
    dialog.show_page(page)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
    return dialog
