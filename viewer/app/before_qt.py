"""What counts from the start of the process on: the language, and the size of everything."""

import locale
import os
from dataclasses import replace
from typing import Final

from viewer.base.i18n import use_language
from viewer.base.paths import AppPaths
from viewer.settings.options import LookOptions
from viewer.settings.store import SettingsStore

_OWN_FACTOR: Final = "RADIOLUCENT_SCALE_FACTOR"


def choose_look_of_process(paths: AppPaths) -> LookOptions:
    """Speak the user's language and scale the window, before Qt begins; returns both."""
    look = SettingsStore(paths.settings_file, is_kept=False).value.look
    # A factor that the process before a restart had set is ours to change.
    factor = os.environ.get("QT_SCALE_FACTOR")
    if factor == os.environ.pop(_OWN_FACTOR, None):
        os.environ.pop("QT_SCALE_FACTOR", None)
        if look.scale_percent != 100:
            factor = str(look.scale_percent / 100)
            os.environ["QT_SCALE_FACTOR"] = os.environ[_OWN_FACTOR] = factor
    return replace(look, language=use_language(look.language or system_language()))


def system_language() -> str:
    """The language that the system is set to, as `de_CH`; "en" where it does not say."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        if value := os.environ.get(name, "").split(":")[0]:
            return value
    return locale.getlocale()[0] or "en"
