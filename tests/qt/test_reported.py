"""An error of C code in a handler is told, and does not end the program."""

import sys

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from viewer.qt.reported import reported


class _Faulty(QWidget):
    def event(self, event: QEvent) -> bool:
        return super().event(event)

    @reported
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        assert np.zeros((2, 2))[2, 0]


def test_an_index_out_of_bounds_is_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[type] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: told.append(kind))
    widget = _Faulty()
    widget.setMouseTracking(True)
    qtbot.addWidget(widget)
    none, where = Qt.MouseButton.NoButton, QPointF(1, 1)
    event = QMouseEvent(
        QEvent.Type.MouseMove, where, where, none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)
    assert told == [IndexError]
