"""The dialogs about the display: presets, the measured screen, the test patterns."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from viewer.imaging.gsdf import gsdf_levels
from viewer.qt.dialogs.display_check import DisplayCheck
from viewer.qt.dialogs.presets_dialog import PresetsDialog
from viewer.qt.dialogs.screen_dialog import ScreenDialog
from viewer.qt.screen_names import screen_name
from viewer.render.options import PresetEntry, ScreenMeasure
from viewer.render.patterns import PATTERNS
from viewer.render.presets import default_entries

LIGHTS = "\n".join(f"{0.4 + 399.6 * (level / 255) ** 2.2:.4f}" for level in range(0, 256, 15))


def presets(qtbot, own=None, modality="CT", current=None):  # type: ignore[no-untyped-def]
    dialog = PresetsDialog(own or {}, modality, current)
    qtbot.addWidget(dialog)
    sent: list[object] = []
    dialog.taken.connect(sent.append)
    return dialog, sent


def test_presets_that_are_not_touched_are_not_kept(qtbot) -> None:  # type: ignore[no-untyped-def]
    dialog, sent = presets(qtbot)
    assert dialog.table.rowCount() == len(default_entries("CT"))
    dialog.accept()
    assert sent == [{}]


def test_a_preset_is_changed_deleted_moved_added_and_reset(qtbot) -> None:  # type: ignore[no-untyped-def]
    dialog, sent = presets(qtbot, current=PresetEntry("Window", 33, 77))
    dialog.table.item(0, 1).setText("55,5")
    dialog.table.setCurrentCell(1, 0)
    dialog.delete()
    dialog.table.setCurrentCell(1, 0)
    dialog.move_up()
    dialog.add()
    dialog.accept()
    (own,) = sent
    titles = [entry.title for entry in own["CT"]]  # type: ignore[index]
    assert titles[:2] == ["Bone", "Abdomen"]
    assert own["CT"][1].center == 55.5  # type: ignore[index]
    assert own["CT"][-1] == PresetEntry("Window", 33, 77)  # type: ignore[index]
    assert "Lung" not in titles
    again, sent = presets(qtbot, own)
    again.reset()
    again.accept()
    assert sent == [{}]


def test_a_row_without_a_sound_window_is_left_out(qtbot) -> None:  # type: ignore[no-untyped-def]
    dialog, sent = presets(qtbot)
    dialog.table.item(0, 2).setText("-4")
    dialog.table.item(1, 1).setText("nan")
    dialog.table.item(2, 0).setText("  ")
    dialog.accept()
    assert sent == [{"CT": default_entries("CT")[3:]}]


def test_each_modality_keeps_what_was_entered_while_others_are_looked_at(qtbot) -> None:  # type: ignore[no-untyped-def]
    dialog, sent = presets(qtbot, modality="PT")
    dialog.table.item(0, 0).setText("Whole")
    dialog.modalities.setCurrentIndex(dialog.modalities.findData("CT"))
    dialog.accept()
    (own,) = sent
    assert list(own) == ["PT"]  # type: ignore[call-overload]


def measured(qtbot, known=None):  # type: ignore[no-untyped-def]
    dialog = ScreenDialog(known or {})
    qtbot.addWidget(dialog)
    dialog.show()
    sent: list[tuple[str, ScreenMeasure]] = []
    dialog.taken.connect(lambda name, measure: sent.append((name, measure)))
    return dialog, sent


def test_the_slider_and_the_number_make_the_card_as_large(qtbot) -> None:  # type: ignore[no-untyped-def]
    dialog, sent = measured(qtbot)
    dialog.ppi.setValue(127)
    assert dialog.card.pitch_mm == pytest.approx(0.2)
    dialog.slider.resize(400, 24)
    right = QPoint(dialog.slider.width() - 2, dialog.slider.height() // 2)
    QTest.mouseClick(dialog.slider, Qt.MouseButton.LeftButton, pos=right)
    assert dialog.card.pitch_mm < 0.2, "to the right the drawing takes more pixels"
    dialog.slider.setValue(dialog.slider.maximum())
    assert dialog.ppi.value() == 800
    dialog.ppi.setValue(101.6)
    assert dialog.slider.value() < dialog.slider.maximum() / 2
    assert dialog.ppi.value() == 101.6, "what is entered stays as it is"
    dialog.accept()
    [(name, measure)] = sent
    assert name == screen_name(dialog.screen())
    assert measure.pitch_mm == pytest.approx(0.25)


def test_luminances_are_checked_as_they_are_written(qtbot) -> None:  # type: ignore[no-untyped-def]
    dialog, sent = measured(qtbot)
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    dialog.text.setPlainText("1\n2\n3")
    assert not ok.isEnabled()
    assert "At least 18" in dialog.fault.text()
    dialog.text.setPlainText(LIGHTS)
    dialog.ambient.setValue(0.3)
    assert ok.isEnabled()
    dialog.is_gsdf.setChecked(True)
    dialog.accept()
    [(name, measure)] = sent
    assert measure.display is not None
    again, sent = measured(qtbot, {name: measure})
    assert again.is_gsdf.isChecked()
    again.text.setPlainText("")
    again.accept()
    assert sent[0][1].display is None


def test_the_check_shows_each_pattern_pixel_by_pixel(qtbot) -> None:  # type: ignore[no-untyped-def]
    check = DisplayCheck(None)
    qtbot.addWidget(check)
    check.resize(320, 240)
    check.show()
    QTest.keyClick(check, Qt.Key.Key_N)
    for pattern in PATTERNS:
        image = check.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        lines = np.array(image.constBits()).reshape(240, image.bytesPerLine())[:, :320]
        assert (lines == pattern.draw(320, 240)).all(), pattern.title
        QTest.keyClick(check, Qt.Key.Key_Right)
    assert check.number == 0
    QTest.keyClick(check, Qt.Key.Key_Left)
    assert check.number == len(PATTERNS) - 1
    assert "not calibrated" in check.accessibleDescription()


def test_the_check_of_a_measured_screen_uses_its_levels(qtbot) -> None:  # type: ignore[no-untyped-def]
    levels = tuple(float(level) for level in range(0, 256, 15))
    lights = tuple(float(line) for line in LIGHTS.split())
    display = ScreenMeasure(0.2, levels, lights, 0.3, is_gsdf=True).display
    assert display is not None
    check = DisplayCheck(display)
    qtbot.addWidget(check)
    check.resize(300, 200)
    check.show()
    QTest.keyClick(check, Qt.Key.Key_N)
    QTest.keyClick(check, Qt.Key.Key_Left)  # uniform, 51
    shown = check.grab().toImage().pixelColor(150, 100).red()
    assert shown == round(float(gsdf_levels(display)[51]))
    assert "GSDF on" in check.accessibleDescription()


def test_escape_ends_the_check(qtbot, qapp: QApplication) -> None:  # type: ignore[no-untyped-def]
    check = DisplayCheck(None)
    check.show()
    with qtbot.waitSignal(check.destroyed):
        QTest.keyClick(check, Qt.Key.Key_Escape)
