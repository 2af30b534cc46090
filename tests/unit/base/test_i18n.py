"""The language is chosen once, and numbers take the form that it asks for."""

from collections.abc import Iterator

import pytest

from viewer.base import i18n
from viewer.base.i18n import is_singular, tr, use_language


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    use_language("en")


def test_a_text_is_translated_and_an_unknown_one_stays_english() -> None:
    assert use_language("de_CH.UTF-8") == "de"
    assert tr("Preferences") == "Einstellungen"
    assert tr("A text nobody knows") == "A text nobody knows"


@pytest.mark.parametrize("code", ["C", "", "tlh", "POSIX"])
def test_an_unknown_language_is_english(code: str) -> None:
    assert use_language(code) == "en"
    assert tr("Preferences") == "Preferences"


@pytest.mark.parametrize("code", i18n.LANGUAGES)
def test_one_is_singular_and_two_are_not(code: str) -> None:
    use_language(code)
    assert is_singular(1)
    assert not is_singular(2)
    assert is_singular(0) == (code == "fr")
