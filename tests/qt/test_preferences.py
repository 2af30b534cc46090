"""The preferences as a user has them: change, search, put back; keys with their conflicts."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton

from tests.support.window import OpenWindow
from viewer.commands.command import call
from viewer.qt.preferences.keys_editor import KeysEditor
from viewer.qt.preferences.preferences_dialog import PreferencesDialog
from viewer.qt.preferences.setting_row import SettingRow
from viewer.qt.preferences.watched_editor import WatchedEditor
from viewer.qt.theme import LIGHT
from viewer.settings.schema import describe
from viewer.settings.store import SettingsStore


@pytest.fixture
def dialog(program: OpenWindow) -> PreferencesDialog:
    program.window.verbs.run(call("app.preferences"))
    [found] = program.window.findChildren(PreferencesDialog)
    return found


@pytest.fixture
def settings(program: OpenWindow) -> SettingsStore:
    return program.program.parts.settings


def row_of(dialog: PreferencesDialog, key: str) -> SettingRow:
    [row] = [row for row in dialog.findChildren(SettingRow) if row.described.key == key]
    return row


def test_every_setting_is_there(dialog: PreferencesDialog) -> None:
    keys = {row.described.key for row in dialog.findChildren(SettingRow)}
    plain = {key for key, each in describe().items() if not each.info.has_own_editor}
    assert keys == plain


def test_a_theme_chosen_here_is_put_on_at_once_and_can_be_put_back(
    program: OpenWindow, dialog: PreferencesDialog, settings: SettingsStore
) -> None:
    row = row_of(dialog, "look.theme")
    assert isinstance(row.control, QComboBox)
    assert not row.reset.isEnabled()
    row.control.setCurrentIndex(1)
    row.control.activated.emit(1)
    assert program.look.theme is LIGHT
    row.reset.click()
    assert settings.value.look.theme == "dark"
    assert row.control.currentIndex() == 0


def test_a_row_follows_a_change_made_elsewhere(
    dialog: PreferencesDialog, settings: SettingsStore
) -> None:
    row = row_of(dialog, "mouse.is_wheel_reversed")
    assert isinstance(row.control, QCheckBox)
    settings.set("mouse.is_wheel_reversed", value=True)
    assert row.control.isChecked()
    dialog.reset_all.click()
    assert not row.control.isChecked()


def test_the_search_leaves_what_answers(dialog: PreferencesDialog) -> None:
    dialog.search.setText("wheel")
    assert not row_of(dialog, "mouse.is_wheel_reversed").isHidden()
    assert row_of(dialog, "mouse.profile").isHidden()
    shown = [
        dialog.list.item(row).text()
        for row in range(dialog.list.count())
        if not dialog.list.item(row).isHidden()
    ]
    assert shown == ["Mouse"]
    dialog.search.clear()
    assert not row_of(dialog, "mouse.profile").isHidden()


def test_new_keys_name_who_has_them_and_menus_follow(
    program: OpenWindow, dialog: PreferencesDialog, settings: SettingsStore
) -> None:
    [editor] = dialog.findChildren(KeysEditor)
    invert, fit = call("window.invert"), call("view.fit")
    editor.choose(invert)
    editor.keys.setKeySequence(QKeySequence("Ctrl+0"))
    assert "Fit to cell" in editor.said.text()
    assert settings.value.keys.changed == {}
    editor.take.click()
    assert program.window.verbs.action(invert).shortcut() == QKeySequence("Ctrl+0")
    assert "Ctrl+0" in program.window.verbs.action(invert).toolTip()
    assert program.window.verbs.action(fit).shortcuts() == []
    editor.choose(invert)
    editor.reset.click()
    assert program.window.verbs.action(invert).shortcut() == QKeySequence("Ctrl+I")


def test_free_keys_are_taken_and_removed(
    program: OpenWindow, dialog: PreferencesDialog, settings: SettingsStore
) -> None:
    [editor] = dialog.findChildren(KeysEditor)
    quit_it = call("app.quit")
    editor.choose(quit_it)
    editor.keys.setKeySequence(QKeySequence("Ctrl+Alt+Q"))
    assert "free" in editor.said.text()
    editor.take.click()
    assert program.window.verbs.action(quit_it).shortcut() == QKeySequence("Ctrl+Alt+Q")
    editor.remove.click()
    assert program.window.verbs.action(quit_it).shortcuts() == []
    assert settings.value.keys.changed == {"app.quit": ()}


def test_the_window_opens_once(program: OpenWindow, dialog: PreferencesDialog) -> None:
    program.window.verbs.run(call("app.preferences", page="Keys"))
    assert program.window.findChildren(PreferencesDialog) == [dialog]
    assert dialog.list.currentItem().text() == "Keys"


def test_what_counts_later_is_said_at_once_with_a_button_for_it(
    program: OpenWindow, dialog: PreferencesDialog, settings: SettingsStore
) -> None:
    assert dialog.restart.isHidden()
    settings.set("look.scale_percent", 150)
    assert not dialog.restart.isHidden()
    settings.set("look.scale_percent", 100)
    assert dialog.restart.isHidden()
    settings.set("look.language", "fr")
    [button] = dialog.restart.findChildren(QPushButton)
    button.click()
    assert program.window.face.wants_restart
    assert program.window.isHidden()


def test_the_session_is_switched_off_here(program: OpenWindow, dialog: PreferencesDialog) -> None:
    row = row_of(dialog, "session.is_kept")
    assert isinstance(row.control, QCheckBox)
    row.control.setChecked(False)
    assert not program.program.parts.kept_session.goes_on


def test_watched_folders_are_added_and_taken_away(
    dialog: PreferencesDialog, settings: SettingsStore
) -> None:
    [editor] = dialog.findChildren(WatchedEditor)
    editor.add("/scanner/out")
    editor.add("/scanner/out")
    editor.add("/inbox")
    assert settings.value.archive.watched == ("/scanner/out", "/inbox")
    assert not editor.removing.isEnabled()
    editor.folders.setCurrentRow(0)
    editor.removing.click()
    assert settings.value.archive.watched == ("/inbox",)
    assert [editor.folders.item(row).text() for row in range(editor.folders.count())] == ["/inbox"]
