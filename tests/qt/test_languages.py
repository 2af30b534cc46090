"""Qt's own texts speak the language of the program."""

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from viewer.app.gui import translate_qt
from viewer.base.i18n import use_language
from viewer.qt.panels.facts import reason_text


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


def test_why_a_stack_is_apart_is_said_in_the_language_and_words_of_files_stay() -> None:
    use_language("ja")
    try:
        for reason in ("multi-frame object", "each radiograph is a view of its own"):
            assert reason_text(reason) != reason
        assert reason_text("echo 1") == "echo 1"
    finally:
        use_language("en")
