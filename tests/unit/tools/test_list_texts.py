"""Every text of the main window speaks every language."""

import re
from string import ascii_letters

import pytest

from tools import list_texts, make_docs
from viewer.base.i18n import LANGUAGES
from viewer.commands.builtin import BUILTIN_MODULES
from viewer.commands.menus import MENU_BAR
from viewer.commands.registry import CommandRegistry

OTHERS = LANGUAGES[1:]
FIELD = re.compile(r"{\w+}")


def test_the_texts_of_code_commands_menus_and_settings_are_all_listed() -> None:
    texts = list_texts.texts()
    titles = {command.title for command in CommandRegistry(BUILTIN_MODULES)}
    assert titles - texts <= {"1:1"}
    assert {menu.title for menu in MENU_BAR} <= texts
    assert {"Search settings", "High contrast", "Drag a series here", "Abdomen"} <= texts


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_has_a_translation_or_is_listed_as_one_that_lacks_it(code: str) -> None:
    page = make_docs.ROOT / "docs" / "untranslated.md"
    listed = page.read_text(encoding="utf-8")
    quoted = [text for text in list_texts.missing(code) if make_docs.quoted(text) not in listed]
    assert not quoted, f"new texts; run: python tools/make_docs.py\n{quoted}"


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_keeps_the_fields_of_its_text(code: str) -> None:
    for text, translated in list_texts.load(code).items():
        assert translated.strip()
        assert sorted(FIELD.findall(text)) == sorted(FIELD.findall(translated)), text


@pytest.mark.parametrize("code", OTHERS)
def test_titles_of_menus_keep_one_letter_to_open_them_by(code: str) -> None:
    catalogue = list_texts.load(code)
    letters = []
    for menu in MENU_BAR:
        found = re.findall(r"&(.)", catalogue.get(menu.title, menu.title))
        assert len(found) == 1
        assert found[0].lower() in ascii_letters + "éàèü"
        letters.append(found[0].lower())
    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize("code", ["ja", "zh"])
def test_japanese_and_chinese_are_not_latin(code: str) -> None:
    latin = {
        text
        for text, translated in list_texts.load(code).items()
        if translated == text and len(text.split()) > 1
    }
    assert latin <= {"{rate} / s", "{who}: {reason}"}
