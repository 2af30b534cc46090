"""What counts from the start of the process on: the language, and the size of everything."""

import locale
import os
from dataclasses import replace

from viewer.base.i18n import use_language
from viewer.base.paths import AppPaths
from viewer.settings.options import LookOptions
from viewer.settings.store import SettingsStore


def choose_look_of_process(paths: AppPaths) -> LookOptions:
    """Speak the user's language and scale the window, before Qt begins; returns both."""
    look = SettingsStore(paths.settings_file, is_kept=False).value.look
    if look.scale_percent != 100:
        os.environ.setdefault("QT_SCALE_FACTOR", str(look.scale_percent / 100))
    return replace(look, language=use_language(look.language or system_language()))


def system_language() -> str:
    """The language that the system is set to, as `de_CH`; "en" where it does not say."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        if value := os.environ.get(name, "").split(":")[0]:
            return value
    return locale.getlocale()[0] or "en"
