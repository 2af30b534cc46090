"""LookOptions: how the window looks."""

from dataclasses import dataclass
from typing import Final

from viewer.base.setting import setting

THEME_TITLES: Final = {"dark": "Dark", "light": "Light", "contrast": "High contrast"}


@dataclass(frozen=True, slots=True)
class LookOptions:
    """Colours of the window."""

    theme: str = setting(
        "dark", "Theme", "Images stay on black in every theme.", choices=THEME_TITLES
    )
