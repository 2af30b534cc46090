"""The series strip draws what changed, and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.builders import uid
from tests.support.series import ct_display_set
from viewer.qt.panels.series_strip import SeriesStrip, _CardDelegate
from viewer.qt.theme import DARK, Look


@pytest.fixture
def strip(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> SeriesStrip:
    made = SeriesStrip(Look(qapp, DARK))
    qtbot.addWidget(made)
    made.set_display_sets(
        [
            ct_display_set(tmp_path / str(n), 2, SeriesNumber=n, SeriesInstanceUID=uid(str(n)))
            for n in range(1, 5)
        ]
    )
    made.resize(240, 800)
    made.show()
    qtbot.waitExposed(made)
    qapp.processEvents()
    return made


def test_a_card_that_changed_is_the_only_one_drawn_anew(
    strip: SeriesStrip, qapp: QApplication
) -> None:
    drawn: list[int] = []
    measured: list[int] = []

    class Noting(_CardDelegate):
        def paint(self, painter: Any, option: Any, index: Any) -> None:
            drawn.append(index.row())
            super().paint(painter, option, index)

        def sizeHint(self, option: Any, index: Any) -> Any:
            measured.append(index.row())
            return super().sizeHint(option, index)

    strip.setItemDelegate(Noting(Look(qapp, DARK), strip))
    for _ in range(5):  # it is laid out first, and painted then
        qapp.processEvents()
    assert set(drawn) == set(measured) == {0, 1, 2, 3}
    drawn.clear()
    measured.clear()
    strip.strip.set_loaded({strip.strip.display_sets[2].key: 0.5})
    for _ in range(5):
        qapp.processEvents()
    assert drawn == [2]
    assert set(measured) <= {2}
