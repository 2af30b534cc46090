"""Every window that a command opens can be used by those who hear it, and by keys alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from tests.qt.test_accessibility import controls
from tests.support.series import ct_series
from tests.support.window import OpenWindow, let_run
from viewer.commands.command import call

Opened = Callable[[Path], OpenWindow]
WINDOWS = (
    "app.about", "app.palette", "app.preferences", "app.shortcuts", "app.tags",
    "archive.show_studies", "display.check", "display.measure", "display.presets", "hanging.edit",
    "layout.choose", "layout.open_screen", "lesion.follow_up", "measure.table", "network.audit",
    "network.nodes", "network.query", "network.server", "network.transfers", "network.worklist",
    "study.character_set", "study.why",
)  # fmt: skip


def spoken(control: QWidget) -> str:
    """What a screen reader says of a control: its own name, or that of its label."""
    return QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)


def is_of_qt(control: QWidget) -> bool:
    """The button in the corner of a table: it selects all, as Ctrl+A does."""
    return control.metaObject().className() == "QTableCornerButton"


def visible() -> list[QWidget]:
    """Every window on screen; another test may have left one."""
    return [each for each in QApplication.topLevelWidgets() if each.isVisible()]


@pytest.mark.parametrize("command_id", WINDOWS)
def test_every_control_of_what_a_command_opens_has_a_name_and_takes_the_keys(
    opened: Opened, tmp_path: Path, command_id: str
) -> None:
    ct_series(tmp_path / "ct", 3)
    program = opened(tmp_path / "ct")
    before = visible()
    assert program.window.verbs.run(call(command_id))
    program.settle()
    let_run(50)
    roots = [each for each in visible() if each not in before] or [program.window]
    for root in roots:
        assert root.windowTitle() or root.accessibleName(), "a window has a name"
        unnamed = [
            f"{type(each).__name__} in {type(each.parent()).__name__}"
            for each in controls(root)
            if not spoken(each) and not each.isHidden() and not is_of_qt(each)
        ]
        assert unnamed == []
        mute = [
            each for kind in (QPushButton, QLineEdit) for each in root.findChildren(kind)
            if not each.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not each.objectName().startswith("qt_")
        ]  # fmt: skip
        assert mute == []
    for root in roots:
        if root is not program.window:
            root.close()
