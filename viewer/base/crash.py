"""What may be written down about a bug: where it happened, never the values it met."""

import re
import traceback


def describe_crash(error: BaseException) -> str:
    """The kind of `error` and its stack, without its message, which may quote patient data."""
    lines = [
        f"{frame.name} ({short_name(frame.filename)}:{frame.lineno})"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join([type(error).__name__, *reversed(lines)])


def short_name(file_name: str) -> str:
    """A source file within its package: where it is installed may tell whose machine it is."""
    parts = re.split(r"[\\/]", file_name)
    for top in ("site-packages", "viewer"):
        if top in parts:
            return "/".join(parts[len(parts) - parts[::-1].index(top) :])
    return parts[-1]
