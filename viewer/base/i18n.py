"""Translation: every text that a user reads passes through `tr`.

A catalogue is a JSON object from the English text to the text of one language.
"""

import json
from collections.abc import Mapping
from typing import Final

from viewer.base.resources import resource_path

LANGUAGES: Final = ("en", "de", "fr", "es", "ja", "zh")
_ZERO_IS_ONE: Final = frozenset({"fr"})  # languages in which nought takes the singular


class _Voice:
    """The language of this process: chosen once, at its start, before any text is shown."""

    code = "en"
    texts: Mapping[str, str] = {}


def use_language(code: str) -> str:
    """Speak a language from now on, English where there is no catalogue; returns which one."""
    short = code.replace("_", "-").partition("-")[0].lower()
    _Voice.code = short if short in LANGUAGES else "en"
    _Voice.texts = {} if _Voice.code == "en" else catalogue(_Voice.code)
    return _Voice.code


def language() -> str:
    """The language that this process speaks: a process that it starts is to speak it too."""
    return _Voice.code


def catalogue(code: str) -> dict[str, str]:
    """All texts of a language by their English ones."""
    text = resource_path("i18n", f"{code}.json").read_text(encoding="utf-8")
    loaded: dict[str, str] = json.loads(text)
    return loaded


def tr(text: str) -> str:
    """The text in the user's language; English where no catalogue has it."""
    return _Voice.texts.get(text, text)


def is_singular(count: int) -> bool:
    """Whether a number takes the singular in the user's language."""
    return count == 1 or (count == 0 and _Voice.code in _ZERO_IS_ONE)
