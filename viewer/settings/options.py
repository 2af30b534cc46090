"""How the window looks, and which keys its commands have."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from viewer.base.setting import setting

THEME_TITLES: Final = {"dark": "Dark", "light": "Light", "contrast": "High contrast"}


@dataclass(frozen=True, slots=True)
class LookOptions:
    """Colours of the window."""

    theme: str = setting(
        "dark", "Theme", "Images stay on black in every theme.", choices=THEME_TITLES
    )


@dataclass(frozen=True, slots=True)
class KeyOptions:
    """Keys that differ from the defaults: the call of a command to its keys."""

    changed: Mapping[str, tuple[str, ...]] = setting(
        lambda: MappingProxyType({}), "Keys of commands", has_own_editor=True
    )
