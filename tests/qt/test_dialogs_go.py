"""A dialog that was closed is gone: a day of asking for keys and versions takes no memory."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialog

from tests.support.window import OpenWindow, let_run
from viewer.commands.command import call


@pytest.mark.parametrize(
    "command",
    ["app.about", "app.shortcuts", "app.preferences", "app.palette", "hanging.edit",
     "display.measure"],
)  # fmt: skip
def test_a_closed_dialog_goes(program: OpenWindow, command: str) -> None:
    for _ in range(3):
        program.window.verbs.run(call(command))
        let_run(20)
        [dialog] = [each for each in program.window.findChildren(QDialog) if each.isVisible()]
        dialog.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert program.window.findChildren(QDialog) == []
