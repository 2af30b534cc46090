"""What a user may do next, drawn from everything the window offers."""

import random
from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from tests.support.window import OpenWindow, let_run
from viewer.commands.command import Invocation, call
from viewer.commands.menu import Entry, Menu
from viewer.commands.menus import CONTEXT_MENU, MENU_BAR, TOOL_BAR
from viewer.commands.shortcuts import DEFAULT_KEYS
from viewer.qt.dialogs.display_check import DisplayCheck
from viewer.qt.screen_windows import ScreenWindow

Act = Callable[[OpenWindow, random.Random], str]

_NOT_HERE: Final = frozenset({"app.quit", "app.restart"})  # both close the window for good
_BUTTONS: Final = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
)
_MOST_WINDOWS: Final = 2  # besides the main one
_KEYS: Final = [
    each
    for each in Qt.Key
    if each.value < 0x7F or Qt.Key.Key_Escape.value <= each.value <= Qt.Key.Key_PageDown.value
]
_WORDS: Final = ("phantom", "", "a*", "ct mr", "x" * 80, "%_'\"\\", "日本")


def offered() -> list[Invocation]:
    """Every command that a menu, a tool bar or a key offers, with its arguments."""
    found = list(DEFAULT_KEYS.values())
    for entries in (*(menu.entries for menu in MENU_BAR), TOOL_BAR, CONTEXT_MENU):
        found += _invocations(entries)
    unique = {(each.command_id, each.arguments): each for each in found}
    return [each for each in unique.values() if each.command_id not in _NOT_HERE]


def _invocations(entries: tuple[Entry, ...]) -> Iterator[Invocation]:
    for entry in entries:
        if isinstance(entry, Invocation):
            yield entry
        elif isinstance(entry, Menu):
            yield from _invocations(entry.entries)


def command(program: OpenWindow, chance: random.Random) -> str:
    """Run a command."""
    chosen = chance.choice(offered())
    program.window.verbs.run(chosen)
    return f"{chosen.command_id} {dict(chosen.arguments)}"


def key(program: OpenWindow, chance: random.Random) -> str:
    """Press a key on the image."""
    chosen = chance.choice(_KEYS)
    QTest.keyClick(program.canvas, chosen)
    return f"key {chosen.name}"


def drag(program: OpenWindow, chance: random.Random) -> str:
    """Drag on the image."""
    area = program.canvas.rect()
    if area.isEmpty() or program.canvas.isHidden():
        return "no image to drag on"
    start, end = (
        QPoint(chance.randrange(area.width()), chance.randrange(area.height())) for _ in range(2)
    )
    button = chance.choice(_BUTTONS)
    program.drag(start, end, button)
    return f"drag {button.name} {start.toTuple()} {end.toTuple()}"


def wheel(program: OpenWindow, chance: random.Random) -> str:
    """Turn the wheel, with a key or without."""
    canvas = program.canvas
    keys = chance.choice(
        (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
            Qt.KeyboardModifier.ControlModifier,
        )
    )
    turn = QPoint(0, chance.choice((-360, -120, -15, 15, 120, 360)))
    where = canvas.rect().center()
    event = QWheelEvent(
        QPointF(where), QPointF(canvas.mapToGlobal(where)), QPoint(), turn,
        Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)
    return f"wheel {turn.y()}"


def show(program: OpenWindow, chance: random.Random) -> str:
    """Show a series in a cell."""
    sets = program.workspace.display_sets
    if not sets:
        program.window.verbs.run(call("study.open_sample"))
        return "open the sample"
    cell = chance.randrange(len(program.workspace.viewports))
    program.workspace.show(chance.choice(sets), cell)
    return f"show in cell {cell}"


def search(program: OpenWindow, chance: random.Random) -> str:
    """Search for a study."""
    text = chance.choice(_WORDS)
    program.window.browser.filters.box.setText(text)
    return f"search {text!r}"


def resize(program: OpenWindow, chance: random.Random) -> str:
    """Make the window another size."""
    size = chance.choice(((800, 600), (1024, 700), (1280, 800), (1600, 1000)))
    program.window.resize(*size)
    return f"resize {size}"


ACTS: Final[dict[Act, int]] = {  # with how often
    command: 10,
    drag: 8,
    wheel: 8,
    key: 4,
    show: 2,
    search: 1,
    resize: 1,
}


def act(program: OpenWindow, chance: random.Random) -> str:
    """Do something, let the window follow, and close what it has opened over itself."""
    (chosen,) = chance.choices(list(ACTS), list(ACTS.values()))
    told = chosen(program, chance)
    let_run(chance.choice((0, 1, 10, 50)))
    _close_boxes()
    return told


def _close_boxes() -> None:
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible() and isinstance(widget, QDialog):
            widget.reject()
        elif widget.isVisible() and isinstance(widget, QMenu | DisplayCheck):
            widget.close()
    windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, ScreenWindow)]
    for window in windows[_MOST_WINDOWS:]:
        window.close()  # nobody has more screens, and each window holds a picture of itself
