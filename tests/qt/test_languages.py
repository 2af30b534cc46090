"""Qt's own texts speak the language of the program."""

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from viewer.app.gui import translate_qt
from viewer.base.i18n import use_language
from viewer.dicom.split_rules import SPLIT_KEYS, describe_value
from viewer.qt.stack_words import reason_text


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
        assert reason_text("echo 1") == "エコー 1"
        assert reason_text("echo time 4.6 ms, time point 2") == "エコー時間 4.6 ms, 時点 2"
        assert reason_text("words of the file, 2") == "words of the file, 2"
    finally:
        use_language("en")


def test_all_that_divides_stacks_is_said_in_the_language_of_the_window(qapp: QApplication) -> None:
    use_language("de")
    try:
        for keyword in SPLIT_KEYS:
            said = describe_value(keyword, "7")
            assert reason_text(said) != said or keyword == "DiffusionBValue"
    finally:
        use_language("en")
