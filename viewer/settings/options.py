"""How the window looks, and which keys its commands have."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from viewer.base.setting import setting

SCALES: Final = (75, 90, 100, 110, 125, 150, 175, 200)
LANGUAGE_TITLES: Final = {
    "": "As the system",
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "ja": "日本語",
    "zh": "中文",
}
THEME_TITLES: Final = {"dark": "Dark", "light": "Light", "contrast": "High contrast"}


@dataclass(frozen=True, slots=True)
class LookOptions:
    """Colours, size and language of the window."""

    theme: str = setting(
        "dark", "Theme", "Images stay on black in every theme.", choices=THEME_TITLES
    )
    scale_percent: int = setting(
        100,
        "Size of texts and buttons",
        "Images keep the resolution of the screen.",
        choices={scale: f"{scale} %" for scale in SCALES},
        starts_later=True,
    )
    language: str = setting(
        "",
        "Language",
        "Texts from files stay as they are.",
        choices=LANGUAGE_TITLES,
        starts_later=True,
    )


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """What the next start knows of this run."""

    is_kept: bool = setting(
        True,
        "Go on where I left off",
        "Without this, nothing is kept of what was on screen or opened lately.",
    )


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """What other programs may ask for."""

    is_on: bool = setting(
        False,
        "Links of other programs",
        "A link radiolucent://study/UID may ask to show a study of the list; you are asked first.",
    )


@dataclass(frozen=True, slots=True)
class KeyOptions:
    """Keys that differ from the defaults: the call of a command to its keys."""

    changed: Mapping[str, tuple[str, ...]] = setting(
        lambda: MappingProxyType({}), "Keys of commands", has_own_editor=True
    )
