"""Translation: every text that a user reads passes through `tr`."""

import gettext
from functools import cache

from viewer.base.resources import resource_path


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation(
        "radiolucent", localedir=resource_path("translations"), fallback=True
    )


def tr(text: str) -> str:
    """The text in the user's language; English where no catalogue has it."""
    return _catalogue().gettext(text)
