"""Small screens and large texts: panels give way, dialogs fit, and what was closed stays closed."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
)

from tests.support.builders import ct_series
from tests.support.window import OpenWindow, let_run, open_window
from viewer.commands.command import call
from viewer.qt.dialogs.display_check import DisplayCheck
from viewer.qt.dialogs.shortcuts_dialog import ShortcutsDialog
from viewer.qt.docks import LowDock
from viewer.qt.panels.empty_panel import EmptyPanel
from viewer.qt.preferences.preferences_dialog import PreferencesDialog
from viewer.qt.room import scroll_where_large

Opened = Callable[[Path], OpenWindow]


@pytest.fixture
def ct(opened: Opened, tmp_path: Path) -> OpenWindow:
    ct_series(tmp_path / "ct", 12)
    return opened(tmp_path / "ct")


def test_panels_give_way_in_a_small_window_and_come_back(ct: OpenWindow) -> None:
    """As at 200 % on a small screen; a panel that was opened by hand stays."""
    window = ct.window
    docks = (window.browser_dock, window.inspector_dock)
    for width in (755, 640):  # as a hand drags the edge
        window.resize(width, 400)
        QApplication.processEvents()
    assert window.width() <= 640
    assert [dock.isVisible() for dock in docks] == [False, False]
    assert [dock.toggleViewAction().isChecked() for dock in docks] == [False, False]
    window.resize(1500, 900)
    assert [dock.isVisible() for dock in docks] == [True, True]
    window.inspector_dock.toggleViewAction().trigger()
    window.resize(640, 400)
    window.resize(1500, 900)
    assert [dock.isVisible() for dock in docks] == [True, False]


def test_a_panel_that_was_closed_stays_closed_at_the_next_start(qapp: QApplication) -> None:
    for expected in (True, False):
        with open_window(qapp, width=1600, height=900) as program:
            assert program.window.inspector_dock.isVisible() is expected
            if expected:
                program.window.inspector_dock.toggleViewAction().trigger()


def test_no_dialog_is_larger_than_the_screen(program: OpenWindow) -> None:
    room = program.window.screen().availableSize()
    commands = (
        "app.preferences", "app.shortcuts", "hanging.edit", "network.query", "app.about",
        "display.measure", "network.server", "network.worklist",
    )  # fmt: skip
    for command in commands:
        program.window.verbs.run(call(command))
    dialogs = [each for each in program.window.findChildren(QDialog) if each.isVisible()]
    assert len(dialogs) == len(commands)
    for dialog in dialogs:
        assert dialog.width() <= room.width()
        assert dialog.height() <= room.height()
        dialog.close()


def test_a_dialog_larger_than_the_screen_scrolls_both_ways(qapp: QApplication) -> None:
    dialog = QDialog()
    room, inner = dialog.screen().availableSize(), QLabel("the last corner")
    inner.setMinimumSize(room.width() + 50, room.height() + 50)
    QVBoxLayout(dialog).addWidget(inner)
    scroll_where_large(dialog)
    dialog.show()
    let_run(20)
    assert dialog.width() <= room.width()
    assert dialog.height() <= room.height()
    [area] = dialog.findChildren(QScrollArea)
    assert area.horizontalScrollBar().maximum() > 0
    assert area.verticalScrollBar().maximum() > 0
    dialog.close()


def test_one_check_of_the_display_lies_over_the_window_at_a_time(program: OpenWindow) -> None:
    for _ in range(3):
        program.window.verbs.run(call("display.check"))
    open_checks = [each for each in program.window.findChildren(DisplayCheck) if each.isVisible()]
    assert len(open_checks) == 1
    open_checks[0].close()


def test_the_empty_window_leaves_its_hint_out_where_it_would_crowd_the_buttons(
    program: OpenWindow,
) -> None:
    panel = program.window.findChild(EmptyPanel)
    assert panel is not None
    for height, is_seen in ((900, True), (400, False), (900, True)):
        program.window.resize(700, height)
        QApplication.processEvents()
        buttons = [each.geometry() for each in panel.findChildren(QPushButton)]
        assert not any(one.intersects(two) for one, two in combinations(buttons, 2))
        [hint] = [each for each in panel.findChildren(QLabel) if "Ctrl+K" in each.text()]
        assert hint.isVisible() is is_seen


@pytest.mark.parametrize("command", ["app.tags", "network.transfers"])
def test_a_panel_below_the_images_opens_with_rows_and_leaves_the_lists_their_height(
    ct: OpenWindow, command: str
) -> None:
    window = ct.window
    window.resize(1024, 700)
    let_run(50)
    before = window.browser_dock.height()
    window.verbs.run(call(command))
    let_run(100)
    [low] = [dock for dock in window.findChildren(LowDock) if dock.isVisible()]
    assert low.height() >= 200
    assert low.x() >= window.browser_dock.geometry().right()
    assert window.browser_dock.height() == before


def test_no_page_of_the_preferences_is_wider_than_its_window(program: OpenWindow) -> None:
    program.window.verbs.run(call("app.preferences"))
    [dialog] = program.window.findChildren(PreferencesDialog)
    for page in range(dialog.list.count()):
        dialog.list.setCurrentRow(page)
        let_run(30)
        area = dialog.stack.currentWidget()
        assert isinstance(area, QScrollArea)
        assert area.horizontalScrollBar().maximum() == 0, dialog.list.item(page).text()
    dialog.close()


def test_the_list_of_keys_shows_its_sentences_whole(program: OpenWindow) -> None:
    program.window.verbs.run(call("app.shortcuts"))
    [dialog] = program.window.findChildren(ShortcutsDialog)
    let_run(50)
    [table] = dialog.findChildren(QTableView)
    room = table.columnWidth(2) - 2 * 8 - 2 * 3  # without the padding and Qt's own margin
    for row in range(table.model().rowCount()):
        text = table.model().index(row, 2).data()
        lines = table.fontMetrics().boundingRect(
            QRect(0, 0, room, 1000), Qt.TextFlag.TextWordWrap, text
        )
        assert lines.height() <= table.rowHeight(row), text
    dialog.close()
