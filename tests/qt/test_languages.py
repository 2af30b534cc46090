"""Qt's own texts speak the language of the program."""

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from viewer.app.gui import translate_qt


@pytest.mark.parametrize(
    ("language", "cancel"),
    [
        ("de", "Abbrechen"),
        ("fr", "Annuler"),
        ("es", "Cancelar"),
        ("ja", "キャンセル"),
        ("zh", "取消"),
    ],
)
def test_the_buttons_of_qt_speak_the_language(
    qapp: QApplication, language: str, cancel: str
) -> None:
    translate_qt(qapp, language)
    try:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        assert [button.text() for button in buttons.buttons()] == [cancel]
    finally:
        for translator in qapp.findChildren(QTranslator):
            qapp.removeTranslator(translator)
            translator.deleteLater()
